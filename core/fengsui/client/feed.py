"""The feed for ever: connects, resumes from its own position, keeps, acknowledges, hands out, and reconnects.

The order for each event is: keep it and the position in the store, acknowledge it, hand it out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal

from fengsui import __version__
from fengsui.client.acks import Acks
from fengsui.client.line import LOST, BetterWay, Connection, LineLost
from fengsui.client.orders import Orders
from fengsui.client.pauses import Pauses
from fengsui.client.received import Condition, Received, State
from fengsui.client.refusals import Refused, Unreachable, refusal
from fengsui.client.store import MemoryStore, Store, StoreFailed
from fengsui.client.tracker import Step, Tracker
from fengsui.client.unsaved import Unsaved
from fengsui.client.verdicts import GAPS, INCOMPLETE, Verdict, verdict
from fengsui.client.ways import Ways
from fengsui.clock import Ids
from fengsui.errors import FengsuiError, Unauthorised
from fengsui.events import Position
from fengsui.text import N_, translate
from fengsui.wire.frames import VERSION

NAME = "main"  # of our one subscription on a connection; the same id replaces it
SILENT_BEATS = 3
GREETING_S = 10.0

__all__ = ["FeedClient", "Received", "State"]

Token = str | Callable[[], Awaitable[str]]


class FeedClient:
    """`async with FeedClient(…) as feed: async for received in feed: …`

    Starts behind the store's position; where that has none, behind `after`: a position, "now", or "start" for the
    whole journal. Ends with Refused when the server says that trying again will not help. With `http`, the server's
    HTTP address, it falls back to server-sent events or long poll where no websocket goes through, and says so in its
    state. `on_proof` is called whenever a frame proves that nothing
    is missing up to now, `on_presence` when somebody else connected or was lost. `open_line` is what it connects by
    instead: a simulation passes its own.
    """

    def __init__(
        self,
        url: str,
        token: Token,
        device: str,
        *,
        store: Store | None = None,
        filter: Mapping[str, Any] | None = None,
        lang: str = "en",
        ids: Ids | None = None,
        after: Position | Literal["now", "start"] | None = None,
        on_state: Callable[[State], None] | None = None,
        on_presence: Callable[[], None] | None = None,
        name: str = "fengsui",
        http: str = "",
        on_proof: Callable[[], None] = lambda: None,
        open_line: Callable[[str], Awaitable[Connection]] | None = None,
    ) -> None:
        self.url = url
        self.device = device
        self.state = State("offline")
        self.store: Store = store or MemoryStore()
        self._token = token
        self._filter = dict(filter or {})
        self._lang = lang
        self._ids = ids or Ids()
        self._ways = Ways(url, http, self._ids)
        self._after = after
        self._on_state = on_state
        self._on_presence = on_presence
        self._name = name
        self._open_line = open_line
        self._on_proof = on_proof
        self._left: Connection | None = None
        self._went_live = False
        known = self.store.position()
        self._tracker = Tracker(known or (after if isinstance(after, Position) else None))
        self._orders = Orders(self._ids)
        self._acks = Acks()
        self._received: asyncio.Queue[Received | None] = asyncio.Queue()
        self._unsaved = Unsaved()
        self._line: Connection | None = None
        self._session = ""
        self._unheard = 0
        self._pauses = Pauses(self._ids)
        self._failure: FengsuiError | None = None
        self._task: asyncio.Task[None] | None = None

    # -- for the program that uses it --------------------------------------------------------------------

    async def __aenter__(self) -> FeedClient:
        for event, position in self.store.unanswered():
            self._received.put_nowait(Received(event, position, fresh=False))
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Says goodbye; whoever iterates comes to the end."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._leave()
            await self._ways.close()
            self._orders.fail(self._closed())
            self._received.put_nowait(None)

    def __aiter__(self) -> FeedClient:
        return self

    async def __anext__(self) -> Received:
        received = await self._received.get()
        if received is not None:
            return received
        self._received.put_nowait(None)
        if self._failure is not None:
            raise self._failure
        raise StopAsyncIteration

    @property
    def position(self) -> Position | None:
        """How far the feed has been received."""
        return self._tracker.position

    async def command(
        self, name: str, args: Mapping[str, Any] | None = None, key: str | None = None, within_s: float = 30.0
    ) -> Any:
        """Executes `plugin.command` over the socket and returns its answer; raises what the server refused with.

        Sent again with the same key after every reconnect until it is answered; Unreachable after `within_s`.
        """
        if self._task is None or self._failure is not None:
            raise self._failure or self._closed()
        return await self._orders.execute(self._line, name, args or {}, key, within_s)

    async def resubscribe(self, after: Position) -> None:
        """Goes on behind `after`, the position of the view that was just read."""
        self._tracker.position = after
        self._keep_position()
        if self._line is not None:
            await self._subscribe(self._line)

    # -- for ever ----------------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while True:
                self._say("connecting")
                try:
                    await self._converse()
                except BetterWay:
                    continue
                except LineLost as error:
                    lost = error
                except Unreachable as error:  # by whoever fetches fresh tokens
                    lost = LineLost(LOST, str(error))
                except TimeoutError:
                    lost = LineLost(LOST, "no welcome")
                finally:
                    self._hung_up()
                await self._leave()
                self._ways.ended(lost, self._went_live)
                code, reason, judged = lost.code, lost.reason, lost.judged or verdict(lost.code)
                if judged.stop:
                    raise Refused(translate(judged.text, self._lang), code=judged.code, close_code=code)
                pause = self._pauses.after(code)
                self._say("offline", judged, reason, retry_in=pause)
                await asyncio.sleep(pause)
        except FengsuiError as error:
            self._fail(error)
        except Exception as error:
            self._fail(FengsuiError(N_("The feed client failed: {why}"), code="feed_client_failed", why=repr(error)))
            raise

    async def _leave(self) -> None:
        """Drops the line that another one has replaced."""
        left, self._left = self._left, None
        if left is not None:
            await left.close()

    def _hung_up(self) -> None:
        self._line = None
        self._tracker.disconnected()
        self._acks.forget()

    def _fail(self, error: FengsuiError) -> None:
        self._failure = error
        self._orders.fail(error)
        self._became(State("failed", error.code, translate(error.message, self._lang, **error.params)))
        self._received.put_nowait(None)

    def _closed(self) -> Unreachable:
        return Unreachable(N_("The connection to the feed was closed."), code="feed_closed")

    def _say(
        self, condition: Condition, judged: Verdict | None = None, reason: str = "", retry_in: float | None = None
    ) -> None:
        text = translate(judged.text, self._lang) if judged else ""
        text = f"{text} ({reason})" if text and reason else text or reason
        way = self._ways.way if self._line is not None else None
        self._became(State(condition, judged.code if judged else "", text, retry_in, way))

    def _became(self, state: State) -> None:
        self.state = state
        if self._on_state is not None:
            self._on_state(state)

    # -- one connection ----------------------------------------------------------------------------------

    async def _converse(self) -> None:
        token = self._token if isinstance(self._token, str) else await self._token()
        self._went_live = False
        line = await (self._open_line(self.url) if self._open_line is not None else self._ways.open())
        try:
            async with asyncio.timeout(GREETING_S):
                welcome = await self._greet(line, token)
            if self._tracker.position is None and self._after == "start":
                self._tracker.position = Position(welcome["epoch"], 0)
            if self._unsaved:
                self._tracker.position = self.store.position()
            self._line = line
            await self._subscribe(line)
            await self._orders.send_again(line)
            while True:
                await self._handle(line, await line.receive())
        except BetterWay:
            self._left = line  # until its successor has subscribed, so that we are never thought away
            raise
        finally:
            if self._left is not line:
                await line.close()

    async def _greet(self, line: Connection, token: str) -> dict[str, Any]:
        hello = {
            "kind": "hello",
            "v": VERSION,
            "token": token,
            "device": self.device,
            "client": {"name": self._name, "ver": __version__},
            "lang": self._lang,
        }
        await line.send({**hello, "replaces": self._session} if self._session else hello)
        while (welcome := await line.receive()).get("kind") != "welcome":
            pass  # of a kind that we do not know yet
        self._session = welcome["session"]
        line.silence = SILENT_BEATS * float(welcome["hb_s"])
        return welcome

    async def _subscribe(self, line: Connection) -> None:
        self._tracker.disconnected()
        self._unheard = 0
        position = self._tracker.position
        after: Any = {"epoch": position.epoch, "seq": position.seq} if position else "now"
        self._say("syncing")
        await line.send({"kind": "sub", "id": NAME, "filter": self._filter, "after": after})

    async def _handle(self, line: Connection, frame: dict[str, Any]) -> None:
        kind = frame.get("kind")
        if kind in ("event", "live", "hb", "gap"):
            await self._moves(line, frame, self._tracker.step(frame))
        elif kind == "sub_ok" and frame.get("id") == NAME:
            self._tracker.subscribed(frame)
            self._keep_position()
            await self._leave()
        elif kind == "welcome":
            self._session = frame["session"]
        elif kind == "res" and frame.get("id") == NAME:
            raise refusal(422, frame.get("error") or {})
        elif kind == "res":
            self._orders.answered(frame)
        elif kind == "notice":
            await self._notice(line, frame)

    async def _moves(self, line: Connection, frame: dict[str, Any], step: Step) -> None:
        kind = frame["kind"]
        if kind == "hb":
            await line.send({"kind": "hb"})
            if self._unsaved:  # have it sent once more: perhaps the disk takes it now
                self._tracker.position = self.store.position()
                step = Step.HOLE
            elif self._tracker.number is None:  # no sub_ok came: once may be on its way, twice is lost
                self._unheard += 1
                step = Step.HOLE if self._unheard > 1 else step
        if step in (Step.EVENT, Step.MOVED):
            self._on_proof()
        if step is Step.EVENT:
            await self._take(line, frame["event"], frame["seq"])
        elif step is Step.HOLE:
            await self._subscribe(line)
        elif step is Step.GAP:
            if self._tracker.position is not None:
                self._unsaved.gap(self._tracker.position)
            why = str(frame.get("why", ""))
            self._say("gap", INCOMPLETE, translate(GAPS.get(why, why), self._lang))
            self._keep_position()  # behind a gap that is known: a crash between the two must not hide it
        elif step is Step.MOVED:
            self._keep_position()
            if kind == "live":
                self._went_live = True
                self._ways.worked()
                self._pauses.worked()
                self._say("live")

    def _keep_position(self) -> None:
        if self._tracker.position is None or self._unsaved:
            return
        try:
            self.store.move(self._tracker.position)
        except StoreFailed as error:
            self._say("unsaved", reason=str(error))
        else:
            if self.state.condition == "unsaved":  # the disk takes it again, and nothing of ours waits for it
                self._say("live")

    async def _take(self, line: Connection, event: dict[str, Any], seq: int) -> None:
        position, fresh = self._tracker.took(seq), event["id"] not in self._unsaved
        try:
            if self._unsaved.before(position):
                self._unsaved.add(event["id"], position)
            else:
                fresh = self.store.keep(event, position) and fresh
                self._unsaved.saved(event["id"])
        except StoreFailed as error:  # shown all the same, but not acknowledged: it would be lost by a crash
            self._unsaved.add(event["id"], position)
            self._say("unsaved", reason=str(error))
        try:
            if not self._unsaved and self._tracker.number is not None:
                await self._acks.stored(line, self._tracker.number, seq, at_once=event.get("need", "none") != "none")
        finally:  # it is kept: also when the line was lost while we said so
            if fresh:
                self._received.put_nowait(Received(event, position, fresh=True))

    async def _notice(self, line: Connection, frame: dict[str, Any]) -> None:
        if isinstance(draining := frame.get("draining"), dict):
            self._pauses.draining(float(draining.get("spread_ms", 0)))
        elif "presence" in frame and self._on_presence is not None:
            self._on_presence()
        elif "token_expiring" in frame and not isinstance(self._token, str):
            with suppress(Unauthorised):  # the person must log in again; until then the old token still holds
                await line.send({"kind": "auth", "id": "auth", "token": await self._token()})
