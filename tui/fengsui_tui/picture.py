"""The picture that every screen draws from: the board and the open incidents, read again whenever the feed says so.

View, then subscribe after its position: what the picture shows is complete up to `heard_at`, or says that it is not.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

from fengsui.errors import FengsuiError, Forbidden, Missing, Unauthorised
from fengsui.events import Position
from fengsui_incidents.api.board import Board, IncidentCard
from fengsui_tui.connection import FeedItem, FeedState, Happened, Link, Standing, Stirred, Unreachable
from fengsui_tui.decode import decode

BOARD_VIEW = "incidents.board"
CARD_VIEW = "incidents.incident"
STALE = timedelta(seconds=12)
"""The board is read at least every 5 s: twice without an answer, and what is shown may be old."""

FLUSH_SECONDS = 0.08
SETTLED_SECONDS = 5.0
"""Deadlines pass without an event of their own: read again that often while nothing happens."""

RETRY_SECONDS = 2.0
TROUBLE_SECONDS = 1.0
"""Whether the server can save is asked so often: no event can say that nothing can be written."""

LEFT_OUT_ROUNDS = 5
"""And in each so many of these rounds, which plugins are quarantined."""

UNREAD = (Unreachable, FengsuiError, ValueError)
"""Why nothing can be read now: no answer, a refusal, or an answer of another version than this console's."""

MOST_CARDS = 8
"""Incidents read at once, the chosen one first; in a storm the others follow in the next readings."""


class Picture:
    """`changed` is called after each new board or card; `returned(before, since)` after an absence."""

    def __init__(
        self,
        link: Link,
        now: Callable[[], datetime],
        *,
        changed: Callable[[], None] = lambda: None,
        returned: Callable[[Board, datetime], None] = lambda _before, _since: None,
        heard: Callable[[Happened], None] = lambda _event: None,
        refused: Callable[[str], None] = lambda _why: None,
        stirred: Callable[[], None] = lambda: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._link, self._local, self._pause = link, now, pause
        self._changed, self._returned, self._heard, self._refused = changed, returned, heard, refused
        self._stirred = stirred
        self.board: Board | None = None
        self.cards: dict[str, IncidentCard] = {}
        self.state: FeedState = "catching_up"
        self.why = ""
        self.way = ""
        self.heard_at: datetime | None = None
        self.offset = timedelta()
        self.jumped = timedelta()
        self.position: Position | None = None
        self.first = ""
        self._away_since: datetime | None = None
        self._away_board: Board | None = None
        self._dirty: set[str] = set()
        self._wanted = asyncio.Event()
        self._reading = asyncio.Lock()
        self._admitted = asyncio.Event()
        self._admitted.set()
        self._failed = ""
        self.trouble = ""
        self.left_out: Sequence[str] = ()

    def now(self) -> datetime:
        """The centre's time: this machine's clock set right by the server's."""
        return self._local() + self.offset

    def age(self) -> timedelta | None:
        """How long ago the last sign of life proved that nothing is missing; None before the first."""
        return self._local() - self.heard_at if self.heard_at is not None else None

    def standing(self) -> FeedState:
        """`live` only with a sign of life that is fresh, and a board read after it."""
        age = self.age()
        if self.state == "live" and (self._failed or age is None or age > STALE):
            return "offline" if self._failed else "catching_up"
        return self.state

    async def load(self) -> None:
        """The board and the first incidents; the others follow. Raises Unreachable, FengsuiError or ValueError."""
        await self._read(set())
        self._changed()

    async def follow(self) -> None:
        """Keeps the picture for ever: subscribes, and reads again what events concern."""
        tasks = [asyncio.create_task(self._flush()), asyncio.create_task(self._ask())]
        try:
            while True:
                await self._admitted.wait()
                try:
                    await self._listen()
                except UNREAD as error:
                    self._unread(error)
                await self._pause(RETRY_SECONDS)
        finally:
            for task in tasks:
                task.cancel()

    def resume(self) -> None:
        """Somebody has logged in again: goes on from where it was refused."""
        self._admitted.set()
        self._stand("catching_up", "")
        self._dirty |= {"", *self.cards}
        self._wanted.set()

    def want(self, incident: str = "") -> None:
        """Has the board (and an incident) read again soon."""
        self._dirty.add(incident)
        self._wanted.set()

    # -- the feed ----------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        if self.position is None:
            await self.load()
        assert self.position is not None
        async with aclosing(self._link.feed(self.position)) as items:  # type: ignore[type-var]
            async for item in items:
                self._take(item)

    def _take(self, item: FeedItem) -> None:
        if isinstance(item, Standing):
            self.way = item.way
            self._stand(item.state, item.why)
            if item.gap:
                self._dirty |= {"", *self.cards}
                self._wanted.set()
            return
        self.heard_at = self._local()
        if isinstance(item, Stirred):
            self._dirty |= {"", *self.cards}
            self._wanted.set()
            self._stirred()
        elif isinstance(item, Happened):
            self._heard(item)
            self.want(str(item.data.get("incident") or ""))
            for card in self.cards.values():
                about = {card.id, *(force.order for force in card.forces), *([card.site.id] if card.site else [])}
                if item.subject in about:
                    self.want(card.id)

    def _stand(self, state: FeedState, why: str) -> None:
        was, self.state, self.why = self.state, state, why
        if state in ("offline", "refused") and self._away_since is None:
            self._away_since, self._away_board = self.now(), self.board
        if state == "refused" and self._admitted.is_set():
            self._admitted.clear()
            self._refused(why)
        if state == "live":
            self.heard_at = self._local()
            if was != "live":
                self._dirty |= {"", *self.cards}
                self._wanted.set()
        self._changed()

    def _unread(self, error: Exception) -> None:
        """Said, and tried again. Who only lacks the right to see incidents is logged in well, and is not asked to."""
        if isinstance(error, Forbidden):
            self.state, self.why = "refused", str(error)
            self._changed()
        else:
            self._stand("refused" if isinstance(error, Unauthorised) else "offline", str(error))

    async def _ask(self) -> None:
        """What the server has trouble with; one that does not answer is offline, and said to be so elsewhere."""
        for round in itertools.count():
            try:
                trouble = await self._link.trouble()
                left_out = self.left_out if round % LEFT_OUT_ROUNDS else await self._link.left_out()
            except (Unreachable, FengsuiError):
                trouble, left_out = "", self.left_out
            if (trouble, left_out) != (self.trouble, self.left_out):
                self.trouble, self.left_out = trouble, left_out
                self._changed()
            await self._pause(TROUBLE_SECONDS)

    # -- reading -----------------------------------------------------------------------------------------

    async def _flush(self) -> None:
        """One reading at a time, and a short rest between two: a flood of events is one reading, not a thousand."""
        while True:
            await self._admitted.wait()
            try:
                async with asyncio.timeout(SETTLED_SECONDS):
                    await self._wanted.wait()
            except TimeoutError:
                self._dirty.add("")
            self._wanted.clear()
            wanted, self._dirty = self._dirty, set()
            try:
                await self._read(wanted)
                self._failed = ""
            except UNREAD as error:
                self._dirty |= wanted
                self._failed = str(error) or type(error).__name__
                if isinstance(error, Unauthorised):
                    self._stand("refused", self._failed)
                await self._pause(RETRY_SECONDS)
                self._wanted.set()
            self._changed()
            await self._pause(FLUSH_SECONDS)

    async def _read(self, wanted: set[str]) -> None:
        async with self._reading:
            before, since = self._away_board, self._away_since
            await self._read_board()
            open_now = {row.id for row in self.board.incidents} if self.board is not None else set()
            wanted = (wanted & open_now) | (open_now - set(self.cards))
            order = sorted(wanted, key=lambda incident: (incident != self.first, incident))
            for incident in order[:MOST_CARDS]:
                await self._read_card(incident)
            if later := set(order[MOST_CARDS:]):
                self._dirty |= later
                self._wanted.set()
        if since is not None and self.state == "live" and before is not None:
            self._away_since = self._away_board = None
            self._returned(before, since)

    async def _read_board(self) -> None:
        sent = self._local()
        position, answer = await self._link.show(BOARD_VIEW, {})
        board = decode(Board, answer)
        offset = board.now - (sent + (self._local() - sent) / 2)
        if self.board is not None and abs(offset - self.offset) > timedelta(seconds=5):
            self.jumped = offset - self.offset
        self.board, self.offset = board, offset
        self.position = position
        self.heard_at = self._local()
        open_now = {row.id for row in board.incidents}
        for gone in set(self.cards) - open_now:
            del self.cards[gone]

    async def _read_card(self, incident: str) -> None:
        try:
            _, answer = await self._link.show(CARD_VIEW, {"incident": incident})
        except Missing:
            self.cards.pop(incident, None)
            return
        card = decode(IncidentCard, answer)
        if card.state != "closed":
            self.cards[incident] = card
