"""What every service of the field needs: the incident it acts on, rules in force, lines of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, Table, func, select

from fengsui.errors import Fault, FengsuiError, Invalid, Missing, Unavailable
from fengsui.events import Event
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui.yaml_files import read_yaml
from fengsui_drills.api import Drills
from fengsui_field.api.payloads import moment
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.joining import Incidents
from fengsui_incidents.api.said import Words
from fengsui_plans.api import DigitalPlan, Library

CLOCKS = timedelta(minutes=2)
"""So far two clocks may differ before a time that lies ahead is a slip of the pen."""


@dataclass(frozen=True)
class Ground:
    """The incident that a unit acts on, and how it is marked."""

    id: str
    exercise: str | None


def ground(unit: Unit, incident: str, *, closed: bool = False) -> Ground:
    """Binds the unit to the incident, drill or real. `closed`: also one that is closed, for what is settled later."""
    return Ground(incident, unit.ask(Incidents).enter(incident, closed=closed))


def card(reading: Reading, incident: str) -> IncidentCard:
    return reading.ask(Incidents).card(incident)


def plan_of(reading: Reading, found: IncidentCard) -> DigitalPlan | None:
    return reading.ask(Library).get(found.assessment.plan) if found.assessment.plan else None


def row_of(reading: Reading, table: Table, id: str, missing: str) -> RowMapping:
    """One row of a thing that a person named; `missing` says what there is not."""
    row = reading.connection.execute(select(table).where(table.c.id == id)).mappings().first()
    if row is None:
        raise Missing(missing, code="no_such_thing", id=id)
    return row


def next_number(reading: Reading, table: Table, incident: str) -> int:
    """Things of an incident are numbered from 1 and never taken away."""
    last = select(func.max(table.c.number)).where(table.c.incident == incident)
    return int(reading.connection.execute(last).scalar() or 0) + 1


def tell(unit: Unit, incident: str, event: Event, says: Words, *, at: datetime | None = None) -> None:
    """Records the event, and its line in the incident's record. Neither holds the name of a victim or a rescuer."""
    unit.record(event)
    unit.ask(Incidents).write(incident, event.topic, says, at=at)


def when(unit: Unit, given: datetime | None, path: str = "at") -> datetime:
    """When it was; a time that has not come yet is refused."""
    if given is not None and given > unit.now + CLOCKS:
        raise Invalid(
            N_("This time has not come yet."), code="time_in_future",
            faults=[Fault(path, N_("a time that has been"), "time_in_future")],
        )  # fmt: skip
    return moment(given, unit.now)


def clock(reading: Reading, at: datetime) -> str:
    """A time as the centre's people say it."""
    return f"{at.astimezone(ZoneInfo(reading.centre()['zone'])):%H:%M:%S}"


def who(unit: Unit) -> str:
    return unit.actor.name or unit.actor.id


# -- rules -----------------------------------------------------------------------------------------------


@cache
def _shipped() -> Mapping[str, Any]:
    text = files("fengsui_field").joinpath("rules.yaml").read_text(encoding="utf-8")
    return {row["key"]: row["value"] for row in read_yaml(text)}


def rule(reading: Reading, key: str) -> Any:
    """The value in force; the one as shipped where a bureau has none, for lives hang on these."""
    try:
        return reading.rule(key).value
    except Missing:
        return _shipped()[key]


def minutes(reading: Reading, key: str) -> timedelta:
    return timedelta(minutes=float(rule(reading, key)))


def is_late(unit: Unit, due: datetime, exercise: str | None) -> bool:
    """Whether it ran out while nobody could see it, the centre being down or its drill held: then it is presented, and
    a person decides."""
    began = unit.started_at
    if exercise is not None and (resumed := _resumed_at(unit, exercise)) is not None:
        began = max(began, resumed)
    return due < began - timedelta(seconds=float(rule(unit, "late_after_s")))


def _resumed_at(unit: Unit, exercise: str) -> datetime | None:
    try:
        return unit.ask(Drills).resumed_at(exercise)
    except Unavailable:
        return None


def held(reading: Reading, exercises: Iterable[str | None]) -> frozenset[str]:
    """Those of the exercises that are held or over: what is watched for them waits."""
    asked = {exercise for exercise in exercises if exercise is not None}
    if not asked:
        return frozenset()
    try:
        drills = reading.ask(Drills)
    except Unavailable:
        return frozenset()
    return frozenset(exercise for exercise in asked if not drills.running(exercise))


def refuse(message: str, faults: list[Fault], error: type[FengsuiError] = Invalid) -> None:
    """Raises with everything that is wrong, where something is."""
    if faults:
        raise error(message, code=faults[0].code, faults=faults)
