"""Ten days of the whole centre, in virtual time, with everything that goes wrong; each from its seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.simulator.world import run

DAYS = range(1, 11)
CASES = 1
"""Beside the drill: what costs time is what happens, not what passes."""


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors  # while the disk refuses; the simulator itself tells them from others
@pytest.mark.parametrize("seed", DAYS)
def test_a_day_breaks_nothing(seed: int) -> None:
    outcome = run(seed, cases=CASES)
    assert not outcome.breaks, outcome.report()
    assert outcome.events > 200
    assert outcome.faults > 10


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors
def test_the_same_seed_is_the_same_run_to_the_bit_in_another_process() -> None:
    here = run(7, 2.0)
    command = [sys.executable, "-m", "tests.simulator", "7", "--hours", "2", "--quiet"]
    there = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert f"history {here.digest}" in there.stdout, there.stdout + there.stderr
    assert run(8, 2.0).digest != here.digest
