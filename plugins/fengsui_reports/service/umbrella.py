"""One report of an umbrella event: read at any time, drills too, marked as such; sent for the real thing only.

What went out is a copy that nothing changes: its text with a SHA-256 in the journal, and its docx.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, update

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_incidents.api.umbrellas import Umbrellas
from fengsui_reports.api.events import UmbrellaReceiptGiven, UmbrellaReported
from fengsui_reports.api.payloads import OfUmbrella, OfUmbrellaDocument, Receipt, SendUmbrella
from fengsui_reports.api.views import Document, Done, ReceiptRow, UmbrellaPage, UmbrellaSent
from fengsui_reports.api.words import DEMAND_SAID, Receiver
from fengsui_reports.model.clocks import Clock, told
from fengsui_reports.model.umbrella import UmbrellaSheet, page_of
from fengsui_reports.service.context import Context, context_of, entered_late, moment, time_faults, who
from fengsui_reports.service.documents import as_document, picture_values, render
from fengsui_reports.service.rows import clocks_of
from fengsui_reports.service.running import owed_to, write
from fengsui_reports.tables import clocks, demands, umbrella_receipts, umbrella_reports


def umbrella(reading: Reading, payload: OfUmbrella) -> UmbrellaPage:
    return page_now(reading, context_of(reading), payload)


def page_now(reading: Reading, context: Context, payload: OfUmbrella) -> UmbrellaPage:
    """As of this minute. Raises Missing (`no_umbrella`)."""
    card, known = reading.ask(Umbrellas).card(payload.umbrella), reading.ask(Incidents)
    said = context.speaking(payload.language)
    ids = [one.incident for one in card.members]
    running = clocks_of(reading, clocks.c.incident.in_(ids))
    query = select(demands).where(demands.c.incident.in_(ids), demands.c.state == "open")
    query = query.order_by(demands.c.due_at, demands.c.id)
    asked = reading.connection.execute(query).mappings().all()
    sheet = UmbrellaSheet(
        umbrella=card,
        cards={incident: known.card(incident) for incident in ids},
        clocks=running,
        demands=[(f"{row['incident']} {said.say(DEMAND_SAID[row['kind']])}", row["due_at"]) for row in asked],
        centre=context.centre,
    )
    made = page_of(sheet, context.chain, said, reading.now)
    to = _receivers(running) if card.exercise is None else ()
    values = {name: getattr(made, name) for name in UmbrellaPage.__dataclass_fields__}
    names = tuple(context.name(one) for one in to)
    return UmbrellaPage(**values | {"to": to, "names": names, "sent": _sent(reading, context, card.id)})


def _receivers(running: Sequence[Clock]) -> tuple[Receiver, ...]:
    """Everybody to whom any member is reported, told already or not."""
    return tuple(dict.fromkeys((*told(running), *owed_to(running))))


def _sent(reading: Reading, context: Context, umbrella_id: str) -> tuple[UmbrellaSent, ...]:
    """Those of a whole umbrella tell of all its members: who is confined to a division does not see them."""
    if reading.actor.area:
        return ()
    columns = [column for column in umbrella_reports.c if column.name not in ("document", "umbrella", "title")]
    query = select(*columns).where(umbrella_reports.c.umbrella == umbrella_id).order_by(umbrella_reports.c.number)
    rows = reading.connection.execute(query).mappings().all()
    mine = umbrella_receipts.c.report.in_([row["id"] for row in rows])
    taken = reading.connection.execute(select(umbrella_receipts).where(mine).order_by(umbrella_receipts.c.to))
    heard: dict[str, list[ReceiptRow]] = {}
    for row in taken.mappings():
        heard.setdefault(row["report"], []).append(
            ReceiptRow(
                to=row["to"], name_of=context.name(row["to"]), sent_at=row["sent_at"], name=row["name"],
                post=row["post"], at=row["at"], channel=row["channel"], entered_late=row["entered_late"],
                witness=row["witness"],
            )
        )  # fmt: skip
    return tuple(
        UmbrellaSent(**{**row, "incidents": tuple(row["incidents"]), "receipts": tuple(heard.get(row["id"], ()))})
        for row in rows
    )


def umbrella_document(reading: Reading, payload: OfUmbrellaDocument) -> Document:
    if payload.report:
        row = _row(reading, payload.report)
        if row["umbrella"] != payload.umbrella:
            raise Missing(N_("There is no report {report}."), code="no_report", report=payload.report)
        return as_document(row["document"], f"{row['umbrella']}-{row['number']}.docx", sent=True)
    context = context_of(reading)
    made = page_now(reading, context, payload)
    return as_document(render(context, "picture", picture_values(made)), f"{payload.umbrella}.docx", sent=False)


def send_umbrella(unit: Unit, payload: SendUmbrella) -> Done:
    """Numbered, to those named or to all to whom its members are reported; its members' own clocks go on."""
    context = context_of(unit)
    made = page_now(unit, context, payload)
    _enter(unit, made.umbrella, made.exercise)
    to = tuple(dict.fromkeys(payload.to)) or made.to
    if not to:
        faults = [Fault("to", N_("whom it goes to: no clock says so"), "to_needed")]
        raise Invalid(N_("The report cannot be sent as it is."), faults=faults)
    newest = select(func.max(umbrella_reports.c.number)).where(umbrella_reports.c.umbrella == made.umbrella)
    number = 1 + (unit.connection.execute(newest).scalar() or 0)
    report, sha256 = unit.new_id(), hashlib.sha256(made.text.encode()).hexdigest()
    unit.connection.execute(
        insert(umbrella_reports).values(
            id=report, umbrella=made.umbrella, number=number, title=made.title[:400], incidents=list(made.incidents),
            text=made.text, sha256=sha256, document=render(context, "picture", picture_values(made)),
            sent_at=unit.now, sent_by=who(unit),
        )
    )  # fmt: skip
    blank = {"name": "", "post": "", "channel": payload.channel, "entered_by": "", "entered_late": False, "witness": ""}
    rows = [{"report": report, "to": one, "sent_at": unit.now, **blank} for one in to]
    unit.connection.execute(insert(umbrella_receipts), rows)
    unit.record(
        UmbrellaReported(report=report, umbrella=made.umbrella, number=number, to=to, at=unit.now, sha256=sha256,
                         incidents=made.incidents, exercise=None)
    )  # fmt: skip
    _lines(unit, context, made, number, to)
    return Done(report=report, number=number, text=made.text)


def _enter(unit: Unit, umbrella_id: str, exercise: str | None) -> None:
    """Raises Conflict for a drill, and for who sees a part of the members only: the report is of all of them."""
    if exercise is not None:
        raise Conflict(N_("{incident} is a drill: it owes nobody a report."), code="drill", incident=umbrella_id)
    unit.enter(None)
    unit.actor.require("incidents.real")
    if unit.actor.area:
        raise Conflict(N_("Who is confined to a division cannot report the whole event."), code="confined")


def _lines(unit: Unit, context: Context, made: UmbrellaPage, number: int, to: Sequence[Receiver]) -> None:
    """In the record of each member that the report tells of."""
    names = [context.name(one) for one in to]
    says = Words(
        f"总事件 {made.umbrella} 报告{number} 已报 {', '.join(one.zh for one in names)}",
        f"Report {number} of umbrella event {made.umbrella} sent to {', '.join(one.en for one in names)}",
    )
    for incident in made.incidents:
        write(unit, incident, UmbrellaReported.topic, says)


def _row(reading: Reading, report: str) -> Mapping[Any, Any]:
    query = select(umbrella_reports).where(umbrella_reports.c.id == report)
    row = reading.connection.execute(query).mappings().first()
    if row is None or reading.actor.area:
        raise Missing(N_("There is no report {report}."), code="no_report", report=report)
    return row


def receipt_umbrella(unit: Unit, payload: Receipt) -> Done:
    """回执: who took it there."""
    row = _row(unit, payload.report)
    _enter(unit, row["umbrella"], None)
    mine = (umbrella_receipts.c.report == row["id"]) & (umbrella_receipts.c.to == payload.to)
    held = unit.connection.execute(select(umbrella_receipts).where(mine)).mappings().first()
    if held is None:
        message = N_("Report {report} was not sent to {to}.")
        raise Missing(message, code="not_sent_there", report=row["id"], to=payload.to)
    if held["at"] is not None:
        raise Conflict(N_("This receipt is here already."), code="receipt_there")
    if faults := time_faults("at", payload.at, unit.now, held["sent_at"]):
        raise Invalid(N_("The receipt cannot be entered as it is."), faults=faults)
    at, afterwards = moment(payload.at, unit.now), entered_late(payload.at, unit.now)
    given = {"name": payload.name, "post": payload.post, "at": at, "channel": payload.channel,
             "entered_late": afterwards, "witness": payload.witness}  # fmt: skip
    unit.connection.execute(
        update(umbrella_receipts).where(mine).values(entered_by=who(unit), entered_at=unit.now, **given)
    )
    unit.record(
        UmbrellaReceiptGiven(
            report=row["id"], umbrella=row["umbrella"], to=payload.to, name=payload.name, post=payload.post, at=at,
            channel=payload.channel, entered_late=afterwards, witness=payload.witness, exercise=None,
        )
    )  # fmt: skip
    return Done(report=row["id"], number=row["number"])
