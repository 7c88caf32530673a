from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.access.policy import Actor, Role, grants
from fengsui.errors import Forbidden
from fengsui.roles import merge_roles

OFFICER = Actor(id="user:wang", permissions=frozenset({"incidents.*", "plans.sites"}), area="310107")
TEAM = Actor(id="device:D-T06", permissions=frozenset({"incidents.receipt"}), labels=frozenset({"team:T06"}))


@pytest.mark.parametrize(
    ("actor", "permission", "area", "owner", "allowed"),
    [
        (OFFICER, "incidents.dispatch", "", "", True),
        (OFFICER, "incidents.dispatch", "310107103", "", True),
        (OFFICER, "incidents.dispatch", "310114", "", False),
        (OFFICER, "plans.sites", "", "", True),
        (OFFICER, "plans.register_site", "", "", False),
        (TEAM, "incidents.receipt", "", "team:T06", True),
        (TEAM, "incidents.receipt", "", "team:T07", False),
        (Actor(id="x"), "incidents.board", "", "", False),
    ],
)
def test_deny_by_default(actor: Actor, permission: str, area: str, owner: str, allowed: bool) -> None:
    assert actor.can(permission, area=area, owner=owner) is allowed
    if not allowed:
        with pytest.raises(Forbidden):
            actor.require(permission, area=area, owner=owner)


@given(st.sets(st.sampled_from(["a.x", "a.y", "b.*"])), st.sampled_from(["a.x", "a.y", "b.q", "c.z"]))
def test_nothing_is_allowed_that_no_role_grants(held: set[str], asked: str) -> None:
    actor = Actor(id="x", permissions=frozenset(held))
    assert actor.can(asked) == (asked in held or (asked.startswith("b.") and "b.*" in held))


def test_roles_of_one_name_are_merged() -> None:
    merged = merge_roles(
        [
            Role("officer", "officer", frozenset({"a.x"}), frozenset({"centre"})),
            Role("officer", "Duty officer", frozenset({"b.y"})),
        ]
    )
    assert merged["officer"] == Role("officer", "Duty officer", frozenset({"a.x", "b.y"}), frozenset({"centre"}))
    assert grants(merged.values()) == (frozenset({"a.x", "b.y"}), frozenset({"centre"}))
