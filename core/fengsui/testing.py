"""For plugin authors and our own tests: a running system on a manual clock, without sockets.

async with running(plugins=["rosters"], now=NIGHT) as system:
    officer = system.actor("duty_officer", name="wang")
    await system.execute("rosters.register_team", {...}, officer)
    await system.advance(seconds=60)
    assert system.recorded("rosters.*")
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, TypeVar

from fengsui.access.policy import Actor, grants
from fengsui.app import System
from fengsui.clock import Ids, ManualClock
from fengsui.events import Recorded
from fengsui.journal.reading import read_after
from fengsui.nodes.lease import LeaseTimes
from fengsui.plugins import HOOK_SECONDS, discover
from fengsui.settings import Settings
from fengsui.topics import matches
from fengsui.unit import BoundReading, BoundUnit

T = TypeVar("T")

NIGHT = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
"""03:12 on 22 November 2026 in Shanghai."""


AHEAD = 30
"""So many steps a clock that is moved looks ahead for what will be due: 15 s of the shortest.

Few, because not all that is due stays so: terminals that fell out at once are a failure of the network for half a
minute only.
"""
SINGLY = 4
"""So many steps are taken one by one where something stays due."""


class Connections:
    """A Presence that a test decides."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._online: set[str] = set()
        self._seen: dict[str, datetime] = {}

    def online(self, label: str) -> bool:
        return label in self._online

    def last_seen(self, label: str) -> datetime | None:
        return self._clock.now() if label in self._online else self._seen.get(label)

    def since(self, moment: datetime, beginning: str) -> Mapping[str, bool]:
        found = {label: False for label, at in self._seen.items() if at >= moment} | dict.fromkeys(self._online, True)
        return {label: here for label, here in found.items() if label.startswith(beginning)}

    def connect(self, label: str) -> None:
        self._online.add(label)

    def disconnect(self, label: str) -> None:
        if label in self._online:
            self._online.discard(label)
            self._seen[label] = self._clock.now()


class Running:
    """A started system with its clock in the test's hand."""

    def __init__(self, system: System, clock: ManualClock) -> None:
        self.system = system
        self.clock = clock
        self.connections = Connections(clock)
        system.presence = self.connections
        self._journal: list[Recorded] = []

    def actor(self, *roles: str, name: str = "tester", labels: Iterable[str] = (), area: str = "") -> Actor:
        """An actor with shipped roles' permissions; `device:` or `user:` names are taken as they are."""
        unknown = [role for role in roles if role not in self.system.roles]
        if unknown:
            raise ValueError(f"no such role: {unknown}; there are {sorted(self.system.roles)}")
        permissions, granted = grants(self.system.roles[role] for role in roles)
        own = frozenset(labels) | granted | {f"role:{role}" for role in roles}
        id = name if ":" in name else f"user:{name}"
        return Actor(id=id, name=name, roles=roles, permissions=permissions, labels=own, area=area)

    def device(self, team: str, division: str = "310107") -> Actor:
        """The actor of a team's device."""
        labels = {f"team:{team}", *(f"area:{division[:n]}" for n in (6, 9) if len(division) >= n)}
        return self.actor("team_device", name=f"device:D-{team}", labels=labels)

    async def execute(self, name: str, payload: Mapping[str, Any], actor: Actor, key: str | None = None) -> Any:
        answer = await self.system.execute(name, payload, actor, key)
        await self.settle()
        return answer

    async def show(self, name: str, parameters: Mapping[str, Any], actor: Actor) -> Any:
        return (await self.system.show(name, parameters, actor)).answer

    async def run(self, work: Callable[[BoundUnit], T], plugin: str = "core", actor: Actor | None = None) -> T:
        answer = await self.system.run(work, plugin, actor)
        await self.settle()
        return answer

    async def read(self, view: Callable[[BoundReading], T], plugin: str = "core", actor: Actor | None = None) -> T:
        return await self.system.read(view, plugin, actor)

    async def settle(self) -> None:
        """Waits until every subscription has handled everything recorded, then refreshes `recorded`."""
        await self.system.relay.settled()
        seq = self._journal[-1].seq if self._journal else 0

        def behind(reading: BoundReading) -> list[Recorded]:
            return read_after(reading.connection, seq, 1000)

        while page := await self.system.read(behind):
            self._journal += page
            seq = page[-1].seq

    async def advance(self, *, seconds: float = 0, step: float | None = None) -> None:
        """Moves the clock forward in steps of the shortest sweep, running what is due at each.

        Steps at which no sweep would find anything are taken at once.
        """
        stride = timedelta(seconds=step or self.system.sweeps.shortest())
        left, singly = timedelta(seconds=seconds), 0
        while left > timedelta():
            quiet = 0 if singly else await self._quiet(stride, min(AHEAD, int(left / stride)) - 1)
            singly = SINGLY if not (quiet or singly) else max(singly - 1, 0)
            forward = min(stride * (quiet + 1), left)
            self.clock.advance(forward)
            left -= forward
            await self.system.sweeps.run_due(self.clock.now())
            await self.system.relay.settled()
        await self.settle()

    async def _quiet(self, stride: timedelta, most: int) -> int:
        """How many of the next `most` steps find nothing, as things stand."""
        now, sweeps = self.clock.now(), self.system.sweeps

        def steps(reading: BoundReading) -> int:
            if not sweeps.would_find(reading, now + most * stride):
                return most
            quiet, found = 0, most
            while found - quiet > 1:
                middle = (quiet + found) // 2
                quiet, found = (quiet, middle) if sweeps.would_find(reading, now + middle * stride) else (middle, found)
            return quiet

        try:
            return await self.system.read(steps) if most > 0 else 0
        except Exception:  # what fails is shown by the step itself
            return 0

    def recorded(self, *topics: str) -> list[Recorded]:
        """The journal so far; with topics (`rosters.*`), those events."""
        return [event for event in self._journal if not topics or matches(topics, event.topic)]

    def connect(self, label: str) -> None:
        self.connections.connect(label)

    def disconnect(self, label: str) -> None:
        self.connections.disconnect(label)


@asynccontextmanager
async def running(
    plugins: Iterable[str] | None = (),
    *,
    url: str = "",
    now: datetime = NIGHT,
    data: Path | None = None,
    settings: Mapping[str, Any] | None = None,
    seed: int = 1,
    extra: Iterable[EntryPoint] = (),
    hook_seconds: float = 10.0,
    lifespan_seconds: float = HOOK_SECONDS,
    lease: LeaseTimes | None = None,
) -> AsyncIterator[Running]:
    """A started system; `plugins` by name (None: all installed), `extra` entry points made by the test."""
    with tempfile.TemporaryDirectory(prefix="fengsui-test-") as folder:
        clock = ManualClock(now)
        chosen = Settings.model_validate({"data": data or Path(folder), "database_url": url, **(settings or {})})
        points = [*discover(plugins), *extra]
        system = System(
            chosen,
            clock=clock,
            ids=Ids(random.Random(seed)),
            points=points,
            hook_seconds=hook_seconds,
            lifespan_seconds=lifespan_seconds,
            lease=lease,
        )
        await system.start(background=False)
        run = Running(system, clock)
        try:
            await run.settle()
            yield run
        finally:
            await system.stop()
