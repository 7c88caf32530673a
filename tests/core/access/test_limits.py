"""Lockout as arithmetic: five failures, a wait that doubles, an end that always comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengsui.access.limits import Limits, Tally, count_failure, limits_of
from fengsui.settings import Settings

NOW = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
LIMITS = Limits()


def _fail(times: int, every: timedelta = timedelta()) -> Tally:
    tally = None
    for number in range(times):
        tally = count_failure(tally, NOW + number * every, LIMITS)
    assert tally is not None
    return tally


def test_an_operator_may_set_how_often_one_may_be_wrong_and_how_long_one_waits() -> None:
    limits = limits_of(Settings(login_failures=3, lockout_minutes=2))
    tally = None
    for _ in range(12):
        tally = count_failure(tally, NOW, limits)
    assert tally is not None
    assert tally.wait(NOW) == timedelta(minutes=2)
    assert count_failure(Tally(2, NOW), NOW, limits).wait(NOW) == limits.first_wait


def test_four_failures_do_not_lock() -> None:
    assert _fail(4).locked_until is None


def test_the_fifth_locks_for_half_a_minute_and_each_more_doubles_it() -> None:
    waits = [_fail(number).wait(NOW).total_seconds() for number in range(5, 12)]
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_failures_further_apart_than_the_window_never_lock() -> None:
    assert _fail(50, timedelta(minutes=3)).failures <= 4


def test_a_lock_is_forgotten_a_window_after_its_end() -> None:
    locked = _fail(7)
    assert locked.locked_until is not None
    late = locked.locked_until + LIMITS.window
    assert count_failure(locked, late, LIMITS).failures == 1


@given(st.lists(st.integers(0, 3600), min_size=1, max_size=200))
def test_no_series_of_failures_locks_for_longer_than_the_cap(gaps: list[int]) -> None:
    now, tally = NOW, None
    for gap in gaps:
        now += timedelta(seconds=gap)
        tally = count_failure(tally, now, LIMITS)
        assert tally.wait(now) <= LIMITS.longest_wait
        assert tally.wait(now + LIMITS.longest_wait) == timedelta()
