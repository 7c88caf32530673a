"""The centre's server: the real system and the real feed, as a process that starts, dies and starts again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from tests.simulator.company import Company
from tests.simulator.loop import Process, SimLoop
from tests.simulator.network import Network
from tests.simulator.policies import policy_of
from tests.simulator.runner import Inline, Moment
from tests.simulator.sweeping import Paced

from fengsui.app import System
from fengsui.clock import Clock, Ids
from fengsui.commands import Shown
from fengsui.feed.elsewhere import Elsewhere
from fengsui.feed.feed import Feed
from fengsui.feed.hub import Hub
from fengsui.feed.limits import Limits
from fengsui.feed.presence import Attendance
from fengsui.gate import SystemGate
from fengsui.plugins import discover
from fengsui.settings import Settings

PORT = 8601
PLUGINS = ("channels", "drills", "evaluation", "field", "handover", "incidents", "plans", "reports", "rosters",
           "sample", "warnings")  # fmt: skip
"""Every plugin that we ship."""
LIMITS = Limits(
    heartbeat_s=120.0,
    positions_s=30.0,
    touch_s=3600.0,
    buffer=8 * 1024,
    stall_s=30.0,
    ring=64,
    preload=64,
    page=50,
    batch=8,
)
"""Beats and touches are further apart than in the field, for they are most of what happens in a day. Buffers, pages and
the ring are small, so that a few dozen events pass every one of their limits."""


class Attention(Attendance):
    """Presence, whose every change makes the sweeps look."""

    def __init__(self, clock: Clock, stir: Callable[[], None]) -> None:
        super().__init__(clock)
        self._stir = stir

    def come(self, labels: Iterable[str], *, elsewhere: bool = False) -> None:
        super().come(labels, elsewhere=elsewhere)
        self._stir()

    def go(self, labels: Iterable[str], *, elsewhere: bool = False) -> None:
        super().go(labels, elsewhere=elsewhere)
        self._stir()


class Centre:
    """`up` while it serves. `on_end` hears of every end with its reason."""

    def __init__(
        self,
        loop: SimLoop,
        network: Network,
        data: Path,
        seed: str,
        *,
        name: str = "centre",
        company: Company | None = None,
    ) -> None:
        self.loop = loop
        self.network = network
        self.data = data if company is None else data / name
        self.url = "" if company is None else f"sqlite:///{data / 'fengsui.sqlite'}"
        self.seed = seed
        self.name = name
        self.company = company
        self.extra: Sequence[EntryPoint] = ()
        self.sample = False
        self.policy: dict[str, Any] = policy_of("")
        self.sent = data / "sent.jsonl"
        self.process = Process(name)
        self.system: System
        self.runner: Inline
        self.hub: Hub
        self.feed: Feed
        self.up = False
        self.stalls_s = 0.0
        self.starts = 0
        self.on_end: Callable[[str], None] = lambda why: None
        self.on_lease: Callable[[], None] = lambda: None
        self.on_stall: Callable[[float], None] = lambda seconds: None
        self.on_start: Callable[[], None] = lambda: None

    def settings(self) -> Settings:
        return Settings(
            data=self.data,
            database_url=self.url,
            session_hours=48,
            session_idle_minutes=2880,
            plugins={
                "sample": {"load": self.sample},
                "channels": {"mock": {"file": str(self.sent)}},
                "incidents": {"leader_phone": "021-00000001", "above_phone": "021-00000002"},
                "plans": {"escalation": self.policy},
            },
        )

    async def start(self) -> None:
        """A new process; returns when it serves. Raises what keeps it from starting."""
        self.starts += 1
        self.data.mkdir(exist_ok=True)
        (self.data / "fengsui.lock").unlink(missing_ok=True)  # the dead hold no locks; here their files stay open
        self.process = Process(self.name)
        await self.loop.spawn(self.process, self._begin(self.process))

    async def _begin(self, process: Process) -> None:
        chance = random.Random(f"{self.seed}/{self.name}/{self.starts}")
        self.runner = Inline(chance, self.die, self.stall)
        points = [*discover(PLUGINS), *self.extra]
        system = System(self.settings(), ids=Ids(chance), points=points, runner=self.runner)
        self.system, packages = system, ["fengsui"]
        hub = Hub(system.clock, system.ids, LIMITS, origin="/310107", packages=packages)
        hub.presence = system.presence = Attention(system.clock, self._somebody_moved)
        await system.start(background=False)
        self.runner.engine = system.database.writing
        Elsewhere(hub, system.membership.roll)
        hub.packages = tuple(packages + [plugin.package for plugin in system.host.loaded])
        feed = Feed(hub, SystemGate(system), system.source)
        await feed.start()
        system.membership.on_cut.append(lambda away: feed.hub.drain(500, why="cut off") if away else None)
        system.door.on_ended.append(lambda actor, session: hub.revoke(session or actor))
        system.door.on_changed.append(hub.send_back)
        await feed.listen("127.0.0.1", PORT)
        system.sweeps = self._paced = Paced(system.database, system.host, system.membership.tenure)
        self._paced.attend(hub.presence, system.registry.providers)
        self._paced.on_lease = self.on_lease
        self._paced.start()
        self.hub, self.feed = hub, feed
        self.up = True
        self.on_start()

    async def stop(self) -> None:
        """Goes down in order, as on SIGTERM."""
        self.up = False

        async def end() -> None:
            await self.feed.stop(spread_ms=500)
            await self.system.sweeps.stop()
            await self.system.stop()

        process, ending = self.process, self.loop.spawn(self.process, end())
        while process.alive and not ending.done():
            await asyncio.wait({ending}, timeout=1.0)
        if process.alive:
            process.alive = False
            self.on_end("stopped")

    def die(self, why: str, *, told: bool = True) -> None:
        """From now on nothing of it runs. What it had committed is in the file, and nothing else."""
        if not self.process.alive:
            return
        self.up = False
        self.loop.kill(self.process)
        self.network.died(self.process, told=told)
        self.system.database.writing.dispose()
        self.system.database.reading.dispose()
        self.on_end(why)

    def stall(self) -> None:
        """It is frozen in the middle of what it does, for longer than its lease lasts or not so long."""
        self.loop.freeze(self.process, self.stalls_s)
        self.on_stall(self.stalls_s)

    @property
    def able(self) -> bool:
        """Whether it could hold the lease, and does: it runs, and reaches its database."""
        return self.reaches and self.system.membership.tenure.held

    @property
    def reaches(self) -> bool:
        cut = self.company is not None and self.name in self.company.cut
        return self.up and self.process.parked is None and not cut

    def stir(self) -> None:
        """Something happened that no commit tells of: the sweeps look."""
        if self.up:
            self._paced.stir()

    def take_written(self) -> set[str]:
        """The tables that its last transaction wrote to."""
        return self._paced.take_written() if self.up else set()

    def wrote(self, tables: set[str]) -> None:
        """A transaction is over, here or on another node: those sweeps look that read what it wrote."""
        if self.up:
            self._paced.wrote(tables)

    def _somebody_moved(self) -> None:
        if self.up:
            self._paced.somebody_moved()

    def doom(self, moment: Moment) -> None:
        """It will die at its next transaction."""
        self.runner.doom = moment

    async def show(self, view: str, parameters: Mapping[str, Any], token: str) -> Shown:
        """A view, read in the server's own process; raises TimeoutError where it died meanwhile."""
        answered: asyncio.Future[Shown] = self.loop.create_future()

        async def ask() -> None:
            try:
                shown = await self.system.show(view, parameters, await self.system.door.admit(token))
            except Exception as error:
                if not answered.done():
                    answered.set_exception(error)
            else:
                if not answered.done():
                    answered.set_result(shown)

        self.loop.spawn(self.process, ask())
        return await asyncio.wait_for(answered, 10.0)
