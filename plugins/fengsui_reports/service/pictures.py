"""态势一张纸: read at any time, drills too, marked as such; printed and kept as of a minute for the real thing."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import insert, select

from fengsui.errors import Conflict
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.api.events import ReportSent
from fengsui_reports.api.payloads import OfPicture, PrintPicture
from fengsui_reports.api.views import Document, Done, Picture
from fengsui_reports.api.words import DEMAND_SAID
from fengsui_reports.model.picture import Sheet, Sourced, picture_of
from fengsui_reports.service.context import Context, context_of, who
from fengsui_reports.service.demands import answered
from fengsui_reports.service.documents import as_document, file_name, picture_values, render
from fengsui_reports.service.rows import clocks_of_case, demand_row, enter_case, find_case, reports_of
from fengsui_reports.service.running import write
from fengsui_reports.tables import demands, reports


def picture(reading: Reading, payload: OfPicture) -> Picture:
    return picture_now(reading, context_of(reading), payload.incident, payload.language)


def picture_now(reading: Reading, context: Context, incident: str, language: str | None) -> Picture:
    """Raises Missing where the actor may not see the incident."""
    known = reading.ask(Incidents)
    card, case = known.card(incident), find_case(reading, incident)
    said = context.speaking(language)
    query = select(demands).where(demands.c.incident == incident, demands.c.state == "open")
    asked = reading.connection.execute(query.order_by(demands.c.due_at, demands.c.id)).mappings().all()
    sheet = Sheet(
        card=card,
        figures=case.figures if case is not None else card.figures,
        sources=_sources(reading, incident),
        clocks=clocks_of_case(reading, incident),
        demands=[(said.say(DEMAND_SAID[row["kind"]]), row["due_at"]) for row in asked],
        lines=card.log,
        centre=context.centre,
    )
    return picture_of(sheet, context.chain, said, reading.now)


def _sources(reading: Reading, incident: str) -> dict[str, Sourced]:
    """Who said each figure last, from the journal: later claims after earlier ones."""
    found: dict[str, Sourced] = {}
    for event in reading.history(incident):
        if event.topic == "incidents.figure_changed" and event.data is not None and event.data["status"] != "withdrawn":
            found[event.data["count"]] = Sourced(event.data["source"], event.data["status"], event.at)
    return found


def picture_document(reading: Reading, payload: OfPicture) -> Document:
    context = context_of(reading)
    made = picture_now(reading, context, payload.incident, payload.language)
    return as_document(render(context, "picture", picture_values(made)), f"{payload.incident}-picture.docx", sent=False)


def print_picture(unit: Unit, payload: PrintPicture) -> Done:
    """Kept as it is at this minute, numbered; answers the demand for it, where one is named."""
    case, context = enter_case(unit, payload.incident), context_of(unit)
    wanted = demand_row(unit, payload.demand) if payload.demand else None
    if wanted is not None and (wanted["incident"] != case.incident or wanted["state"] != "open"):
        raise Conflict(
            N_("Demand {demand} does not wait for this picture."), code="other_demand", demand=payload.demand
        )
    made = picture_now(unit, context, case.incident, payload.language)
    number = 1 + max((row["number"] for row in reports_of(unit, case.incident) if row["kind"] == "picture"), default=0)
    row: dict[str, Any] = {
        "id": unit.new_id(),
        "incident": case.incident,
        "kind": "picture",
        "number": number,
        "corrects": "",
        "state": "sent",
        "grade": case.grade,
        "figures": dict(case.figures),
        "elements": {},
        "text": made.text,
        "written_at": unit.now,
        "drafted_by": who(unit),
        "reviewed_by": "",
        "signed_by": "",
        "sent_at": unit.now,
        "warnings": [],
        "sha256": hashlib.sha256(made.text.encode()).hexdigest(),
        "document": render(context, "picture", picture_values(made)),
    }
    unit.connection.execute(insert(reports).values(**row))
    unit.record(
        ReportSent(report=row["id"], incident=case.incident, kind="picture", number=number, to=(), at=unit.now,
                   sha256=row["sha256"], exercise=None)
    )  # fmt: skip
    write(unit, case.incident, ReportSent.topic, Words(f"态势一张纸 {number}", f"Picture on one page {number}"))
    if wanted is not None:
        answered(unit, wanted, unit.now, file_name(case.incident, "picture", number), payload.told, "")
    return Done(incident=case.incident, report=row["id"], number=number, text=made.text, demand=payload.demand)
