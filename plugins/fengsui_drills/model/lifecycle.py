"""How a drill moves: planned, held, running, finished or aborted. Only its controller starts and resumes it.

Times are aware UTC; `zone` is the centre's own, in which "today" is meant. Each function returns the drill as it is
afterwards, or raises Forbidden or Conflict with a stable code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from fengsui.errors import Conflict, Forbidden
from fengsui.text import N_
from fengsui_drills.api import DrillKind, DrillScope, DrillState
from fengsui_incidents.api.words import Count, Urgency

OPEN: frozenset[DrillState] = frozenset({"planned", "held", "running"})


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A drill with all that it needs to be held.

    `held_from` is the state a held drill goes back to; `hold_proposed` the incident for which a running one should
    give way; `units` the ids of the obliged units whose duty it fulfils; `figures` the scenario's counts of people.
    """

    id: str
    title: str
    scheduled_at: datetime
    controller: str
    kind: DrillKind
    state: DrillState = "planned"
    scope: DrillScope = "special"
    title_en: str = ""
    teams: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    plan: str = ""
    site: str = ""
    lat: float | None = None
    lon: float | None = None
    scenario: str = ""
    figures: Mapping[Count, int | None] = field(default_factory=dict)
    held_from: DrillState | None = None
    held_because: str = ""
    hold_proposed: str = ""
    due_told_at: datetime | None = None
    incident: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    reported_at: datetime | None = None
    evaluated_at: datetime | None = None
    conclusion: str = ""
    findings: str = ""


@dataclass(frozen=True)
class OpenIncident:
    """A real incident that is not closed yet, or something else that is real and holds drills (without urgency)."""

    id: str
    urgency: Urgency | Literal[""]
    reported_at: datetime


def holding(incidents: Sequence[OpenIncident], urgencies: Sequence[str]) -> list[OpenIncident]:
    """The open real incidents urgent enough to hold a drill, worst first, then oldest."""
    urgent = [incident for incident in incidents if incident.urgency in urgencies]
    return sorted(urgent, key=lambda incident: (incident.urgency, incident.reported_at, incident.id))


def _controlled_by(drill: Exercise, user: str) -> None:
    if user != drill.controller:
        raise Forbidden(
            N_("Only its controller {controller} may do this with the drill {drill}."),
            code="not_controller",
            controller=drill.controller,
            drill=drill.id,
        )


def _in_state(drill: Exercise, *states: DrillState) -> None:
    if drill.state not in states:
        raise Conflict(
            N_("The drill {drill} is {state}, so this cannot be done with it."),
            code="drill_state",
            drill=drill.id,
            state=drill.state,
        )


def _free(drill: Exercise, holds: Sequence[OpenIncident]) -> None:
    if holds:
        raise Conflict(
            N_("The drill {drill} is held: {incident} is real and open."),
            code="held",
            drill=drill.id,
            incident=holds[0].id,
        )


def start(drill: Exercise, user: str, holds: Sequence[OpenIncident], now: datetime) -> Exercise:
    """Begins the drill; refused with `held` while it is held or a real incident holds it."""
    _controlled_by(drill, user)
    if drill.state == "held":
        raise Conflict(
            N_("The drill {drill} is held because of {because}; its controller must lift the hold first."),
            code="held",
            drill=drill.id,
            because=drill.held_because,
        )
    _in_state(drill, "planned")
    _free(drill, holds)
    return replace(drill, state="running", started_at=now)


def hold(drill: Exercise, because: str) -> Exercise:
    """Holds a planned or running drill (挂起)."""
    _in_state(drill, "planned", "running")
    return replace(drill, state="held", held_from=drill.state, held_because=because, hold_proposed="")


def resume(drill: Exercise, user: str, holds: Sequence[OpenIncident]) -> Exercise:
    """Lifts the hold: the drill is again what it was, planned or running. Refused while an incident holds it."""
    _controlled_by(drill, user)
    _in_state(drill, "held")
    _free(drill, holds)
    return replace(drill, state=drill.held_from or "planned", held_from=None, held_because="", hold_proposed="")


def abort(drill: Exercise, reason: str, now: datetime) -> Exercise:
    """Ends the drill before its end (演练终止), whatever it was doing."""
    _in_state(drill, "planned", "held", "running")
    return replace(drill, state="aborted", ended_at=now, end_reason=reason, held_from=None, hold_proposed="")


def finish(drill: Exercise, user: str, now: datetime) -> Exercise:
    _controlled_by(drill, user)
    _in_state(drill, "running")
    return replace(drill, state="finished", ended_at=now, hold_proposed="")


def must_give_way(
    drill: Exercise, holds: Sequence[OpenIncident], now: datetime, zone: ZoneInfo
) -> tuple[str, OpenIncident] | None:
    """What a real incident asks of a drill: (`hold`, it) for one planned for today, (`propose`, it) for a running one.

    A running drill is only proposed to be held: a person decides which teams it frees. None when there is nothing
    (more) to do.
    """
    if not holds:
        return None
    today = now.astimezone(zone).date()
    if drill.state == "planned" and drill.scheduled_at.astimezone(zone).date() <= today:
        return "hold", holds[0]
    if drill.state == "running" and not drill.hold_proposed:
        return "propose", holds[0]
    return None


def is_due(drill: Exercise, now: datetime) -> bool:
    """Whether a planned drill's time has come and its controller has not been told yet."""
    return drill.state == "planned" and drill.scheduled_at <= now and drill.due_told_at is None


def on_calendar_today(drill: Exercise, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a drill is open and of today or earlier: what the board shows."""
    today = now.astimezone(zone).date()
    return drill.state in ("held", "running") or (
        drill.state == "planned" and drill.scheduled_at.astimezone(zone).date() <= today
    )
