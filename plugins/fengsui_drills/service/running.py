"""Start, hold, resume, abort, finish: load, let the model decide, save, record, tell the teams."""

from __future__ import annotations

from dataclasses import replace

from fengsui.hooks import Unit
from fengsui_drills import payloads
from fengsui_drills.api import Drill, DrillEnded, DrillHeld, DrillResumed, DrillStarted
from fengsui_drills.model import lifecycle
from fengsui_drills.model.lifecycle import Exercise
from fengsui_drills.service import store
from fengsui_drills.service.taking_part import answer_by, load, tell_all
from fengsui_incidents.api.exercises import ExerciseIncidents


def user_of(unit: Unit) -> str:
    """The user's name behind the actor, as a drill names its controller."""
    return unit.actor.id.removeprefix("user:")


def start(unit: Unit, payload: payloads.OfDrill) -> Drill:
    """Its controller begins it: the exercise's incident is opened by the same path as a real one."""
    drill = lifecycle.start(load(unit, payload.drill), user_of(unit), store.holds(unit), unit.now)
    incident = unit.ask(ExerciseIncidents).open(
        exercise=drill.id,
        title_zh=drill.title,
        title_en=drill.title_en or drill.title,
        site=drill.site or None,
        lat=drill.lat,
        lon=drill.lon,
        plan=drill.plan or None,
        figures=drill.figures,
    )
    drill = replace(drill, incident=incident)
    store.save(unit.connection, drill)
    tell_all(unit, drill, "started", None)
    unit.record(
        DrillStarted(exercise=drill.id, drill=drill.id, incident=incident, teams=drill.teams, title=drill.title)
    )
    return store.public(drill)


def put_on_hold(unit: Unit, drill: Exercise, because: str) -> Exercise:
    """Holds the drill and tells every team of it; only those in the middle of it must say that they know."""
    held = lifecycle.hold(drill, because)
    by, running = answer_by(unit), drill.state == "running"
    store.save(unit.connection, held)
    tell_all(unit, held, "held", by if running else None)
    unit.record(
        DrillHeld(
            exercise=held.id,
            drill=held.id,
            title=held.title,
            teams=held.teams,
            answer_by=by,
            because=because,
            was="running" if running else "planned",
        )
    )
    return held


def hold(unit: Unit, payload: payloads.Hold) -> Drill:
    """Holds a drill; one that is held already stays so, for the clock and a person may do it at once."""
    drill = load(unit, payload.drill)
    return store.public(drill if drill.state == "held" else put_on_hold(unit, drill, payload.because))


def resume(unit: Unit, payload: payloads.OfDrill) -> Drill:
    """Its controller lifts the hold; refused with `held` while a real incident of such urgency is open."""
    drill = lifecycle.resume(load(unit, payload.drill), user_of(unit), store.holds(unit))
    by = answer_by(unit)
    store.save(unit.connection, drill)
    tell_all(unit, drill, "resumed", by)
    unit.record(
        DrillResumed(
            exercise=drill.id,
            drill=drill.id,
            title=drill.title,
            teams=drill.teams,
            answer_by=by,
            state="running" if drill.state == "running" else "planned",
        )
    )
    return store.public(drill)


def abort(unit: Unit, payload: payloads.Abort) -> Drill:
    drill = lifecycle.abort(load(unit, payload.drill), payload.reason, unit.now)
    return _end(unit, drill, payload.reason)


def finish(unit: Unit, payload: payloads.OfDrill) -> Drill:
    return _end(unit, lifecycle.finish(load(unit, payload.drill), user_of(unit), unit.now), "")


def _end(unit: Unit, drill: Exercise, reason: str) -> Drill:
    """Ends the exercise's incident too, and tells every team that it is over."""
    if drill.incident:
        ended = reason or drill.title
        unit.ask(ExerciseIncidents).end(exercise=drill.id, incident=drill.incident, reason=ended)
    by = answer_by(unit)
    store.save(unit.connection, drill)
    tell_all(unit, drill, "ended", by)
    unit.record(
        DrillEnded(
            exercise=drill.id,
            drill=drill.id,
            title=drill.title,
            teams=drill.teams,
            answer_by=by,
            outcome="aborted" if drill.state == "aborted" else "finished",
            reason=reason,
        )
    )
    return store.public(drill)
