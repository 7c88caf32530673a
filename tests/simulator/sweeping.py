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
from fengsui.hooks import Presence
from fengsui.storage.guard import shared
from fengsui.sweeps import Sweeps, _Running
from fengsui.unit import BoundReading

CONSEQUENCES_S = (0.3, 5.0)
AHEAD_S = (3600.0, 600.0, 120.0, 25.0, 5.0)


class Paced(Sweeps):
    """`stir` is called whenever something has happened."""

    def attend(self, presence: Presence, providers: dict[type[Any], tuple[str, Any]]) -> None:
        """Stands between the sweeps and `presence`."""
        self._attendance = presence
        providers[Presence] = ("core", self.presence)

    def start(self) -> None:
        self._stirred = {running: asyncio.Event() for running in map(id, self._running)}
        self._seq = 0
        self._asks: set[int] = set()
        self._asked = False
        self._coming: dict[int, asyncio.TimerHandle] = {}
        self._database.on_commit.append(self._committed)
        self._tasks = [asyncio.create_task(self._paced(running)) for running in self._running]

    def _committed(self, position: Position) -> None:
        """Something was recorded: a moment later, when subscribers have done what follows from it, all look."""
        if position.seq <= self._seq:
            return
        self._seq = position.seq
        loop = asyncio.get_running_loop()
        for number, seconds in enumerate(CONSEQUENCES_S):
            if (waiting := self._coming.get(number)) is not None:
                if number == 0 and waiting.when() > loop.time():
                    continue
                waiting.cancel()
            self._coming[number] = loop.call_later(seconds, self.stir)

    def presence(self, _reading: Any) -> Presence:
        """The core's own answer, and a note of who asked: he looks again whenever somebody connects or leaves."""
        self._asked = True
        return self._attendance

    def somebody_moved(self) -> None:
        for running in self._asks:
            self._stirred[running].set()

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
        self._asked = False
        try:
            with self._database.reading.connect() as connection, connection.begin(), shared(connection):
                reading = BoundReading(connection, facilities, running.plugin, actor, now)
                found: Any = running.sweep.due(reading)
                return not list(found)
        except Exception:
            return False
        finally:
            if self._asked:
                self._asks.add(id(running))


def _seconds(running: _Running) -> float:
    return running.sweep.every.total_seconds()
