"""快报: one text, read out to one listener after the other; each receipt stops that line's clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.api.events import ReceiptGiven, ReportSent
from fengsui_reports.api.payloads import Flash
from fengsui_reports.api.views import Done
from fengsui_reports.model.case import Case
from fengsui_reports.model.clocks import Clock, met_by
from fengsui_reports.model.flash import flash_missing, flash_text
from fengsui_reports.service.context import Context, context_of, entered_late, moment, time_faults, who
from fengsui_reports.service.rows import clocks_of_case, enter_case, reports_of, save_case
from fengsui_reports.service.running import follow_ups, meet, write
from fengsui_reports.tables import receipts, reports


def flash(unit: Unit, payload: Flash) -> Done:
    case, context = enter_case(unit, payload.incident), context_of(unit)
    at = moment(payload.at, unit.now)
    most = most_characters(context)
    faults = time_faults("at", payload.at, unit.now, case.received_at)
    if len(payload.text) > most:
        faults.append(Fault("text", N_("at most {most} characters"), "flash_too_long", {"most": most}))
    if faults:
        raise Invalid(N_("The flash cannot be entered as it is."), faults=faults)
    there = clocks_of_case(unit, case.incident)
    report = text_for(unit, case, there, payload)
    if report is None:
        report = _new(unit, context, case, payload, at)
    late = _heard(unit, context, case, there, report, payload, at)
    missing = flash_missing(case, unit.ask(Incidents).card(case.incident), required(context))
    return Done(
        incident=case.incident, report=report["id"], text=report["text"], number=report["number"],
        late=(payload.to,) if late else (), missing=missing,
    )  # fmt: skip


def most_characters(context: Context) -> int:
    return int(context.rules.value("flash_characters")["zh" if context.chinese else "en"])


def required(context: Context) -> list[str]:
    return list(context.rules.value("elements_required")["flash"])


def text_for(
    unit: Reading, case: Case, there: tuple[Clock, ...], asked: Flash | None = None
) -> Mapping[Any, Any] | None:
    """The flash whose text is read on: none for a listener who has heard it, nor where a duty began after it."""
    done = [row for row in reports_of(unit, case.incident) if row["kind"] == "flash"]
    if not done or (asked is not None and asked.anew):
        return None
    last = max(done, key=lambda row: row["number"])
    later = any(
        clock.form == "flash" and clock.state == "open" and clock.began_at > last["written_at"] for clock in there
    )
    if later or last["figures"] != dict(case.figures) or last["grade"] != case.grade:
        return None
    if asked is None:
        return last
    heard = unit.connection.execute(
        select(receipts.c.to).where(receipts.c.report == last["id"], receipts.c.to == asked.to)
    ).first()
    if heard is not None:
        message = N_("{to} has heard this flash already; say `anew` for another one.")
        raise Conflict(message, code="flash_heard", to=asked.to)
    return None if asked.text and asked.text != last["text"] else last


def _new(unit: Unit, context: Context, case: Case, payload: Flash, at: datetime) -> Mapping[Any, Any]:
    card = unit.ask(Incidents).card(case.incident)
    text = payload.text or flash_text(case, card, context.centre, context.said, most_characters(context))
    number = 1 + max((row["number"] for row in reports_of(unit, case.incident) if row["kind"] == "flash"), default=0)
    row = {
        "id": unit.new_id(),
        "incident": case.incident,
        "kind": "flash",
        "number": number,
        "corrects": "",
        "state": "sent",
        "grade": case.grade,
        "figures": dict(case.figures),
        "elements": {},
        "text": text,
        "written_at": at,
        "drafted_by": who(unit),
        "reviewed_by": "",
        "signed_by": "",
        "sent_at": at,
        "warnings": [],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    unit.connection.execute(insert(reports).values(**row))
    return row


def _heard(
    unit: Unit,
    context: Context,
    case: Case,
    there: tuple[Clock, ...],
    report: Mapping[Any, Any],
    payload: Flash,
    at: datetime,
) -> bool:
    """Saves who took it and stops that line's clocks; answers whether it came late."""
    afterwards = entered_late(payload.at, unit.now)
    unit.connection.execute(
        insert(receipts).values(
            report=report["id"], to=payload.to, sent_at=at, name=payload.name, post=payload.post, at=at,
            channel=payload.channel, entered_by=who(unit), entered_at=unit.now, entered_late=afterwards,
            witness=payload.witness,
        )
    )  # fmt: skip
    met = met_by(there, "flash", payload.to, report["written_at"])
    late = any(at > clock.late_after for clock in met)
    meet(unit, case.incident, met, at, report["id"])
    body = any(clock.line == "bodies" for clock in met)
    if not body:
        case = save_case(unit, case.incident, reported_figures=dict(report["figures"]))
        written = [clock for clock in there if clock.form == "first" and clock.to == payload.to]
        if not written:
            follow_ups(unit, context, case, [payload.to], at)
    common: dict[str, Any] = {"report": report["id"], "incident": case.incident, "kind": "flash", "exercise": None}
    unit.record(
        ReportSent(number=report["number"], to=(payload.to,), at=at, sha256=report["sha256"],
                   late=(payload.to,) if late else (), **common)
    )  # fmt: skip
    unit.record(
        ReceiptGiven(to=payload.to, name=payload.name, post=payload.post, at=at, channel=payload.channel, late=late,
                     entered_late=afterwards, witness=payload.witness, **common)
    )  # fmt: skip
    _line(unit, context, case, payload, report["number"], at if afterwards else None, late=late)
    return late


def _line(
    unit: Unit, context: Context, case: Case, payload: Flash, number: int, at: datetime | None, *, late: bool
) -> None:
    name = context.name(payload.to)
    zh, en = f"快报{number} 已念 {name.zh}", f"Flash {number} read to {name.en}"
    if late:
        zh, en = f"{zh} (迟报)", f"{en} (LATE)"
    if at is not None:
        zh, en = f"{zh} (补录)", f"{en} (entered afterwards)"
    write(unit, case.incident, ReportSent.topic, Words(zh, en), at=at)
