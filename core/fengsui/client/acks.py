"""Acknowledging: at once where an answer is needed, else together, within two seconds or every fifty events."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fengsui.client.line import Connection, LineLost

DELAY_S = 2.0
MOST = 50


class Acks:
    """An ack is cumulative, so only the last seq counts."""

    def __init__(self) -> None:
        self._waiting = 0
        self._last = (0, 0)
        self._task: asyncio.Task[None] | None = None

    async def stored(self, line: Connection, sub: int, seq: int, *, at_once: bool) -> None:
        """The event at `seq` is stored."""
        self._waiting += 1
        self._last = (sub, seq)
        if at_once or self._waiting >= MOST:
            await self._send(line)
        elif self._task is None:
            self._task = asyncio.create_task(self._later(line))

    async def _later(self, line: Connection) -> None:
        await asyncio.sleep(DELAY_S)
        self._task = None
        with suppress(LineLost):  # the reader of the line hears of it too
            await self._send(line)

    async def _send(self, line: Connection) -> None:
        if self._waiting:
            self._waiting = 0
            sub, seq = self._last
            await line.send({"kind": "ack", "sub": sub, "seq": seq})

    def forget(self) -> None:
        """The connection is gone; the next one begins behind what was stored, which acknowledges it too."""
        self._waiting = 0
        if self._task is not None:
            self._task.cancel()
            self._task = None
