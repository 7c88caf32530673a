"""Demands from above: 核实, 批示, and the picture again and again; each with source, deadline, owner and reply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import insert, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_reports.api.events import DemandAnswered, DemandAssigned, DemandEnded, DemandReceived
from fengsui_reports.api.payloads import Answer, Assign, Demand, EndDemand, Feedback
from fengsui_reports.api.views import Done
from fengsui_reports.api.words import DEMAND_SAID, DemandKind
from fengsui_reports.service.context import Context, context_of, moment, time_faults
from fengsui_reports.service.rows import demand_row, enter_case
from fengsui_reports.service.running import write
from fengsui_reports.tables import demands


def demand(unit: Unit, payload: Demand) -> Done:
    """Its deadline is the one that was given; without one the rule's. A picture may be wanted every so many minutes."""
    context = context_of(unit)
    _bind(unit, payload.incident)
    faults = time_faults("at", payload.at, unit.now)
    received_at = moment(payload.at, unit.now)
    if payload.due is not None and payload.due <= received_at:
        faults.append(Fault("due", N_("a time after the demand itself"), "due_before"))
    if payload.due is not None and payload.within_minutes is not None:
        faults.append(Fault("within_minutes", N_("a time or minutes, not both"), "two_deadlines"))
    if payload.every_minutes is not None and payload.kind != "picture":
        faults.append(Fault("every_minutes", N_("only for the picture"), "not_repeated"))
    if payload.kind == "picture" and not payload.incident:
        faults.append(Fault("incident", N_("the incident whose picture is wanted"), "incident_needed"))
    if faults:
        raise Invalid(N_("The demand cannot be entered as it is."), faults=faults)
    row = _row(unit, context, payload, received_at)
    unit.connection.execute(insert(demands).values(**row))
    unit.record(
        DemandReceived(
            demand=row["id"], kind=payload.kind, incident=payload.incident, source=payload.source, text=payload.text,
            answer_by=row["due_at"], owner=payload.owner, every_minutes=payload.every_minutes, exercise=None,
        )
    )  # fmt: skip
    by = context.said.hm(row["due_at"])
    _line(unit, row, f"上级要求, 限{by}", f"from above, by {by}", DemandReceived.topic, received_at)
    return Done(incident=payload.incident, demand=row["id"])


def _row(unit: Unit, context: Context, payload: Demand, received_at: datetime) -> dict[str, Any]:
    minutes = (
        payload.within_minutes or payload.every_minutes or int(context.rules.value("demand_minutes")[payload.kind])
    )
    return {
        "id": unit.new_id(),
        "kind": payload.kind,
        "incident": payload.incident,
        "source": payload.source,
        "text": payload.text,
        "owner": payload.owner,
        "received_at": received_at,
        "due_at": moment(payload.due, received_at + timedelta(minutes=minutes)),
        "every_minutes": payload.every_minutes,
        "state": "open",
        "reply": "",
        "told": "",
        "feedback": "",
        "late": False,
        "answers": 0,
        "presented": False,
    }


def _bind(unit: Unit, incident: str) -> None:
    """A demand is of the real thing; one about an incident only for whoever may act on it."""
    if incident:
        enter_case(unit, incident)
    else:
        unit.enter(None)
        unit.actor.require("incidents.real")


def _line(unit: Unit, row: Mapping[Any, Any], zh: str, en: str, topic: str, at: datetime | None = None) -> None:
    """In the incident's record without who said what: that is in the demand, which an erasure reaches."""
    if row["incident"]:
        said = DEMAND_SAID[cast(DemandKind, row["kind"])]
        says = Words(f"{said.zh}: {zh}", f"{said.en.capitalize()}: {en}")
        write(unit, row["incident"], topic, says, at=at)


def _open(unit: Unit, demand_id: str) -> Mapping[Any, Any]:
    row = demand_row(unit, demand_id)
    _bind(unit, row["incident"])
    if row["state"] != "open":
        raise Conflict(N_("Demand {demand} is answered already."), code="demand_answered", demand=demand_id)
    return row


def _save(unit: Unit, row: Mapping[Any, Any], **values: object) -> None:
    unit.connection.execute(update(demands).where(demands.c.id == row["id"]).values(**values))


def assign(unit: Unit, payload: Assign) -> Done:
    row = _open(unit, payload.demand)
    _save(unit, row, owner=payload.owner)
    unit.record(DemandAssigned(demand=row["id"], kind=row["kind"], owner=payload.owner, exercise=None))
    return Done(incident=row["incident"], demand=row["id"])


def answer(unit: Unit, payload: Answer) -> Done:
    """Our reply. What is wanted again and again goes on with its next time; the clocks of it never slip backwards."""
    row = _open(unit, payload.demand)
    if faults := time_faults("at", payload.at, unit.now, row["received_at"]):
        raise Invalid(N_("The reply cannot be entered as it is."), faults=faults)
    at = moment(payload.at, unit.now)
    late = answered(unit, row, at, payload.reply, payload.told, payload.feedback)
    return Done(incident=row["incident"], demand=row["id"], warnings=("late",) if late else ())


def answered(unit: Unit, row: Mapping[Any, Any], at: datetime, reply: str, told: str, feedback: str) -> bool:
    late = bool(at > row["due_at"])
    values: dict[str, Any] = {
        "reply": reply, "told": told, "feedback": feedback, "answered_at": at, "late": row["late"] or late,
        "answers": row["answers"] + 1,
    }  # fmt: skip
    next_due = _next(row, at)
    values |= {"due_at": next_due, "rung_at": None, "presented": False} if next_due else {"state": "answered"}
    _save(unit, row, **values)
    unit.record(
        DemandAnswered(
            demand=row["id"], kind=row["kind"], reply=reply, told=told, feedback=feedback, late=late,
            next_due=next_due, exercise=None,
        )
    )  # fmt: skip
    zh, en = ("已答复 (超时)", "answered (LATE)") if late else ("已答复", "answered")
    _line(unit, row, zh, en, DemandAnswered.topic)
    return late


def _next(row: Mapping[Any, Any], at: datetime) -> datetime | None:
    """The next of a row of times, the first one after the answer."""
    if row["every_minutes"] is None:
        return None
    every = timedelta(minutes=row["every_minutes"])
    due: datetime = row["due_at"] + every
    while due <= at:
        due += every
    return due


def feedback(unit: Unit, payload: Feedback) -> Done:
    """What those above said to it afterwards."""
    row = demand_row(unit, payload.demand)
    _bind(unit, row["incident"])
    _save(unit, row, feedback=payload.feedback, told=payload.told or row["told"])
    unit.record(
        DemandAnswered(
            demand=row["id"], kind=row["kind"], reply=row["reply"], told=payload.told or row["told"],
            feedback=payload.feedback, late=row["late"], exercise=None,
        )
    )  # fmt: skip
    return Done(incident=row["incident"], demand=row["id"])


def end_demand(unit: Unit, payload: EndDemand) -> Done:
    """Withdrawn by those above, or no longer wanted: why."""
    row = _open(unit, payload.demand)
    _save(unit, row, state="ended", reply=row["reply"] or payload.reason)
    unit.record(DemandEnded(demand=row["id"], kind=row["kind"], reason=payload.reason, exercise=None))
    _line(unit, row, "结束", "ended", DemandEnded.topic)
    return Done(incident=row["incident"], demand=row["id"])
