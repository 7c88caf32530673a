"""The feed as a whole: the server, and what runs beside it: reader, heartbeat, stalled clients, acks."""

from __future__ import annotations

import asyncio
import logging
import ssl as tls
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from websockets.typing import Origin

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError, Unavailable
from fengsui.feed.codes import Code
from fengsui.feed.hub import Hub
from fengsui.feed.limits import Bucket
from fengsui.feed.news import News
from fengsui.feed.protocol import FeedProtocol
from fengsui.feed.reader import Reader
from fengsui.feed.said import Order
from fengsui.feed.session import Session
from fengsui.feed.source import Gate, Source
from fengsui.feed.talk import DEVICE
from fengsui.text import N_

log = logging.getLogger(__name__)

TICK_S = 0.5
GONE_AFTER = 1.5
"""Heartbeats without a sign of life: looked at with each, so nobody is taken for present for more than two."""
BACKLOG = 4096
MOST_PEERS = 4096


@dataclass
class Stall:
    """A blocked connection: how much waited for it when it last made progress, and since when."""

    waiting: int
    since: float
    told: bool = False


class Connection(Protocol):
    """What carries a session, on whichever port: its `Link`, as far as the feed's upkeep knows it."""

    @property
    def session(self) -> Session: ...

    @property
    def transport(self) -> asyncio.Transport: ...


class Feed:
    """One node's feed. `start`, then `listen`; `stop` says goodbye to everybody.

    `origins` are the web pages (scheme://host) whose scripts may connect; clients that are no browser send none.
    """

    def __init__(self, hub: Hub, gate: Gate, source: Source, origins: Sequence[str] = ()) -> None:
        self.hub = hub
        self.gate = gate
        self.origins = [Origin(origin) for origin in origins]
        self.links: dict[Connection, None] = {}
        self.loop: asyncio.AbstractEventLoop
        self._source = source
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: dict[str, Bucket] = {}
        self._beats: deque[tuple[float, Session]] = deque()
        self._stalls: dict[Session, Stall] = {}
        self._strangers: dict[Connection, None] = {}
        self._empty = asyncio.Event()

    async def start(self) -> None:
        """Reads the journal's last events and starts to follow it."""
        self.loop = asyncio.get_running_loop()
        self._reader = Reader(self.hub, self._source)
        self._news = News(self.hub, self.loop)
        await self._reader.preload()
        limits = self.hub.limits
        for work in (
            self._reader.follow(),
            self._tend(),
            self._keep_logins(),
            self.hub.facts.collect(self.gate, limits),
            self.hub.facts.save(self.gate, limits),
        ):
            self._spawn(work)

    async def listen(self, host: str, port: int, ssl: tls.SSLContext | None = None) -> asyncio.Server:
        """Accepts connections; port 0 takes a free one."""
        self._server = await self.loop.create_server(lambda: FeedProtocol(self), host, port, ssl=ssl, backlog=BACKLOG)
        return self._server

    def spread_ms(self) -> int:
        """Within how long everybody who is connected now should come back."""
        return round(1000 * len(self.hub.sessions) / self.hub.limits.return_rate) + 500

    async def stop(self, spread_ms: int = 1000) -> None:
        """Takes no more connections, closes all with 4000, and records what was acknowledged until now."""
        if self._server is not None:
            self._server.close()
        self.hub.drain(spread_ms)
        self._news.stop()
        await self._reader.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hub.facts.deliver(self.gate)
        await self.hub.facts.save_positions(self.gate)
        for stranger in list(self._strangers):
            stranger.transport.abort()
        if self.links:
            self._empty.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), self.hub.limits.close_s)
        for link in list(self.links):
            link.transport.abort()
        await asyncio.sleep(0)

    # -- connections -------------------------------------------------------------------------------------

    def made(self, link: Connection) -> None:
        self.links[link] = self._strangers[link] = None

    def greeted(self, link: Connection, *, beats: bool = True) -> None:
        """It is known who it is; from now on it has heartbeats, unless its answers are short."""
        self._strangers.pop(link, None)
        if beats:
            self._beats.append((self.loop.time() + self.hub.limits.heartbeat_s, link.session))

    def lost(self, link: Connection) -> None:
        self.links.pop(link, None)
        self._strangers.pop(link, None)
        if not self.links:
            self._empty.set()

    def full(self) -> bool:
        """Whether too many connections have not said hello yet."""
        return len(self._strangers) > self.hub.limits.strangers

    def failed(self, peer: str) -> None:
        """Somebody at this address did not say hello, or with a bad token."""
        now, limits = self.loop.time(), self.hub.limits
        if peer not in self._failures and len(self._failures) >= MOST_PEERS:
            del self._failures[next(iter(self._failures))]
        self._failures.setdefault(peer, Bucket(limits.failure_rate, limits.failure_burst, now)).take(now)

    def trusts(self, peer: str) -> bool:
        """Whether this address may try again; who has a good token never fails, so he is never counted."""
        return peer not in self._failures or self._failures[peer].has(self.loop.time())

    def block(self, link: Connection) -> None:
        if link.session in self.hub.sessions:
            self.hub.block(link.session)

    def unblock(self, link: Connection) -> None:
        if link.session in self.hub.sessions:
            self.hub.unblock(link.session)

    # -- what a session asks of the kernel ---------------------------------------------------------------

    def authenticate(self, link: Connection, token: str) -> None:
        self._spawn(self._authenticate(link, token))

    async def look_up(self, token: str) -> tuple[Actor | None, FengsuiError | None]:
        """Whose token it is, None for a bad one, or why nobody could say."""
        actor, failure = None, None
        try:
            revision = -1
            while revision != self.hub.revision:  # somebody was revoked while we looked: look again
                revision = self.hub.revision
                actor = await self.gate.authenticate(token)
        except FengsuiError as error:
            failure = error
        except Exception:
            log.exception("a token could not be looked up")
            failure = _internal()
        return actor, failure

    async def _authenticate(self, link: Connection, token: str) -> None:
        actor, failure = await self.look_up(token)
        link.session.known(actor, self.loop.time(), failure)
        if link.session.asking is None:
            link.transport.resume_reading()

    def execute(self, link: Connection, order: Order) -> None:
        self._spawn(self._execute(link.session, order))

    async def _execute(self, session: Session, order: Order) -> None:
        if session.actor is None or session.closed:
            return
        result, failure = None, None
        try:
            result = await self.gate.execute(order.name, order.args, session.actor, order.key)
        except FengsuiError as error:
            failure = error
        except Exception:
            log.exception("the command %s failed", order.name)
            failure = _internal()
        session.executed(order, result, failure)

    # -- upkeep ------------------------------------------------------------------------------------------

    async def _tend(self) -> None:
        """For ever: heartbeats, tokens that end, connections that take nothing."""
        tick = min(TICK_S, self.hub.limits.heartbeat_s / 4, self.hub.limits.stall_s / 4)
        while True:
            await asyncio.sleep(tick)
            try:
                self._beat(self.loop.time())
                self._look_for_stalls(self.loop.time())
            except Exception:
                log.exception("the feed's upkeep failed")

    async def _keep_logins(self) -> None:
        """For ever: a live connection is use of the login session that it came with. Devices have none that idles."""
        while True:
            await asyncio.sleep(self.hub.limits.touch_s)
            people = [s.actor for s in self.hub.sessions if s.actor and not s.actor.id.startswith(DEVICE)]
            for start in range(0, len(people), self.hub.limits.touch_page):
                try:
                    await self.gate.touch(people[start : start + self.hub.limits.touch_page])
                except Unavailable as error:
                    log.debug("login sessions are not kept from idling out: %s", error)
                except Exception:
                    log.warning(
                        "the login sessions of live connections could not be kept from idling out", exc_info=True
                    )

    def _beat(self, now: float) -> None:
        """Everybody has the same interval, so who is due first stands first."""
        every, wall = self.hub.limits.heartbeat_s, self.hub.clock.now()
        while self._beats and self._beats[0][0] <= now:
            _, session = self._beats.popleft()
            if session.closed:
                continue
            if now - session.heard > GONE_AFTER * every:
                session.close(Code.HEARTBEAT, "nothing was heard")
                continue
            self._beats.append((now + every, session))
            session.check_token(wall)
            if not (session.blocked or session.closed):
                session.heartbeat()

    def _look_for_stalls(self, now: float) -> None:
        limits = self.hub.limits
        stalls = {session: self._stall(session, now) for session in self.hub.blocked}
        self._stalls = stalls
        for session, stall in list(stalls.items()):
            if now - stall.since > limits.stall_s:
                session.close(Code.SLOW, "nothing was taken")
            elif now - stall.since > limits.stall_s / 2 and not stall.told:
                stall.told = True
                session.send({"kind": "notice", "slow": {"waiting": stall.waiting}})
                session.flush()

    def _stall(self, session: Session, now: float) -> Stall:
        waiting, known = session.link.waiting(), self._stalls.get(session)
        if known is None or waiting < known.waiting:
            return Stall(waiting, now)
        return known

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _internal() -> FengsuiError:
    return Unavailable(N_("Something went wrong inside the server. Try again."), code="internal_error")
