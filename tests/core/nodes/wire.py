"""A TCP proxy that can be cut: between a node and its database, or in front of nodes as a balancer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal

Target = tuple[str, int]


class Wire:
    """`state`: `whole` passes bytes on; `cut` closes and refuses; `silent` keeps open, and swallows (half-open)."""

    def __init__(self, targets: Callable[[], Sequence[Target | str]]) -> None:
        self._targets = targets
        self.state: Literal["whole", "cut", "silent"] = "whole"
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._next = 0
        self.port = 0

    async def __aenter__(self) -> Wire:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.set("cut")
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def set(self, state: Literal["whole", "cut", "silent"]) -> None:
        self.state = state
        if state == "cut":
            for writer in list(self._open):
                writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            await self._until_heard()
            there = await self._connect() if self.state == "whole" else None
            if there is not None:
                self._open.add(there[1])
                await asyncio.gather(self._pass(reader, there[1]), self._pass(there[0], writer))
                self._open.discard(there[1])
        finally:
            self._open.discard(writer)
            writer.transport.abort()
            if task is not None:
                self._tasks.discard(task)

    async def _until_heard(self) -> None:
        while self.state == "silent":  # noqa: ASYNC110 -- a test's patience
            await asyncio.sleep(0.05)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The next target that answers."""
        targets = list(self._targets())
        self._next += 1
        for turn in range(len(targets)):
            target = targets[(self._next + turn) % len(targets)]
            with suppress(OSError):
                if isinstance(target, str):
                    return await asyncio.open_unix_connection(target)
                return await asyncio.open_connection(*target)
        return None

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._until_heard()
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


class Beside:
    """A wire on a thread of its own, for a node in this process, which may wait for its database on the event loop."""

    def __init__(self, wire: Wire, loop: asyncio.AbstractEventLoop) -> None:
        self.port = wire.port
        self._wire = wire
        self._loop = loop

    def set(self, state: Literal["whole", "cut", "silent"]) -> None:
        self._loop.call_soon_threadsafe(self._wire.set, state)


@contextmanager
def beside(target: Target | str) -> Iterator[Beside]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    wire = Wire(lambda: [target])
    try:
        asyncio.run_coroutine_threadsafe(wire.__aenter__(), loop).result(10)
        yield Beside(wire, loop)
    finally:
        asyncio.run_coroutine_threadsafe(wire.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
