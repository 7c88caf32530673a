"""Sets of numbers as runs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fengsui.journal.runs import count, joined, outside, runs_of, said, within

numbers = st.sets(st.integers(1, 40))


@given(numbers, numbers)
def test_runs_are_the_sets_they_stand_for(a: set[int], b: set[int]) -> None:
    one, other = runs_of(a), runs_of(b)
    assert [n for n in range(50) if within(n, one)] == sorted(a)
    assert (count(one), joined([*one, *one])) == (len(a), one)
    assert outside(one, other) == runs_of(a - b)
    assert joined([*one, *other]) == runs_of(a | b)


def test_runs_in_words() -> None:
    assert said(runs_of([9, 1, 7, 8, 8])) == "1, 7-9"
    assert said(runs_of(range(1, 99, 2)), most=2) == "1, 3, …"
