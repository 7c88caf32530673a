"""A feed session's link over HTTP: a response that goes on (server-sent events), or one that ends (long poll).

The session, its subscription, the reader and the limits are those of the websocket; only the bytes differ. What a
client says comes by other requests, so that nothing is read here.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from aiohttp import web

from fengsui.events import Position
from fengsui.feed.codes import Code
from fengsui.feed.feed import Feed
from fengsui.feed.frames import payloads
from fengsui.feed.said import Order
from fengsui.feed.session import Session
from fengsui.feed.subscription import Subscription
from fengsui.http.fallback.wire import NEWS, closing, kind_and_seq, polled, server_sent


class Carrier(ABC):
    """What both have in common. `closed` is the session's verdict, `gone` that the client has left."""

    beats = True

    def __init__(self, feed: Feed, transport: asyncio.Transport) -> None:
        self.feed = feed
        self.transport = transport
        self.closed: tuple[int, str] | None = None
        self.gone = False
        self.some = asyncio.Event()
        self.session = Session(feed.hub, self, feed.loop.time())
        feed.made(self)

    def write(self, data: bytes) -> None:
        for payload in payloads(data):
            self.add(payload)
        if self.waiting() > self.feed.hub.limits.buffer and not self.session.blocked:
            self.feed.block(self)

    @abstractmethod
    def add(self, payload: bytes) -> None:
        """One frame for the client."""

    def close(self, code: int, reason: str) -> None:
        self.closed = (int(code), reason)
        self.add(closing(int(code), reason))
        self.some.set()
        if code in (Code.SLOW, Code.HEARTBEAT):  # it takes nothing: this goodbye neither
            self.feed.loop.call_later(self.feed.hub.limits.close_s, self.transport.abort)

    @abstractmethod
    def waiting(self) -> int:
        """Bytes that the client has not taken yet."""

    def authenticate(self, token: str) -> None:  # noqa: B027 -- nothing is left to do
        """Done by the route, before the session greets."""

    def execute(self, order: Order) -> None:  # noqa: B027 -- never asked
        """Never asked: commands come as requests of their own."""

    def greeted(self) -> None:
        self.feed.greeted(self, beats=self.beats)

    def lost(self) -> None:
        """The client is gone, or was answered for the last time."""
        self.gone = True
        self.session.lost()
        self.feed.lost(self)
        self.some.set()

    @property
    def sub(self) -> Subscription | None:
        return next(iter(self.session.subs.values()), None)


class Stream(Carrier):
    """Server-sent events: what the session writes waits here until the response has taken it."""

    def __init__(self, feed: Feed, transport: asyncio.Transport) -> None:
        self._waiting = bytearray()
        super().__init__(feed, transport)

    def add(self, payload: bytes) -> None:
        self._waiting += server_sent(payload, self.feed.hub.epoch)
        self.some.set()

    def waiting(self) -> int:
        return len(self._waiting) + self.transport.get_write_buffer_size()

    async def pump(self, response: web.StreamResponse) -> None:
        """Until the session is closed and its goodbye written, or the client is gone."""
        while not self.gone:
            await self.some.wait()
            self.some.clear()
            while self._waiting and not self.gone:
                data, self._waiting = self._waiting, bytearray()
                await response.write(data)
            if self.closed is not None:
                return
            if self.session.blocked and not self.gone:
                self.feed.unblock(self)


class Poll(Carrier):
    """Long poll: frames are collected until there is something to tell, then the session is parked."""

    beats = False

    def __init__(self, feed: Feed, transport: asyncio.Transport, *, patient: bool) -> None:
        self._frames: list[bytes] = []
        self._size = 0
        self._news = False
        self._parked: asyncio.TimerHandle | None = None
        self._patient = patient
        super().__init__(feed, transport)

    def add(self, payload: bytes) -> None:
        if self._parked is not None:
            return  # whoever asks next says from where
        self._frames.append(payload)
        self._size += len(payload)
        self._news = self._news or kind_and_seq(payload)[0] in NEWS
        if self.enough():
            self.some.set()

    def enough(self) -> bool:
        """Whether to answer now: as much as one answer takes, or caught up with something new (`patient`: at all)."""
        sub = self.sub
        caught_up = sub is not None and sub.announced
        return self._size > self.feed.hub.limits.buffer or (caught_up and (self._news or not self._patient))

    def waiting(self) -> int:
        return self._size

    @property
    def parked(self) -> bool:
        return self._parked is not None

    def answer(self) -> bytes:
        """Everything until now, with a bookmark behind it; the position is where the client asks after next."""
        sub, hub = self.sub, self.feed.hub
        assert sub is not None, "nothing is answered before the subscription"
        upto = hub.seq if sub.flowing else sub.scanned
        if upto > sub.told:
            self.session.send({"kind": "hb", "pos": {str(sub.number): (sub.told, upto)}})
            sub.told = upto
            self.session.flush()
        return polled(self._frames, Position(hub.epoch, sub.told))

    def park(self, grace_s: float) -> None:
        """Between two requests its client counts as connected, for so long."""
        self.session.heard = self.feed.loop.time()
        self._parked = self.feed.loop.call_later(grace_s, self.lost)
        self._frames.clear()
        self._size = 0
        self.feed.hub.park(self.session)

    def lost(self) -> None:
        if self._parked is not None:
            self._parked.cancel()
        super().lost()

    def close(self, code: int, reason: str) -> None:
        super().close(code, reason)
        if self._parked is not None:
            self._parked.cancel()
            self.feed.lost(self)
