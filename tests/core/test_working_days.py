from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.working_days import add_working_days


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 9, 18), 5, (date(2026, 9, 24), True)),  # a make-up Sunday counts
        (date(2026, 2, 12), 20, (date(2026, 3, 18), True)),  # over the Spring Festival
        (date(2026, 10, 1), 5, (date(2026, 10, 13), True)),  # begins on a day of rest
        (date(2026, 12, 15), 20, (date(2027, 1, 13), False)),  # into a year whose notice is not known
        (date(2026, 11, 20), 0, (date(2026, 11, 20), True)),
    ],
)
def test_the_first_day_is_not_counted(start: date, days: int, expected: tuple[date, bool]) -> None:
    assert add_working_days(start, days) == expected


@given(start=st.dates(date(2020, 1, 1), date(2026, 6, 1)), a=st.integers(0, 30), b=st.integers(0, 30))
def test_counting_in_two_steps_is_counting_once(start: date, a: int, b: int) -> None:
    assert add_working_days(add_working_days(start, a)[0], b)[0] == add_working_days(start, a + b)[0]
