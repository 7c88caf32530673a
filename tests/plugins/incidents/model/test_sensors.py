from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fengsui_incidents.api.umbrellas import JointFigure
from fengsui_incidents.model.joint import joint_figures
from fengsui_incidents.model.receivers import receiver, receivers_for
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.sensors import Reading, is_time, much_worse, threshold_of

NOW = datetime(2026, 11, 21, 19, tzinfo=UTC)


def reading(value: float, *, falling: bool = False) -> Reading:
    return Reading(sensor="S-12", quantity="氨", value=value, unit="ppm", threshold=25, falling=falling)


@pytest.mark.parametrize(
    ("value", "falling", "alarms"), [(24.9, False, False), (25, False, True), (26, True, False), (25, True, True)]
)
def test_at_the_threshold_it_alarms(value: float, falling: bool, alarms: bool) -> None:
    assert reading(value, falling=falling).alarms is alarms


def test_the_sensors_own_threshold_comes_first() -> None:
    assert threshold_of(30, "氨", {"氨": 25}) == 30
    assert threshold_of(None, "氨", {"氨": 25}) == 25
    assert threshold_of(None, "水位", {"氨": 25}) is None


@pytest.mark.parametrize(
    ("value", "falling", "after", "told"),
    [
        (110, False, 10, False),
        (126, False, 10, True),
        (100, False, 300, True),
        (70, True, 10, True),
        (90, True, 10, False),
    ],
)
def test_a_running_alarm_is_told_when_much_worse_or_from_time_to_time(
    value: float, falling: bool, after: int, told: bool
) -> None:
    one, since = reading(value, falling=falling), NOW - timedelta(seconds=after)
    assert (much_worse(one, 100, share=0.25) or is_time(since, NOW, timedelta(seconds=300))) is told


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("真北路下立交积水半米", "water"),
        ("大树倒伏压住电线", "greenery"),
        ("小区停电了", "power"),
        ("tree down", "greenery"),
    ],
)
def test_the_receiver_that_the_words_ask_for_is_first(rules: RuleSet, text: str, first: str) -> None:
    rows = rules.value("transfer_receivers")
    found = receivers_for(rows, text)
    assert (found[0].key, found[0].proposed) == (first, True)
    assert len(found) == len(rows)


def test_a_receiver_by_key_or_name(rules: RuleSet) -> None:
    rows = rules.value("transfer_receivers")
    assert receiver(rows, "水务") == receiver(rows, "water") is not None
    assert receiver(rows, "没有") is None
    assert not any(row.proposed for row in receivers_for(rows, ""))


def test_joint_figures_say_how_many_do_not_know_and_leave_out_what_was_false() -> None:
    members = [({"dead": 1, "missing": None}, ""), ({"missing": 2}, ""), ({"dead": 9}, "hoax")]
    assert joint_figures(members) == {"dead": JointFigure(known=1), "missing": JointFigure(known=2, unknown=1)}  # type: ignore[arg-type]
