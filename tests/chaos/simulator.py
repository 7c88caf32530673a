"""Days in virtual time from fresh seeds, every third two hours of two nodes, for as long as is given: 30 minutes where
nothing else is said."""

from __future__ import annotations

import logging
import sys
import time

from tests.chaos.figures import Effort, row
from tests.simulator import world

MINUTES = 30.0


def simulate(effort: Effort) -> bool:
    """One seed after the other; what breaks is printed with the command that replays it."""
    ends = time.monotonic() + 60 * (MINUTES if effort.minutes is None else effort.minutes)
    first = seed = effort.seed * 1_000_000
    hours = events = faults = 0.0
    broken: list[int] = []
    while time.monotonic() < ends:
        two = seed % 3 == 2
        outcome = world.run(seed, 2.0 if two else 24.0, nodes=2 if two else 1)
        hours, events, faults = hours + outcome.hours, events + outcome.events, faults + outcome.faults
        if outcome.breaks:
            broken.append(seed)
            sys.stderr.write(outcome.report() + "\n")
        seed += 1
    figures = (
        f"{seed - first} seeds from {first}, {hours:g} simulated hours, {events:g} events, {faults:g} faults, "
        f"{len(broken)} broke{': ' + ', '.join(map(str, broken)) if broken else ''}"
    )
    return row("simulator", "the whole centre in virtual time keeps its promises", figures, held=not broken)


def run(effort: Effort) -> bool:
    """Errors that are waited out are the simulator's to judge: none reaches the frame's count."""
    root = logging.getLogger()
    kept, root.handlers = root.handlers, []
    try:
        return simulate(effort)
    finally:
        root.handlers = kept
