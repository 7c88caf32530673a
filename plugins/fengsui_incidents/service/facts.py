"""Facts of an order: delivered by its device, answered by the team, or entered on its behalf (代录)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any, cast

from sqlalchemy import insert

from fengsui.errors import Fault, Invalid
from fengsui.events import Recorded, team_label
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.events import Escalated, FactRecorded, Words
from fengsui_incidents.api.payloads import AnswerFor, GiveReceipt
from fengsui_incidents.api.words import Channel
from fengsui_incidents.model.orders import Given, Received, receive
from fengsui_incidents.service.changes import tell_wind_of_accepting
from fengsui_incidents.service.context import faults_of_time, rules_of
from fengsui_incidents.service.hearing import must_hear
from fengsui_incidents.service.loading import Order, load, order_by_id
from fengsui_incidents.service.ordering import known_order, no_order, refresh
from fengsui_incidents.service.proposing import out_of_date
from fengsui_incidents.service.readiness import note_readiness
from fengsui_incidents.service.telling import fact_words, said_by_words, tell
from fengsui_incidents.tables import facts


@dataclass(frozen=True)
class Said:
    """A fact as it came in, with the note beside it."""

    given: Given
    note: str = ""


def receipt(unit: Unit, payload: GiveReceipt) -> dict[str, Any]:
    """A team's own answer, or a street's to its notice. Somebody else's order is one that does not exist."""
    order = order_by_id(unit, payload.order)
    if order is None or not unit.actor.can("incidents.receipt", owner=owner_of(order)):
        raise no_order(payload.order)
    given = Given(
        fact=payload.kind,
        at=unit.now,
        people=payload.people,
        minutes=payload.minutes,
        reason=payload.reason,
    )
    return take(unit, order, Said(given, payload.note))


def owner_of(order: Order) -> str:
    """The label whose holder answers: the team's device, or the division's duty post."""
    return team_label(order.record.team) if order.record.team else f"duty:{order.row['division'] or '-'}"


def answer_for(unit: Unit, payload: AnswerFor) -> dict[str, Any]:
    """代录: whose word it is, by what, and when it was said all stay beside when it was entered."""
    order = known_order(unit, payload.order)
    load(unit, order.record.incident)
    faults = faults_of_time("said_at", payload.said_at, rules_of(unit), unit.now)
    if not payload.said_by:
        faults.append(Fault("said_by", N_("who said it"), "said_by_needed"))
    if faults:
        raise Invalid(N_("The answer cannot be entered as it is."), faults=faults)
    given = Given(
        fact=payload.kind,
        at=min(payload.said_at.astimezone(UTC), unit.now) if payload.said_at else unit.now,
        people=payload.people,
        minutes=payload.minutes,
        reason=payload.reason,
        answered_for=True,
        channel=payload.channel,
        said_by=payload.said_by,
        post=payload.post,
        witness=payload.witness,
    )
    return take(unit, order, Said(given, payload.note))


def delivered(unit: Unit, recorded: Recorded) -> None:
    """A device has stored one of our events: the fact `delivered`, once, whatever is delivered again."""
    data = recorded.data or {}
    topic = str(data.get("of_topic", ""))
    if not topic.startswith("incidents."):
        return
    order = order_by_id(unit, str(data.get("of_subject", "")))
    if order is None or data.get("label") != team_label(order.record.team):
        return
    take(unit, order, Said(Given(fact="delivered", at=recorded.at)))


def take(unit: Unit, order: Order, said: Said) -> dict[str, Any]:
    """Decides what the fact means, keeps it, and lets state, roster and leader follow. Known facts change nothing."""
    unit.enter(order.record.exercise)
    received = receive(order.record, said.given, unit.now)
    if received.fact is not None:
        add_fact(unit, order, received.fact, said)
        order = refresh(unit, order.id, unreachable=False if _from_device(said) else order.row["unreachable"])
        note_readiness(unit, order, received.fact.fact, received.fact.reason)
        if received.tell_leader:
            _tell_leader(unit, order, life=received.fact.fact == "mayday")
        if received.fact.fact in ("unable", "declined"):
            out_of_date(unit, order.record.incident)
        if received.fact.fact == "accepted" and received.acknowledges == "order" and order.record.kind == "order":
            tell_wind_of_accepting(unit, order)
    return _answer(order, received)


def _from_device(said: Said) -> bool:
    return not said.given.answered_for


def _answer(order: Order, received: Received) -> dict[str, Any]:
    return {
        "order": order.id,
        "state": received.state,
        "acknowledges": received.acknowledges,
        "recorded": received.fact is not None,
        "finished": received.finished,
    }


def keep(unit: Unit, order: Order, fact: Fact, said: Said, *, void: bool = False) -> str:
    """Writes the entry, once; what it `corrects` stays. Returns its id."""
    entry = unit.new_id()
    unit.connection.execute(
        insert(facts).values(
            id=entry,
            order=order.id,
            fact=fact.fact,
            change=order.record.change,
            at=fact.at,
            entered_at=unit.now,
            people=fact.people,
            minutes=fact.minutes,
            reason=fact.reason,
            note=said.note,
            answered_for=fact.answered_for,
            channel=fact.channel,
            said_by=fact.said_by,
            actor=unit.actor.id,
            post=fact.post,
            witness=fact.witness,
            corrects=fact.corrects or None,
            void=void,
            why=fact.why,
        )
    )
    return entry


def add_fact(unit: Unit, order: Order, fact: Fact, said: Said) -> None:
    """Keeps the fact and records it with its line."""
    entry = keep(unit, order, fact, said)
    record = order.record
    event = FactRecorded(
        order=order.id,
        incident=record.incident,
        team=record.team,
        fact=fact.fact,
        people=fact.people,
        minutes=fact.minutes,
        reason=fact.reason,
        note=said.note,
        answered_for=fact.answered_for,
        channel=cast("Channel | None", fact.channel or None),
        said_by=fact.said_by,
        said_at=fact.at if fact.answered_for else None,
        change=record.change,
        entry=entry,
        post=fact.post,
        witness=fact.witness,
        exercise=record.exercise,
    )
    says = fact_words(
        order.name, fact.fact, kind=record.kind, reason=fact.reason, people=fact.people, minutes=fact.minutes
    )
    if said.note:
        says = Words(f"{says.zh} {said.note}", f"{says.en} {said.note}")
    if fact.answered_for:
        says = said_by_words(says, fact.channel, fact.said_by, post=fact.post, witness=fact.witness)
    tell(unit, record.incident, event, says, order.id)


def _tell_leader(unit: Unit, order: Order, *, life: bool) -> None:
    """A team under order that cannot go (708 art 19), or a call for help, reaches the leader at once."""
    record = order.record
    event = Escalated(
        order=order.id, incident=record.incident, team=record.team, step="leader", exercise=record.exercise
    )
    says = Words(f"已报带班领导: {order.name.zh}", f"The duty leader was told of {order.name.en}")
    tell(unit, record.incident, event, says, order.id)
    must_hear(unit, record.incident, record.exercise, life=life)
