"""A fact that was wrong is corrected by a new entry (更正): the first stays, and state, roster and queue follow."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import select

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.entries import FactEntry
from fengsui_incidents.api.events import FactCorrected, Words
from fengsui_incidents.api.payloads import CorrectFact, OfOrder
from fengsui_incidents.model.orders import Correction, Given, correct, is_open
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.context import faults_of_time, rules_of
from fengsui_incidents.service.facts import Said, keep
from fengsui_incidents.service.loading import Order, fact_of, load, order_by_id, read
from fengsui_incidents.service.ordering import known_order, no_order, refresh
from fengsui_incidents.service.proposing import out_of_date
from fengsui_incidents.service.readiness import note_readiness
from fengsui_incidents.service.telling import fact_words, tell
from fengsui_incidents.tables import facts, orders
from fengsui_rosters.api import Teams

STANDS_FOR = {"recalled": "ordered", "displayed": "ordered", "popped_up": "ordered", "delivered": "ordered",
              "evacuating": "arrived", "controlled": "arrived", "withdrawn": "arrived"}  # fmt: skip
"""What the roster knows of a state that it has no word for."""


def correct_fact(unit: Unit, payload: CorrectFact) -> dict[str, Any]:
    """Who corrects what, and why, is recorded beside what was said first; the order's state is worked out anew."""
    order = known_order(unit, payload.order)
    load(unit, order.record.incident)
    faults = faults_of_time("at", payload.at, rules_of(unit), unit.now)
    if not payload.why:
        faults.append(Fault("why", N_("why the entry is wrong"), "reason_needed"))
    if faults:
        raise Invalid(N_("The correction cannot be entered as it is."), code="correction_refused", faults=faults)
    was = next((fact for fact in order.record.facts if fact.id == payload.entry), None)
    given = None if payload.void or was is None else _given(unit, was, payload)
    found = correct(order.record, payload.entry, given, unit.now, why=payload.why)
    _still_free(unit, order, found)
    entry = keep(unit, order, found.now or _void(found.was, payload), Said(_said(found.was)), void=found.now is None)
    after = refresh(unit, order.id)
    _record(unit, after, found, entry, payload)
    _follow(unit, order, after)
    return {"order": order.id, "entry": entry, "state": after.row["state"]}


def _given(unit: Unit, was: Fact, payload: CorrectFact) -> Given:
    """What is left out of the payload stays as the entry said it."""
    kind = payload.kind or was.fact
    same = kind == was.fact
    return Given(
        fact=kind,
        at=min(payload.at.astimezone(UTC), unit.now) if payload.at else was.at,
        people=payload.people if payload.people is not None else was.people if same else None,
        minutes=payload.minutes if payload.minutes is not None else was.minutes if same else None,
        reason=payload.reason or (was.reason or None if same else None),  # type: ignore[arg-type]  # was checked then
        answered_for=was.answered_for or bool(payload.said_by),
        channel=was.channel,
        said_by=payload.said_by or was.said_by,
        post=was.post,
        witness=was.witness,
    )


def _void(was: Fact, payload: CorrectFact) -> Fact:
    return Fact(fact=was.fact, at=was.at, corrects=was.id, why=payload.why, said_by=payload.said_by)


def _said(was: Fact) -> Given:
    return Given(fact=was.fact, at=was.at)


def _still_free(unit: Unit, order: Order, found: Correction) -> None:
    """An order that was over comes to life again only while its team has no other."""
    if is_open(order.record) or not is_open(found.after) or not order.record.team:
        return
    other = busy_teams(unit, order.record.exercise).get(order.record.team)
    if other is not None and other != order.id:
        raise Conflict(N_("Its team has {order} by now."), code="team_busy", order=other)


def _record(unit: Unit, order: Order, found: Correction, entry: str, payload: CorrectFact) -> None:
    was, now, record = found.was, found.now, order.record
    event = FactCorrected(
        order=order.id,
        incident=record.incident,
        team=record.team,
        entry=entry,
        corrects=was.id,
        was=was.fact,
        was_at=was.at,
        void=now is None,
        fact=now.fact if now else was.fact,
        at=now.at if now else was.at,
        people=now.people if now else None,
        minutes=now.minutes if now else None,
        reason=now.reason if now else "",
        why=payload.why,
        said_by=payload.said_by,
        exercise=record.exercise,
    )
    first = _words(order, was)
    holds = _words(order, now) if now else Words("没有发生", "it did not happen")
    says = Words(
        f"更正 {first.zh} -> {holds.zh} ({payload.why})", f"Corrected: {first.en} -> {holds.en} ({payload.why})"
    )
    tell(unit, record.incident, event, says, order.id)


def _words(order: Order, fact: Fact) -> Words:
    return fact_words(
        order.name, fact.fact, kind=order.record.kind, reason=fact.reason, people=fact.people, minutes=fact.minutes
    )


def _follow(unit: Unit, before: Order, after: Order) -> None:
    """The roster shows what holds now; what was proposed in the belief of the wrong word is proposed anew."""
    state = str(after.row["state"])
    if state == before.row["state"]:
        if state == "ready" and before.record.last("ready") != after.record.last("ready"):
            _rest_anew(unit, after)
        return
    fact = after.record.last("unable", "declined") if state in ("unable", "declined") else None
    closed = state == "recalled" and not after.row["open"]
    note_readiness(unit, after, "recalled" if closed else STANDS_FOR.get(state, state), fact.reason if fact else "")
    out_of_date(unit, after.record.incident)


def _rest_anew(unit: Unit, order: Order) -> None:
    """The return was at another time than was entered: the rest counts from there, while it is still this order's."""
    team = unit.ask(Teams).get(order.record.team)
    if team is not None and team.readiness in ("resting", "ready") and team.reason == order.id:
        note_readiness(unit, order, "ready")


def facts_view(reading: Reading, parameters: OfOrder) -> tuple[FactEntry, ...]:
    """Every entry of an order, the wrong ones too, in the order in which they were entered."""
    order = order_by_id(reading, parameters.order)
    if order is None:
        raise no_order(parameters.order)
    read(reading, order.record.incident)
    query = select(facts).join(orders, orders.c.id == facts.c.order).where(orders.c.id == order.id)
    rows = reading.connection.execute(query.order_by(facts.c.entered_at, facts.c.id)).mappings().all()
    wrong = {row["corrects"] for row in rows if row["corrects"]}
    return tuple(
        FactEntry(
            fact=fact_of(row),
            entered_at=row["entered_at"],
            actor=row["actor"],
            note=row["note"],
            change=row["change"],
            state="void" if row["void"] else "corrected" if row["id"] in wrong else "holds",
        )
        for row in rows
    )
