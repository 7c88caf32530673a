"""A force that is already moving on another authority's order (119, its own unit): no alert, and it counts."""

from __future__ import annotations

from typing import Any

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.events import ForceMoving as ForceMovingEvent
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.payloads import ForceMoving
from fengsui_incidents.model.orders import Given
from fengsui_incidents.model.propose.reasons import KINDS
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.facts import Said, keep
from fengsui_incidents.service.loading import load_open
from fengsui_incidents.service.ordering import New, refresh, write_order
from fengsui_incidents.service.proposing import plan_of
from fengsui_incidents.service.readiness import note_readiness
from fengsui_incidents.service.telling import same, tell
from fengsui_rosters.api import Teams


def force_moving(unit: Unit, payload: ForceMoving) -> dict[str, Any]:
    incident = load_open(unit, payload.incident)
    plan = plan_of(incident)
    team = unit.ask(Teams).get(payload.team)
    need = next((need for need in plan.needs if need.id == payload.need), None)
    faults = []
    if team is None:
        faults.append(Fault("team", N_("a team of the roster"), "no_team"))
    if payload.need and need is None:
        faults.append(
            Fault("need", N_("one of {known}"), "no_need", {"known": ", ".join(need.id for need in plan.needs)})
        )
    if not payload.authority:
        faults.append(Fault("authority", N_("on whose order it is moving"), "authority_needed"))
    if faults or team is None:
        raise Invalid(N_("The force cannot be entered as it is."), faults=faults)
    if (order := busy_teams(unit, incident.exercise).get(team.id)) is not None:
        raise Conflict(N_("{team} already has {order}."), code="team_busy", team=team.name, order=order)
    task = Words(need.task.zh, need.task.en) if need else Words(f"由{payload.authority}调派", f"by {payload.authority}")
    new = New(
        kind=KINDS[team.reach],
        name=same(team.name),
        task=task,
        authority=payload.authority,
        policy=plan.escalation,
        team=team.id,
        need=need.id if need else "",
        phone=team.phone,
        already_moving=True,
    )
    made = write_order(unit, incident, new)
    keep(unit, made, Fact(fact="moving", at=unit.now), Said(Given(fact="moving", at=unit.now)))
    made = refresh(unit, made.id)
    event = ForceMovingEvent(
        incident=incident.id,
        order=made.id,
        team=team.id,
        authority=payload.authority,
        for_need=new.need,
        exercise=incident.exercise,
    )
    says = Words(f"{team.name} 已出动 ({payload.authority})", f"{team.name} is already moving ({payload.authority})")
    tell(unit, incident.id, event, says, made.id)
    note_readiness(unit, made, "moving")
    return {"incident": incident.id, "order": made.id}
