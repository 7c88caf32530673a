"""Who must drill: the table of the law against a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fengsui_drills
from fengsui.rules import read_rules
from fengsui_drills.api import DrillScope
from fengsui_drills.model.obligations import (
    Done,
    HalfYear,
    ObligedUnit,
    all_standing,
    half_year,
    requirements,
    standing,
    years_after,
)

RULES = {row.key: row for row in read_rules(Path(fengsui_drills.__file__).with_name("rules.yaml"))}
TODAY = date(2026, 11, 22)


def required(duty: Any) -> Any:
    row = RULES[f"frequency.{duty}"]
    return requirements(duty, row.value, row.basis)


def unit(*duties: str, since: date = date(2020, 1, 1)) -> ObligedUnit:
    return ObligedUnit(id="E01", name="桐澜冷链", division="310107103", duties=duties, since=since)


def drill(
    on: date,
    scope: DrillScope = "special",
    *,
    reported: bool = True,
    evaluated: bool = True,
    units: tuple[str, ...] = ("E01",),
) -> Done:
    return Done(drill=f"D{on}", on=on, scope=scope, units=units, reported=reported, evaluated=evaluated)


def states(
    duty: str,
    done: list[Done],
    today: date = TODAY,
    since: date = date(2020, 1, 1),
    reading: HalfYear | None = None,
) -> list[tuple[str, date, tuple[str, ...]]]:
    found = all_standing([unit(duty, since=since)], {duty: required(duty)}, done, today, reading or HalfYear())
    return [(o.status, o.due, o.missing) for o in found]


def test_a_key_enterprise_drills_each_half_year_and_reports_it() -> None:
    assert states("key_enterprise", [drill(date(2026, 3, 1)), drill(date(2026, 9, 1))]) == [
        ("fulfilled", date(2026, 12, 31), ())
    ]
    assert states("key_enterprise", [drill(date(2026, 3, 1)), drill(date(2026, 9, 1), reported=False)]) == [
        ("open", date(2026, 12, 31), ("report",))
    ]
    assert states("key_enterprise", []) == [
        ("overdue", date(2026, 6, 30), ("drill",)),
        ("open", date(2026, 12, 31), ("drill",)),
    ]


def test_any_enterprise_has_one_drill_a_year_in_total_and_one_onsite_each_half() -> None:
    done = [drill(date(2025, 5, 1)), drill(date(2026, 2, 1), "comprehensive"), drill(date(2026, 6, 30), "onsite")]
    assert states("enterprise", done) == [
        ("open", date(2026, 12, 31), ("drill",)),
        ("fulfilled", date(2026, 12, 31), ()),
    ]


def test_a_major_hazards_drill_is_evaluated_in_writing() -> None:
    done = [drill(date(2026, 2, 1), evaluated=False), drill(date(2025, 2, 1))]
    assert ("open", date(2026, 12, 31), ("evaluation",)) in states("major_hazard", done)


def test_a_governments_two_and_three_years_run_from_the_last_drill() -> None:
    accident = [drill(date(2024, 11, 22), "production_accident")]
    assert states("government", accident) == [("fulfilled", date(2026, 11, 22), ())]
    assert states("government", accident, TODAY + timedelta(days=1)) == [("overdue", date(2026, 11, 22), ("drill",))]
    assert states("government_plan", [], since=date(2025, 3, 1)) == [("open", date(2028, 3, 1), ("drill",))]


def test_the_boundary_days_of_a_half_year() -> None:
    assert half_year(date(2026, 6, 30)) == (date(2026, 1, 1), date(2026, 6, 30))
    assert half_year(date(2026, 7, 1)) == (date(2026, 7, 1), date(2026, 12, 31))
    on_the_last_day = [drill(date(2026, 6, 30)), drill(date(2026, 7, 1))]
    assert states("key_enterprise", on_the_last_day, date(2026, 7, 1)) == [("fulfilled", date(2026, 12, 31), ())]


def test_183_days_is_the_other_reading() -> None:
    rolling = HalfYear("rolling", 183)
    done = [drill(date(2026, 5, 23))]
    assert states("key_enterprise", done, reading=rolling) == [("fulfilled", date(2026, 11, 22), ())]
    assert states("key_enterprise", done, TODAY + timedelta(days=1), reading=rolling)[0][0] == "overdue"


def test_a_unit_owes_nothing_for_the_time_before_it_was_obliged() -> None:
    assert states("key_enterprise", [], since=date(2026, 8, 1)) == [("open", date(2026, 12, 31), ("drill",))]
    assert states("key_enterprise", [], since=date(2027, 1, 1)) == []
    before = [drill(date(2026, 7, 15))]
    assert states("key_enterprise", before, since=date(2026, 8, 1))[0][0] == "open"


def test_another_units_drill_does_not_count() -> None:
    assert states("key_enterprise", [drill(date(2026, 9, 1), units=("E02",))])[-1][0] == "open"


def test_the_day_after_a_leap_day() -> None:
    assert years_after(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "row", [row for key, row in RULES.items() if key.startswith("frequency.")], ids=lambda r: r.key
)
def test_every_frequency_row_is_understood(row: Any) -> None:
    for each in requirements(row.key, row.value, row.basis):
        assert each.count >= 1
        assert each.per in ("half_year", "year", "2_years", "3_years")


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(
    duty=st.sampled_from(["enterprise", "key_enterprise", "major_hazard", "government", "government_plan"]),
    days=st.lists(DAYS, max_size=12),
    today=DAYS,
    rolling=st.booleans(),
)
def test_a_drill_more_never_makes_a_duty_worse(duty: Any, days: Any, today: Any, rolling: Any) -> None:
    reading = HalfYear("rolling" if rolling else "calendar", 183)
    scopes: list[DrillScope] = ["comprehensive", "special", "onsite", "production_accident", "department"]
    done = [drill(day, scopes[i % 5]) for i, day in enumerate(days)]
    rank = {"overdue": 0, "open": 1, "fulfilled": 2}
    for requirement in required(duty):
        fewer = standing(unit(duty), requirement, done[:-1], today, reading)
        more = standing(unit(duty), requirement, done, today, reading)
        assert rank[more[-1].status] >= rank[fewer[-1].status]
        assert more[-1].begins <= today
        assert len(more) <= 2
