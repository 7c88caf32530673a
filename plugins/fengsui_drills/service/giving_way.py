"""A drill gives way to the real thing: what the incidents record is noted, and sweeps act on it, a drill a unit.

A unit on a real event cannot record a drill's (they are never mixed), so the subscriptions only note and the sweeps
record, within a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_drills.api import DrillDue, HoldProposed, TeamReleased
from fengsui_drills.model import lifecycle
from fengsui_drills.model.lifecycle import OpenIncident
from fengsui_drills.model.picture import Participant
from fengsui_drills.service import store
from fengsui_drills.service.running import put_on_hold
from fengsui_drills.service.taking_part import answer_by, load

# -- what the incidents record ---------------------------------------------------------------------------


def note_urgency(unit: Unit, recorded: Recorded) -> None:
    """A real incident was reported, or assessed anew (incidents.reported, incidents.assessed)."""
    if recorded.exercise is None and recorded.data is not None:
        incident = OpenIncident(recorded.subject, recorded.data["urgency"], recorded.at)
        store.note_open(unit.connection, incident)


def note_closed(unit: Unit, recorded: Recorded) -> None:
    """A real incident was closed: it holds nothing any more, and its controller may lift the hold."""
    if recorded.exercise is None:
        store.note_closed(unit.connection, recorded.subject)


def note_order(unit: Unit, recorded: Recorded) -> None:
    """A real order went to a team: it is out of every drill that it takes part in.

    One that has not begun has nobody to free: its teams heard that it is held, and hear no more beside a real order.
    """
    if recorded.exercise is not None or recorded.data is None:
        return
    for taking_part in store.taking_part(unit.connection, recorded.data["team"]):
        drill = store.get(unit.connection, taking_part.drill)
        if drill.state in ("running", "held") and drill.started_at is not None:
            incident, order = recorded.data["incident"], recorded.data["order"]
            store.put(unit.connection, replace(taking_part, real_incident=incident, real_order=order))


# -- sweeps ----------------------------------------------------------------------------------------------


def should_give_way(reading: Reading) -> Sequence[str]:
    """Drills planned for today that are not held yet, and running ones that nobody proposed to hold yet."""
    holds = store.holds(reading)
    if not holds:
        return []
    zone = store.zone_of(reading)
    drills = store.in_states(reading.connection, ["planned", "running"])
    return [d.id for d in drills if lifecycle.must_give_way(d, holds, reading.now, zone) is not None]


def give_way(unit: Unit, drill: str) -> None:
    """Holds a planned drill at once; a running one is proposed to be held, for a person decides."""
    found = load(unit, drill)
    asked = lifecycle.must_give_way(found, store.holds(unit), unit.now, store.zone_of(unit))
    if asked is None:
        return
    what, incident = asked
    if what == "hold":
        put_on_hold(unit, found, incident.id)
        return
    store.save(unit.connection, replace(found, hold_proposed=incident.id))
    unit.record(HoldProposed(exercise=found.id, drill=found.id, because=incident.id, controller=found.controller))


def to_release(reading: Reading) -> Sequence[Participant]:
    return store.to_release(reading.connection)


def release(unit: Unit, team: Participant) -> None:
    """演练终止, 真实警情: tells the team that its drill is over for it."""
    drill = load(unit, team.drill)
    by = answer_by(unit)
    told = replace(team, notice="released", told_at=unit.now, answer_by=by, acknowledged_at=None, acknowledged_by="")
    store.put(unit.connection, told)
    unit.record(
        TeamReleased(
            exercise=drill.id,
            drill=drill.id,
            title=drill.title,
            team=team.team,
            because=team.real_incident,
            order=team.real_order,
            answer_by=by,
        )
    )


def now_due(reading: Reading) -> Sequence[str]:
    return [d.id for d in store.in_states(reading.connection, ["planned"]) if lifecycle.is_due(d, reading.now)]


def tell_due(unit: Unit, drill: str) -> None:
    """Its time has come: its controller is told, and nothing else happens by the clock."""
    found = load(unit, drill)
    if lifecycle.is_due(found, unit.now):
        store.save(unit.connection, replace(found, due_told_at=unit.now))
        unit.record(DrillDue(exercise=found.id, drill=found.id, controller=found.controller))
