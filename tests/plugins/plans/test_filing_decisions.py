"""Filing decided without a database: clocks, completeness, numbers, credit codes, the state machine."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plugins.plans.applications import CREDIT_CODE, complete

import fengsui_plans
from fengsui.errors import Conflict, Invalid
from fengsui.rules import read_rules
from fengsui.working_days import add_working_days
from fengsui_plans.model import filing as life
from fengsui_plans.model.application import Application
from fengsui_plans.model.completeness import Asked, has_duty, lacking, needs_review
from fengsui_plans.model.credit_code import CHARACTERS, check_character, is_credit_code
from fengsui_plans.model.numbers import read_number, render_number

TODAY = date(2026, 11, 9)
RULES = {row.key: row.value for row in read_rules(Path(fengsui_plans.__file__).parent / "rules.yaml")}
ASKED = Asked(
    fields=RULES["filing_form_fields"],
    optional=RULES["filing_optional_fields"],
    fields_basis="form",
    papers=RULES["filing_papers"],
    papers_basis="27",
    review_classes=RULES["filing_review_classes"],
    review_sizes=RULES["filing_review_sizes"],
    review_basis="21",
    pass_numerator=2,
    pass_denominator=3,
    pass_basis="29639",
    duty_classes=RULES["filing_duty_classes"],
    duty_for_all=False,
    duty_basis="708",
    publication_basis="26",
)
LAYOUT = RULES["filing_number_template"]


def codes(**changes: object) -> list[str]:
    return [one.code for one in lacking(Application.model_validate(complete(**changes)), ASKED, TODAY)]


@pytest.mark.parametrize(
    ("published", "received", "file_due", "check_due", "certain"),
    [
        (date(2026, 9, 1), date(2026, 9, 18), date(2026, 9, 30), date(2026, 9, 24), True),
        (date(2026, 2, 12), date(2026, 2, 12), date(2026, 3, 18), date(2026, 2, 26), True),
        (date(2026, 9, 25), date(2026, 10, 1), date(2026, 10, 30), date(2026, 10, 13), True),
        (date(2026, 12, 15), date(2026, 12, 15), date(2027, 1, 13), date(2026, 12, 22), False),
    ],
)
def test_the_two_clocks_run_on_working_days(
    published: date, received: date, file_due: date, check_due: date, certain: bool
) -> None:
    clocks = life.clocks_of(published, received, 20, 5, add_working_days)
    assert clocks.check_due == check_due
    assert clocks.file_certain == certain
    if published.month in (2, 12):
        assert clocks.file_due == file_due
    assert not clocks.late


def test_the_last_day_is_in_time_and_the_next_is_late() -> None:
    due = add_working_days(date(2026, 11, 2), 20)[0]
    assert not life.clocks_of(date(2026, 11, 2), due, 20, 5, add_working_days).late
    assert life.clocks_of(date(2026, 11, 2), due + timedelta(days=1), 20, 5, add_working_days).late


def test_nothing_is_lacking_from_a_complete_application() -> None:
    assert codes() == []


def test_an_empty_application_lacks_everything_at_once() -> None:
    found = [one.code for one in lacking(Application(), ASKED, TODAY)]
    assert found == [
        *(f"form.{name}" for name in RULES["filing_form_fields"] if name != "fax"),
        "plan.signature",
        "plan.published_on",
        "paper.application_form",
        "paper.plan_text",
        "paper.risk_assessment",
        "paper.resource_survey",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"postcode": "20033"}, ["form.postcode_wrong"]),
        ({"email": "nobody"}, ["form.email_wrong"]),
        ({"credit_code": CREDIT_CODE[:-1] + "7"}, ["form.credit_code_wrong"]),
        ({"plans": [{"kind": "card", "title": "处置卡"}]}, ["form.plans_only_cards"]),
        ({"published_on": "2026-11-10"}, ["plan.published_later"]),
        ({"sealed": False}, ["form.sealed"]),
        ({"employees": 0}, []),
        ({"review": {"held_on": "2026-10-20", "experts": 3, "in_favour": 1, "interested_withdrew": True}},
         ["review.not_passed"]),
        ({"review": {"held_on": "2026-11-20", "experts": 3, "in_favour": 3}}, ["review.withdrawal", "review.later"]),
        ({"review": None, "classes": ["crowded_place"]}, []),
        ({"review": None, "classes": ["crowded_place"], "size": "medium"}, ["review.record"]),
        ({"papers": [{"kind": "plan_text"}], "classes": ["construction"]},
         ["paper.application_form", "paper.risk_assessment", "paper.resource_survey"]),
    ],
)  # fmt: skip
def test_each_thing_is_found(changes: dict[str, object], expected: list[str]) -> None:
    assert codes(**changes) == expected


def test_review_and_duty_follow_the_lists() -> None:
    chemical = Application.model_validate(complete())
    shop = Application(classes=("industry_and_trade",), size="small")
    assert (needs_review(chemical, ASKED), has_duty(chemical, ASKED)) == (True, True)
    assert (needs_review(shop, ASKED), has_duty(shop, ASKED)) == (False, False)


def test_accepting_needs_a_complete_filing() -> None:
    assert life.decide("submitted", "accept").state == "filed"
    with pytest.raises(Conflict) as refused:
        life.decide("submitted", "accept", computed=["form.phone", "paper.plan_text"])
    assert [fault.path for fault in refused.value.faults] == ["form.phone", "paper.plan_text"]


def test_a_return_tells_the_computed_and_the_added() -> None:
    decision = life.decide("submitted", "return", computed=["form.phone"], added=["目录页码不符"])
    assert decision.told == ("form.phone", "目录页码不符")
    assert decision.told_late == ()
    with pytest.raises(Invalid):
        life.decide("submitted", "return")


def test_only_new_lines_of_a_second_return_are_late() -> None:
    decision = life.decide("submitted", "return", added=["甲", "乙"], told_before=["甲"])
    assert decision.told_late == ("乙",)


@pytest.mark.parametrize("state", ["filed", "returned", "refused", "withdrawn", "resubmitted", "superseded"])
def test_what_is_decided_stays_decided(state: life.State) -> None:
    for verdict in ("accept", "return", "refuse"):
        with pytest.raises(Conflict):
            life.decide(state, verdict, computed=["x"], reason="x")


def test_overdue_deems_moves_or_alerts() -> None:
    def published(start: date, days: int) -> tuple[date, bool]:
        return date(2027, 1, 8), True

    def provisional(start: date, days: int) -> tuple[date, bool]:
        return date(2027, 1, 6), False

    received, due = date(2026, 12, 30), date(2027, 1, 6)
    late = date(2027, 1, 7)
    ask = life.overdue
    assert ask(received, due, True, False, due, 5, published) is None
    deemed = ask(received, due, True, False, late, 5, published)
    assert deemed is not None
    assert deemed.act == "deem"
    moved = ask(received, due, False, False, late, 5, published)
    assert moved == life.Overdue("move", date(2027, 1, 8), True)
    alert = ask(received, due, False, False, late, 5, provisional)
    assert alert is not None
    assert alert.act == "alert"
    assert ask(received, due, False, True, late, 5, provisional) is None
    local = ask(received, due, True, False, late, 5, published, deems=False)
    assert local is not None
    assert local.act == "alert"


@pytest.mark.parametrize(
    ("division", "classes", "authority"),
    [
        ("310107103", ["hazmat_storage"], "310000"),
        ("310107103", ["ammonia_refrigeration"], "310107"),
        ("320602001", ["hazmat_production"], "320600"),
        ("320602", [], "320602"),
    ],
)
def test_the_authority_follows_the_rule(division: str, classes: list[str], authority: str) -> None:
    assert life.authority_of(division, classes, RULES["filing_authority"], RULES["municipalities"]) == authority


def test_three_years_from_a_leap_day() -> None:
    assert life.add_years(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert life.add_years(date(2026, 11, 2), 3) == date(2029, 11, 2)


def test_the_number_has_division_year_and_serial() -> None:
    assert render_number(LAYOUT, "310107", 2026, 31) == "310107-2026-0031"
    assert render_number("YA{year}{serial:05d}", "310107", 2026, 31) == "YA202600031"
    assert render_number(LAYOUT, "310107", 2026, 12345) == "310107-2026-12345"
    assert read_number(LAYOUT, "310107-2026-0031") == ("310107", 2026, 31)
    assert read_number(LAYOUT, "130429-2015-026-HT") is None


@given(st.integers(1, 999_999), st.integers(2000, 2999))
def test_numbers_are_read_back(serial: int, year: int) -> None:
    assert read_number(LAYOUT, render_number(LAYOUT, "310107", year, serial)) == ("310107", year, serial)


@pytest.mark.parametrize(
    "layout",
    ["{division}-{year}", "{serial}", "{year}{serial}{serial}", "{year}{serial}{0}", "{year}{serial}{division.x}"],
)
def test_a_layout_that_would_lose_the_serial_is_refused(layout: str) -> None:
    with pytest.raises(ValueError, match="layout"):
        render_number(layout, "310107", 2026, 1)


def test_the_credit_code_has_a_check_character() -> None:
    assert check_character("91440300192203821") == "6"
    assert is_credit_code("914403001922038216")
    assert not is_credit_code("914403001922038210")
    assert not is_credit_code("91440300192203821")
    assert not is_credit_code("91440300192203821i")
    assert not is_credit_code("")


@given(st.text(CHARACTERS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(first: str, place: int, other: str) -> None:
    code = first + check_character(first)
    assert is_credit_code(code)
    if code[place] != other:
        assert not is_credit_code(code[:place] + other + code[place + 1 :])
