"""Rows to values and back: the only module that reads or writes the drills' tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, insert, select, update

from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_drills.api import Drill, DrillState, HoldsDrills
from fengsui_drills.model.lifecycle import Exercise, OpenIncident, holding
from fengsui_drills.model.obligations import Done, ObligedUnit
from fengsui_drills.model.picture import Participant
from fengsui_drills.tables import drill as drills
from fengsui_drills.tables import open_incident, participant
from fengsui_drills.tables import unit as units

logger = logging.getLogger(__name__)

LISTS = ("teams", "units")


def _exercise(row: Row[Any]) -> Exercise:
    values = row._asdict()
    values.pop("version")
    return Exercise(**values | {name: tuple(values[name]) for name in LISTS})


def find(connection: Connection, drill: str) -> Exercise | None:
    row = connection.execute(select(drills).where(drills.c.id == drill)).first()
    return _exercise(row) if row is not None else None


def get(connection: Connection, drill: str) -> Exercise:
    found = find(connection, drill)
    if found is None:
        raise Missing(N_("There is no drill {drill}."), code="no_such_drill", drill=drill)
    return found


def in_states(connection: Connection, states: Iterable[DrillState]) -> list[Exercise]:
    """The drills in those states, soonest first."""
    query = select(drills).where(drills.c.state.in_(list(states))).order_by(drills.c.scheduled_at, drills.c.id)
    return [_exercise(row) for row in connection.execute(query)]


def between(connection: Connection, begins: datetime, ends: datetime) -> list[Exercise]:
    """The drills scheduled from `begins` up to but not including `ends`."""
    query = select(drills).where(drills.c.scheduled_at >= begins, drills.c.scheduled_at < ends)
    return [_exercise(row) for row in connection.execute(query.order_by(drills.c.scheduled_at, drills.c.id))]


def _values(drill: Exercise) -> dict[str, Any]:
    values = vars(drill) | {name: list(getattr(drill, name)) for name in LISTS}
    return values | {"figures": dict(drill.figures)}


def add(connection: Connection, drill: Exercise) -> None:
    connection.execute(insert(drills).values(version=1, **_values(drill)))


def save(connection: Connection, drill: Exercise) -> None:
    connection.execute(
        update(drills).where(drills.c.id == drill.id).values(version=drills.c.version + 1, **_values(drill))
    )


def public(drill: Exercise) -> Drill:
    """What other plugins may know of it."""
    return Drill(**{name: getattr(drill, name) for name in Drill.__dataclass_fields__})


# -- participants ----------------------------------------------------------------------------------------


def participants(connection: Connection, drill: str) -> list[Participant]:
    query = select(participant).where(participant.c.drill == drill).order_by(participant.c.team)
    return [Participant(**row._asdict()) for row in connection.execute(query)]


def waiting(connection: Connection) -> list[Participant]:
    """Those who were told something that they have not acknowledged, the oldest first."""
    query = select(participant).where(participant.c.acknowledged_at.is_(None), participant.c.answer_by.is_not(None))
    query = query.order_by(participant.c.answer_by, participant.c.drill, participant.c.team)
    return [Participant(**row._asdict()) for row in connection.execute(query)]


def taking_part(connection: Connection, team: str) -> list[Participant]:
    """The drills that a team takes part in and has not been released from."""
    mine = (participant.c.team == team) & (participant.c.real_order == "")
    query = select(participant).where(mine).order_by(participant.c.told_at, participant.c.drill)
    return [Participant(**row._asdict()) for row in connection.execute(query)]


def to_release(connection: Connection) -> list[Participant]:
    """Teams that a real order takes out of their drill and that have not been told so."""
    # Greater than nothing, which an index finds, where "not equal" would read every participant of every drill.
    query = select(participant).where(participant.c.real_order > "", participant.c.notice != "released")
    query = query.order_by(participant.c.told_at, participant.c.drill, participant.c.team)
    return [Participant(**row._asdict()) for row in connection.execute(query)]


def tell(connection: Connection, told: Participant) -> None:
    """The team's newest notice in place of the last; what took it out of the drill stays."""
    old = next((p for p in participants(connection, told.drill) if p.team == told.team), None)
    if old is None:
        connection.execute(insert(participant).values(**vars(told)))
        return
    kept = replace(
        told,
        left_at=told.left_at or old.left_at,
        real_incident=told.real_incident or old.real_incident,
        real_order=told.real_order or old.real_order,
    )
    put(connection, kept)


def put(connection: Connection, changed: Participant) -> None:
    connection.execute(
        update(participant)
        .where(participant.c.drill == changed.drill, participant.c.team == changed.team)
        .values(**vars(changed))
    )


# -- what holds a drill ----------------------------------------------------------------------------------


def note_open(connection: Connection, incident: OpenIncident) -> None:
    """Enters a real incident that is open, or the urgency that it has now."""
    where = open_incident.c.incident == incident.id
    if connection.execute(select(open_incident.c.incident).where(where)).first() is None:
        values = {"incident": incident.id, "urgency": incident.urgency, "reported_at": incident.reported_at}
        connection.execute(insert(open_incident).values(**values))
    else:
        connection.execute(update(open_incident).where(where).values(urgency=incident.urgency))


def note_closed(connection: Connection, incident: str) -> None:
    connection.execute(delete(open_incident).where(open_incident.c.incident == incident))


def holds(reading: Reading | Unit) -> list[OpenIncident]:
    """The open real incidents of an urgency that holds drills (rule `hold.urgencies`), and what else holds them."""
    found = [
        OpenIncident(row.incident, row.urgency, row.reported_at)
        for row in reading.connection.execute(select(open_incident))
    ]
    return [*holding(found, reading.rule("hold.urgencies").value), *_others(reading)]


def _others(reading: Reading | Unit) -> list[OpenIncident]:
    """What other plugins hold drills for; one that fails neither holds one nor stops the sweep."""
    found: list[OpenIncident] = []
    for plugin in reading.ask_each(HoldsDrills):
        try:
            with reading.connection.begin_nested():
                found += [OpenIncident(hold.because, "", hold.since) for hold in plugin.holds()]
        except Exception:
            logger.warning("a plugin could not be asked what holds drills", exc_info=True)
    return found


# -- obligations -----------------------------------------------------------------------------------------


def put_unit(connection: Connection, obliged: ObligedUnit) -> None:
    values = vars(obliged) | {"duties": list(obliged.duties)}
    if connection.execute(select(units.c.id).where(units.c.id == obliged.id)).first() is None:
        connection.execute(insert(units).values(**values))
    else:
        connection.execute(update(units).where(units.c.id == obliged.id).values(**values))


def obliged(connection: Connection, unit: str | None = None) -> list[ObligedUnit]:
    query = select(units).order_by(units.c.id)
    if unit is not None:
        query = query.where(units.c.id == unit)
    return [ObligedUnit(**row._asdict() | {"duties": tuple(row.duties)}) for row in connection.execute(query)]


def held_drills(connection: Connection, zone: ZoneInfo) -> Sequence[Done]:
    """Every finished drill, on the day (of the centre) on which it ended."""
    return [
        Done(
            drill=d.id,
            on=day_of(d.ended_at, zone),
            scope=d.scope,
            units=d.units,
            reported=d.reported_at is not None,
            evaluated=d.evaluated_at is not None,
        )
        for d in in_states(connection, ["finished"])
        if d.ended_at is not None
    ]


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def zone_of(reading: Reading | Unit) -> ZoneInfo:
    """The centre's own zone, in which days are meant."""
    return ZoneInfo(reading.centre()["zone"])
