"""A thread that has not moved for longer than it may."""

from __future__ import annotations

from fengsui.watch.blocked import Watch
from fengsui.watch.vitals import LOOP, READER, WRITER, Sign, Vitals, memory, signs


def sign(serial: int, kind: str = "loop", allowed: float = 5.0) -> Sign:
    return Sign(kind, serial, 1, allowed)


def test_who_stands_still_at_work_is_found_after_its_time() -> None:
    watch = Watch()
    found = [watch.look([sign(3)], tick / 2) is not None for tick in range(14)]
    assert found.index(True) == 11


def test_who_moves_or_rests_is_not() -> None:
    watch = Watch()
    assert all(watch.look([sign(2 * tick + 1)], float(tick)) is None for tick in range(60))
    assert all(watch.look([sign(2)], float(tick)) is None for tick in range(60, 120))


def test_a_machine_that_slept_blames_nobody() -> None:
    """One look a minute apart counts a second: whoever could not run could not move either."""
    watch = Watch()
    assert [watch.look([sign(3)], 60.0 * look) for look in range(5)] == [None] * 5


def test_vitals_say_who_is_at_work() -> None:
    shared = memory()
    vitals = Vitals(shared, blocked=5)
    assert signs(shared) == []
    with vitals.busy(WRITER):
        (during,) = signs(shared)
        assert (during.kind, during.working, during.allowed) == ("writer", True, 5)
    assert not signs(shared)[0].working
    loop = Vitals(memory())
    loop.beat(LOOP)
    loop.rest(LOOP)


def test_without_a_parent_nothing_is_written() -> None:
    vitals = Vitals()
    with vitals.busy(READER):
        vitals.beat(LOOP)
        vitals.ready(1, 2)
        vitals.stopping()
