"""A case begins with the incident's report, or when a person first needs one of an older incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from fengsui.hooks import Unit
from fengsui_incidents.api.board import IncidentCard
from fengsui_reports.model.case import Case
from fengsui_reports.tables import cases

WATCHED = timedelta(days=32)
"""How long a case is looked at after its receipt, at the most: a window of 30 days, whose first is not counted."""


def begin(unit: Unit, incident: str, *, card: IncidentCard) -> None:
    values = {
        "title_zh": card.title.zh[:200],
        "title_en": card.title.en[:200],
        "place": card.place[:400],
        "division": card.division,
        "urgency": card.urgency,
        "grade": card.assessment.grade,
        "near_miss": card.assessment.near_miss,
        "figures": dict(card.figures),
    }
    insert_case(unit, incident, values, received_at=card.reported_at, source="other")


def insert_case(unit: Unit, incident: str, values: Mapping[str, Any], *, received_at: datetime, source: str) -> None:
    fixed: dict[str, Any] = {
        "incident": incident,
        "received_at": received_at,
        "source": source,
        "steps": [],
        "lowered": [],
        "kind": "",
        "stopped_reason": "",
        "watched_until": received_at + WATCHED,
    }
    unit.connection.execute(insert(cases).values(**fixed, **values))


def provisional(card: IncidentCard) -> Case:
    """An incident as a case that is kept nowhere: a drill's, so that its flash can be practised."""
    return Case(
        incident=card.id, title=card.title, place=card.place, division=card.division, source="other",
        received_at=card.reported_at, occurred_at=None, unit_told_at=None, urgency=card.urgency,
        grade=card.assessment.grade, near_miss=card.assessment.near_miss, figures=card.figures, loss_yuan=None,
        reported=None, steps=(), lowered=(), kind="", owed_since=None, stopped_reason="", ended_at=card.ended_at,
        closed_at=None,
    )  # fmt: skip
