"""After a crash, and from the centre's view: still open is not new, and nothing that waits is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plugins.incidents.listen.making import Make

from fengsui.events import Position
from fengsui_incidents.listen.answers import press
from fengsui_incidents.listen.desk import Desk, Item, Show, arrive
from fengsui_incidents.listen.keeping import reconcile, restore, to_plain

HERE = Position("e1", 10)
NOW = datetime(2026, 11, 21, 19, 14, 2, tzinfo=UTC)


def front(desk: Desk) -> Item:
    """What a key now answers."""
    assert desk.focus is not None
    return desk.focus


@pytest.fixture
def view(ordered: Make) -> Make:
    """One order as `incidents.my_orders` answers it."""

    def make(**other: Any) -> dict[str, Any]:
        data = ordered()["data"]
        return {
            "order": data["order"], "incident": data["incident"], "team": "T06", "alert": data["alert"], "change": 0,
            "state": "ordered", "facts": [], "answer_by": data["answer_by"], "exercise": None, **other,
        }  # fmt: skip

    return make


def test_what_waits_is_shown_again_as_still_open(ordered: Make) -> None:
    desk, _ = arrive(Desk(), ordered(), NOW)
    desk, _ = press(desk, "x", NOW)
    back, effects = restore(json.loads(json.dumps(to_plain(desk))), NOW)
    assert [e.again for e in effects if isinstance(e, Show)] == [True]
    assert front(back).displayed
    assert arrive(back, ordered(), NOW) == (back, [])


def test_an_active_order_comes_back_without_ringing(ordered: Make) -> None:
    desk, _ = arrive(Desk(), ordered(), NOW)
    for key in "1\r4":
        desk, _ = press(desk, key, NOW)
    back, effects = restore(to_plain(desk), NOW)
    assert not effects
    assert front(back).facts >= {"accepted", "moving"}


def test_a_missed_order_is_read_from_the_view(view: Make) -> None:
    desk, effects = reconcile(Desk(), [view()], NOW, HERE)
    assert desk.rings == "real"
    assert [type(e).__name__ for e in effects] == ["Show", "Send"]
    same, effects = reconcile(desk, [view()], NOW, HERE)
    assert (same.items, effects) == (desk.items, [])


def test_the_event_that_comes_after_the_view_is_not_new(view: Make, ordered: Make) -> None:
    desk, _ = reconcile(Desk(), [view()], NOW, HERE)
    assert arrive(desk, ordered(), NOW)[1] == []


def test_an_answered_order_of_the_view_does_not_ring(view: Make) -> None:
    desk, effects = reconcile(Desk(), [view(facts=[{"fact": "accepted", "at": "2026-11-21T19:14:20Z"}])], NOW, HERE)
    assert desk.rings == ""
    assert front(desk).active
    assert not [e for e in effects if isinstance(e, Show)]


def test_what_the_centre_no_longer_lists_is_over(ordered: Make) -> None:
    desk, _ = arrive(Desk(), ordered(), NOW)
    desk, _ = reconcile(desk, [], NOW, HERE)
    assert not desk.items


@pytest.mark.parametrize(
    ("position", "stays"),
    [(Position("e1", 11), True), (Position("e1", 10), False), (Position("e0", 99), False), (None, False)],
)
def test_what_came_after_the_view_was_read_stays(ordered: Make, position: Any, stays: Any) -> None:
    desk, _ = arrive(Desk(), ordered(), NOW, position)
    desk, _ = restore(json.loads(json.dumps(to_plain(desk))), NOW)
    desk, _ = reconcile(desk, [], NOW, HERE)
    assert bool(desk.items) is stays


def test_a_change_that_was_missed_rings_until_it_is_answered(view: Make) -> None:
    facts = [{"fact": "accepted", "at": "2026-11-21T19:14:20Z"}]
    desk, _ = reconcile(Desk(), [view(change=1, facts=facts)], NOW, HERE)
    assert (desk.rings, front(desk).alert.kind, front(desk).alert.change) == ("real", "change", 1)
    desk, _ = reconcile(Desk(), [view(change=1, facts=facts, answer_by=None)], NOW, HERE)
    assert desk.rings == ""


def test_an_evacuation_of_the_view_rings(view: Make) -> None:
    facts = [{"fact": "accepted", "at": "2026-11-21T19:14:20Z"}]
    desk, _ = reconcile(Desk(), [view(evacuating=True, facts=facts)], NOW, HERE)
    assert desk.rings == "evacuation"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(["event", "arrived_at", "displayed", "facts", "x"]), JSON), max_size=3))
def test_a_damaged_file_never_keeps_the_terminal_from_starting(rows: Any) -> None:
    restore(rows, NOW)


@given(
    st.lists(st.dictionaries(st.sampled_from(["order", "alert", "facts", "change", "evacuating"]), JSON), max_size=3)
)
def test_a_strange_view_never_breaks_the_desk(rows: Any) -> None:
    reconcile(Desk(), rows, NOW, HERE)
