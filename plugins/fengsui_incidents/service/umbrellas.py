"""Umbrella events (总事件): one storm, many incidents; a common log, joint figures, the forces of all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from fengsui.errors import Conflict, Fault, Missing
from fengsui.events import Event
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.events import (
    UmbrellaClosed,
    UmbrellaJoined,
    UmbrellaLeft,
    UmbrellaNoted,
    UmbrellaOpened,
    Words,
)
from fengsui_incidents.api.payloads_intake import CloseUmbrella, JoinUmbrella, LeaveUmbrella, NoteUmbrella, OpenUmbrella
from fengsui_incidents.service.loading import Incident, load, require_kind
from fengsui_incidents.service.numbers import next_umbrella
from fengsui_incidents.service.telling import same, write
from fengsui_incidents.tables import incidents, members, umbrella_log, umbrellas


def open_umbrella(unit: Unit, payload: OpenUmbrella) -> dict[str, Any]:
    """At least one incident is under it from the beginning; drills and the real thing have each their own."""
    found = [load(unit, incident) for incident in dict.fromkeys(payload.incidents)]
    _refuse_held(unit, found)
    exercise = found[0].exercise
    umbrella = next_umbrella(unit, exercise)
    unit.connection.execute(
        insert(umbrellas).values(id=umbrella, exercise=exercise, title=payload.title, state="open",
                                 opened_at=unit.now, opened_by=unit.actor.id[:100])
    )  # fmt: skip
    event = UmbrellaOpened(umbrella=umbrella, title=payload.title, incidents=tuple(one.id for one in found),
                           exercise=exercise)  # fmt: skip
    _tell(unit, umbrella, event, Words(f"总事件建立: {payload.title}", f"Umbrella event: {payload.title}"))
    for one in found:
        _put_under(unit, umbrella, one)
    return {"umbrella": umbrella, "incidents": [one.id for one in found]}


def join_umbrella(unit: Unit, payload: JoinUmbrella) -> dict[str, Any]:
    row = _open_one(unit, payload.umbrella)
    found = load(unit, payload.incident)
    if found.exercise != row["exercise"]:
        raise Conflict(N_("A drill and the real thing cannot be under one umbrella."), code="exercise_mixed")
    _refuse_held(unit, [found])
    _put_under(unit, row["id"], found)
    return {"umbrella": row["id"], "incident": found.id}


def _refuse_held(unit: Unit, found: list[Incident]) -> None:
    ids = [one.id for one in found]
    held = unit.connection.execute(select(members).where(members.c.incident.in_(ids))).mappings().all()
    faults = [
        Fault("incident", N_("an incident under no umbrella yet ({incident} is under {umbrella})"), "under_another",
              {"incident": row["incident"], "umbrella": row["umbrella"]})
        for row in held
    ]  # fmt: skip
    if faults:
        raise Conflict(N_("An incident is under one umbrella only."), code="under_another", faults=faults)


def _put_under(unit: Unit, umbrella: str, found: Incident) -> None:
    unit.connection.execute(insert(members).values(incident=found.id, umbrella=umbrella, at=unit.now))
    event = UmbrellaJoined(umbrella=umbrella, incident=found.id, exercise=found.exercise)
    says = Words(f"{found.id} {found.title.zh} 归入 {umbrella}", f"{found.id} {found.title.en} is under {umbrella}")
    _tell(unit, umbrella, event, says)
    write(unit, found.id, event.topic, says)


def leave_umbrella(unit: Unit, payload: LeaveUmbrella) -> dict[str, Any]:
    found = load(unit, payload.incident)
    umbrella = of_incident(unit, found.id)
    if not umbrella:
        raise Conflict(N_("Incident {incident} is under no umbrella."), code="no_umbrella", incident=found.id)
    unit.connection.execute(delete(members).where(members.c.incident == found.id))
    event = UmbrellaLeft(umbrella=umbrella, incident=found.id, reason=payload.reason, exercise=found.exercise)
    says = Words(f"{found.id} 移出 {umbrella}: {payload.reason}", f"{found.id} left {umbrella}: {payload.reason}")
    _tell(unit, umbrella, event, says)
    write(unit, found.id, event.topic, says)
    return {"umbrella": umbrella, "incident": found.id}


def note_umbrella(unit: Unit, payload: NoteUmbrella) -> dict[str, Any]:
    row = _one(unit, payload.umbrella)
    event = UmbrellaNoted(umbrella=row["id"], text=payload.text, exercise=row["exercise"])
    _tell(unit, row["id"], event, same(payload.text))
    return {"umbrella": row["id"]}


def close_umbrella(unit: Unit, payload: CloseUmbrella) -> dict[str, Any]:
    """Refused with every member that still runs."""
    row = _open_one(unit, payload.umbrella)
    mine = select(incidents.c.id, incidents.c.state).join(members, members.c.incident == incidents.c.id)
    running = mine.where(members.c.umbrella == row["id"], incidents.c.state != "closed").order_by(incidents.c.id)
    faults = [
        Fault(f"incidents.{one.id}", N_("the incident closed (it is {state})"), "incident_open", {"state": one.state})
        for one in unit.connection.execute(running)
    ]
    if faults:
        raise Conflict(N_("The umbrella event cannot be closed yet."), code="still_open", faults=faults)
    unit.connection.execute(
        update(umbrellas).where(umbrellas.c.id == row["id"]).values(state="closed", closed_at=unit.now)
    )
    event = UmbrellaClosed(umbrella=row["id"], note=payload.note, exercise=row["exercise"])
    _tell(unit, row["id"], event, Words(f"总事件结束 {payload.note}", f"Umbrella event closed {payload.note}"))
    return {"umbrella": row["id"], "state": "closed"}


def of_incident(reading: Reading, incident: str) -> str:
    found = reading.connection.execute(select(members.c.umbrella).where(members.c.incident == incident)).scalar()
    return str(found or "")


def _one(unit: Unit, umbrella: str) -> RowMapping:
    row = unit.connection.execute(select(umbrellas).where(umbrellas.c.id == umbrella)).mappings().first()
    if row is None:
        raise Missing(N_("There is no umbrella event {umbrella}."), code="no_umbrella", umbrella=umbrella)
    unit.enter(row["exercise"])
    require_kind(unit, row["exercise"])
    return row


def _open_one(unit: Unit, umbrella: str) -> RowMapping:
    row = _one(unit, umbrella)
    if row["state"] != "open":
        raise Conflict(N_("Umbrella event {umbrella} is closed."), code="umbrella_closed", umbrella=row["id"])
    return row


def _tell(unit: Unit, umbrella: str, event: Event, says: Words) -> None:
    unit.record(event)
    actor = unit.actor.name or unit.actor.id
    line = {"topic": event.topic, "at": unit.now, "zh": says.zh, "en": says.en, "actor": actor[:100]}
    unit.connection.execute(insert(umbrella_log).values(umbrella=umbrella, **line))
