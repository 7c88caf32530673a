from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.words import Count
from fengsui_incidents.model.figures import in_use, needs_reason, people_words, values
from fengsui_incidents.model.picture import Claim, ClaimStatus

START = datetime.fromisoformat("2026-11-21T19:14:00+00:00")


def claim(
    value: int | None, source: str, minute: int, status: ClaimStatus = "reported", count: Count = "dead"
) -> Claim:
    return Claim(count=count, value=value, source=source, at=START + timedelta(minutes=minute), status=status)


@pytest.mark.parametrize(
    ("claims", "stands"),
    [
        ([claim(2, "plant", 0), claim(3, "police", 1), claim(5, "web", 2)], 5),
        ([claim(5, "web", 0), claim(3, "hospital", 1, "verified")], 3),
        ([claim(3, "hospital", 0, "verified"), claim(5, "web", 1)], 5),
        ([claim(3, "hospital", 0, "verified"), claim(2, "web", 1)], 3),
        ([claim(5, "web", 0), claim(5, "web", 1, "withdrawn"), claim(2, "plant", 0)], 2),
        ([claim(5, "web", 0), claim(1, "web", 1)], 1),
        ([claim(None, "plant", 0)], None),
        ([claim(None, "plant", 5), claim(2, "police", 0)], 2),
    ],
    ids=["worst reported", "verified", "later worse", "later better", "withdrawn", "corrected", "unknown", "known"],
)  # fmt: skip
def test_which_claim_stands(claims: list[Claim], stands: int | None) -> None:
    assert values(claims) == {"dead": stands}


def test_everything_withdrawn_is_nothing() -> None:
    assert in_use([claim(2, "plant", 0, "withdrawn")]) == {}


@pytest.mark.parametrize(("value", "asked"), [(1, True), (None, True), (2, False), (3, False)])
def test_lowering_a_figure_needs_a_reason(value: int | None, asked: bool) -> None:
    assert needs_reason([claim(2, "plant", 0)], "dead", value) is asked
    assert not needs_reason([], "dead", value)


def test_people_say_what_is_unknown() -> None:
    claims = [
        claim(2, "a", 0, count="poisoned"),
        claim(None, "a", 0, count="missing"),
        claim(40, "a", 0, count="at_risk"),
    ]
    said = people_words(claims, asked=("dead",))
    assert said.zh == "亡? 未知 中毒2 失联? 未知 涉险40(待核实)"
    assert said.en == "dead? unknown, 2 poisoned, missing? unknown, 40 at risk (unverified)"
    assert people_words([]).zh == "人员情况未知"


CLAIMS = st.builds(
    claim,
    st.none() | st.integers(0, 50),
    st.sampled_from(["plant", "police", "web"]),
    st.integers(0, 60),
    st.sampled_from(["reported", "verified", "withdrawn"]),
)


@given(st.lists(CLAIMS, max_size=12))
def test_what_stands_was_said_by_somebody(claims: list[Claim]) -> None:
    for figure in in_use(claims).values():
        assert any(one.value == figure.value and one.source == figure.source and one.at == figure.at for one in claims)
        assert figure.status != "withdrawn"
