"""Sweeps at their own interval, without the looks that can find nothing.

A look costs the same whether a second or a day has passed since the last. So each sweep is asked, with the clock put
forward, for how long it would find nothing if nothing happened; it looks again at the first of its own moments behind
that, or as soon as something is committed, somebody connects or leaves, or the wall clock is set. What is due is found
when it always would have been.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

from fengsui.access.policy import system_actor
from fengsui.events import Position
from fengsui.storage.guard import shared
from fengsui.sweeps import Sweeps, _Running
from fengsui.unit import BoundReading

CONSEQUENCES_S = (1.1, 12.0)
AHEAD_S = (3600.0, 600.0, 120.0, 25.0, 5.0)


class Paced(Sweeps):
    """`stir` is called whenever something has happened."""

    def start(self) -> None:
        self._stirred = {running: asyncio.Event() for running in map(id, self._running)}
        self._seq = 0
        self._database.on_commit.append(self._committed)
        self._tasks = [asyncio.create_task(self._paced(running)) for running in self._running]

    def _committed(self, position: Position) -> None:
        """Something was recorded: it counts now, and again when subscribers have done what follows from it."""
        if position.seq > self._seq:
            self._seq = position.seq
            self.stir()
            for seconds in CONSEQUENCES_S:
                asyncio.get_running_loop().call_later(seconds, self.stir)

    def stir(self) -> None:
        for stirred in self._stirred.values():
            stirred.set()

    async def _paced(self, running: _Running) -> None:
        loop, stirred, every = asyncio.get_running_loop(), self._stirred[id(running)], _seconds(running)
        quiet = every
        while True:
            stirred.clear()
            await self._guarded(running)
            begun = loop.time()
            with suppress(TimeoutError):
                async with asyncio.timeout(quiet):
                    await stirred.wait()
            passed = loop.time() - begun
            if passed < quiet:  # at its next own moment; and while so much happens, it is not worth looking ahead
                await asyncio.sleep(every - passed % every)
                quiet = every
            else:
                quiet = max(every, self._quiet(running) // every * every)

    def _quiet(self, running: _Running) -> float:
        """For how many seconds nothing is due, as things stand."""
        return next((ahead for ahead in AHEAD_S if self._nothing(running, ahead)), 0.0)

    def _nothing(self, running: _Running, ahead: float) -> bool:
        facilities, actor = self._database.facilities, system_actor(running.plugin)
        now = facilities.clock.now() + timedelta(seconds=ahead)
        try:
            with self._database.reading.connect() as connection, connection.begin(), shared(connection):
                reading = BoundReading(connection, facilities, running.plugin, actor, now)
                found: Any = running.sweep.due(reading)
                return not list(found)
        except Exception:
            return False


def _seconds(running: _Running) -> float:
    return running.sweep.every.total_seconds()
