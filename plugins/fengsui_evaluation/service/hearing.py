"""The evaluation hears what happened, and keeps of it what it computes with."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_evaluation.api.events import DestructionDated
from fengsui_evaluation.model.destruction import due_on
from fengsui_evaluation.model.entries import READ, entries_of
from fengsui_evaluation.service import rows

TOPICS = tuple(READ)


def heard(unit: Unit, event: Recorded) -> None:
    rows.add_entries(unit, entries_of(event))
    if event.topic == "incidents.closed":
        _date_destruction(unit, event)
    elif event.topic == "incidents.reopened":
        rows.drop_destruction(unit, event.subject)


def _date_destruction(unit: Unit, event: Recorded) -> None:
    """A closed incident gets its date; one that is closed again gets a new one, unless its data are gone."""
    known = rows.destruction_row(unit, event.subject)
    if known is not None and known["destroyed_at"] is not None:
        return
    rule = unit.rule("personal_data_days")
    due = due_on(event.at, int(rule.value), zone_of(unit))
    rows.set_destruction(unit, event.subject, closed_at=event.at, due=due, exercise=event.exercise)
    unit.enter(event.exercise)
    unit.record(DestructionDated(incident=event.subject, due_on=due, basis=rule.basis, exercise=event.exercise))


def zone_of(reading: Reading) -> ZoneInfo:
    return ZoneInfo(reading.centre()["zone"])


def today(reading: Reading) -> date:
    """By the centre's calendar."""
    return reading.now.astimezone(zone_of(reading)).date()
