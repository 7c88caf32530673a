"""Who is told what by when: the test vectors of the chain, local limits, windows, and what holds for every history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.words import Grade
from fengsui_reports.api.words import GRADES, Form, Level, Receiver, ReportKind
from fengsui_reports.model.chain import chain_for, chain_of
from fengsui_reports.model.clocks import Clock, met_by, offences
from fengsui_reports.model.duties import Duty, Facts, Step, later_hops, owed, unit_limits
from fengsui_reports.model.follow import changed, follow_up_every, in_window, kinds_of, lowered, owes, windows_of
from fengsui_reports.model.rules import RuleSet, shipped_rows
from fengsui_reports.model.said import numeral

ZONE = ZoneInfo("Asia/Shanghai")
RULES = RuleSet.shipped(date(2026, 11, 22))


def at(hm: str) -> datetime:
    hour, minute = hm.split(":")
    return datetime(2026, 11, 22, int(hour), int(minute), tzinfo=ZONE)


def limits(level: Level, division: str, *steps: tuple[str, Grade]) -> dict[tuple[int, Form, Receiver], str]:
    facts = Facts(tuple(Step(at(hm), grade) for hm, grade in steps), division)
    made = owed(facts, chain_for(level, division, RULES), RULES)
    return {(one.step, one.form, one.to): one.late_after.strftime("%H:%M") for one in made if one.line != "bodies"}


def test_the_unit_head_told_at_10_05_reports_by_11_05() -> None:
    ((to, due, rule),) = unit_limits(at("10:05"), "general", RULES)
    assert (to, due, rule.certainty) == ("district_bureau", at("11:05"), "V")
    assert [one[0] for one in unit_limits(at("10:05"), "larger", RULES)] == ["district_bureau", "province_bureau"]


def test_the_vectors_of_a_larger_accident() -> None:
    county = limits("district", "320602", ("10:50", "larger"))
    assert county[0, "first", "city_bureau"] == "12:50"
    assert county[0, "flash", "province_bureau"] == "11:50"
    city = limits("city", "320600", ("12:10", "larger"))
    assert city[0, "first", "province_bureau"] == "14:10"


def test_own_government_and_four_bodies_are_told_at_once() -> None:
    facts = Facts((Step(at("10:50"), "general"),), "320602")
    made = owed(facts, chain_for("district", "320602", RULES), RULES)
    at_once = {one.to: one.due_at for one in made if one.at_once}
    told = ("own_government", "public_security", "labour", "union", "procuratorate")
    assert at_once == {to: at("10:50") for to in told}


@pytest.mark.parametrize(
    ("level", "division", "grade", "hops"),
    [
        ("district", "310107", "general", ["district", "province"]),
        ("district", "310107", "larger", ["district", "province"]),
        ("district", "310107", "major", ["district", "province", "ministry"]),
        ("district", "320602", "general", ["district", "city"]),
        ("district", "320602", "larger", ["district", "city", "province"]),
        ("district", "320602", "extraordinary", ["district", "city", "province", "ministry"]),
        ("city", "320600", "general", ["city"]),
        ("city", "320600", "larger", ["city", "province"]),
        ("city", "310000", "major", ["province", "ministry"]),
        ("province", "320000", "larger", ["province"]),
        ("province", "320000", "major", ["province", "ministry"]),
        ("street", "310107103", "general", ["street", "district", "province"]),
        ("street", "320602001", "general", ["street", "district", "city"]),
    ],
)
def test_how_far_an_accident_goes(level: Level, division: str, grade: Grade, hops: list[str]) -> None:
    assert list(chain_for(level, division, RULES).hops(grade, RULES)) == hops


def test_each_level_takes_two_hours_at_the_most() -> None:
    hops = later_hops(Step(at("10:50"), "extraordinary"), chain_of("district", municipality=False), RULES)
    assert [(one.to, one.latest) for one in hops] == [
        ("city_bureau", at("12:50")),
        ("province_bureau", at("14:50")),
        ("ministry", at("16:50")),
    ]
    fewer = later_hops(Step(at("10:50"), "extraordinary"), chain_of("district", municipality=True), RULES)
    assert [one.latest for one in fewer] == [at("12:50"), at("14:50")]


def test_a_province_phones_the_ministry_and_a_street_its_district() -> None:
    province = limits("province", "320000", ("10:50", "major"))
    assert province[0, "flash", "ministry"] == "11:50"
    assert (0, "flash", "ministry") not in limits("province", "320000", ("10:50", "larger"))
    assert limits("street", "310107103", ("10:50", "general")) == {(0, "flash", "district_bureau"): "11:20"}


def test_a_socially_grave_accident_goes_to_the_province_by_phone_whatever_its_grade() -> None:
    steps = (Step(at("10:50"), "general"), Step(at("11:30"), "general", grave=True))
    made = owed(Facts(steps, "320602"), chain_for("district", "320602", RULES), RULES)
    assert [one.late_after for one in made if one.to == "province_bureau"] == [at("12:30")]


def test_shanghai_has_30_and_60_minutes_for_both_lines_and_other_places_none() -> None:
    here = limits("district", "310107", ("03:12", "general"))
    assert here == {
        (0, "flash", "province_bureau"): "03:42",
        (0, "flash", "own_government"): "03:42",
        (0, "first", "province_bureau"): "04:12",
        (0, "first", "own_government"): "04:12",
    }
    assert limits("district", "320602", ("03:12", "general")) == {
        (0, "first", "city_bureau"): "05:12",
        (0, "flash", "own_government"): "03:27",
    }


def test_what_is_uncertain_is_switched_off_and_every_row_has_its_basis() -> None:
    off = {row["key"] for row in shipped_rows() if not row.get("enabled", True)}
    uncertain = {row["key"] for row in shipped_rows() if row["certainty"] in ("K-M", "K-L")}
    assert uncertain == off
    assert all(row["basis"] for row in shipped_rows())


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("铝粉尘爆炸", {"fire", "explosion"}),
        ("高层火灾", {"fire", "explosion"}),
        ("交通事故", {"road_traffic", "other"}),
        ("氨泄漏", {"other"}),
    ],
)
def test_the_kind_is_open_between_fire_and_explosion(title: str, kinds: set[str]) -> None:
    assert kinds_of(title, RULES) == kinds


def test_the_windows_do_not_count_the_first_day_and_end_at_midnight() -> None:
    week, month = windows_of(at("21:40"), {"fire", "explosion"}, ZONE, RULES)
    assert (week.last_day, month.last_day) == (date(2026, 11, 29), date(2026, 12, 22))
    last = datetime(2026, 12, 22, 23, 59, tzinfo=ZONE)
    assert in_window((week, month), last)
    assert not in_window((week, month), last + timedelta(minutes=1))
    assert not in_window((week,), last), "once it is settled as a fire"


def test_what_changed_and_what_was_lowered() -> None:
    assert changed({"dead": 2}, {"dead": 3, "at_risk": 9}, RULES) == ("dead",)
    assert changed({}, {"dead": 0}, RULES) == ()
    assert lowered({"dead": 3, "missing": 1}, {"dead": 2, "missing": None, "trapped": 0}) == ("dead", "missing")


def test_which_incidents_are_accidents_that_are_reported() -> None:
    assert owes("C", "general", "no", {}, RULES) == ""
    assert owes("C", "general", "no", {"dead": 1}, RULES) == "dead=1"
    assert owes("B", "general", "no", {"dead": 0}, RULES) == "urgency=B"
    assert owes("D", "larger", "no", {}, RULES) == "grade=larger"
    assert owes("D", "general", "to_verify", {}, RULES) == "near_miss=to_verify"


def test_follow_ups_and_numerals() -> None:
    assert follow_up_every("general", RULES) == timedelta(hours=24)
    assert follow_up_every("major", RULES) == timedelta(hours=12)
    assert [numeral(number) for number in (1, 10, 11, 20, 23, 99, 100)] == [
        "一", "十", "十一", "二十", "二十三", "九十九", "100",
    ]  # fmt: skip


# -- what holds for every history ------------------------------------------------------------------------

STEPS = st.lists(st.tuples(st.integers(0, 600), st.sampled_from(GRADES), st.booleans()), min_size=1, max_size=6).map(
    lambda rows: tuple(Step(at("00:00") + timedelta(minutes=m), g, v) for m, g, v in sorted(rows))
)
PLACES: st.SearchStrategy[tuple[Level, str]] = st.sampled_from(
    [("district", "310107"), ("district", "320602"), ("city", "320600"), ("province", "320000"),
     ("street", "310107103"), ("district", "500101")]
)  # fmt: skip


def clock(duty: Duty) -> Clock:
    return Clock(
        id=duty.key, incident="E1", form=duty.form, line=duty.line, to=duty.to, step=duty.step,
        began_at=duty.began_at, due_at=duty.due_at, late_after=duty.late_after, at_once=duty.at_once,
        basis=duty.basis, certainty=duty.certainty, state="open",
    )  # fmt: skip


@given(steps=STEPS, place=PLACES)
def test_a_regrade_moves_no_limit_and_takes_no_duty_away(steps: tuple[Step, ...], place: tuple[Level, str]) -> None:
    chain = chain_for(*place, RULES)
    before: dict[str, Duty] = {}
    for count in range(1, len(steps) + 1):
        now = {duty.key: duty for duty in owed(Facts(steps[:count], place[1]), chain, RULES)}
        assert before.items() <= now.items()
        before = now


@given(steps=STEPS, place=PLACES)
def test_every_duty_has_its_limit_its_basis_and_a_report_that_ends_it(
    steps: tuple[Step, ...], place: tuple[Level, str]
) -> None:
    duties = owed(Facts(steps, place[1]), chain_for(*place, RULES), RULES)
    assert len({duty.key for duty in duties}) == len(duties)
    running = [clock(duty) for duty in duties]
    last = steps[-1].at
    for one in running:
        assert one.began_at <= one.due_at <= one.late_after <= one.began_at + timedelta(hours=2)
        assert one.basis
        kinds: tuple[ReportKind, ...] = ("flash", "final") if one.form in ("flash", "notice") else ("final",)
        assert any(one in met_by(running, kind, one.to, last) for kind in kinds)
        assert [found.clock for found in offences([one], one.late_after + timedelta(seconds=1))] == [one]
        assert offences([one], one.late_after) == ()


@given(steps=STEPS, place=PLACES)
def test_a_text_ends_no_duty_that_began_after_it_was_written(steps: tuple[Step, ...], place: tuple[Level, str]) -> None:
    running = [clock(duty) for duty in owed(Facts(steps, place[1]), chain_for(*place, RULES), RULES)]
    for one in running:
        early = one.began_at - timedelta(seconds=1)
        assert one not in met_by(running, "flash", one.to, early)
        assert one not in met_by(running, "final", one.to, early)


@given(steps=STEPS)
def test_a_district_of_a_municipality_has_one_hop_fewer(steps: tuple[Step, ...]) -> None:
    grade = steps[-1].grade
    here = chain_of("district", municipality=True).hops(grade, RULES)
    there = chain_of("district", municipality=False).hops(grade, RULES)
    assert "city" not in here
    assert len(there) - len(here) == (1 if grade != "general" else 0)
