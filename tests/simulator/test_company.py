"""Two nodes on one database: crashed, cut off from it, frozen past the lease; nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from tests.simulator.world import World, run

HOURS, CASES, AN_HOUR = 0.4, 2, 20.0


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors
@pytest.mark.parametrize("seed", range(1, 4))
def test_two_nodes_break_nothing(seed: int) -> None:
    def prepare(world: World) -> None:
        world.faults.an_hour = AN_HOUR

    outcome = run(seed, HOURS, cases=CASES, nodes=2, prepare=prepare)
    assert not outcome.breaks, outcome.report()
    assert outcome.events > 100
    assert outcome.tenures > 1, "the lease has moved"
