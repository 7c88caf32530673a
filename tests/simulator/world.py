"""One run: a city, its centre, its teams and officers, what goes wrong, and what must be true all the same."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest.mock import patch

from tests.simulator import city
from tests.simulator.centre import Centre
from tests.simulator.company import Company
from tests.simulator.desk import Desk
from tests.simulator.device import Device
from tests.simulator.duties import ERRANDS
from tests.simulator.faults import Faults
from tests.simulator.history import History
from tests.simulator.invariants import breaks_of
from tests.simulator.loop import SimLoop
from tests.simulator.moody import moody
from tests.simulator.network import Network
from tests.simulator.officers import case, exercise
from tests.simulator.people import Person, Team, Told
from tests.simulator.policies import policy_of
from tests.simulator.wall import Wall
from tests.simulator.watch import Watch

import fengsui.feed.feed
import fengsui.plugins
import fengsui.relay
import fengsui.storage.limit
from fengsui.errors import FengsuiError
from fengsui.events import Position
from fengsui.serve import COLLECT_AFTER

HOUR = 3600.0
SETTLING = 900.0
CASES_A_DAY = 4
NAMES = {1: ("centre",), 2: ("north", "south")}
DRILL = "EX-07"
DRILL_AT = 6.8 * HOUR


@dataclass
class Outcome:
    """What a run came to. `digest` is of everything that happened, and so is `head`, of the journal."""

    seed: int
    hours: float
    cases: int
    nodes: int = 1
    tenures: int = 1
    """How often the lease was taken."""
    events: int = 0
    faults: int = 0
    breaks: list[str] = field(default_factory=list)
    digest: str = ""
    head: str = ""
    lines: list[str] = field(default_factory=list)

    def report(self) -> str:
        """Every break, and how to see it again."""
        again = (
            f"python -m tests.simulator {self.seed} --hours {self.hours:g} --cases {self.cases} --nodes {self.nodes}"
        )
        return "\n".join([f"seed {self.seed}: {again}", *self.breaks])


class World:
    """Everything of one run. `hours` are simulated ones."""

    def __init__(self, seed: int, hours: float, cases: int = 0, nodes: int = 1) -> None:
        self.seed = seed
        self.hours = hours
        self.cases = cases or max(1, round(CASES_A_DAY * hours / 24))
        self.loop = SimLoop()
        self.loop.network = self.network = Network(self.loop, random.Random(f"{seed}/network"))
        self.history = History(self.loop)
        self.wall = Wall(self.loop)
        self.folder = city.scratch(f"sim{seed}")
        self.tokens = city.copied(self.folder)
        self.told = Told()
        self.errands: list[asyncio.Task[None]] = []
        self.company = Company(self.loop, self.wall, self.folder / "fengsui.sqlite") if nodes > 1 else None
        self.centres = [self._centre(name) for name in NAMES[nodes]]
        self.watch = Watch(self)
        self.devices: dict[str, Device] = {}
        self.teams = [self._team(name) for name in city.TEAMS]
        officer, leader, controller = (self._officer(name) for name in city.PEOPLE)
        self.desk = Desk(officer, leader, lambda view, **more: self.show(officer.device, view, more), self.wall.true,
                         patient=hours > 6)  # fmt: skip
        self.controller = controller
        self.faults = Faults(self)
        for centre in self.centres:
            centre.extra = [moody(self.faults.moods)]

    def _centre(self, name: str) -> Centre:
        made = Centre(self.loop, self.network, self.folder, str(self.seed), name=name, company=self.company)
        made.policy, made.sent = policy_of(str(self.seed)), self.folder / "sent.jsonl"
        return made

    @property
    def centre(self) -> Centre:
        """One that serves: the holder of the lease, where one is."""
        up = [centre for centre in self.centres if centre.up]
        return next((centre for centre in up if centre.able), up[0] if up else self.centres[0])

    def _team(self, name: str) -> Team:
        device = self._device(f"D-{name}", self.tokens[name], durable=True)
        return Team(device, name, self.told, self.history, str(self.seed))

    def _officer(self, name: str) -> Person:
        device = self._device(f"C-{name}", self.tokens[name], durable=False)
        return Person(device, f"user:{name}", self.told, self.history, str(self.seed))

    def _device(self, name: str, token: str, *, durable: bool) -> Device:
        async def view() -> Position:
            return await self.position(made)

        made = Device(
            self.loop, self.history, name, token,
            folder=self.folder if durable else None, seed=str(self.seed), view=view,
        )  # fmt: skip
        self.devices[name] = made
        return made

    # -- views -------------------------------------------------------------------------------------------

    async def show(self, device: Device, view: str, parameters: dict[str, Any]) -> Any:
        """A view's answer, over the device's link; None where there is none in reasonable time."""
        return shown.answer if (shown := await self._shown(device, view, parameters)) is not None else None

    async def _shown(self, device: Device, view: str, parameters: dict[str, Any], tries: int = 30) -> Any:
        link = self.network.access(device.process)
        for _ in range(tries):
            await asyncio.sleep(2 * self.network.delay(link))
            serving = [centre for centre in self.centres if centre.up]
            if serving and self.loop.now >= link.silent_until:
                centre = serving[0] if len(serving) == 1 else self.network.chance.choice(serving)
                try:
                    return await centre.show(view, parameters, device.token)
                except FengsuiError as error:
                    if not error.retry:
                        return None
                except TimeoutError:
                    pass
            await asyncio.sleep(2.0)
        return None

    async def position(self, device: Device) -> Position:
        """The position of a view, which a console reads when it starts."""
        while (shown := await self._shown(device, "incidents.board", {})) is None:  # noqa: ASYNC110 -- asked again
            await asyncio.sleep(5.0)
        found: Position = shown.position
        return found

    def sent(self) -> list[tuple[str, bool]]:
        """What the gateway was handed: each message, and whether as a drill's."""
        file = self.centres[0].sent
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
        return [(line["id"], line["exercise"]) for line in lines]

    async def live(self) -> None:
        for centre in self.centres:
            await centre.start()
        for device in self.devices.values():
            device.start()
        await asyncio.sleep(20)
        ends = self.hours * HOUR
        story = asyncio.create_task(self._story(ends))
        self.faults.begin(ends)
        await asyncio.sleep(ends)
        self.faults.end()
        await story
        await self._settle()

    async def _story(self, ends: float) -> None:
        chance = random.Random(f"{self.seed}/story")
        starts = sorted(chance.uniform(0, max(60.0, ends - HOUR / 2)) for _ in range(self.cases))
        work = [self._at(at, lambda: case(self.desk, chance.uniform(3, 10))) for at in starts]
        if ends > DRILL_AT:
            work.append(self._at(DRILL_AT, lambda: exercise(self.desk, self.controller, DRILL)))
        for errand in ERRANDS:  # nobody waits for their end
            begins = chance.uniform(0, max(60.0, ends - HOUR / 2))
            self.errands.append(asyncio.create_task(self._at(begins, partial(errand, self.desk))))
        await asyncio.gather(*work)

    async def _at(self, when: float, begin: Callable[[], Any]) -> None:
        await asyncio.sleep(max(0.0, when - self.loop.now))
        await begin()

    async def _settle(self) -> None:
        """Everything is mended: now everything that can arrive does."""
        await self.faults.mend()
        for device in self.devices.values():
            if not device.process.alive:
                device.start()
        await asyncio.sleep(SETTLING if self.company is None else SETTLING / 3)


OTHERWISE = (
    patch.object(fengsui.plugins, "within", lambda _seconds, call: call()),
    patch.object(fengsui.relay, "POLL_SECONDS", 120.0),
    patch.object(fengsui.feed.feed, "TICK_S", 10.0),
    patch.object(fengsui.storage.limit, "UNIT_SECONDS", 1e6),
    patch.object(fengsui.storage.limit, "READ_SECONDS", 1e6),
)
"""The bus has nobody else to hear of a commit from; the feed looks after its connections less often, for it has to do
so for a whole day; how long a unit takes on this machine is no part of the run; and no hook is called in a thread."""


def run(
    seed: int,
    hours: float = 24.0,
    *,
    cases: int = 0,
    nodes: int = 1,
    prepare: Callable[[World], None] = lambda world: None,
) -> Outcome:
    """One run from its seed, judged. `cases` are incidents; without it as many as a day brings."""
    with _collecting_seldom():
        return _run(World(seed, hours, cases, nodes), prepare)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """As the product does where it serves."""
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _run(world: World, prepare: Callable[[World], None]) -> Outcome:
    prepare(world)
    root = logging.getLogger()
    root.addHandler(world.watch)
    try:
        with ExitStack() as stack:
            stack.enter_context(world.wall.hung())
            for one in OTHERWISE:
                stack.enter_context(one)
            if world.company is not None:
                stack.enter_context(world.company.hung())
            world.loop.run_until_complete(world.live())
            outcome = _judged(world)
            root.removeHandler(world.watch)
            _clear(world)
    finally:
        root.removeHandler(world.watch)
        shutil.rmtree(world.folder, ignore_errors=True)
    return outcome


def _judged(world: World) -> Outcome:
    found = breaks_of(world)
    journal = world.watch.journal()
    counts = world.history.counts
    faults = sum(count for what, count in counts.items() if what.startswith("fault:"))
    head = world.watch.head()
    world.history.note("end", "head", head)
    return Outcome(
        world.seed,
        world.hours,
        world.cases,
        len(world.centres),
        world.watch.tenures(),
        len(journal),
        faults,
        found,
        world.history.digest(),
        head,
        world.history.lines,
    )


def _clear(world: World) -> None:
    logging.disable(logging.CRITICAL)
    try:
        for device in world.devices.values():
            device.crash()
        for centre in world.centres:
            centre.on_end = lambda why: None
            centre.die("the end")
        world.loop.run_until_complete(world.loop.bury())
    finally:
        logging.disable(logging.NOTSET)
        world.loop.close()
