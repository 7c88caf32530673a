"""docx from editable templates: those shipped, or the bureau's own of the same name in its folder."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

from fengsui.errors import Unavailable
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_reports.api.views import Document, Picture, UmbrellaPage
from fengsui_reports.api.words import ELEMENTS, ReportKind
from fengsui_reports.model.case import Case
from fengsui_reports.model.compose import ordered, title_of
from fengsui_reports.service.context import Context, context_of

PACKAGE = "fengsui_reports"
DOCX = ".docx"


class FilledDocuments:
    """Answers `Documents`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def fill(self, name: str, shipped: bytes, values: Mapping[str, Any], *, file: str) -> Document:
        content = render(context_of(self._reading), name, values, shipped)
        return as_document(content, file, sent=False)


def render(context: Context, name: str, values: Mapping[str, Any], shipped: bytes | None = None) -> bytes:
    """The template of that name, filled; `shipped` where it is not one of ours. Raises Unavailable (`template_broken`)
    where it cannot be.

    Templates may compute nothing: expressions are those of a sandbox, and every value is escaped.
    """
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    own = _own(context, (name,) if shipped is not None else (name, _shipped(name).removesuffix(DOCX)))
    try:
        if own is not None:
            template = DocxTemplate(BytesIO(own.read_bytes()))
        else:
            template = DocxTemplate(BytesIO(shipped if shipped is not None else _ours(name)))
        template.render(dict(values), ImmutableSandboxedEnvironment(autoescape=True))
        out = BytesIO()
        template.save(out)
    except Exception as broken:
        message = N_("The template {name} cannot be filled: {why}")
        raise Unavailable(message, code="template_broken", name=name, why=str(broken)[:200]) from broken
    return out.getvalue()


def _ours(name: str) -> bytes:
    with as_file(files(PACKAGE).joinpath("templates", _shipped(name))) as path:
        return path.read_bytes()


def _own(context: Context, names: Sequence[str]) -> Path | None:
    """The bureau's own: of the very name (`follow_up.docx`), else its one for all reports."""
    folder = context.settings.templates
    if folder is None:
        return None
    for one in names:
        path = folder / f"{one}{DOCX}"
        if path.is_file():
            return path
    return None


def _shipped(name: str) -> str:
    return f"picture{DOCX}" if name == "picture" else f"report{DOCX}"


def report_values(
    context: Context, case: Case, row: Mapping[Any, Any], to: tuple[str, ...], corrects: str
) -> dict[str, Any]:
    """What a template may name: see docs/reports.md."""
    said, kind = context.said, row["kind"]
    sections = [
        {"label": said.say(ELEMENTS[name]), "text": text, "lines": text.split("\n")}
        for name, text in ordered(row["elements"])
    ]
    pick = said.pick
    return {
        "centre": context.centre,
        "title": title_of(kind, row["number"], case, said),
        "number": f"{case.incident}-{kind}-{row['number']}",
        "at": said.full(row["sent_at"] or row["written_at"]),
        "to_label": pick("报送", "To"),
        "to": ", ".join(to) or "--",
        "corrects_label": pick("更正", "Corrects") if corrects else "",
        "corrects": corrects,
        "sections": sections,
        "steps": [
            {"label": pick("拟稿", "Drafted"), "who": row["drafted_by"]},
            {"label": pick("审核", "Reviewed"), "who": row["reviewed_by"] or "--"},
            {"label": pick("签发", "Signed"), "who": row["signed_by"] or "--"},
        ],
        "values": dict(row["elements"]),
    }


def picture_values(picture: Picture | UmbrellaPage) -> dict[str, Any]:
    return {
        "title": picture.title,
        "centre": picture.centre,
        "at": picture.as_of_said,
        "sections": [{"label": one.label, "lines": list(one.lines)} for one in picture.sections],
        "drill": picture.exercise is not None,
    }


def as_document(content: bytes, name: str, *, sent: bool) -> Document:
    return Document(
        name=name,
        content=base64.b64encode(content).decode(),
        sha256=hashlib.sha256(content).hexdigest(),
        sent=sent,
    )


def file_name(case_id: str, kind: ReportKind, number: int) -> str:
    return f"{case_id}-{kind}-{number}{DOCX}"
