"""Ten days of the whole centre, in virtual time, with everything that goes wrong, each from its seed; here five."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.simulator.days import a_day
from tests.simulator.world import run


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors  # while the disk refuses; the simulator itself tells them from others
@pytest.mark.parametrize("seed", range(1, 6))
def test_a_day_breaks_nothing(seed: int) -> None:
    a_day(seed)


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors
def test_the_same_seed_is_the_same_run_to_the_bit_in_another_process() -> None:
    here = run(7, 2.0)
    command = [sys.executable, "-m", "tests.simulator", "7", "--hours", "2", "--quiet"]
    there = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert f"history {here.digest}" in there.stdout, there.stdout + there.stderr
    assert run(8, 2.0).digest != here.digest
