"""The clock of the leader's decision: begun by what is known, never put off, each step once, none without an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.model.level_clock import NOTHING, LevelClock, LevelStep, asks, dispatched, follow, step, taken
from fengsui_incidents.model.rules import RuleSet

T = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)
RULES = RuleSet.shipped(date(2026, 11, 22))


def at(seconds: float) -> datetime:
    return T + timedelta(seconds=seconds)


def without(*keys: str) -> RuleSet:
    return RuleSet({key: row for key, row in RULES.rows.items() if key not in keys})


@pytest.mark.parametrize(
    ("proposed", "decided", "decided_on", "owed"),
    [
        (None, None, None, None),
        ("IV", None, None, "start"),
        ("IV", "IV", "IV", None),
        ("III", "IV", "IV", "upgrade"),
        ("III", "IV", "III", None),
        ("II", "IV", "III", "upgrade"),
        ("IV", "III", "IV", None),
    ],
)
def test_what_is_owed(
    proposed: ResponseLevel | None, decided: ResponseLevel | None, decided_on: ResponseLevel | None, owed: str | None
) -> None:
    assert asks(proposed, decided, decided_on) == owed


@pytest.mark.parametrize(("urgency", "seconds"), [("A", 180), ("B", 300), ("C", 900), ("D", 1800)])
def test_where_nobody_was_sent_it_depends_on_the_urgency(urgency: str, seconds: int) -> None:
    clock = follow(NOTHING, "start", "IV", urgency=urgency, told=False, rules=RULES, now=T)
    assert (clock.due_at, clock.ring_at, clock.asked) == (at(seconds), at(seconds), "IV")


def test_what_becomes_more_urgent_is_due_sooner_never_later() -> None:
    calm = follow(NOTHING, "start", "IV", urgency="D", told=False, rules=RULES, now=T)
    worse = follow(calm, "start", "III", urgency="A", told=False, rules=RULES, now=at(60))
    assert worse.due_at == at(240)
    assert follow(worse, "start", "IV", urgency="D", told=False, rules=RULES, now=at(90)).due_at == at(240)


def test_the_first_dispatch_gives_him_his_time_a_further_one_no_more() -> None:
    clock = follow(NOTHING, "start", "IV", urgency="A", told=False, rules=RULES, now=T)
    first = dispatched(clock, "IV", first=True, rules=RULES, now=at(90))
    assert first.due_at == at(270)
    assert dispatched(first, "IV", first=False, rules=RULES, now=at(200)) == first
    rung = replace(first, rung=1)
    assert dispatched(rung, "IV", first=True, rules=RULES, now=at(300)) == rung


def test_a_still_higher_level_is_asked_for_anew() -> None:
    clock = follow(NOTHING, "upgrade", "III", urgency="A", told=True, rules=RULES, now=T)
    assert clock.due_at == at(180)
    assert follow(clock, "upgrade", "III", urgency="A", told=True, rules=RULES, now=at(60)) == clock
    assert follow(clock, "upgrade", "II", urgency="A", told=True, rules=RULES, now=at(60)).due_at == at(180)
    spent = replace(clock, rung=3, ring_at=None)
    assert follow(spent, "upgrade", "III", urgency="A", told=True, rules=RULES, now=at(900)) == spent
    assert follow(spent, "upgrade", "I", urgency="A", told=True, rules=RULES, now=at(900)).ring_at == at(1080)


def test_decided_or_over_is_no_clock() -> None:
    clock = follow(NOTHING, "start", "IV", urgency="A", told=False, rules=RULES, now=T)
    assert follow(clock, None, "IV", urgency="A", told=True, rules=RULES, now=at(10)) == NOTHING


@pytest.mark.parametrize(
    ("urgency", "steps"),
    [("A", ["leader", "leader", "above"]), ("C", ["leader", "leader"]), ("D", ["leader"])],
)
def test_each_step_once_then_no_more(urgency: str, steps: list[LevelStep]) -> None:
    clock, done, now = LevelClock(due_at=T, ring_at=T, asked="IV"), [], T
    while clock.ring_at is not None:
        now = clock.ring_at
        made = step(clock, urgency, RULES, late=False)
        done.append(made)
        clock = taken(clock, made, urgency, RULES, now)
    assert done == steps
    assert clock.due_at == T, "it stays overdue in the queue"
    assert now == at(180 * (len(steps) - 1))


def test_what_ran_out_unwatched_is_presented_and_fires_nothing() -> None:
    clock = LevelClock(due_at=T, ring_at=T, asked="IV")
    made = step(clock, "A", RULES, late=True)
    assert made == "expired"
    assert taken(clock, made, "A", RULES, at(600)) == replace(clock, ring_at=None, late=True)


@pytest.mark.parametrize("off", ["level_undispatched_within_s", "level_upgrade_within_s", "level_confirm_within_s"])
def test_a_rule_that_is_off_begins_nothing(off: str) -> None:
    owed = "upgrade" if "upgrade" in off else "start"
    told = "undispatched" not in off
    assert follow(NOTHING, owed, "III", urgency="A", told=told, rules=without(off), now=T) == NOTHING  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(["IV", "III", "II"]), st.integers(0, 400)), max_size=12)
)
def test_a_running_deadline_is_never_put_off(facts: list[tuple[str, ResponseLevel, int]]) -> None:
    clock, now, before = NOTHING, T, None
    for urgency, level, passes in facts:
        now += timedelta(seconds=passes)
        clock = follow(clock, "start", level, urgency=urgency, told=False, rules=RULES, now=now)
        assert clock.due_at is not None
        assert before is None or clock.due_at <= before
        before = clock.due_at
