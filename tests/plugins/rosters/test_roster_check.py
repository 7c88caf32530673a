"""The duty roster's check: gaps, overlaps, empty posts, rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengsui_rosters.api import Shift
from fengsui_rosters.model.duty import DutyRules, check_roster, on_duty, shift_faults

RULES = DutyRules(rest=timedelta(hours=24), longest=timedelta(hours=24), second_officer=True)
START = datetime(2026, 11, 8, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)
PAIRS = (("wang", "chen"), ("sun", "wu"), ("xu", "gao"))
LEADERS = ("zhou", "zheng", "shen", "qian")


def shift(day: int, **changes: object) -> Shift:
    begins = START + day * DAY
    values: dict[str, object] = {
        "id": f"S{day:02}",
        "begins": begins,
        "ends": begins + DAY,
        "leader": LEADERS[day % 4],
        "main": PAIRS[day % 3][0],
        "second": PAIRS[day % 3][1],
    }
    return Shift(**(values | changes))  # type: ignore[arg-type]


def kinds(shifts: list[Shift], days: int) -> list[str]:
    return [found.kind for found in check_roster(shifts, RULES, START, START + days * DAY)]


def test_a_whole_month_has_nothing_to_say() -> None:
    assert kinds([shift(day) for day in range(30)], 30) == []


def test_a_missing_day_is_one_gap_of_that_day() -> None:
    shifts = [shift(day) for day in range(6) if day != 3]
    (found,) = check_roster(shifts, RULES, START, START + 6 * DAY)
    assert (found.kind, found.begins, found.ends) == ("gap", START + 3 * DAY, START + 4 * DAY)


def test_no_roster_at_all_is_a_gap() -> None:
    assert kinds([], 2) == ["gap"]


def test_the_end_of_the_roster_is_a_gap_up_to_what_was_asked() -> None:
    (found,) = check_roster([shift(0)], RULES, START, START + 2 * DAY)
    assert (found.begins, found.ends) == (START + DAY, START + 2 * DAY)


def test_two_shifts_at_once() -> None:
    doubled = shift(1, id="X", leader="li", main="ma", second="mu", begins=START + DAY + timedelta(hours=20))
    found = check_roster([shift(0), shift(1), doubled, shift(2)], RULES, START, START + 3 * DAY)
    assert [(f.kind, f.who) for f in found] == [("overlap", "S01 X")]


def test_empty_posts_are_named() -> None:
    shifts = [shift(0, leader=""), shift(1, second=""), shift(2, main="", second="")]
    assert kinds(shifts, 3) == ["no_leader", "no_second", "no_officer"]


def test_one_officer_is_enough_where_the_rule_says_so() -> None:
    one = DutyRules(rest=RULES.rest, longest=RULES.longest, second_officer=False)
    assert check_roster([shift(0, second="")], one, START, START + DAY) == ()


def test_too_little_rest_names_the_person_and_the_later_shift() -> None:
    found = check_roster([shift(0), shift(1, second="wang")], RULES, START, START + 2 * DAY)
    assert [(f.kind, f.who, f.begins) for f in found] == [("short_rest", "wang", START + DAY)]


def test_rest_reaches_back_before_the_window() -> None:
    found = check_roster([shift(0), shift(1, main="wang")], RULES, START + DAY, START + 2 * DAY)
    assert [f.kind for f in found] == ["short_rest"]


def test_who_is_on_duty_changes_at_the_boundary() -> None:
    shifts = [shift(0), shift(1)]
    before = on_duty(shifts, START + DAY - timedelta(seconds=1))
    after = on_duty(shifts, START + DAY)
    assert before is not None
    assert after is not None
    assert (before.id, after.id) == ("S00", "S01")
    assert on_duty(shifts, START + 2 * DAY) is None


def test_a_shift_that_cannot_be() -> None:
    backwards = shift(0, ends=START - DAY)
    endless = shift(0, ends=START + 2 * DAY)
    nobody = shift(0, leader="", main="", second="")
    twice = shift(0, second="wang")
    codes = [[fault.code for fault in shift_faults(s, RULES)] for s in (backwards, endless, nobody, twice)]
    assert codes == [["ends_before_it_begins"], ["too_long"], ["nobody"], ["same_person_twice"]]


@given(st.sets(st.integers(0, 20)))
def test_gaps_are_exactly_the_days_left_out(missing: set[int]) -> None:
    shifts = [shift(day) for day in range(21) if day not in missing]
    gaps = [f for f in check_roster(shifts, RULES, START, START + 21 * DAY) if f.kind == "gap"]
    days = {int((gap.begins - START) / DAY) + n for gap in gaps for n in range(int((gap.ends - gap.begins) / DAY))}
    assert days == missing


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 48)), max_size=12))
def test_the_check_survives_any_roster_and_stays_inside_the_window(spans: list[tuple[int, int]]) -> None:
    hour = timedelta(hours=1)
    shifts = [
        Shift(id=str(n), begins=START + b * hour, ends=START + (b + d) * hour, leader=f"l{n}", main=f"m{n}", second="x")
        for n, (b, d) in enumerate(spans)
    ]
    till = START + 200 * hour
    for found in check_roster(shifts, RULES, START, till):
        assert found.begins < till
        assert found.ends > START
        assert found.begins < found.ends
