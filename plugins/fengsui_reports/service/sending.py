"""A report goes out: an immutable copy with its hash, the clocks that it stops, and the receipts that it waits for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import insert, select, update

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_reports.api.events import ReceiptGiven, ReportSent
from fengsui_reports.api.payloads import Receipt, Send
from fengsui_reports.api.views import Done
from fengsui_reports.api.words import KIND_SAID, Receiver, ReportKind
from fengsui_reports.model.case import Case
from fengsui_reports.model.clocks import FULFILS, Clock, met_by, told
from fengsui_reports.model.compose import plain
from fengsui_reports.service.context import Context, context_of, entered_late, moment, time_faults, who
from fengsui_reports.service.documents import render, report_values
from fengsui_reports.service.rows import clocks_of_case, enter_case, report_row, save_case
from fengsui_reports.service.running import (
    begin_clocks,
    follow_ups,
    later_duty,
    meet,
    owed_to,
    serial_of,
    write,
)
from fengsui_reports.service.writing import lacking, open_draft
from fengsui_reports.tables import receipts, reports


@dataclass(frozen=True)
class Going:
    """A report on its way out."""

    row: Mapping[Any, Any]
    case: Case
    at: datetime
    to: tuple[Receiver, ...]
    channel: str

    @property
    def kind(self) -> ReportKind:
        return cast(ReportKind, self.row["kind"])


def send(unit: Unit, payload: Send) -> Done:
    """What is missing is said in `warnings` and in the report's own row; it goes out all the same."""
    row, case = open_draft(unit, payload.report)
    context, there = context_of(unit), clocks_of_case(unit, case.incident)
    faults = time_faults("at", payload.at, unit.now, row["written_at"])
    to = payload.to or _receivers(row["kind"], there)
    if not to:
        faults.append(Fault("to", N_("whom it goes to: no clock says so"), "to_needed"))
    if faults:
        raise Invalid(N_("The report cannot be sent as it is."), faults=faults)
    going = Going(row, case, moment(payload.at, unit.now), to, payload.channel)
    warnings = _warnings(context, going)
    sha256 = _keep(unit, context, going, warnings)
    late = _stop_clocks(unit, context, going, there)
    sent = ReportSent(
        report=row["id"], incident=case.incident, kind=going.kind, number=row["number"], to=to, at=going.at,
        sha256=sha256, late=late, warnings=warnings, exercise=None,
    )  # fmt: skip
    unit.record(sent)
    _line(unit, context, going, late, at=going.at if entered_late(payload.at, unit.now) else None)
    return Done(
        incident=case.incident, report=row["id"], number=row["number"], late=late, warnings=warnings,
        stopped=tuple(clock.id for one in to for clock in met_by(there, going.kind, one, row["written_at"])),
    )  # fmt: skip


def _receivers(kind: ReportKind, there: Sequence[Clock]) -> tuple[Receiver, ...]:
    """Those to whom it is owed now; else everybody who was told; else everybody who is to be told."""
    waiting = tuple(dict.fromkeys(c.to for c in there if c.state == "open" and c.form in FULFILS[kind]))
    return waiting or told(there) or owed_to(there)


def _warnings(context: Context, going: Going) -> tuple[str, ...]:
    row, case = going.row, going.case
    found = [f"missing:{name}" for name in lacking(context, going.kind, row["elements"])]
    found += ["unreviewed"] if not row["reviewed_by"] else []
    found += ["unsigned"] if not row["signed_by"] else []
    if row["figures"] != dict(case.figures) or row["grade"] != case.grade:
        found.append("older_than_the_figures")
    return tuple(found)


def _keep(unit: Unit, context: Context, going: Going, warnings: tuple[str, ...]) -> str:
    """The copy that nothing changes any more: text, docx, and the text's hash."""
    row, case = going.row, going.case
    names = tuple(context.said.say(context.name(one)) for one in going.to)
    corrects = _titled(unit, context, row["corrects"])
    text = plain(
        going.kind, row["number"], case, row["elements"], context.said,
        centre=context.centre, to=names, at=going.at, corrects=corrects,
    )  # fmt: skip
    values = report_values(context, case, {**row, "sent_at": going.at}, names, corrects)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    unit.connection.execute(
        update(reports)
        .where(reports.c.id == row["id"])
        .values(
            state="sent", sent_at=going.at, text=text, sha256=sha256, warnings=list(warnings),
            document=render(context, going.kind, values),
        )
    )  # fmt: skip
    return sha256


def _titled(unit: Unit, context: Context, report: str) -> str:
    if not report:
        return ""
    row = report_row(unit, report)
    return f"{context.said.say(KIND_SAID[row['kind']])}{row['number']} {context.said.full(row['sent_at'])}"


def _stop_clocks(unit: Unit, context: Context, going: Going, there: Sequence[Clock]) -> tuple[Receiver, ...]:
    """Stops what it fulfils, begins the wait for its receipts and the next follow-up; answers where it came late."""
    row, case = going.row, going.case
    late: list[Receiver] = []
    for to in going.to:
        met = met_by(there, going.kind, to, row["written_at"])
        if any(going.at > clock.late_after for clock in met):
            late.append(to)
        meet(unit, case.incident, met, going.at, row["id"])
        unit.connection.execute(
            insert(receipts).values(
                report=row["id"], to=to, sent_at=going.at, name="", post="", channel=going.channel, entered_by="",
                entered_late=False, witness="",
            )
        )  # fmt: skip
    case = save_case(unit, case.incident, reported_figures=dict(row["figures"]))
    within = timedelta(minutes=int(context.rules.value("receipt_minutes")))
    serial = serial_of(there, "receipt")
    begin_clocks(
        unit, context, case,
        [later_duty(context, "receipt", to, going.at, within, "receipt_minutes", serial + nth)
         for nth, to in enumerate(going.to)],
        "sent",
    )  # fmt: skip
    if going.kind in ("first", "follow_up"):
        follow_ups(unit, context, case, going.to, going.at)
    return tuple(late)


def _line(unit: Unit, context: Context, going: Going, late: Sequence[Receiver], *, at: datetime | None) -> None:
    names = [context.name(one) for one in going.to]
    said = KIND_SAID[going.kind]
    zh = f"{said.zh}{going.row['number']} 已报 {', '.join(one.zh for one in names)}"
    en = f"{said.en} {going.row['number']} sent to {', '.join(one.en for one in names)}"
    if late:
        zh, en = f"{zh} (迟报)", f"{en} (LATE)"
    write(unit, going.case.incident, ReportSent.topic, Words(zh, en), at=at)


def receipt(unit: Unit, payload: Receipt) -> Done:
    """回执: who took a written report there."""
    row = report_row(unit, payload.report)
    case = enter_case(unit, row["incident"])
    mine = (receipts.c.report == row["id"]) & (receipts.c.to == payload.to)
    held = unit.connection.execute(select(receipts).where(mine)).mappings().first()
    if held is None:
        message = N_("Report {report} was not sent to {to}.")
        raise Missing(message, code="not_sent_there", report=row["id"], to=payload.to)
    if held["at"] is not None:
        raise Conflict(N_("This receipt is here already."), code="receipt_there")
    if faults := time_faults("at", payload.at, unit.now, held["sent_at"]):
        raise Invalid(N_("The receipt cannot be entered as it is."), faults=faults)
    at, afterwards = moment(payload.at, unit.now), entered_late(payload.at, unit.now)
    unit.connection.execute(
        update(receipts)
        .where(mine)
        .values(
            name=payload.name, post=payload.post, at=at, channel=payload.channel, entered_by=who(unit),
            entered_at=unit.now, entered_late=afterwards, witness=payload.witness,
        )
    )  # fmt: skip
    waiting = [
        clock
        for clock in clocks_of_case(unit, case.incident)
        if clock.form == "receipt" and clock.to == payload.to and clock.state == "open"
        and clock.began_at <= held["sent_at"]
    ]  # fmt: skip
    meet(unit, case.incident, waiting[:1] if len(waiting) > 1 else waiting, at, row["id"])
    unit.record(
        ReceiptGiven(
            report=row["id"], incident=case.incident, kind=row["kind"], to=payload.to, name=payload.name,
            post=payload.post, at=at, channel=payload.channel, entered_late=afterwards, witness=payload.witness,
            exercise=None,
        )
    )  # fmt: skip
    name = context_of(unit).name(payload.to)
    says = Words(f"{name.zh} 已收到 (回执)", f"Received by {name.en}")
    write(unit, case.incident, ReceiptGiven.topic, says)
    return Done(incident=case.incident, report=row["id"], number=row["number"])
