from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from fengsui.clock import Ids, ManualClock, SystemClock


def test_the_system_clock_runs_at_its_offset() -> None:
    ahead = SystemClock(timedelta(hours=3))
    assert timedelta(hours=3, seconds=-1) < ahead.now() - SystemClock().now() <= timedelta(hours=3, seconds=1)
    assert abs(ahead.drift()) < timedelta(seconds=1)


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(datetime(2026, 11, 21, 19, 12, tzinfo=UTC))
    before = clock.now()
    clock.advance(timedelta(minutes=3))
    assert clock.now() - before == timedelta(minutes=3)


def test_ids_repeat_only_with_their_seed() -> None:
    assert Ids(random.Random(1)).new() == Ids(random.Random(1)).new()
    assert len({Ids().new() for _ in range(100)}) == 100
    assert len(Ids().secret()) == 64
