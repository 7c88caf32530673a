"""A day of the suite."""

from __future__ import annotations

from tests.simulator.world import run

CASES = 1
"""Beside the drill: what costs time is what happens, not what passes."""


def a_day(seed: int) -> None:
    """Raises AssertionError with every break, and with how to see it again."""
    outcome = run(seed, cases=CASES)
    assert not outcome.breaks, outcome.report()
    assert outcome.events > 200
    assert outcome.faults > 10
