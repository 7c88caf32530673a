from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fengsui.errors import Missing
from fengsui.hooks import Rule
from fengsui_incidents import model
from fengsui_incidents.model.rules import RuleSet, shipped_keys, shipped_rows

CERTAINTIES = {"V", "K-H", "K-M", "K-L", "design"}


def test_every_row_says_on_what_it_stands() -> None:
    for row in shipped_rows():
        assert set(row) <= {"key", "value", "basis", "certainty", "enabled", "effective_from", "effective_to"}, row[
            "key"
        ]
        assert row["basis"]
        assert row["certainty"] in CERTAINTIES
        assert isinstance(row["effective_from"], date)
        assert row["enabled"] is (row["certainty"] != "K-L"), row["key"]
    assert len(set(shipped_keys())) == len(shipped_keys())


def test_every_key_that_a_decision_asks_for_is_shipped() -> None:
    folder = Path(str(model.__file__)).parent
    used = {
        key
        for file in folder.rglob("*.py")
        for key in re.findall(
            r"rules\.(?:value|number|whole|quote|has|row)\(\s*\"([a-z_0-9]+)\"", file.read_text("utf-8")
        )
    }
    assert used
    assert used <= set(shipped_keys())


def test_a_row_that_is_switched_off_is_absent() -> None:
    def ask(key: str) -> Rule:
        if key == "near_miss_thresholds":
            raise Missing("switched off")
        return RuleSet.of(shipped_rows()).row(key)

    rules = RuleSet.read(ask)
    assert not rules.has("near_miss_thresholds")
    assert set(rules.keys()) == set(shipped_keys()) - {"near_miss_thresholds"}
    with pytest.raises(Missing) as refused:
        rules.number("near_miss_thresholds")
    assert refused.value.code == "no_rule"


def test_a_disabled_row_is_left_out() -> None:
    row = {"key": "far_minutes", "value": 5, "basis": "x", "certainty": "K-L", "enabled": False,
           "effective_from": "2026-01-01"}  # fmt: skip
    assert RuleSet.of([row]).keys() == ()
    enabled = RuleSet.of([{**row, "enabled": True}])
    assert enabled.whole("far_minutes") == 5
    assert enabled.row("far_minutes").effective_from == date(2026, 1, 1)
    assert enabled.quote("far_minutes", "远", "far").basis == "far_minutes: x"
