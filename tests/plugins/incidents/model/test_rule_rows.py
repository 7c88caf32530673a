"""A bureau's own rows: refused whole with every fault, path and what was expected; passed over where one is there."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any, get_args

import pytest

from fengsui.hooks import Rule
from fengsui_incidents.api.words import FIGURE_NAMES
from fengsui_incidents.model.assess.statute import by_table
from fengsui_incidents.model.rule_rows import faults_of_row
from fengsui_incidents.model.rule_rows.shapes import Figure
from fengsui_incidents.model.rules import RuleSet, shipped_by_key, shipped_rows

SHIPPED = shipped_by_key()


def faults(key: str, value: Any) -> list[tuple[str, str]]:
    found = faults_of_row(key, value, SHIPPED[key]["value"])
    assert found is not None
    return [(fault.path, fault.code) for fault in found]


def like(key: str) -> Any:
    return deepcopy(SHIPPED[key]["value"])


@pytest.mark.parametrize("row", shipped_rows(), ids=lambda row: str(row["key"]))
def test_what_is_shipped_is_right(row: dict[str, Any]) -> None:
    assert not faults_of_row(row["key"], row["value"], row["value"])


def test_every_fault_of_a_grade_table_at_once() -> None:
    table = like("grade_thresholds")
    table[0]["dead"], table[1]["serious"] = "30", -1
    del table[2]["loss_yuan"]
    table[2]["lost"] = 1
    assert faults("grade_thresholds", table) == [
        ("0.dead", "int_type"), ("1.serious", "greater_than_equal"), ("2.loss_yuan", "missing"),
        ("2.lost", "extra_forbidden"),
    ]  # fmt: skip


def test_a_grade_table_is_worst_first_and_its_bounds_fall() -> None:
    table = like("grade_thresholds")
    table[0], table[1] = table[1], table[0]
    assert faults("grade_thresholds", table) == [
        ("1.grade", "not_worst_first"), ("1.dead", "not_falling"), ("1.serious", "not_falling"),
        ("1.loss_yuan", "not_falling"),
    ]  # fmt: skip
    assert faults("grade_thresholds", like("grade_thresholds")[1:]) == [], "a table may have fewer rows"


def test_a_level_table_knows_its_columns() -> None:
    table = like("level_table")
    table["rows"][0]["crushed"] = 3
    table["rows"][1]["level"] = "I"
    table["columns"]["dead"]["of"] = ["dead"]
    assert faults("level_table", table) == [("rows.0.crushed", "no_column"), ("rows.1.level", "not_worst_first")]
    table["columns"]["dead"]["of"] = ["deaths"]
    assert [path for path, _ in faults("level_table", table)] == ["columns.dead.of.0"]


def test_a_special_scale_asks_for_facts_that_it_has() -> None:
    scale = like("special_power")
    scale["rows"][0]["when"] = {"grid": "village", "load_percent": [40, 30], "hours": 1, "grid_mw": "many"}
    assert faults("special_power", scale) == [
        ("rows.0.when.grid", "no_such_choice"), ("rows.0.when.load_percent", "empty_range"),
        ("rows.0.when.hours", "no_such_fact"), ("rows.0.when.grid_mw", "no_number"),
    ]  # fmt: skip
    scale["rows"][0]["grade"] = "terrible"
    assert [path for path, _ in faults("special_power", scale)] == ["rows.0.grade"]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("escalation_step_s", -1, [("", "greater_than_equal")]),
        ("escalation_step_s", True, [("", "float_type")]),
        ("escalation_step_s", float("nan"), [("", "rule_shape")]),
        ("escalation_step_s", 12.5, []),
        ("reserve", {}, []),
        ("reserve", {"suit_b": 2, "scba": 0}, []),
        ("reserve", {"suit_a": -1}, [("suit_a", "greater_than_equal")]),
        ("reserve", {"a b": 1}, [("a b.[key]", "string_pattern_mismatch")]),
        ("overdue_steps", {}, []),
        ("overdue_steps", {"moving": ["shout"]}, [("moving.0", "literal_error")]),
        ("urgency_from", {"A": 20, "B": 40, "C": 60}, [("A", "not_falling"), ("B", "not_falling")]),
        ("ad_hoc_escalation", {"on_silence": []}, [("on_silence", "too_short")]),
        ("level_overdue_steps", {"A": [], "B": ["above"], "C": ["leader"]}, [("D", "missing")]),
        ("level_without_triggers", "V", [("", "literal_error")]),
    ],
)  # fmt: skip
def test_other_rows(key: str, value: Any, expected: list[tuple[str, str]]) -> None:
    assert faults(key, value) == expected


def test_a_row_that_was_there_before_and_cannot_be_used_is_passed_over() -> None:
    """The grade still comes, by the shipped table, which says so; what can be used is."""

    def ask(key: str) -> Rule:
        row = SHIPPED[key]
        value = {"grade_thresholds": [{"grade": "larger"}], "escalation_step_s": 12}.get(key, row["value"])
        return Rule("incidents", key, value, "本局", "local", date(2026, 11, 1))

    rules = RuleSet.read(ask)
    assert by_table({"dead": 3}, rules).grade == "larger"
    assert "as shipped" in rules.row("grade_thresholds").basis
    assert rules.number("escalation_step_s") == 12
    assert rules.row("escalation_step_s").basis == "本局"


def test_the_figures_of_a_column_are_those_of_an_incident() -> None:
    assert get_args(Figure) == FIGURE_NAMES
