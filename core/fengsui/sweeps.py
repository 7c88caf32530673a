"""Sweeps: what is due is asked for cheaply and often; a unit is opened only for what is.

They run on the node that holds the lease, but those `everywhere` that are about this very process. A sweep fires once
because its unit moves the state. One that raises or overruns counts against its plugin alone.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.access.policy import system_actor
from fengsui.bounded import ended
from fengsui.hooks import Sweep
from fengsui.nodes.lease import LeaseLost, Tenure
from fengsui.plugins import PluginHost
from fengsui.storage.database import Database, Scope
from fengsui.storage.trouble import StorageFailed
from fengsui.unit import BoundReading, BoundUnit

log = logging.getLogger(__name__)


@dataclass
class _Running:
    plugin: str
    sweep: Sweep
    last: datetime | None = None


class Sweeps:
    """Runs every declared sweep; `run_due(now)` is also what a moved test clock calls."""

    def __init__(self, database: Database, host: PluginHost, tenure: Tenure) -> None:
        self._database = database
        self._tenure = tenure
        self._host = host
        self._running = [_Running(name, sweep) for name, all in host.registry.sweeps.items() for sweep in all]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._forever(running)) for running in self._running]

    async def stop(self) -> None:
        await ended(self._tasks)

    async def _forever(self, running: _Running) -> None:
        while True:
            await self._guarded(running)
            await asyncio.sleep(running.sweep.every.total_seconds())

    async def run_due(self, now: datetime) -> None:
        """Runs those whose interval has passed at `now`."""
        for running in self._running:
            if running.last is None or now - running.last >= running.sweep.every:
                running.last = now
                await self._guarded(running)

    def would_find(self, reading: BoundReading, now: datetime) -> bool:
        """Whether any of them would find something at `now`, as things stand in `reading`; raises what one raises."""
        return any(
            list(running.sweep.due(self._as(running.plugin, reading, now)))
            for running in self._running
            if self._live(running)
        )

    @staticmethod
    def _as(plugin: str, reading: BoundReading, now: datetime) -> BoundReading:
        return BoundReading(reading.connection, reading.facilities, plugin, system_actor(plugin), now)

    def shortest(self) -> float:
        """The shortest interval declared, in seconds."""
        return min((running.sweep.every.total_seconds() for running in self._running), default=1.0)

    async def _guarded(self, running: _Running) -> None:
        token = None if running.sweep.everywhere else self._tenure.token
        scope = Scope(running.plugin, system_actor(running.plugin), token)
        try:
            if self._live(running):
                _, due = await self._database.read(running.sweep.due, scope)
                for item in due:
                    await self._act(running, item, scope)
        except Exception as error:
            self._note(running, error)

    async def _act(self, running: _Running, item: Any, scope: Scope) -> None:
        """One unit an item: one that fails does not keep the others waiting."""

        def work(unit: BoundUnit) -> None:
            running.sweep.act(unit, item)

        try:
            if self._live(running):
                await self._database.pace.run(work, scope)
        except LeaseLost:
            self._tenure.lose(scope.token)
        except Exception as error:
            self._note(running, error)

    def _live(self, running: _Running) -> bool:
        if not (running.sweep.everywhere or self._tenure.held):
            return False
        plugin = self._host.get(running.plugin)
        return plugin is None or plugin.state == "loaded"

    def _note(self, running: _Running, error: Exception) -> None:
        if isinstance(error, StorageFailed):  # what is due stays due
            log.debug("%s: sweep %s waits: %s", running.plugin, running.sweep.name, error)
            return
        what = f"sweep {running.sweep.name}: {type(error).__name__}: {error}"
        log.warning("%s: %s", running.plugin, what)
        plugin = self._host.get(running.plugin)
        if plugin is not None:
            plugin.note_error(self._database.facilities.clock.now().timestamp(), what)
