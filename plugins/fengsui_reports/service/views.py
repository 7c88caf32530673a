"""What is looked at: the board of all cases, one report whole, its document, and the text of the flash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, true

from fengsui.errors import Missing
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.api.payloads import OfBoard, OfIncident, OfReport
from fengsui_reports.api.views import DemandRow, Document, FlashCard, ReceiptRow, ReportCard, ReportRow, ReportsBoard
from fengsui_reports.model.case import Case
from fengsui_reports.model.compose import plain, title_of
from fengsui_reports.model.flash import flash_missing, flash_text
from fengsui_reports.model.picture import DRILL
from fengsui_reports.service.case_rows import case_row, clock_row
from fengsui_reports.service.cases import provisional
from fengsui_reports.service.context import Context, context_of
from fengsui_reports.service.documents import file_name, render, report_values
from fengsui_reports.service.flashing import most_characters, required, text_for
from fengsui_reports.service.rows import case_of, clocks_of, clocks_of_case, find_case, in_area, report_row
from fengsui_reports.service.writing import lacking
from fengsui_reports.tables import cases, clocks, demands, receipts, reports

MOST_CASES, MOST_ANSWERED = 200, 50


def board(reading: Reading, payload: OfBoard) -> ReportsBoard:
    """Cases that run or are watched, in six queries however many they are; the soonest limit first."""
    context = context_of(reading)
    query = select(cases).order_by(cases.c.received_at.desc(), cases.c.incident.desc()).limit(MOST_CASES)
    if payload.incident:
        query = query.where(cases.c.incident == payload.incident)
    else:
        watched = (cases.c.watched_until > reading.now) & cases.c.owed_since.is_not(None)
        query = query.where(or_(cases.c.closed_at.is_(None), watched))
    if reading.actor.area:
        query = query.where(cases.c.division.startswith(reading.actor.area))
    found = [case_of(row) for row in reading.connection.execute(query).mappings()]
    ids = [case.incident for case in found]
    running = clocks_of(reading, clocks.c.incident.in_(ids))
    written = report_rows(reading, context, {case.incident: case for case in found})
    made = [
        case_row(
            context, case, [c for c in running if c.incident == case.incident],
            [r for r in written if r.incident == case.incident], reading.now,
        )
        for case in found
    ]  # fmt: skip
    return ReportsBoard(
        now=reading.now,
        centre=context.centre,
        cases=tuple(sorted(made, key=lambda row: _soonest(row.clocks, row.received_at))),
        demands=_demands(reading, payload.incident),
    )


def _soonest(rows: Sequence[Any], received_at: Any) -> tuple[bool, Any]:
    open_now = [row.late_after for row in rows if row.state == "open"]
    return (not open_now, min(open_now, default=received_at))


def report_rows(reading: Reading, context: Context, known: Mapping[str, Case]) -> tuple[ReportRow, ...]:
    columns = [column for column in reports.c if column.name not in ("document", "text")]
    query = select(*columns).where(reports.c.incident.in_(known)).order_by(reports.c.written_at, reports.c.id)
    rows = reading.connection.execute(query).mappings().all()
    heard = _receipts(reading, context, [row["id"] for row in rows])
    return tuple(
        ReportRow(**_report_values(context, known[row["incident"]], row, heard.get(row["id"], ()))) for row in rows
    )


def _report_values(context: Context, case: Case, row: Mapping[Any, Any], heard: Sequence[ReceiptRow]) -> dict[str, Any]:
    copied = ("id", "incident", "kind", "number", "state", "grade", "written_at", "drafted_by", "reviewed_by",
              "reviewed_at", "signed_by", "signed_at", "sent_at", "corrects")  # fmt: skip
    return {name: row[name] for name in copied} | {
        "title": title_of(row["kind"], row["number"], case, context.said),
        "missing": lacking(context, row["kind"], row["elements"]) if row["kind"] not in ("flash", "picture") else (),
        "warnings": tuple(row["warnings"]),
        "receipts": tuple(heard),
    }


def _receipts(reading: Reading, context: Context, ids: Sequence[str]) -> dict[str, list[ReceiptRow]]:
    query = select(receipts).where(receipts.c.report.in_(ids)).order_by(receipts.c.sent_at, receipts.c.to)
    found: dict[str, list[ReceiptRow]] = {}
    for row in reading.connection.execute(query).mappings():
        found.setdefault(row["report"], []).append(
            ReceiptRow(
                to=row["to"], name_of=context.name(row["to"]), sent_at=row["sent_at"], name=row["name"],
                post=row["post"], at=row["at"], channel=row["channel"], entered_late=row["entered_late"],
                witness=row["witness"],
            )
        )  # fmt: skip
    return found


def _demands(reading: Reading, incident: str) -> tuple[DemandRow, ...]:
    """Open ones first, soonest first; of those answered the last fifty. They are of the centre, not of a division."""
    if reading.actor.area:
        return ()
    of = (demands.c.incident == incident) if incident else true()
    waiting = select(demands).where(of, demands.c.state == "open").order_by(demands.c.due_at, demands.c.id)
    done = select(demands).where(of, demands.c.state != "open")
    done = done.order_by(demands.c.due_at.desc(), demands.c.id.desc()).limit(MOST_ANSWERED)
    open_now = reading.connection.execute(waiting).mappings().all()
    answered = reading.connection.execute(done).mappings().all()
    names = [column.name for column in demands.c if column.name != "rung_at"]
    return tuple(
        DemandRow(**{name: row[name] for name in names}, overdue=row["state"] == "open" and reading.now > row["due_at"])
        for row in (*open_now, *reversed(answered))
    )


def report(reading: Reading, payload: OfReport) -> ReportCard:
    """One report whole; a draft's text as it would go out now."""
    row, case, context = *_seen(reading, payload.report), context_of(reading)
    heard = _receipts(reading, context, [row["id"]]).get(row["id"], [])
    text = row["text"] or plain(
        row["kind"], row["number"], case, row["elements"], context.said, centre=context.centre, to=(),
        at=row["written_at"],
    )  # fmt: skip
    return ReportCard(
        **_report_values(context, case, row, heard), elements=dict(row["elements"]), text=text, sha256=row["sha256"]
    )


def _seen(reading: Reading, report_id: str) -> tuple[Mapping[Any, Any], Case]:
    row = report_row(reading, report_id)
    case = find_case(reading, row["incident"])
    if case is None:
        raise Missing(N_("There is no report {report}."), code="no_report", report=report_id)
    in_area(reading, case)
    return row, case


def document(reading: Reading, payload: OfReport) -> Document:
    """The docx that went out; of a draft, as it would look now."""
    row, case = _seen(reading, payload.report)
    context, name = context_of(reading), file_name(case.incident, row["kind"], row["number"])
    kept: bytes | None = row["document"]
    content = kept or render(context, row["kind"], report_values(context, case, row, (), ""))
    return Document(
        name=name, content=base64.b64encode(content).decode(), sha256=hashlib.sha256(content).hexdigest(),
        sent=kept is not None,
    )  # fmt: skip


def flash_card(reading: Reading, payload: OfIncident) -> FlashCard:
    """The text that is read out now: the same for the second line, another one where something changed."""
    context = context_of(reading)
    card = reading.ask(Incidents).card(payload.incident)
    case = find_case(reading, payload.incident) or provisional(card)
    there = clocks_of_case(reading, payload.incident)
    going_on = text_for(reading, case, there)
    most = most_characters(context)
    text = flash_text(case, card, context.centre, context.said, most)
    if going_on is not None:
        text = going_on["text"]
    if card.exercise is not None:
        text = f"{context.said.say(DRILL)}{text}{context.said.say(DRILL).strip()}"
    heard = _receipts(reading, context, [going_on["id"]]).get(going_on["id"], []) if going_on is not None else []
    lines = [clock for clock in there if clock.state == "open" and clock.form in ("flash", "notice")]
    return FlashCard(
        incident=card.id, text=text, characters=len(text), most=most,
        missing=flash_missing(case, card, required(context)),
        lines=tuple(clock_row(context, clock, reading.now) for clock in lines), heard=tuple(heard),
        exercise=card.exercise,
    )  # fmt: skip
