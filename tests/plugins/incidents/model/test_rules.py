from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.errors import Missing
from fengsui.hooks import Rule
from fengsui_incidents import model
from fengsui_incidents.model.assess import assess
from fengsui_incidents.model.escalate import Network, escalate
from fengsui_incidents.model.merge import CallHeard, likeness
from fengsui_incidents.model.orders import OrderRecord
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.propose import Available, propose
from fengsui_incidents.model.queue import Running, needs_a_person
from fengsui_incidents.model.rules import MAY_BE_OFF, RuleSet, shipped_by_key, shipped_rows
from fengsui_plans.api import DigitalPlan

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
    assert len(shipped_by_key()) == len(shipped_rows())


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
    assert used <= set(shipped_by_key())
    assert set(shipped_by_key()) >= MAY_BE_OFF


def ask_without(*off: str) -> Callable[[str], Rule]:
    def ask(key: str) -> Rule:
        if key in off:
            raise Missing("switched off")
        return RuleSet.of(shipped_rows()).row(key)

    return ask


def test_a_row_that_is_switched_off_is_absent_if_the_rest_can_do_without() -> None:
    rules = RuleSet.read(ask_without("near_miss_thresholds", "travel"))
    shipped = {key for key, row in shipped_by_key().items() if row.get("enabled", True)}
    assert set(rules.keys()) == shipped - {"near_miss_thresholds"}
    assert "出厂值" in rules.row("travel").basis
    with pytest.raises(Missing) as refused:
        rules.number("near_miss_thresholds")
    assert refused.value.code == "no_rule"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(off=st.sets(st.sampled_from(sorted(shipped_by_key()))))
def test_nothing_that_is_switched_off_stops_the_night(
    off: set[str], night: Picture, around: Surroundings, ammonia: DigitalPlan, available: Available, order: OrderRecord
) -> None:
    rules = RuleSet.read(ask_without(*off))
    judgement = assess(night, around, rules, night.reported_at)
    proposal = propose(night, ammonia, available, rules, night.reported_at, around=around)
    assert judgement.plan is not None
    assert sum(cover.covered for cover in proposal.needs) >= 5
    later = order.ordered_at + timedelta(seconds=90)
    running = Running(picture=night, orders=[order], proposal=proposal, level_proposed="IV")
    assert needs_a_person([], [running], rules, later)
    assert escalate(order, online=True, network=Network(40, 0), late=False, rules=rules, now=later).step == "remind"
    assert likeness(CallHeard(at=later, text="异味"), night, rules).why.zh


def test_a_disabled_row_is_left_out() -> None:
    row = {"key": "far_minutes", "value": 5, "basis": "x", "certainty": "K-L", "enabled": False,
           "effective_from": "2026-01-01"}  # fmt: skip
    assert RuleSet.of([row]).keys() == ()
    enabled = RuleSet.of([{**row, "enabled": True}])
    assert enabled.whole("far_minutes") == 5
    assert enabled.row("far_minutes").effective_from == date(2026, 1, 1)
    assert enabled.quote("far_minutes", "远", "far").basis == "far_minutes@2026-01-01: x"
