"""Commands of the calendar: enter a drill, evaluate and report one that was held, enter who must drill."""

from __future__ import annotations

from dataclasses import replace

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_drills import payloads
from fengsui_drills.api import Drill, DrillEvaluated, DrillReported, DrillScheduled, UnitObliged
from fengsui_drills.model.lifecycle import Exercise
from fengsui_drills.model.obligations import ObligedUnit
from fengsui_drills.service import store
from fengsui_drills.service.taking_part import load


def schedule(unit: Unit, payload: payloads.Schedule) -> Drill:
    """Enters a drill, to come or held already; nothing starts it but its controller."""
    unit.enter(payload.drill)
    _check(unit, payload)
    done = payload.done_at is not None
    values = payload.model_dump(exclude={"drill", "at", "done_at", "plan", "site", "teams", "units"})
    drill = Exercise(
        id=payload.drill,
        scheduled_at=payload.at,
        plan=payload.plan or "",
        site=payload.site or "",
        teams=tuple(dict.fromkeys(payload.teams)),
        units=tuple(dict.fromkeys(payload.units)),
        state="finished" if done else "planned",
        started_at=payload.at if done else None,
        ended_at=payload.done_at,
        **values,
    )
    store.add(unit.connection, drill)
    unit.record(DrillScheduled(exercise=drill.id, drill=drill.id, at=drill.scheduled_at))
    return store.public(drill)


def _check(unit: Unit, payload: payloads.Schedule) -> None:
    if store.find(unit.connection, payload.drill) is not None:
        raise Conflict(N_("The number {drill} is taken."), code="drill_exists", drill=payload.drill)
    faults = []
    if payload.done_at is not None and payload.done_at > unit.now:
        faults.append(Fault("done_at", N_("a time that has passed"), "in_future"))
    if payload.done_at is not None and payload.done_at < payload.at:
        faults.append(Fault("done_at", N_("a time after the drill's own"), "before_start"))
    if payload.done_at is None:
        faults += [
            Fault(name, N_("given only for a drill that was held"), "not_held")
            for name in ("reported_at", "evaluated_at")
            if getattr(payload, name) is not None
        ]
    if (payload.lat is None) != (payload.lon is None):
        faults.append(Fault("lat", N_("given together with lon"), "half_a_place"))
    known = {each.id for each in store.obliged(unit.connection)}
    faults += [
        Fault(f"units.{i}", N_("a unit that is known here"), "no_such_unit")
        for i, name in enumerate(payload.units)
        if name not in known
    ]
    if faults:
        raise Invalid(N_("The drill cannot be entered so."), code="bad_drill", faults=faults)


def _finished(unit: Unit, drill: str) -> Exercise:
    found = load(unit, drill)
    if found.state != "finished":
        raise Conflict(
            N_("The drill {drill} is {state}; only one that was held to its end can be reported or evaluated."),
            code="drill_state",
            drill=found.id,
            state=found.state,
        )
    return found


def evaluate(unit: Unit, payload: payloads.Evaluate) -> Drill:
    """The written evaluation after a drill (order 2 art 34; AQ/T 9009-2015)."""
    drill = replace(
        _finished(unit, payload.drill),
        evaluated_at=unit.now,
        conclusion=payload.conclusion,
        findings=payload.findings,
    )
    store.save(unit.connection, drill)
    unit.record(DrillEvaluated(exercise=drill.id, drill=drill.id, conclusion=payload.conclusion))
    return store.public(drill)


def report(unit: Unit, payload: payloads.Report) -> Drill:
    """The drill was reported to the supervising department (708 art 8)."""
    at = payload.at or unit.now
    if at > unit.now:
        raise Invalid(
            N_("The drill cannot be entered so."),
            code="bad_drill",
            faults=[Fault("at", N_("a time that has passed"), "in_future")],
        )
    drill = replace(_finished(unit, payload.drill), reported_at=at)
    store.save(unit.connection, drill)
    unit.record(DrillReported(exercise=drill.id, drill=drill.id, on=store.day_of(at, store.zone_of(unit))))
    return store.public(drill)


def oblige(unit: Unit, payload: payloads.Oblige) -> ObligedUnit:
    """Enters which duties to drill a unit has; each must be a rule in force."""
    faults = []
    for i, duty in enumerate(payload.duties):
        try:
            unit.rule(f"frequency.{duty}")
        except Missing:
            faults.append(Fault(f"duties.{i}", N_("a duty whose rule is in force"), "no_such_duty"))
    if faults:
        raise Invalid(N_("The unit's duties cannot be entered so."), code="bad_duties", faults=faults)
    obliged = ObligedUnit(
        id=payload.unit,
        name=payload.name,
        division=payload.division,
        duties=tuple(dict.fromkeys(payload.duties)),
        since=payload.since,
        demo=payload.demo,
    )
    store.put_unit(unit.connection, obliged)
    unit.record(UnitObliged(exercise=None, unit=obliged.id, duties=obliged.duties))
    return obliged
