"""A TCP line in between: narrow, far away, and now and then stuck, as a lost packet makes it."""

from __future__ import annotations

import asyncio
import random
from typing import Self

BITS_PER_SECOND = 2_000_000
DELAY = 0.4
"""Seconds each way."""
STALL_PART, STALL_SECONDS = 0.05, 0.6
CHUNK = 4096


class ThinLine:
    """All connections share its width; each piece of data is late, and one in twenty much later."""

    def __init__(self, to: int, seed: int) -> None:
        self._to = to
        self._dice = random.Random(seed)
        self._free = {"up": 0.0, "down": 0.0}
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        for work in (self._carry("up", reader, far_writer), self._carry("down", far_reader, writer)):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reads, and writes each piece when the line would have brought it; later pieces never overtake."""
        loop, arrives = asyncio.get_running_loop(), 0.0
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

        async def deliver() -> None:
            while True:
                at, data = await queue.get()
                await asyncio.sleep(max(0.0, at - loop.time()))
                if not data:
                    writer.close()
                    return
                writer.write(data)

        task = asyncio.create_task(deliver())
        self._tasks.add(task)
        while True:
            try:
                data = await reader.read(CHUNK)
            except ConnectionError:
                data = b""
            self._free[way] = max(self._free[way], loop.time()) + len(data) * 8 / BITS_PER_SECOND
            late = STALL_SECONDS if self._dice.random() < STALL_PART else 0.0
            arrives = max(arrives, self._free[way] + DELAY + late)
            await queue.put((arrives, data))
            if not data:
                return
