"""First of all: the simulator finds bugs. Each of these is planted on purpose, and found within a few seeds."""

from __future__ import annotations

import re

import pytest
from tests.simulator.plants import PLANTS, Plant, planted
from tests.simulator.world import World, run

SEEDS = 6
"""So many are tried at most."""
HOURS, CASES = 0.7, 4


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_it_finds(plant: Plant) -> None:
    def prepare(world: World) -> None:
        world.faults.allowed = set(plant.allowed)
        world.faults.an_hour, world.faults.after_a_commit = plant.an_hour, plant.after_a_commit

    breaks: list[str] = []
    for seed in range(plant.first, plant.first + SEEDS):
        with planted(plant):
            breaks = run(seed, plant.hours, cases=CASES, nodes=plant.nodes, prepare=prepare).breaks
        if any(re.search(plant.found_by, one) for one in breaks):
            return
    raise AssertionError(f"{plant.name} was not found; only {breaks}")


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors
def test_without_a_plant_the_same_runs_break_nothing() -> None:
    for seed in (1, 2):
        outcome = run(seed, HOURS, cases=CASES)
        assert not outcome.breaks, outcome.report()
