"""Findings become corrective actions: with an owner and a day, done with evidence, verified by another person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_evaluation import payloads as p
from fengsui_evaluation.api.events import (
    ActionAssigned,
    ActionDone,
    ActionOverdue,
    ActionVerified,
    FindingDropped,
    FindingEntered,
    SectionWritten,
)  # fmt: skip
from fengsui_evaluation.api.values import Finding
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.evaluating import evaluate
from fengsui_evaluation.service.hearing import today
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents


def enter(unit: Unit, payload: p.EnterFinding) -> dict[str, Any]:
    """Raises Missing (`no_finding`) for a proposal that the record no longer makes, Invalid without any words."""
    if payload.finding is not None:
        taken = _proposed(unit, payload.incident, payload.finding)
        return _save(unit, taken.id, payload.incident, taken.text, taken.basis, "open")
    if not payload.text:
        raise Invalid(N_("A finding needs words."), faults=[Fault("text", N_("what was found"), "text_needed")])
    words = Words(payload.text, payload.text)
    return _save(unit, unit.new_id(), payload.incident, words, payload.basis, "open")


def _proposed(unit: Reading, incident: str, finding: str) -> Finding:
    found = evaluate(unit, p.OfIncident(incident=incident)).findings
    taken = next((one for one in found if one.id == finding), None)
    if taken is None:
        raise Missing(N_("There is no finding {finding}."), code="no_finding", finding=finding)
    if taken.state != "proposed":
        raise Conflict(N_("Finding {finding} was taken up already."), code="finding_known", finding=finding)
    return taken


def _save(unit: Unit, id: str, incident: str, text: Words, basis: str, state: str, reason: str = "") -> dict[str, Any]:
    exercise = unit.ask(Incidents).card(incident).exercise
    unit.enter(exercise)
    rows.save_finding(unit, id=id, incident=incident, exercise=exercise, zh=text.zh, en=text.en, basis=basis,
                      state=state, reason=reason, entered_at=unit.now)  # fmt: skip
    if state == "open":
        unit.record(FindingEntered(incident=incident, finding=id, basis=basis, exercise=exercise))
    else:
        unit.record(FindingDropped(incident=incident, finding=id, exercise=exercise))
    return {"finding": id, "state": state}


def assign(unit: Unit, payload: p.Assign) -> dict[str, Any]:
    row = _settable(unit, payload.finding, "open")
    if payload.due < today(unit):
        fault = Fault("due", N_("today or later"), "day_passed")
        raise Invalid(N_("The action's day has passed already."), code="invalid", faults=[fault])
    rows.change_finding(unit, row["id"], owner=payload.owner, due=payload.due, overdue_told_at=None)
    unit.record(
        ActionAssigned(incident=row["incident"], finding=row["id"], due_on=payload.due, exercise=row["exercise"])
    )
    return {"finding": row["id"], "state": "open"}


def done(unit: Unit, payload: p.Done) -> dict[str, Any]:
    row = _settable(unit, payload.finding, "open")
    if not row["owner"]:
        raise Conflict(N_("The finding has no owner and no day yet."), code="not_assigned")
    rows.change_finding(unit, row["id"], state="done", evidence=payload.evidence, done_by=unit.actor.id)
    unit.record(ActionDone(incident=row["incident"], finding=row["id"], exercise=row["exercise"]))
    return {"finding": row["id"], "state": "done"}


def verify(unit: Unit, payload: p.Verify) -> dict[str, Any]:
    """Raises Conflict (`same_person`): nobody verifies his own work."""
    row = _settable(unit, payload.finding, "done")
    if row["done_by"] == unit.actor.id:
        raise Conflict(N_("Another person verifies what you have done."), code="same_person")
    if not payload.accepted and not payload.reason:
        fault = Fault("reason", N_("what is still missing"), "reason_needed")
        raise Invalid(N_("Sending an action back needs a reason."), code="reason_needed", faults=[fault])
    state = "verified" if payload.accepted else "open"
    rows.change_finding(unit, row["id"], state=state, reason=payload.reason)
    event = ActionVerified(
        incident=row["incident"], finding=row["id"], accepted=payload.accepted, exercise=row["exercise"]
    )
    unit.record(event)
    return {"finding": row["id"], "state": state}


def drop(unit: Unit, payload: p.Drop) -> dict[str, Any]:
    """One that was proposed is kept as dropped, with the reason, so that it is not proposed again."""
    if payload.incident is not None:
        taken = _proposed(unit, payload.incident, payload.finding)
        return _save(unit, taken.id, payload.incident, taken.text, taken.basis, "dropped", payload.reason)
    row = _settable(unit, payload.finding, "open")
    rows.change_finding(unit, row["id"], state="dropped", reason=payload.reason)
    unit.record(FindingDropped(incident=row["incident"], finding=row["id"], exercise=row["exercise"]))
    return {"finding": row["id"], "state": "dropped"}


def _settable(unit: Unit, finding: str, state: str) -> RowMapping:
    row = rows.finding_row(unit, finding)
    if row["state"] != state:
        raise Conflict(N_("Finding {finding} is {state}."), code="finding_state", finding=finding, state=row["state"])
    unit.enter(row["exercise"])
    return row


def write(unit: Unit, payload: p.Write) -> dict[str, Any]:
    """What the evaluators write in a section; the computed part stays as it is."""
    exercise = unit.ask(Incidents).card(payload.incident).exercise
    unit.enter(exercise)
    rows.save_section(unit, payload.incident, payload.section, payload.text)
    unit.record(SectionWritten(incident=payload.incident, section=payload.section, exercise=exercise))
    return {"incident": payload.incident, "section": payload.section}


def actions(reading: Reading, _: p.Nothing) -> tuple[Finding, ...]:
    """Findings that are not settled, soonest due first."""
    return tuple(rows.open_findings(reading))


def overdue(reading: Reading) -> list[str]:
    return list(rows.overdue_findings(reading, today(reading)))


def tell_overdue(unit: Unit, finding: str) -> None:
    row = rows.finding_row(unit, finding)
    if row["overdue_told_at"] is not None or row["state"] != "open" or row["due"] is None:
        return
    unit.enter(row["exercise"])
    rows.change_finding(unit, finding, overdue_told_at=unit.now)
    unit.record(ActionOverdue(incident=row["incident"], finding=finding, due_on=row["due"], exercise=row["exercise"]))
