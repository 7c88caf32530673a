"""Sweeps at their own moments, without the looks that can find nothing.

What a look finds follows from the rows that it reads, from who is connected, and from the time. So each sweep is asked,
with the clock put forward, when it would first find something if nothing happened; it looks at the first of its own
moments from then on. It is asked again as soon as a transaction has written to a table that it read, somebody it asked
about connects or leaves, the wall clock is set, or the lease changes hands. What is due is found when it always would
have been.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import event

from fengsui.access.policy import system_actor
from fengsui.hooks import Presence
from fengsui.storage.guard import shared
from fengsui.sweeps import Sweeps, _Running
from fengsui.unit import BoundReading

LEASE_S = 0.5
AHEAD_S = (3600.0, 600.0, 120.0, 30.0)
WRITTEN = re.compile(r"^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
READ = re.compile(r"(?:FROM|JOIN|,)\s+\"?([a-z]+_[a-z_]+)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def tables_read(statement: str) -> frozenset[str]:
    return frozenset(READ.findall(statement))


@lru_cache(maxsize=4096)
def table_written(statement: str) -> str:
    found = WRITTEN.match(statement)
    return found.group(1) if found else ""


class Paced(Sweeps):
    """`wrote` is told of the tables of each transaction, `stir` that anything may be otherwise now."""

    on_lease: Callable[[], None] = staticmethod(lambda: None)

    def attend(self, presence: Presence, providers: dict[type[Any], tuple[str, Any]]) -> None:
        """Stands between the sweeps and `presence`."""
        self._attendance = presence
        providers[Presence] = ("core", self.presence)

    def start(self) -> None:
        self._stirred = {id(running): asyncio.Event() for running in self._running}
        self._reads: dict[int, frozenset[str]] = {}
        self._asks: set[int] = set()
        self._asked = False
        self._seen: set[str] = set()
        self._written: set[str] = set()
        event.listen(self._database.reading, "before_cursor_execute", self._looked_at)
        event.listen(self._database.writing, "before_cursor_execute", self._written_to)
        self._tenure.on_change.append(self.stir)
        self._tasks = [asyncio.create_task(self._paced(running)) for running in self._running]
        if not self._tenure.alone:
            self._tasks.append(asyncio.create_task(self._look_at_the_lease()))

    # -- what a look depends on --------------------------------------------------------------------------

    def _looked_at(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._seen |= tables_read(statement)

    def _written_to(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if table := table_written(statement):
            self._written.add(table)

    def take_written(self) -> set[str]:
        """The tables written to since it was last asked."""
        written, self._written = self._written, set()
        return written

    def wrote(self, tables: Iterable[str]) -> None:
        """By this node or another."""
        written = frozenset(tables)
        for running, reads in self._reads.items():
            if not written.isdisjoint(reads):
                self._stirred[running].set()

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

    async def _look_at_the_lease(self) -> None:
        """It runs out, and is believed in again, without a word."""
        held = self._tenure.held
        while True:
            await asyncio.sleep(LEASE_S)
            if held != (held := self._tenure.held):
                self.stir()
                self.on_lease()

    # -- one sweep ---------------------------------------------------------------------------------------

    async def _paced(self, running: _Running) -> None:
        loop, stirred, every = asyncio.get_running_loop(), self._stirred[id(running)], _seconds(running)
        begun = loop.time()
        while True:
            stirred.clear()
            quiet = self._quiet(running)
            if quiet <= 0:
                await self._guarded(running)
                quiet = every
            with suppress(TimeoutError):
                async with asyncio.timeout(quiet):
                    await stirred.wait()
            late = (loop.time() - begun) % every
            if every - late > 1e-6 < late:  # on to its next own moment
                await asyncio.sleep(every - late)

    def _quiet(self, running: _Running) -> float:
        """For how many seconds it would find nothing, as things stand; 0 where it would, or cannot say."""
        if not self._live(running):
            self._reads[id(running)] = frozenset()
            return AHEAD_S[0]
        self._seen, self._asked = set(), False
        try:
            return self._until_found(running)
        except Exception:
            return 0.0
        finally:
            self._reads[id(running)] = frozenset(self._seen)
            if self._asked:
                self._asks.add(id(running))

    def _until_found(self, running: _Running) -> float:
        every, found = _seconds(running), math.inf
        facilities, actor = self._database.facilities, system_actor(running.plugin)
        with self._database.reading.connect() as connection, connection.begin(), shared(connection):
            now = facilities.clock.now()

            def finds(ahead: float) -> bool:
                reading = BoundReading(connection, facilities, running.plugin, actor, now + timedelta(seconds=ahead))
                due: Any = running.sweep.due(reading)
                return bool(list(due))

            if finds(0.0):
                return 0.0
            ahead = 0.0
            for ahead in (*AHEAD_S, 0.0):
                if not ahead or not finds(ahead):
                    break
                found = ahead
            while found - ahead > every / 4 and found < math.inf:
                middle = (found + ahead) / 2
                ahead, found = (ahead, middle) if finds(middle) else (middle, found)
        if math.isinf(found):
            return AHEAD_S[0]
        return ahead or found  # at its own moment behind what surely finds nothing, it is asked again


def _seconds(running: _Running) -> float:
    return running.sweep.every.total_seconds()
