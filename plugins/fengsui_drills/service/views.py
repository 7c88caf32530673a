"""The drills' views, and the answer to other plugins' questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from fengsui.errors import Missing
from fengsui.hooks import Reading
from fengsui_drills import payloads
from fengsui_drills.api import Drill, DrillResumed, DrillState
from fengsui_drills.model import lifecycle
from fengsui_drills.model.lifecycle import OPEN, Exercise
from fengsui_drills.model.obligations import HalfYear, Obligation, ObligedUnit, Requirement, all_standing, requirements
from fengsui_drills.model.picture import Calendar, CalendarMonth, DrillCard, DrillItem, queue
from fengsui_drills.service import store

ALL: tuple[DrillState, ...] = ("planned", "held", "running", "finished", "aborted")


def list_drills(reading: Reading, parameters: payloads.ListDrills) -> tuple[Exercise, ...]:
    """Every drill, or those in one state, soonest first."""
    return tuple(store.in_states(reading.connection, [parameters.state] if parameters.state else ALL))


def show_drill(reading: Reading, parameters: payloads.ShowDrill) -> DrillCard:
    return DrillCard(
        drill=store.get(reading.connection, parameters.drill),
        participants=tuple(store.participants(reading.connection, parameters.drill)),
        held_by=tuple(store.holds(reading)),
    )


def show_queue(reading: Reading, _parameters: payloads.NoParameters) -> tuple[DrillItem, ...]:
    """What about the drills needs a person now."""
    open_now = store.in_states(reading.connection, ALL)
    return queue(open_now, store.waiting(reading.connection), store.holds(reading), reading.now)


def show_obligations(reading: Reading, parameters: payloads.ShowObligations) -> tuple[Obligation, ...]:
    """Who must drill and has not: overdue first."""
    units = store.obliged(reading.connection, parameters.unit)
    return _standing(reading, units, parameters.on or _today(reading))


def _standing(reading: Reading, units: Sequence[ObligedUnit], on: date) -> tuple[Obligation, ...]:
    half: Mapping[str, int | str] = reading.rule("half_year").value
    done = store.held_drills(reading.connection, store.zone_of(reading))
    return all_standing(units, _requirements(reading, units), done, on, HalfYear(**half))  # type: ignore[arg-type]


def _requirements(reading: Reading, units: Sequence[ObligedUnit]) -> dict[str, tuple[Requirement, ...]]:
    """The rule rows in force for the units' duties; a duty whose rule has ended asks nothing."""
    found = {}
    for duty in {duty for unit in units for duty in unit.duties}:
        try:
            rule = reading.rule(f"frequency.{duty}")
        except Missing:
            continue
        found[duty] = requirements(duty, rule.value, rule.basis)
    return found


def show_calendar(reading: Reading, parameters: payloads.ShowCalendar) -> Calendar:
    """Drills and duties month by month; the duties of a half-year stand in its last month."""
    today = _today(reading)
    year = parameters.year or today.year
    begins = date(year, 7, 1) if parameters.half == 2 else date(year, 1, 1)
    ends = date(year, 6, 30) if parameters.half == 1 else date(year, 12, 31)
    duties = _standing(reading, store.obliged(reading.connection), today)
    drills = store.between(reading.connection, _midnight(reading, begins), _midnight(reading, ends + timedelta(days=1)))
    zone = store.zone_of(reading)
    months = [date(year, month, 1) for month in range(begins.month, ends.month + 1)]
    return Calendar(
        begins=begins,
        ends=ends,
        today=today,
        months=tuple(
            CalendarMonth(
                month=month,
                drills=tuple(d for d in drills if _same_month(store.day_of(d.scheduled_at, zone), month)),
                due=tuple(o for o in duties if _same_month(o.due, month)),
            )
            for month in months
        ),
        overdue=sum(1 for o in duties if o.status == "overdue"),
    )


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _midnight(reading: Reading, day: date) -> datetime:
    return datetime.combine(day, time(), store.zone_of(reading))


def _today(reading: Reading) -> date:
    return store.day_of(reading.now, store.zone_of(reading))


class StoredDrills:
    """Answers `fengsui_drills.api.Drills` from the tables, inside the asker's transaction."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def open(self) -> Sequence[Drill]:
        now, zone = self._reading.now, store.zone_of(self._reading)
        drills = store.in_states(self._reading.connection, OPEN)
        return [store.public(d) for d in drills if lifecycle.on_calendar_today(d, now, zone)]

    def running(self, exercise: str) -> bool:
        found = store.find(self._reading.connection, exercise)
        return found is not None and found.state == "running"

    def resumed_at(self, exercise: str) -> datetime | None:
        lifted = [event.at for event in self._reading.history(exercise) if event.topic == DrillResumed.topic]
        return max(lifted, default=None)
