from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from fengsui.errors import Conflict, Invalid
from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.words import FactKind, OrderKind
from fengsui_incidents.model.orders import (
    Given,
    OrderRecord,
    answer_by,
    awaited,
    can_be_reached_by,
    change_acknowledged,
    is_open,
    only_withdraws,
    receive,
    stand_down_acknowledged,
    state_of,
    withdrawn,
)
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Escalation

POLICY = Escalation(
    displayed_within_s=30, accepted_within_s=60, withdrawn_within_s=30, on_silence=("remind", "next_team", "leader")
)
NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
KINDS: tuple[FactKind, ...] = get_args(FactKind)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def say(order: OrderRecord, *kinds: FactKind, begins: float = 10) -> OrderRecord:
    """The order after these facts, ten seconds apart."""
    for step, kind in enumerate(kinds):
        when = at(begins + 10 * step)
        given = Given(fact=kind, at=when, reason="vehicle" if kind == "unable" else None)
        received = receive(order, given, when)
        assert received.fact is not None, kind
        order = replace(order, facts=(*order.facts, received.fact))
        assert received.state == state_of(order)
        assert received.finished is not is_open(order)
    return order


@pytest.mark.parametrize(
    ("kinds", "state", "open_"),
    [
        ((), "ordered", True),
        (("delivered",), "delivered", True),
        (("delivered", "popped_up", "displayed"), "displayed", True),
        (("displayed", "accepted"), "accepted", True),
        (("displayed", "unable"), "unable", False),
        (("accepted", "moving", "arrived", "controlled", "returning", "ready"), "ready", False),
        (("accepted", "unable"), "unable", False),
        (("accepted", "moving", "unable"), "unable", True),
        (("accepted", "moving", "unable", "returning", "ready"), "ready", False),
        (("moving", "arrived"), "arrived", True),
        (("accepted", "arrived", "need_more"), "arrived", True),
        (("accepted", "arrived", "mayday"), "arrived", True),
        (("accepted", "arrived", "withdrawn"), "withdrawn", True),
        (("accepted", "arrived", "withdrawn", "arrived"), "arrived", True),
        (("accepted", "delivered", "displayed"), "accepted", True),
    ],
)
def test_state_after_facts(kinds: tuple[FactKind, ...], state: str, open_: bool, order: OrderRecord) -> None:
    order = say(order, *kinds)
    assert state_of(order) == state
    assert is_open(order) is open_


@pytest.mark.parametrize(
    ("before", "fact", "code"),
    [
        (("accepted", "moving", "arrived", "returning", "ready"), "controlled", "already_ready"),
        (("accepted", "moving", "arrived", "returning", "ready"), "withdrawn", "already_ready"),
        (("unable",), "accepted", "already_unable"),
        (("unable",), "withdrawn", "already_unable"),
        ((), "declined", "may_not_decline"),
        (("accepted", "arrived"), "unable", "already_arrived"),
        (("accepted",), "controlled", "not_arrived"),
        ((), "returning", "not_accepted"),
        (("displayed",), "ready", "not_accepted"),
    ],
)
def test_facts_that_cannot_follow(before: tuple[FactKind, ...], fact: FactKind, code: str, order: OrderRecord) -> None:
    order = say(order, *before)
    with pytest.raises(Conflict) as refused:
        receive(order, Given(fact=fact, at=at(100), reason="road" if fact == "unable" else None), at(100))
    assert refused.value.code == code


def test_volunteers_may_decline_until_they_accept(order: OrderRecord) -> None:
    volunteers = replace(order, may_decline=True)
    assert state_of(say(volunteers, "displayed", "declined")) == "declined"
    with pytest.raises(Conflict) as refused:
        receive(say(volunteers, "accepted"), Given(fact="declined", at=at(30)), at(30))
    assert refused.value.code == "already_accepted"


def test_unable_needs_a_reason_and_goes_to_the_leader(order: OrderRecord) -> None:
    with pytest.raises(Invalid) as refused:
        receive(order, Given(fact="unable", at=at(200)), at(100))
    assert {fault.code for fault in refused.value.faults} == {"reason_needed", "time_in_future"}
    unable = Given(fact="unable", at=at(10), reason="on_another_job")
    assert receive(order, unable, at(10)).tell_leader
    assert not receive(replace(order, may_decline=True), unable, at(10)).tell_leader


@pytest.mark.parametrize("before", [(), ("unable",), ("accepted", "arrived", "returning", "ready")])
def test_a_mayday_is_always_taken(before: tuple[FactKind, ...], order: OrderRecord) -> None:
    order = say(order, *before)
    for second in (100, 101):
        received = receive(order, Given(fact="mayday", at=at(second)), at(second))
        assert received.fact is not None
        assert received.tell_leader


def test_what_is_known_is_not_recorded_again(order: OrderRecord) -> None:
    order = say(order, "delivered", "displayed", "accepted", "moving")
    for kind in ("delivered", "displayed", "accepted", "moving"):
        received = receive(order, Given(fact=kind, at=at(90)), at(90))
        assert received.fact is None
        assert received.state == "moving"


def test_an_answer_entered_for_the_team_keeps_who_said_it(order: OrderRecord) -> None:
    said = Given(
        fact="accepted", at=at(-5), people=14, minutes=10, answered_for=True, channel="phone", said_by="荣海明"
    )
    received = receive(order, said, at(40))
    assert received.fact == Fact(fact="accepted", at=at(-5), people=14, minutes=10, answered_for=True, channel="phone",
                                 said_by="荣海明")  # fmt: skip
    assert received.acknowledges == "order"
    after = replace(order, facts=(received.fact,))
    assert state_of(after) == "accepted"


def test_each_change_is_acknowledged_anew(order: OrderRecord, rules: RuleSet) -> None:
    order = say(order, "displayed", "accepted")
    assert change_acknowledged(order)
    changed = replace(order, change=1, changed_at=at(100))
    assert not change_acknowledged(changed)
    assert answer_by(changed, rules) == at(160)
    received = receive(changed, Given(fact="accepted", at=at(110)), at(110))
    assert received.fact is not None
    assert received.acknowledges == "change"
    changed = replace(changed, facts=(*changed.facts, received.fact))
    assert change_acknowledged(changed)
    assert receive(changed, Given(fact="accepted", at=at(120)), at(120)).fact is None
    assert not change_acknowledged(replace(changed, change=2, changed_at=at(200)))


@pytest.mark.parametrize(("kind", "seconds"), [("order", 60), ("request", 300)])
def test_a_change_that_is_read_out_has_as_long_as_what_it_changes(
    order: OrderRecord, rules: RuleSet, kind: OrderKind, seconds: int
) -> None:
    changed = replace(say(replace(order, kind=kind), "accepted"), change=1, changed_at=at(100))
    owed = awaited(changed, rules)
    assert owed is not None
    assert (owed.to, owed.due) == ("change", at(100 + seconds))


@pytest.mark.parametrize("kind", ["order", "request", "notice"])
def test_what_is_shown_and_what_the_queue_goes_by_are_one_deadline(
    order: OrderRecord, rules: RuleSet, kind: OrderKind
) -> None:
    fresh = replace(say(order, "displayed"), kind=kind)
    changed = replace(say(fresh, "accepted"), change=1, changed_at=at(100))
    recalled = replace(say(fresh, "accepted", "moving"), stood_down_at=at(100))
    for one in (fresh, *((changed, recalled) if kind != "notice" else ())):
        owed = awaited(one, rules)
        assert owed is not None
        assert answer_by(one, rules) == owed.due
    assert answer_by(fresh, rules) == at({"order": 60, "request": 300, "notice": 900}[kind])


def test_who_is_told_to_withdraw_is_spared_changes_until_ordered_in_again(order: OrderRecord, rules: RuleSet) -> None:
    inside = replace(say(order, "accepted", "moving", "arrived"), change=1, changed_at=at(90), evacuating_at=at(100))
    for told in (inside, out := say(inside, "withdrawn", begins=110)):
        assert not can_be_reached_by(told, "change"), "it could be taken for the word to go in again"
        assert can_be_reached_by(told, "evacuation")
        assert can_be_reached_by(told, "stand_down")
        assert change_acknowledged(told), "the change before asks nothing any more"
    assert not can_be_reached_by(inside, "in_again"), "not before it has said that it is out"
    assert can_be_reached_by(out, "in_again")
    owed = awaited(out, rules)
    assert owed is not None
    assert (owed.fact, owed.to) == ("returning", "order")
    news = say(replace(out, change=2, changed_at=at(200)), "accepted", begins=210)
    assert can_be_reached_by(out, "news"), "the wind, and who commands, concern whoever is out"
    assert state_of(news) == "withdrawn", "to have heard it is not to go in again"
    again = replace(out, change=2, changed_at=at(200), in_again_at=at(200))
    assert (awaited(again, rules) or owed).to == "change"
    assert not change_acknowledged(again)
    back = say(again, "accepted", begins=210)
    assert state_of(back) == "accepted"
    assert can_be_reached_by(back, "change")
    assert can_be_reached_by(say(out, "arrived", begins=220), "change"), "who says that it is back in is told"


def test_a_station_that_only_withdraws(order: OrderRecord, rules: RuleSet) -> None:
    station = replace(order, need="", evacuating_at=order.ordered_at)
    assert only_withdraws(station)
    assert not only_withdraws(order)
    assert not only_withdraws(replace(station, already_moving=True)), "another's force was not sent by this order"
    out = say(station, "withdrawn")
    for one in (station, out):
        assert not can_be_reached_by(one, "change")
        assert not can_be_reached_by(one, "in_again"), "it has no task to go in with"
        assert can_be_reached_by(one, "evacuation")
    sent = replace(out, replaced_by="PT2")
    assert not is_open(sent), "its task came by another order"
    assert awaited(sent, rules) is None


def test_stand_down_of_a_team_on_its_way(order: OrderRecord, rules: RuleSet) -> None:
    order = replace(say(order, "accepted", "moving"), stood_down_at=at(100))
    assert state_of(order) == "recalled"
    assert not stand_down_acknowledged(order)
    owed = awaited(order, rules)
    assert owed is not None
    assert (owed.fact, owed.due, owed.to) == ("returning", at(160), "stand_down")
    order = say(order, "returning", begins=110)
    assert stand_down_acknowledged(order)
    assert state_of(order) == "returning"
    assert is_open(order)
    assert not is_open(say(order, "ready", begins=200))


def test_stand_down_before_it_had_answered(order: OrderRecord) -> None:
    order = replace(say(order, "displayed"), stood_down_at=at(100))
    assert is_open(order)
    assert not is_open(say(order, "accepted", begins=110))


def test_evacuation_is_answered_each_time(order: OrderRecord, rules: RuleSet) -> None:
    order = replace(say(order, "accepted", "moving", "arrived"), evacuating_at=at(100))
    assert state_of(order) == "evacuating"
    owed = awaited(order, rules)
    assert owed is not None
    assert (owed.fact, owed.due, owed.to) == ("withdrawn", at(130), "evacuation")
    order = say(order, "withdrawn", begins=110)
    assert withdrawn(order)
    assert state_of(order) == "withdrawn"
    again = replace(order, evacuating_at=at(200))
    assert not withdrawn(again)
    assert withdrawn(say(again, "withdrawn", begins=210))


def test_who_is_reached_by_what(order: OrderRecord) -> None:
    going = say(order, "accepted", "moving")
    assert all(can_be_reached_by(going, what) for what in ("change", "stand_down", "evacuation"))
    home = say(going, "returning", begins=100)
    assert not can_be_reached_by(home, "change")
    assert can_be_reached_by(home, "evacuation")
    recalled = replace(going, stood_down_at=at(50))
    assert not can_be_reached_by(recalled, "stand_down")
    assert can_be_reached_by(recalled, "evacuation")
    for gone in (say(order, "unable"), replace(going, kind="notice"), say(home, "ready", begins=200)):
        assert not any(can_be_reached_by(gone, what) for what in ("change", "stand_down", "evacuation"))


@pytest.mark.parametrize(
    ("kinds", "fact", "due"),
    [
        ((), "displayed", 30),
        (("delivered",), "displayed", 30),
        (("displayed",), "accepted", 60),
        (("displayed", "accepted"), "moving", 20 + 300),
        (("accepted", "moving"), "arrived", 20 + 15 * 60),
        (("accepted", "moving", "arrived"), "controlled", 30 + 3600),
        (("accepted", "arrived", "controlled"), "returning", 30 + 3600),
        (("accepted", "arrived", "returning"), "ready", 30 + 7200),
    ],
)
def test_each_fact_has_the_next_deadline(
    kinds: tuple[FactKind, ...], fact: str, due: float, order: OrderRecord, rules: RuleSet
) -> None:
    owed = awaited(say(order, *kinds), rules)
    assert owed is not None
    assert (owed.fact, owed.due) == (fact, at(due))


def test_the_teams_own_estimate_counts(order: OrderRecord, rules: RuleSet) -> None:
    order = replace(order, facts=(Fact(fact="accepted", at=at(5), minutes=20), Fact(fact="moving", at=at(10))))
    owed = awaited(order, rules)
    assert owed is not None
    assert owed.due == at(10 + 20 * 60 * 1.5)


def test_nothing_is_owed_in_the_end(order: OrderRecord, rules: RuleSet) -> None:
    for ended in (say(order, "unable"), say(order, "accepted", "returning", "ready")):
        assert awaited(ended, rules) is None
        assert answer_by(ended, rules) is None
    moving = replace(order, kind="request", already_moving=True)
    assert (state_of(moving), awaited(moving, rules), answer_by(moving, rules)) == ("moving", None, None)


def test_a_card_is_awaited_until_somebody_takes_it(order: OrderRecord, rules: RuleSet) -> None:
    for kind, seconds in (("request", 300), ("notice", 900)):
        card = replace(order, kind=kind, team="")  # type: ignore[arg-type]
        owed = awaited(card, rules)
        assert owed is not None
        assert (owed.fact, owed.due) == ("accepted", at(seconds))
        assert awaited(say(card, "accepted"), rules) is None


@given_by(st.lists(st.sampled_from(KINDS), max_size=14), st.booleans(), st.booleans(), st.booleans())
def test_no_sequence_of_facts_breaks_an_order(
    rules: RuleSet, kinds: list[FactKind], declines: bool, evacuating: bool, recalled: bool
) -> None:
    base = OrderRecord(id="O", incident="E", team="T", kind="order", ordered_at=NOW, policy=POLICY)
    base = replace(base, may_decline=declines, evacuating_at=at(45) if evacuating else None)
    base = replace(base, stood_down_at=at(75) if recalled else None)
    for step, kind in enumerate(kinds):
        given = Given(fact=kind, at=at(10 * step), reason="other" if kind == "unable" else None)
        try:
            received = receive(base, given, at(10 * step))
        except Conflict:
            assert kind not in ("mayday", "delivered", "popped_up", "displayed")
            continue
        if received.fact is not None:
            base = replace(base, facts=(*base.facts, received.fact))
        assert received.state == state_of(base)
        again = receive(base, given, at(10 * step)) if kind not in ("mayday", "need_more") else None
        assert again is None or again.fact is None
        owed = awaited(base, rules)
        assert owed is None or is_open(base)
        assert "ready" not in base.kinds() or not is_open(base)
