"""Numbers of calls, incidents and orders. A series is named after its day and never begins again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, insert, update

from fengsui.hooks import Unit
from fengsui_incidents.model import texts
from fengsui_incidents.service.context import zone_of
from fengsui_incidents.tables import counters

FURTHER = (
    update(counters)
    .where(counters.c.kind == bindparam("series"))
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)


def _next(unit: Unit, series: str) -> int:
    """The day's series goes on a year later, so that no number is ever given twice."""
    given = unit.connection.execute(FURTHER, {"series": series}).scalar()
    if given is None:
        unit.connection.execute(insert(counters).values(kind=series, value=1))
        return 1
    return int(given)


def _today(unit: Unit) -> date:
    return unit.now.astimezone(zone_of(unit)).date()


def next_call(unit: Unit) -> str:
    day = _today(unit)
    return texts.call_number(day, _next(unit, f"call:{day:%m%d}"))


def next_incident(unit: Unit, exercise: str | None) -> str:
    day = _today(unit)
    series = f"incident:{day:%m%d}" if exercise is None else f"drill:{day:%m%d}"
    return texts.incident_number(day, _next(unit, series), exercise)


def next_order(unit: Unit, incident: str, exercise: str | None) -> str:
    prefix = texts.order_prefix(unit.centre()["name"])
    serial = _next(unit, f"order:{incident}" if exercise is None else f"order:{exercise}")
    return texts.order_number(prefix, incident, serial, exercise)


def next_ticket(unit: Unit) -> str:
    day = _today(unit)
    return texts.ticket_number(day, _next(unit, f"ticket:{day:%m%d}"))


def next_transfer(unit: Unit) -> str:
    day = _today(unit)
    return texts.transfer_number(day, _next(unit, f"transfer:{day:%m%d}"))


def next_umbrella(unit: Unit, exercise: str | None) -> str:
    day = _today(unit)
    series = f"umbrella:{day:%m%d}" if exercise is None else f"drill_umbrella:{day:%m%d}"
    return texts.umbrella_number(day, _next(unit, series), exercise)


def next_claim(unit: Unit) -> str:
    """Ids that follow one another, so that of two claims of one moment the later one is read last."""
    return f"z{_next(unit, 'claim'):012d}"
