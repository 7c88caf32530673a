"""补录: what happened while nothing could be entered. It counts at its own time; the journal keeps both."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from fengsui.errors import Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_handover import tables as t
from fengsui_handover.api.events import CaughtUp
from fengsui_handover.payloads import CatchUp, OfIncident
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents

CHANNELS = {
    "phone": Words("电话", "by phone"),
    "radio": Words("电台", "by radio"),
    "message": Words("信息", "by message"),
    "in_person": Words("当面", "in person"),
    "paper": Words("纸质记录", "on paper"),
}


def catch_up(unit: Unit, payload: CatchUp) -> dict[str, Any]:
    """Raises Invalid (`time_in_future`) for what has not happened yet."""
    if payload.happened_at > unit.now:
        fault = Fault("happened_at", N_("a time that has been"), "time_in_future")
        raise Invalid(N_("What is entered afterwards has happened before."), code="invalid", faults=[fault])
    incidents = unit.ask(Incidents)
    exercise = incidents.enter(payload.incident)
    made, by = unit.new_id(), unit.actor.name or unit.actor.id
    given = payload.model_dump()
    unit.connection.execute(
        insert(t.late_entry).values(id=made, exercise=exercise, entered_at=unit.now, by=by, **given)
    )
    unit.record(CaughtUp(entry=made, exercise=exercise, **given))
    incidents.write(payload.incident, CaughtUp.topic, _words(unit, payload, by), at=payload.happened_at)
    return {"entry": made, "happened_at": payload.happened_at, "entered_at": unit.now}


def _words(unit: Unit, payload: CatchUp, by: str) -> Words:
    zone = ZoneInfo(unit.centre()["zone"])
    entered, how = f"{unit.now.astimezone(zone):%H:%M:%S}", CHANNELS[payload.channel]
    return Words(
        f"补录 {payload.text} ({how.zh}; {entered} {by} 录入, {payload.witness} 见证)",
        f"Entered later: {payload.text} ({how.en}; by {by} at {entered}, {payload.witness} vouches for it)",
    )


def late_entries(reading: Reading, parameters: OfIncident) -> list[dict[str, Any]]:
    """What was entered afterwards for an incident, by when it happened."""
    reading.ask(Incidents).card(parameters.incident)
    e = t.late_entry
    query = select(e).where(e.c.incident == parameters.incident).order_by(e.c.happened_at, e.c.id)
    return [dict(row) for row in reading.connection.execute(query).mappings()]
