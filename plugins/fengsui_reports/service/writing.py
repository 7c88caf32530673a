"""Written reports: 拟稿, 审核, 签发. Each step warns where it is missing, and none holds a report back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import delete, insert, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.api.events import ReportDrafted, ReportDropped, ReportEdited, ReportReviewed, ReportSigned
from fengsui_reports.api.payloads import DraftReport, Edit, OfReport, SignFor
from fengsui_reports.api.views import Done
from fengsui_reports.api.words import WRITTEN, ReportKind
from fengsui_reports.model.case import Case
from fengsui_reports.model.compose import Record, elements_of, missing
from fengsui_reports.service.context import Context, context_of, who
from fengsui_reports.service.rows import enter_case, report_row, reports_of
from fengsui_reports.service.running import write
from fengsui_reports.tables import reports


def draft(unit: Unit, payload: DraftReport) -> Done:
    """Drafts from the record. A draft of that kind that is not sent yet is answered as it is."""
    case, context = enter_case(unit, payload.incident), context_of(unit)
    there = reports_of(unit, case.incident)
    kind: ReportKind = payload.kind or _next_kind(there)
    corrects = _corrected(payload, kind, there)
    waiting = next((row for row in there if row["kind"] == kind and row["state"] != "sent"), None)
    if waiting is not None:
        return _done(context, waiting)
    elements = written(unit, context, case, kind, there)
    number = 1 + max((row["number"] for row in there if row["kind"] == kind), default=0)
    row = {
        "id": unit.new_id(),
        "incident": case.incident,
        "kind": kind,
        "number": number,
        "corrects": corrects,
        "state": "draft",
        "grade": case.grade,
        "figures": dict(case.figures),
        "elements": elements,
        "text": "",
        "written_at": unit.now,
        "drafted_by": who(unit),
        "reviewed_by": "",
        "signed_by": "",
        "warnings": [],
        "sha256": "",
    }
    unit.connection.execute(insert(reports).values(**row))
    done = _done(context, row)
    unit.record(ReportDrafted(number=number, missing=done.missing, **_event(row)))
    return done


def _next_kind(there: Sequence[Mapping[Any, Any]]) -> ReportKind:
    """The first where none was written; else the next follow-up."""
    sent = any(row["kind"] in ("first", "final") and row["state"] == "sent" for row in there)
    return "follow_up" if sent else "first"


def _corrected(payload: DraftReport, kind: ReportKind, there: Sequence[Mapping[Any, Any]]) -> str:
    """The report that a correction corrects: the one named, else the last that was sent."""
    sent = [row for row in there if row["state"] == "sent" and row["kind"] != "picture"]
    if kind in ("follow_up", "supplement", "correction") and not sent:
        fault = Fault("kind", N_("`first`: nothing has been sent yet that this could follow"), "nothing_sent")
        raise Invalid(N_("This report cannot be drafted."), faults=[fault])
    if kind != "correction":
        return ""
    if payload.corrects and payload.corrects not in {row["id"] for row in sent}:
        fault = Fault("corrects", N_("a report of this incident that was sent"), "no_such_report")
        raise Invalid(N_("This report cannot be drafted."), faults=[fault])
    return payload.corrects or str(sent[-1]["id"])


def written(
    unit: Reading, context: Context, case: Case, kind: ReportKind, there: Sequence[Mapping[Any, Any]]
) -> dict[str, str]:
    """The elements as the record has them now. A follow-up carries what is new since the last that was sent."""
    known = unit.ask(Incidents)
    sent = [row for row in there if row["state"] == "sent" and row["kind"] != "picture"]
    last = max(sent, key=lambda row: row["written_at"], default=None)
    record = Record(
        case=case,
        card=known.card(case.incident),
        lines=known.record(case.incident),
        since=last["written_at"] if last is not None else None,
        grade_before=last["grade"] if last is not None else "",
    )
    made = elements_of(kind, record, context.said)
    if kind == "correction" and case.stopped_reason:
        made["news"] = case.stopped_reason
    return made


def lacking(context: Context, kind: ReportKind, elements: Mapping[str, str]) -> tuple[str, ...]:
    return missing(kind, elements, context.rules.value("elements_required"))


def _done(context: Context, row: Mapping[str, Any]) -> Done:
    kind = cast(ReportKind, row["kind"])
    return Done(
        incident=row["incident"],
        report=row["id"],
        number=row["number"],
        missing=lacking(context, kind, row["elements"]),
    )


def _event(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {"report": row["id"], "incident": row["incident"], "kind": row["kind"], "exercise": None}


def open_draft(unit: Unit, report: str) -> tuple[Mapping[Any, Any], Case]:
    """A written report that may still be changed; raises Conflict (`report_sent`): what was sent is corrected."""
    row = report_row(unit, report)
    case = enter_case(unit, row["incident"])
    if row["state"] == "sent" or row["kind"] not in WRITTEN:
        message = N_("Report {report} was sent: it is corrected by another one, never changed.")
        raise Conflict(message, code="report_sent", report=report)
    return row, case


def edit(unit: Unit, payload: Edit) -> Done:
    """A person's words stand over the record's; whoever reviewed or signed the words before does so again."""
    row, case = open_draft(unit, payload.report)
    context = context_of(unit)
    elements = dict(row["elements"])
    values: dict[str, Any] = {"state": "draft", "reviewed_by": "", "reviewed_at": None, "signed_by": "",
                              "signed_at": None}  # fmt: skip
    if payload.again:
        elements = written(unit, context, case, row["kind"], reports_of(unit, case.incident))
        values |= {"grade": case.grade, "figures": dict(case.figures), "written_at": unit.now}
    elements |= payload.elements
    values["elements"] = {name: text for name, text in elements.items() if text.strip() or name not in payload.elements}
    _save(unit, row, **values)
    unit.record(ReportEdited(elements=tuple(payload.elements), **_event(row)))
    return _done(context, {**row, **values})


def review(unit: Unit, payload: OfReport) -> Done:
    row, _ = open_draft(unit, payload.report)
    by = who(unit)
    _save(unit, row, state="signed" if row["signed_by"] else "reviewed", reviewed_by=by, reviewed_at=unit.now)
    unit.record(ReportReviewed(**_event(row)))
    warnings = ("reviewed_by_drafter",) if by == row["drafted_by"] else ()
    return Done(incident=row["incident"], report=row["id"], number=row["number"], warnings=warnings)


def sign(unit: Unit, payload: OfReport) -> Done:
    return _sign(unit, payload.report, who(unit))


def sign_for(unit: Unit, payload: SignFor) -> Done:
    """Said by the leader, entered for him (代录)."""
    said = {"phone": "电话", "radio": "电台", "message": "信息", "in_person": "当面"}[payload.channel]
    return _sign(unit, payload.report, f"{payload.by[:60]} ({said}, {who(unit)[:25]}代录)")


def _sign(unit: Unit, report: str, by: str) -> Done:
    row, _ = open_draft(unit, report)
    _save(unit, row, state="signed", signed_by=by[:100], signed_at=unit.now)
    unit.record(ReportSigned(**_event(row)))
    warnings = () if row["reviewed_by"] else ("unreviewed",)
    return Done(incident=row["incident"], report=row["id"], number=row["number"], warnings=warnings)


def drop(unit: Unit, payload: OfReport) -> Done:
    """A draft that is not wanted; its number is free again, for nobody outside has seen it."""
    row, case = open_draft(unit, payload.report)
    unit.connection.execute(delete(reports).where(reports.c.id == row["id"]))
    unit.record(ReportDropped(**_event(row)))
    write(unit, case.incident, ReportDropped.topic, Words("报告草稿作废", "A draft report was put away"))
    return Done(incident=row["incident"], report=row["id"])


def _save(unit: Unit, row: Mapping[Any, Any], **values: object) -> None:
    unit.connection.execute(update(reports).where(reports.c.id == row["id"]).values(**values))
