"""The verdict itself: what is done twice, is left out or has no end is found."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plugins.incidents.nodes.service import Post
from tests.plugins.incidents.nodes.verdict import Verdict, of_messages, of_quotas, of_steps

ALL = ("remind", "channel", "next_team", "leader", "above")
GOOD: dict[str, list[tuple[Any, ...]]] = {
    "ordered": [("O1", "T06"), ("O2", "T12"), ("O3", "T09")],
    "steps": [*(("O1", step) for step in ALL), *(("O2", step) for step in ALL[2:])],
    "accepted": [("O3",)],
    "quotas": [("E1",)],
}


def journal(**changed: list[tuple[Any, ...]]) -> dict[str, list[dict[str, Any]]]:
    told = GOOD | changed
    return {
        "incidents.ordered": [{"data": {"order": o, "team": t, "incident": "E1"}} for o, t in told["ordered"]],
        "incidents.escalated": [{"data": {"order": o, "step": s}} for o, s in told["steps"]],
        "incidents.fact_recorded": [{"data": {"order": o, "fact": "accepted"}} for (o,) in told["accepted"]],
        "incidents.too_few": [{"data": {"incident": i}} for (i,) in told["quotas"]],
    }


def faults(by_topic: dict[str, list[dict[str, Any]]]) -> list[str]:
    verdict = Verdict()
    of_steps(verdict, by_topic)
    of_quotas(verdict, by_topic)
    return verdict.faults


def test_a_good_night() -> None:
    assert faults(journal()) == []
    ran_out = [("O1", "remind"), ("O1", "expired"), *GOOD["steps"][len(ALL) :]]
    assert faults(journal(steps=ran_out)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": [*GOOD["steps"], ("O1", "remind")]},
        {"steps": GOOD["steps"][:-1]},
        {"steps": [("O1", "channel"), *GOOD["steps"]]},
        {"steps": [*GOOD["steps"][:4], ("O1", "above"), ("O1", "leader"), *GOOD["steps"][len(ALL) :]]},
        {"ordered": [*GOOD["ordered"], ("O4", "T12")]},
        {"accepted": []},
        {"quotas": []},
        {"quotas": [("E1",), ("E1",)]},
    ],
)
def test_what_is_twice_or_missing_is_found(changed: dict[str, list[tuple[Any, ...]]]) -> None:
    assert faults(journal(**changed))


ASKED = {"message": "m", "about": "O1", "purpose": "order", "kind": "sms"}


def messages(posts: list[Post], *, asked: int = 1, tried: int = 1, lost: bool = False) -> list[str]:
    verdict = Verdict()
    of_messages(verdict, [ASKED] * asked, {"m": [10.0] * tried}, {"m": posts} if posts else {}, lambda *_: lost)
    return verdict.faults


def post(at: float, answered: int = 200, body: bytes = b'{"to": "1"}') -> Post:
    return Post("m", body, at, answered)


def test_messages() -> None:
    assert messages([post(9)]) == []
    assert messages([post(8, 503), post(9)]) == [], "it was not taken before"
    assert messages([post(8), post(9)], lost=True) == [], "the node that sent it was lost"
    assert messages([post(8), post(9)])
    assert messages([post(8, 503), post(9, body=b'{"to": "2"}')])
    assert messages([])
    assert messages([post(9)], tried=2)
    assert messages([post(9)], tried=0)
    assert messages([post(9)], asked=0)
