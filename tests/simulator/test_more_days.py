"""The other five days, in a file of their own so that two workers share them."""

from __future__ import annotations

import pytest
from tests.simulator.days import a_day


@pytest.mark.timeout(600)  # on a busy machine
@pytest.mark.expects_errors
@pytest.mark.parametrize("seed", range(6, 11))
def test_a_day_breaks_nothing(seed: int) -> None:
    a_day(seed)
