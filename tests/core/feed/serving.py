"""A real feed on a real socket over a journal in memory, and a wire between it and a client that can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
from tests.core.feed.fakes import FakeGate, FakeSource, officer, team
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from fengsui.access.policy import Actor
from fengsui.clock import SystemClock
from fengsui.feed.feed import Feed
from fengsui.feed.hub import Hub
from fengsui.feed.limits import Limits

SUBPROTOCOL = Subprotocol("fengsui.feed.v1+json")
QUICK = Limits(collect_s=0.02, positions_s=0.05, close_s=0.3)


class Served:
    """The feed, its journal and gate, and where it listens."""

    def __init__(self, source: FakeSource, gate: FakeGate, limits: Limits) -> None:
        self.source = source
        self.gate = gate
        self.hub = Hub(SystemClock(), limits=limits, origin="test")
        self.feed = Feed(self.hub, gate, source)
        self.port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/feed"

    async def start(self, port: int = 0) -> None:
        await self.feed.start()
        server = await self.feed.listen("127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]

    async def until(self, condition: Any, seconds: float = 5.0) -> None:
        """Waits until `condition()` holds."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 -- any condition will do
                await asyncio.sleep(0.005)

    async def raw(self, **options: Any) -> ClientConnection:
        return await connect(
            self.url, subprotocols=[SUBPROTOCOL], compression=None, ping_interval=None, proxy=None, **options
        )

    async def greeted(self, token: str = "D-T06", **more: Any) -> tuple[ClientConnection, dict[str, Any]]:
        socket = await self.raw()
        await say(socket, kind="hello", v=1, token=token, **{"device": token, **more})
        return socket, await hear(socket)


ACTORS: tuple[Actor, ...] = (team("T06", "area:310107"), team("T09", "area:310107"), officer())


@asynccontextmanager
async def serving(
    limits: Limits = QUICK, source: FakeSource | None = None, gate: FakeGate | None = None, port: int = 0
) -> AsyncIterator[Served]:
    served = Served(source or FakeSource(), gate or FakeGate(*ACTORS), limits)
    await served.start(port)
    try:
        yield served
    finally:
        await served.feed.stop(0)


async def say(socket: ClientConnection, **frame: Any) -> None:
    await socket.send(orjson.dumps(frame), text=True)


async def hear(socket: ClientConnection, seconds: float = 5.0) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        frame: dict[str, Any] = orjson.loads(await socket.recv())
        return frame


async def closing(socket: ClientConnection, seconds: float = 5.0) -> int | None:
    """The close code that the server sends."""
    async with asyncio.timeout(seconds):
        await socket.wait_closed()
    return socket.protocol.close_rcvd.code if socket.protocol.close_rcvd else None


class Wire:
    """A TCP relay that can be cut, or go silent as a dead network does."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._frozen = asyncio.Event()
        self._frozen.set()
        self._pairs: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.accepted = 0
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/feed"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        await self._frozen.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        self._pairs.append((writer, far_writer))
        for source, target in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pump(source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._frozen.wait()
                target.write(data)
        with suppress(OSError, RuntimeError):
            target.close()

    def cut(self) -> None:
        """Every connection is gone, with whatever was on the way."""
        for pair in self._pairs:
            for writer in pair:
                writer.transport.abort()
        self._pairs.clear()

    def freeze(self) -> None:
        """Nothing gets through, and nobody is told."""
        self._frozen.clear()

    def thaw(self) -> None:
        self._frozen.set()

    async def stop(self) -> None:
        self.thaw()
        self.cut()
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
