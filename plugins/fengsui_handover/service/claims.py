"""Whose an incident is: the watch's that had it when it was reported, until it is handed over or closed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_handover import tables as t
from fengsui_handover.api.events import Overdue
from fengsui_handover.api.values import Watch
from fengsui_handover.service import rows


class Claims:
    """Answers `WatchKeeping`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def watch(self) -> Watch | None:
        return rows.watch_now(self._reading)

    def owner(self, incident: str) -> Watch | None:
        found = rows.owner_of(self._reading, incident)
        return rows.watch_by_id(self._reading, found) if found else None


def reported(unit: Unit, event: Recorded) -> None:
    """Also where it runs again. Where nobody has the watch it stays unclaimed: whoever takes the watch takes it too."""
    if (watch := rows.watch_now(unit)) is not None:
        rows.claim(unit, event.subject, watch.id, unit.now)


def closed(unit: Unit, event: Recorded) -> None:
    unit.connection.execute(delete(t.claim).where(t.claim.c.incident == event.subject))


def overdue(reading: Reading) -> list[str]:
    """The watch whose shift ended longer ago than the rule allows, once."""
    w, last = t.watch, reading.now - _allowed(reading)
    query = select(w.c.id).where(w.c.ended_at.is_(None), w.c.overdue_told_at.is_(None), w.c.ends_at <= last)
    return list(reading.connection.execute(query).scalars())


def tell_overdue(unit: Unit, watch: str) -> None:
    """The leader hears of it, once; the officers have it in their queue since before the shift's end."""
    told = (
        update(t.watch)
        .where(t.watch.c.id == watch, t.watch.c.ended_at.is_(None), t.watch.c.overdue_told_at.is_(None))
        .values(overdue_told_at=unit.now)
    )
    if unit.connection.execute(told).rowcount != 1:
        return
    found = rows.watch_by_id(unit, watch)
    if found is None or found.ends_at is None:
        return
    late = found.ends_at + _allowed(unit) < unit.started_at
    unit.record(Overdue(watch=watch, shift_ended_at=found.ends_at, late=late, exercise=None))


def _allowed(reading: Reading) -> timedelta:
    return timedelta(minutes=float(reading.rule("overdue_minutes").value))
