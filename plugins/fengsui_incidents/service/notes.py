"""Notes, and what a person has taken note of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from fengsui.errors import Conflict
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Acknowledged, Noted, Words
from fengsui_incidents.api.payloads import Acknowledge, Note
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.loading import Incident, load
from fengsui_incidents.service.telling import same, tell
from fengsui_incidents.tables import acknowledged


def record_note(unit: Unit, incident: Incident, says: Words) -> None:
    text = says.zh if says.zh == says.en else f"{says.zh} / {says.en}"
    tell(unit, incident.id, Noted(incident=incident.id, text=text, exercise=incident.exercise), says)


def note(unit: Unit, payload: Note) -> dict[str, Any]:
    found = load(unit, payload.incident)
    record_note(unit, found, same(payload.text))
    return {"incident": found.id}


COME_BACK = ("silent", "unreachable", "expired", "change", "card", "too_few", "refused", "level")
"""Items that come back after a while, for as long as the thing is owed: taken note of is not done."""

STAY = ("withdraw",)
"""Nothing but the answer, or a new order, takes an evacuation off the queue."""


def acknowledge(unit: Unit, payload: Acknowledge) -> dict[str, Any]:
    """知悉: the item leaves the queue; what is still owed comes back after the rule's time."""
    found = load(unit, payload.incident)
    kind = payload.item.partition(":")[0]
    if kind in STAY:
        raise Conflict(N_("It stays until the force has answered."), code="answer_needed")
    mine = (acknowledged.c.incident == found.id) & (acknowledged.c.item == payload.item)
    before = unit.connection.execute(select(acknowledged.c.at).where(mine)).scalar()
    if before is None:
        values = {"incident": found.id, "item": payload.item, "at": unit.now, "actor": unit.actor.id}
        unit.connection.execute(insert(acknowledged).values(**values))
    elif kind in COME_BACK:
        unit.connection.execute(update(acknowledged).where(mine).values(at=unit.now, actor=unit.actor.id))
    if before is None or (kind in COME_BACK and _again(unit, before)):
        event = Acknowledged(incident=found.id, item=payload.item, exercise=found.exercise)
        tell(unit, found.id, event, Words(f"知悉 {payload.item}", f"Taken note of {payload.item}"))
    return {"incident": found.id, "item": payload.item}


def _again(reading: Reading, at: datetime) -> bool:
    after = span(rules_of(reading), "known_again_s")
    return after is not None and reading.now >= at + after


def taken_note(reading: Reading, incidents_: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By incident, what was taken note of and has not come back."""
    known: dict[str, set[str]] = {}
    query = select(acknowledged).where(acknowledged.c.incident.in_(incidents_))
    for row in reading.connection.execute(query):
        if row.item.partition(":")[0] not in COME_BACK or not _again(reading, row.at):
            known.setdefault(row.incident, set()).add(row.item)
    return {incident: frozenset(items) for incident, items in known.items()}
