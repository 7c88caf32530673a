"""The evaluation report as docx: as it would look now, or one of the numbered copies that nothing changes."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_evaluation.api.events import ReportKept
from fengsui_evaluation.model.paper import paper_of
from fengsui_evaluation.model.report import text_of
from fengsui_evaluation.payloads import OfDocument, OfIncident, Report
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.evaluating import evaluate
from fengsui_evaluation.service.hearing import zone_of
from fengsui_reports.api.documents import Documents
from fengsui_reports.api.views import Document

TEMPLATE = "evaluation"


def document(reading: Reading, parameters: OfDocument) -> Document:
    """Raises Missing (`no_report`) for a number that there is not."""
    if parameters.number is None:
        return _made(reading, parameters, f"{parameters.incident}-evaluation.docx")[0]
    row = rows.report_row(reading, parameters.incident, parameters.number)
    if row is None or row["document"] is None:
        raise Missing(N_("There is no report {number} of {incident}."), code="no_report", number=parameters.number,
                      incident=parameters.incident)  # fmt: skip
    content: bytes = row["document"]
    return Document(
        name=f"{parameters.incident}-evaluation-{parameters.number}.docx", content=base64.b64encode(content).decode(),
        sha256=hashlib.sha256(content).hexdigest(), sent=True,
    )  # fmt: skip


def keep(unit: Unit, payload: Report) -> dict[str, Any]:
    """A numbered copy of the report as it is at this minute; its docx's SHA-256 is in the journal."""
    number = rows.last_report(unit, payload.incident) + 1
    made, text, exercise = _made(unit, payload, f"{payload.incident}-evaluation-{number}.docx")
    unit.enter(exercise)
    rows.save_report(
        unit, incident=payload.incident, exercise=exercise, number=number, text=text, sha256=made.sha256,
        document=base64.b64decode(made.content),
    )  # fmt: skip
    unit.record(ReportKept(incident=payload.incident, number=number, sha256=made.sha256, exercise=exercise))
    return {"incident": payload.incident, "number": number, "sha256": made.sha256}


def _made(reading: Reading, parameters: Report, name: str) -> tuple[Document, str, str | None]:
    """The docx and the text of now, in one language."""
    found = evaluate(reading, OfIncident(incident=parameters.incident))
    centre, chinese = reading.centre()["name"], parameters.language == "zh"
    at = f"{reading.now.astimezone(zone_of(reading)):%Y-%m-%d %H:%M:%S}"
    shipped = files("fengsui_evaluation").joinpath("templates", f"{TEMPLATE}.docx").read_bytes()
    values = paper_of(found, centre=centre, as_of=at, chinese=chinese)
    made = reading.ask(Documents).fill(TEMPLATE, shipped, values, file=name)
    return made, text_of(found, centre=centre, as_of=at, chinese=chinese), found.exercise
