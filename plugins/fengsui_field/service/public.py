"""Public information (信息发布): who may speak, what is said, who approved it. A line of the record, not a channel."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from fengsui.errors import Conflict, Fault, Forbidden
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_field import tables as t
from fengsui_field.api.events import SpeakersNamed, StatementDecided, StatementDrafted, StatementIssued
from fengsui_field.api.payloads import DecideStatement, DraftStatement, IssueStatement, NameSpeakers
from fengsui_field.service.context import ground, minutes, next_number, refuse, row_of, tell, when, who
from fengsui_field.service.watching import Waiting, settle, wait
from fengsui_incidents.api.events import Words


def name_speakers(unit: Unit, payload: NameSpeakers) -> dict[str, Any]:
    """Who may speak: this list and nobody else."""
    at = ground(unit, payload.incident)
    unit.connection.execute(delete(t.speakers).where(t.speakers.c.incident == at.id))
    for number, one in enumerate(payload.speakers, 1):
        unit.connection.execute(
            insert(t.speakers).values(
                id=unit.new_id(), incident=at.id, exercise=at.exercise, number=number, name=one.name, post=one.post
            )
        )
    event = SpeakersNamed(incident=at.id, count=len(payload.speakers), exercise=at.exercise)
    says = Words(f"新闻发言人 {len(payload.speakers)}人", f"{len(payload.speakers)} may speak to the public")
    tell(unit, at.id, event, says)
    return {"incident": at.id, "speakers": len(payload.speakers)}


def draft(unit: Unit, payload: DraftStatement) -> dict[str, Any]:
    at = ground(unit, payload.incident)
    id, number = unit.new_id(), next_number(unit, t.statements, at.id)
    unit.connection.execute(
        insert(t.statements).values(
            id=id, incident=at.id, exercise=at.exercise, number=number, text=payload.text, state="draft",
            drafted_by=unit.actor.id, drafter=who(unit)[:200], drafted_at=unit.now, decided_by="", reason="",
            speaker="", where="",
        )
    )  # fmt: skip
    event = StatementDrafted(incident=at.id, statement=id, exercise=at.exercise)
    tell(unit, at.id, event, Words(f"信息发布 {number}稿 待审", f"Public statement {number}: to be approved"))
    wait(
        unit,
        Waiting(
            kind="public", thing=id, incident=at.id, exercise=at.exercise, shows_at=unit.now,
            due_at=unit.now + minutes(unit, "statement_decide_minutes"),
            says=Words(f"信息发布 {number}稿 待审", f"public statement {number} waits for its approver"),
        ),
    )  # fmt: skip
    return {"statement": id, "number": number}


def decide(unit: Unit, payload: DecideStatement) -> dict[str, Any]:
    """Whoever drafted it does not approve it, in person or through somebody who enters his word."""
    row = row_of(unit, t.statements, payload.statement, N_("There is no statement {id}."))
    at = ground(unit, row["incident"])
    if row["state"] != "draft":
        raise Conflict(N_("This statement has been decided."), code="decided_already")
    faults = []
    if bool(payload.said_by) != (payload.channel is not None):
        faults.append(Fault("channel", N_("how he said it, with who said it"), "said_how"))
    if not payload.approved and not payload.reason:
        faults.append(Fault("reason", N_("why it is refused"), "reason_needed"))
    refuse(N_("The decision cannot be entered as it is."), faults)
    approver = _approver(unit, row, payload)
    state = "approved" if payload.approved else "refused"
    unit.connection.execute(
        update(t.statements)
        .where(t.statements.c.id == row["id"])
        .values(state=state, decided_by=approver[:200], decided_at=unit.now, reason=payload.reason)
    )
    settle(unit, "public", row["id"])
    event = StatementDecided(
        incident=at.id, statement=row["id"], approved=payload.approved, reason=payload.reason,
        answered_for=bool(payload.said_by), exercise=at.exercise,
    )  # fmt: skip
    did = (
        Words("批准", "approved") if payload.approved else Words(f"退回 {payload.reason}", f"refused: {payload.reason}")
    )
    says = Words(
        f"信息发布 {row['number']}稿 {did.zh} ({approver})", f"Public statement {row['number']} {did.en} ({approver})"
    )
    tell(unit, at.id, event, says)
    return {"statement": row["id"], "state": state}


def _approver(unit: Unit, row: RowMapping, payload: DecideStatement) -> str:
    if payload.said_by:
        unit.actor.require("field.public.approve_for")
        same = payload.said_by == row["drafter"]
    else:
        unit.actor.require("field.public.approve")
        same = unit.actor.id == row["drafted_by"]
    if same:
        raise Forbidden(N_("Whoever drafted a statement does not approve it."), code="drafter_approves")
    return payload.said_by or who(unit)


def issue(unit: Unit, payload: IssueStatement) -> dict[str, Any]:
    """That it was said, by somebody who may, and where."""
    row = row_of(unit, t.statements, payload.statement, N_("There is no statement {id}."))
    at = ground(unit, row["incident"])
    if row["state"] != "approved":
        raise Conflict(N_("Only an approved statement is given to the public."), code="not_approved")
    s = t.speakers.c
    may = select(s.name).where(s.incident == at.id).order_by(s.number, s.id)
    names = unit.connection.execute(may).scalars().all()
    if payload.speaker not in names:
        fault = Fault("speaker", N_("one of those who may speak ({names})"), "may_not_speak",
                      {"names": ", ".join(names) or "--"})  # fmt: skip
        raise Conflict(N_("{who} may not speak for this incident."), code="may_not_speak", faults=[fault],
                       who=payload.speaker)  # fmt: skip
    said_at = when(unit, payload.at)
    unit.connection.execute(
        update(t.statements)
        .where(t.statements.c.id == row["id"])
        .values(state="issued", speaker=payload.speaker, where=payload.where, issued_at=said_at)
    )
    event = StatementIssued(
        incident=at.id, statement=row["id"], where=payload.where, text=row["text"], exercise=at.exercise
    )
    text = " ".join(row["text"].split())
    says = Words(
        f"已发布 {row['number']}稿 ({payload.where}): {text}",
        f"Statement {row['number']} given to the public ({payload.where}): {text}",
    )
    tell(unit, at.id, event, says, at=said_at)
    return {"statement": row["id"], "state": "issued"}
