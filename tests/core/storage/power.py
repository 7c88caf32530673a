"""The trials: the power goes at any moment, each call of the disk fails once, syncs fail for good."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.core.storage.disk import CODES, Disk
from tests.core.storage.trial import Bench, Told, put

WAVES = 6
TOGETHER = 4


@dataclass
class Figures:
    """What came of many trials."""

    trials: int = 0
    acknowledged: int = 0
    losing: int = 0
    faults: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def add(self, name: str, told: Told, faults: list[str]) -> None:
        self.trials += 1
        self.acknowledged += len(told.acknowledged)
        self.codes |= set(told.refused.values())
        self.losing += any("lost" in fault for fault in faults)
        self.faults += [f"{name}: {fault}" for fault in faults]


async def power_cuts(bench: Bench, points: int, seed: int) -> Figures:
    """Cuts the power at a random call of each trial."""
    figures = Figures()
    for number in range(points):
        chance = random.Random(f"{seed}-{number}")
        disk, database = bench.begin()
        at, told = chance.randrange(5, 160), Told()
        disk.fault = lambda count, _what, disk=disk, at=at: _off(disk) if count >= at else None  # type: ignore[misc]
        for wave in range(WAVES):
            await put(database, [f"t{number}-{wave}-{one}" for one in range(TOGETHER)], told)
        disk.cut = True
        await database.stop()
        found = bench.left(disk.after_a_cut(chance))
        figures.add(f"cut at call {at}", told, found.faults(told))
    return figures


def _off(disk: Disk) -> int:
    disk.cut = True
    return CODES["read"]


async def each_call_fails(bench: Bench, seed: int) -> Figures:
    """A short life of the server once for each of its disk calls, which fails; then the power goes."""
    figures = Figures()
    number = 0
    while True:
        number += 1
        disk, database = bench.begin()
        told = Told()
        disk.fault = lambda count, what, at=number: CODES[what] if count == at else None  # type: ignore[misc]
        for wave in range(3):
            await put(database, [f"f{number}-{wave}-{one}" for one in range(2)], told)
        calls, disk.fault = disk.calls, lambda _number, _what: None
        await put(database, [f"f{number}-after"], told)
        faults = [] if f"f{number}-after" in told.acknowledged else ["does not resume by itself"]
        left = disk.after_a_cut(random.Random(f"{seed}-{number}"))
        disk.cut = True
        await database.stop()
        figures.add(f"call {number} failed", told, faults + bench.left(left).faults(told))
        if calls < number:
            return figures


async def a_sync_that_failed_before_a_restart(bench: Bench, seed: int, *, rewritten: bool) -> Figures:
    """One sync fails, the process is killed and starts again, goes on; then the power goes. For each of the syncs."""
    figures = Figures()
    number = 0
    while True:
        number += 1
        disk, database = bench.begin()
        told, planned = Told(), Planned(number)
        disk.fault = planned
        wave = 0
        while not planned.failed and wave < WAVES:
            await put(database, [f"s{number}-{wave}-{one}" for one in range(2)], told)
            wave += 1
        survivor, after = bench.again(disk, rewritten=rewritten)
        await database.stop()
        await put(after, [f"s{number}-after-{one}" for one in range(2)], told)
        left = survivor.after_a_cut(random.Random(f"{seed}-{number}"))
        survivor.cut = True
        await after.stop()
        figures.add(f"sync {number} failed", told, bench.left(left).faults(told))
        if not planned.failed:
            return figures


class Planned:
    """Fails the sync with this number, and nothing else."""

    def __init__(self, number: int) -> None:
        self._left = number
        self.failed = False

    def __call__(self, _count: int, what: str) -> int | None:
        self._left -= what == "sync"
        self.failed |= self._left == 0
        return CODES["sync"] if what == "sync" and self._left == 0 else None
