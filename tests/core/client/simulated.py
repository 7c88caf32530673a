"""A whole feed and its client in one thread and in virtual time: only the wire between them is ours, and it is bad."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar, cast

import orjson
from tests.core.feed.fakes import START, FakeGate, FakeSource, frames_of, team

from fengsui.client.feed import FeedClient, Received
from fengsui.client.line import LOST, Line, LineLost
from fengsui.client.store import MemoryStore
from fengsui.clock import Ids, ManualClock
from fengsui.feed.feed import Feed
from fengsui.feed.hub import Hub
from fengsui.feed.limits import Limits
from fengsui.feed.said import Order
from fengsui.feed.session import Session
from fengsui.feed.source import Delivery

T = TypeVar("T")
LIMITS = Limits(ring=16, preload=600, page=7, batch=3, heartbeat_s=2.0, buffer=4096)


class _Jumping(selectors.DefaultSelector):
    """Where there is nothing to do, the clock jumps to the next timer."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.loop.virtual += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.virtual = 0.0
        selector = _Jumping()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.virtual


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(asyncio.wait_for(work, 3600))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


class JournalGate(FakeGate):
    """Deliveries become events in the journal, as they do in the kernel."""

    def __init__(self, source: FakeSource) -> None:
        super().__init__(team("T06", "area:310107"))
        self._source = source

    async def deliver(self, deliveries: Sequence[Delivery]) -> None:
        await asyncio.sleep(0.01)
        for d in deliveries:
            self._source.add("centre", topic="feed.delivered", data={"label": d.label, "of": d.of, "of_seq": d.of_seq})
        self.delivered += deliveries


class Pipe:
    """Both ends of a connection without a socket: the server's link and the client's line."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.feed = world.feed
        self.transport = self  # of which the feed uses only `resume_reading` and `abort`
        self.session = Session(self.feed.hub, self, asyncio.get_running_loop().time())
        self.silence = 10.0
        self.lost: LineLost | None = None
        self._inbox: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.feed.made(self)  # type: ignore[arg-type]
        world.pipes.append(self)

    # the server's link

    def write(self, data: bytes) -> None:
        for frame in frames_of(data):
            if frame["kind"] not in ("welcome", "res") and self.world.drops > 0:
                self.world.drops -= 1
            else:
                self._inbox.put_nowait(frame)

    def close(self, code: int, reason: str) -> Any:
        """By the server with a code; the client's own close has none (see `Line.close`)."""
        self.lost = self.lost or LineLost(code, reason)
        self._inbox.put_nowait(None)
        self.feed.lost(self)  # type: ignore[arg-type]

    def authenticate(self, token: str) -> None:
        self.feed.authenticate(self, token)  # type: ignore[arg-type]

    def execute(self, order: Order) -> None:
        self.feed.execute(self, order)  # type: ignore[arg-type]

    def greeted(self) -> None:
        self.feed.greeted(self)  # type: ignore[arg-type]

    def waiting(self) -> int:
        return 0

    def resume_reading(self) -> None:
        pass

    def cut(self) -> None:
        """Gone, with everything that was on the way."""
        self.lost = self.lost or LineLost(LOST, "cut")
        while not self._inbox.empty():
            self._inbox.get_nowait()
        self._inbox.put_nowait(None)
        self.session.lost()
        self.feed.lost(self)  # type: ignore[arg-type]

    abort = cut


class SimLine:
    """The client's end; has the interface of `fengsui.client.line.Line`."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.silence = 10.0

    async def send(self, frame: Mapping[str, Any]) -> None:
        await asyncio.sleep(0.001)
        if self._pipe.lost is not None:
            raise self._pipe.lost
        self._pipe.session.receive(orjson.dumps(frame), asyncio.get_running_loop().time())
        self._pipe.session.flush()

    async def receive(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self.silence):
                frame = await self._pipe._inbox.get()
        except TimeoutError:
            self._pipe.cut()
            raise LineLost(LOST, "silence") from None
        if frame is None:
            raise self._pipe.lost or LineLost(LOST, "gone")
        return frame

    async def close(self) -> None:
        self._pipe.cut()


class World:
    """The journal, the feed (which can be killed), one team's device (whose program can crash), and the bad wire."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.source = FakeSource()
        self.gate = JournalGate(self.source)
        self.store = MemoryStore()
        self.pipes: list[Pipe] = []
        self.drops = 0
        self.up = False
        self.shown: list[Received] = []
        self.conditions: list[str] = []
        self.client: FeedClient | None = None
        self._showing: asyncio.Task[None] | None = None

    async def connect(self, url: str) -> Line:
        await asyncio.sleep(0.01)
        if not self.up:
            raise LineLost(LOST, "connection refused")
        return cast(Line, SimLine(Pipe(self)))

    async def begin(self) -> None:
        await self.start_server()
        await self.start_client()

    async def start_server(self) -> None:
        self.hub = Hub(ManualClock(START), Ids(self.random), LIMITS)
        self.feed = Feed(self.hub, self.gate, self.source)
        await self.feed.start()
        self.up = True

    async def kill_server(self) -> None:
        """Nothing is said or saved; another starts a second later."""
        self.up = False
        for pipe in self.pipes:
            pipe.cut()
        self.pipes.clear()
        await self.feed._reader.stop()
        for task in list(self.feed._tasks):
            task.cancel()
        await asyncio.sleep(1.0)
        await self.start_server()

    async def start_client(self) -> None:
        self.client = FeedClient(
            "ws://sim/feed",
            "D-T06",
            "D-T06",
            store=self.store,
            ids=Ids(self.random),
            after="start",
            open_line=self.connect,
            on_state=lambda state: self.conditions.append(state.condition),
        )
        await self.client.__aenter__()
        self._showing = asyncio.create_task(self._show(self.client))

    async def _show(self, client: FeedClient) -> None:
        async for received in client:
            self.shown.append(received)

    async def crash_client(self) -> None:
        assert self.client is not None
        await self.stop_client()
        await asyncio.sleep(self.random.random())
        await self.start_client()

    async def stop_client(self) -> None:
        assert self.client is not None
        await self.client.close()
        if self._showing is not None:
            await self._showing

    def cut(self) -> None:
        for pipe in self.pipes:
            pipe.cut()
        self.pipes.clear()

    def block(self) -> None:
        for session in list(self.hub.sessions):
            self.hub.block(session)

    def unblock(self) -> None:
        for session in list(self.hub.blocked):
            self.hub.unblock(session)

    async def settle(self) -> None:
        """The wire is good again; everything that can arrive does, and everything stored is acknowledged."""
        self.drops = 0
        self.unblock()
        assert self.client is not None
        for _ in range(600):
            await asyncio.sleep(1.0)
            position = self.client.position
            if self.client.state.condition == "live" and position and position.seq == self.source.head().seq:
                break
        await asyncio.sleep(5.0)

    async def end(self) -> None:
        await self.stop_client()
        await self.feed.stop(0)
