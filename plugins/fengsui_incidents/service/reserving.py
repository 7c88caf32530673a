"""The reserve is the duty leader's to release: in his own session, or said by phone and entered for him (代录)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.choosing import ReleaseReserve, ReleaseReserveFor
from fengsui_incidents.api.events import ReserveReleased, Words
from fengsui_incidents.model.names import capability as name_of
from fengsui_incidents.model.propose import reserve_broken, wanted_reserve
from fengsui_incidents.service.context import available, released_for, rules_of
from fengsui_incidents.service.loading import Incident, load_open
from fengsui_incidents.service.proposing import out_of_date
from fengsui_incidents.service.telling import said_by_words, tell
from fengsui_incidents.tables import released
from fengsui_plans.api import DigitalPlan


def release_reserve(unit: Unit, payload: ReleaseReserve) -> dict[str, Any]:
    """Raises Invalid (`no_reserve`) for a capability of which none is kept, Conflict where it is released already."""
    found = load_open(unit, payload.incident)
    kept = wanted_reserve(rules_of(unit))
    if payload.capability not in kept:
        expected = Fault("capability", N_("one of {known}"), "no_reserve", {"known": ", ".join(sorted(kept)) or "-"})
        raise Invalid(N_("No reserve is kept of this capability."), code="no_reserve", faults=[expected])
    if payload.capability in released_for(unit, found.id):
        raise Conflict(N_("This reserve has been released already."), code="released_already")
    spoken = payload if isinstance(payload, ReleaseReserveFor) else None
    said_by = spoken.said_by if spoken else (unit.actor.name or unit.actor.id)
    row = {"incident": found.id, "capability": payload.capability, "at": unit.now, "reason": payload.reason,
           "said_by": said_by, "actor": unit.actor.id}  # fmt: skip
    unit.connection.execute(insert(released).values(**row))
    event = ReserveReleased(
        incident=found.id, capability=payload.capability, answered_for=spoken is not None, exercise=found.exercise
    )
    name = name_of(payload.capability)
    says = Words(f"带班领导放行预备: {name.zh} ({payload.reason})", f"reserve released: {name.en} ({payload.reason})")
    says = said_by_words(says, spoken.channel, spoken.said_by) if spoken else says
    tell(unit, found.id, event, says)
    out_of_date(unit, found.id)
    return {"incident": found.id, "capability": payload.capability}


def faults_of_reserve(reading: Reading, incident: Incident, plan: DigitalPlan, going: Collection[str]) -> list[Fault]:
    """For each reserve that sending these teams would take: whose word it needs."""
    rules = rules_of(reading)
    if not going or not wanted_reserve(rules):
        return []
    with available(reading, incident, rules) as teams:
        broken = reserve_broken(incident.picture, plan, teams, rules, reading.now, going)
    expected = N_("the duty leader's release of the reserve: {keep} x {capability} stay, {left} would be left")
    return [
        Fault("teams", expected, "reserve_held", {"keep": keep, "capability": key, "left": left})
        for key, keep, left in broken
    ]
