from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.model.merge import CallHeard, likeness, most_alike
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
ZHENGUANG = (31.2680, 121.3610)
"""真光路, 1.1 km from the cold store."""


def call(text: str, minutes: float = -6, point: tuple[float, float] | None = ZHENGUANG) -> CallHeard:
    return CallHeard(at=NOW + timedelta(minutes=minutes), text=text, point=point)


def test_the_12345_ticket_of_the_night(night: Picture, rules: RuleSet) -> None:
    found = most_alike(call("真光路有股刺鼻异味"), [night], rules)
    assert found is not None
    assert found.incident == "E1122-01"
    assert found.similarity == pytest.approx(0.6, abs=0.05)
    assert found.why.zh.startswith("相距1.1km, 早6min, 说到 异味~")


@pytest.mark.parametrize(
    ("heard", "alike"),
    [
        (call("武威路冷库氨泄漏", 2, (31.2772, 121.3562)), True),
        (call("电梯困人", -6), False),
        (call("异味", -61), False),
        (call("异味", -6, (31.24, 121.43)), False),
        (call("氨泄漏", 1, None), True),
        (call("", 1, None), False),
    ],
    ids=["the same place", "another thing", "long ago", "far away", "place unknown", "nothing said"],
)
def test_alike_or_not(heard: CallHeard, alike: bool, night: Picture, rules: RuleSet) -> None:
    assert (most_alike(heard, [night], rules) is not None) is alike


def test_the_most_alike_is_proposed(night: Picture, rules: RuleSet) -> None:
    other = replace(night, id="E1122-09", lat=31.268, lon=121.361)
    found = most_alike(call("氨味"), [night, other], rules)
    assert found is not None
    assert found.incident == "E1122-09"
    assert most_alike(call("氨味"), [], rules) is None


@given(st.text(max_size=60), st.floats(-600, 600), st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
def test_likeness_is_a_share(
    night: Picture, rules: RuleSet, text: str, minutes: float, point: tuple[float, float] | None
) -> None:
    found = likeness(call(text, minutes, point), night, rules)
    assert 0 <= found.similarity <= 1
    assert found.why.zh
    assert found.why.en
