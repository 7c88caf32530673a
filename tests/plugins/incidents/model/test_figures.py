from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.words import Count
from fengsui_incidents.model.figures import effective, in_use, needs_reason, people_words, values
from fengsui_incidents.model.picture import Claim, ClaimStatus

START = datetime.fromisoformat("2026-11-21T19:14:00+00:00")


def claim(
    value: int | None, source: str, minute: int, status: ClaimStatus = "reported", count: Count = "dead",
    reason: str = "",
) -> Claim:  # fmt: skip
    at = START + timedelta(minutes=minute)
    return Claim(count=count, value=value, source=source, at=at, status=status, reason=reason)


def lower(value: int | None, source: str, minute: int, status: ClaimStatus = "reported") -> Claim:
    """One that says why it is lower."""
    return claim(value, source, minute, status, reason="counted twice")


@pytest.mark.parametrize(
    ("claims", "stands"),
    [
        ([claim(2, "plant", 0), claim(3, "police", 1), claim(5, "web", 2)], 5),
        ([claim(5, "web", 0), lower(3, "hospital", 1, "verified")], 3),
        ([claim(3, "hospital", 0, "verified"), claim(5, "web", 1)], 5),
        ([claim(3, "hospital", 0, "verified"), claim(2, "web", 1)], 3),
        ([claim(5, "web", 0), lower(5, "web", 1, "withdrawn"), claim(2, "plant", 0)], 2),
        ([claim(5, "web", 0), lower(1, "web", 1)], 1),
        ([claim(5, "web", 0), claim(1, "web", 1)], 5),
        ([claim(5, "web", 0), claim(5, "web", 1, "withdrawn")], 5),
        ([claim(5, "web", 0, "verified"), claim(3, "hospital", 1, "verified")], 5),
        ([claim(3, "web", 0, "verified"), claim(3, "web", 1), claim(2, "web", 2)], 3),
        ([claim(None, "plant", 0)], None),
        ([claim(None, "plant", 5), claim(2, "police", 0)], 2),
    ],
    ids=["worst reported", "verified", "later worse", "later better", "withdrawn", "corrected", "silently corrected",
         "silently withdrawn", "silently verified lower", "repeated", "unknown", "known"],
)  # fmt: skip
def test_which_claim_stands(claims: list[Claim], stands: int | None) -> None:
    assert values(claims) == {"dead": stands}


def test_everything_withdrawn_is_nothing() -> None:
    assert in_use([claim(2, "plant", 0, "withdrawn")]) == {}


@pytest.mark.parametrize(("value", "asked"), [(1, True), (None, True), (2, False), (3, False)])
def test_lowering_a_figure_needs_a_reason(value: int | None, asked: bool) -> None:
    assert needs_reason([claim(2, "plant", 0)], claim(value, "plant", 1)) is asked
    assert not needs_reason([], claim(value, "plant", 1))


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


REASONED = st.builds(lower, st.none() | st.integers(0, 50), st.sampled_from(["plant", "police", "web"]),
                     st.integers(0, 60), st.sampled_from(["reported", "verified", "withdrawn"]))  # fmt: skip


@given(st.lists(CLAIMS | REASONED, max_size=14))
def test_no_order_of_claims_loses_a_worse_figure_in_silence(claims: list[Claim]) -> None:
    """Whatever was in use stays so until something worse, or something with a reason, was said after it."""
    ordered = sorted(claims, key=lambda one: one.at)
    for upto in range(1, len(ordered) + 1):
        before, after = in_use(ordered[: upto - 1]).get("dead"), in_use(ordered[:upto]).get("dead")
        if (
            before is not None
            and before.value is not None
            and (after is None or after.value is None or after.value < before.value)
        ):
            assert ordered[upto - 1].reason


@given(st.lists(CLAIMS, max_size=10), st.randoms())
def test_a_verified_figure_stands_whatever_is_said_without_a_reason(claims: list[Claim], chance: object) -> None:
    """In any order: what was verified once is never followed by less, where nobody gave a reason."""
    verified = claim(50, "hospital", 61, "verified")
    later = [replace(one, at=one.at + timedelta(minutes=100)) for one in claims]
    chance.shuffle(later)  # type: ignore[attr-defined]
    found = in_use([*claims, verified, *later])["dead"]
    assert found.value is not None
    assert found.value >= 50


@given(st.lists(CLAIMS, max_size=10), CLAIMS)
def test_what_needs_no_reason_lowers_nothing(claims: list[Claim], new: Claim) -> None:
    new = replace(new, at=START + timedelta(minutes=61))
    before = in_use(claims).get("dead")
    after = in_use([*claims, replace(new, reason="x")]).get("dead")
    if not needs_reason(claims, new) and before is not None and before.value is not None:
        assert after is not None
        assert after.value is not None
        assert after.value >= before.value


def test_the_history_says_which_claims_count() -> None:
    assert effective([claim(5, "web", 0), claim(1, "web", 1), lower(1, "web", 2)]) == (True, False, True)
