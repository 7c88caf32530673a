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
from fengsui_incidents.api.umbrellas import Umbrellas

TOPICS = tuple(READ)
UMBRELLAS = ("incidents.umbrella_joined", "incidents.umbrella_left", "incidents.umbrella_closed")


def heard(unit: Unit, event: Recorded) -> None:
    rows.add_entries(unit, entries_of(event))
    if event.topic == "incidents.closed":
        date_destruction(unit, event, event.subject)
        date_umbrella(unit, event, unit.ask(Umbrellas).of(event.subject))
    elif event.topic == "incidents.reopened":
        rows.drop_destruction(unit, event.subject)
        rows.drop_destruction(unit, unit.ask(Umbrellas).of(event.subject))


def umbrella_heard(unit: Unit, event: Recorded) -> None:
    """What an umbrella event (总事件) itself keeps of persons has a date of its own, from when nothing under it runs
    any more. It never holds up that of a member, and waits for nobody to close it."""
    if event.topic == "incidents.umbrella_joined":
        rows.drop_destruction(unit, event.subject)
    date_umbrella(unit, event, event.subject)


def date_umbrella(unit: Unit, event: Recorded, umbrella: str) -> None:
    if umbrella and not unit.ask(Umbrellas).card(umbrella).running:
        date_destruction(unit, event, umbrella)


def date_destruction(unit: Unit, event: Recorded, thing: str) -> None:
    """What has closed gets its date; what is closed again gets a new one, unless its data are gone."""
    known = rows.destruction_row(unit, thing)
    if known is not None and known["destroyed_at"] is not None:
        return
    rule = unit.rule("personal_data_days")
    due = due_on(event.at, int(rule.value), zone_of(unit))
    rows.set_destruction(unit, thing, closed_at=event.at, due=due, exercise=event.exercise)
    unit.enter(event.exercise)
    unit.record(DestructionDated(incident=thing, due_on=due, basis=rule.basis, exercise=event.exercise))


def zone_of(reading: Reading) -> ZoneInfo:
    return ZoneInfo(reading.centre()["zone"])


def today(reading: Reading) -> date:
    """By the centre's calendar."""
    return reading.now.astimezone(zone_of(reading)).date()
