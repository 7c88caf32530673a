"""What plugins do of their own accord (handlers, sweeps, lifespans), so that none of them crowds out a command.

A plugin has few units waiting at once, so that a command waits for few of them; and it records within a rate. Who is
over it waits, and nobody else does. That is noticed each second: a stranger is soon quarantined for it, as for other
errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from fengsui.errors import Limited
from fengsui.text import N_
from fengsui.unit import BoundReading, BoundUnit

if TYPE_CHECKING:
    from fengsui.storage.database import Database, Scope

T = TypeVar("T")

Live = Callable[[str], None]
AT_ONCE = 4
EVENTS_PER_SECOND = 100.0
EVENTS_AT_ONCE = 5000.0
EVENTS_PER_UNIT = 2000
NOTICED_SECONDS = 1.0


@dataclass
class _Account:
    """`left` events may be recorded now; it was reckoned at `at`."""

    left: float
    at: float
    units: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    reads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE // 2))

    def take(self, events: int, now: float) -> None:
        self.left = min(EVENTS_AT_ONCE, self.left + (now - self.at) * EVENTS_PER_SECOND) - events
        self.at = now


class Pace:
    """`run` and `read` as the database's own, for a plugin itself. `noticed(plugin)` hears of floods."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._accounts: dict[str, _Account] = {}
        self.noticed: Callable[[str], None] = lambda plugin: None

    async def run(self, work: Callable[[BoundUnit], T], scope: Scope, live: Live = lambda _: None) -> T:
        """The unit's answer; raises Limited (`flood`) for one that records too much at once, and saves none of it."""
        account, recorded = self._account(scope.plugin), 0

        def counted(unit: BoundUnit) -> T:
            nonlocal recorded
            answer = work(unit)
            recorded = len(unit.events)
            if recorded > EVENTS_PER_UNIT:
                raise Limited(N_("One unit recorded {count} events."), code="flood", count=recorded)
            return answer

        async with self.turn(scope.plugin, live):
            answer = await self._database.run(counted, scope)
            account.take(recorded, asyncio.get_running_loop().time())
            return answer

    async def read(self, view: Callable[[BoundReading], T], scope: Scope) -> T:
        async with self._account(scope.plugin).reads:
            return (await self._database.read(view, scope))[1]

    def charge(self, plugin: str) -> None:
        """A command that it executed counts as one event."""
        self._account(plugin).take(1, asyncio.get_running_loop().time())

    def _account(self, plugin: str) -> _Account:
        found = self._accounts.get(plugin)
        if found is None:
            found = self._accounts[plugin] = _Account(EVENTS_AT_ONCE, asyncio.get_running_loop().time())
        return found

    @asynccontextmanager
    async def turn(self, plugin: str, live: Live) -> AsyncIterator[None]:
        """One of the plugin's few places, once it has something left to record with; raises what `live` raises."""
        account, loop = self._account(plugin), asyncio.get_running_loop()
        async with account.units:
            live(plugin)
            account.take(0, loop.time())
            while account.left <= 0:
                self.noticed(plugin)
                await asyncio.sleep(NOTICED_SECONDS)
                live(plugin)
                account.take(0, loop.time())
            yield
