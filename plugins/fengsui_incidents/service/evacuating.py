"""紧急撤离: one command reaches every force of an incident; then the roll is called. And broadcasts to a division."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Broadcast, EvacuationOrdered, Words
from fengsui_incidents.api.payloads import BroadcastText, Evacuate, WithdrawFirst
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.model.propose.reasons import KINDS
from fengsui_incidents.service.busy import busy_teams
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.loading import Incident, Order, load_open, require_kind
from fengsui_incidents.service.ordering import New, reach, refresh, send_card, write_order
from fengsui_incidents.service.proposing import plan_of
from fengsui_incidents.service.telling import same, tell, write
from fengsui_plans.api import Escalation
from fengsui_rosters.api import Team, Teams

WITHDRAW = Words("先撤离到上风", "withdraw upwind first")


def evacuate(unit: Unit, payload: Evacuate) -> dict[str, Any]:
    """Everybody, also who is still on the way or was sent by others. Nothing but a new order takes it back.

    A control room that was asked for help is told by a call card; it is no force and answers no roll-call.
    """
    found = load_open(unit, payload.incident)
    told = [order for order in found.orders if can_be_reached_by(order.record, "evacuation")]
    forces = [order for order in told if order.record.team]
    if not forces:
        raise Conflict(N_("No force of this incident is out."), code="nothing_open")
    rendezvous = _meet(found, payload.rendezvous)
    reason = same(payload.reason) if payload.reason else Words("全体立即撤离", "everybody out at once")
    for order in forces:
        _withdraw(unit, found, order, rendezvous, reason)
    for order in told:
        if not order.record.team:
            says = _evacuation_words(order, rendezvous)
            send_card(unit, found, order, says, says)
    return {"incident": found.id, "orders": [order.id for order in forces]}


def _evacuation_words(order: Order, rendezvous: Words) -> Words:
    return Words(
        f"紧急撤离 {order.name.zh}: 撤到 {rendezvous.zh}", f"EVACUATE {order.name.en}: withdraw to {rendezvous.en}"
    )


def _meet(found: Incident, said: str) -> Words:
    """Where to: what was said now, what the incident was changed to, or what the plan says."""
    changed = found.row["rendezvous"]
    meet = Words(changed["zh"], changed["en"]) if changed else found.assessment.rendezvous
    return same(said) if said else meet


def withdraw_first(unit: Unit, payload: WithdrawFirst) -> dict[str, Any]:
    """Each station gets the order to withdraw, and no other: it answers `withdrawn`, and `ready` when it is back."""
    found = load_open(unit, payload.incident)
    plan = plan_of(found)
    wanted = list(dict.fromkeys(payload.teams))
    teams, busy = unit.ask(Teams).some(wanted), busy_teams(unit, found.exercise)
    faults = [
        Fault(f"teams.{index}", N_("a team of the roster that is free"), "no_free_team")
        for index, team in enumerate(wanted)
        if team not in teams or team in busy
    ]
    if faults:
        raise Invalid(N_("They cannot be told to withdraw like this."), faults=faults)
    made = [_to_withdraw(unit, found, teams[team], plan.escalation) for team in wanted]
    rendezvous = _meet(found, payload.rendezvous)
    for order in made:
        _withdraw(unit, found, order, rendezvous, WITHDRAW)
    return {"incident": found.id, "orders": [order.id for order in made]}


def _to_withdraw(unit: Unit, found: Incident, team: Team, policy: Escalation) -> Order:
    new = New(
        kind=KINDS[team.reach],
        name=same(team.name),
        task=WITHDRAW,
        authority=found.row["authority"],
        policy=policy,
        team=team.id,
        phone=team.phone,
    )
    return write_order(unit, found, new)


def _withdraw(unit: Unit, incident: Incident, order: Order, rendezvous: Words, reason: Words) -> None:
    made = refresh(unit, order.id, evacuating_at=unit.now)
    within = timedelta(seconds=order.record.policy.withdrawn_within_s)
    event = EvacuationOrdered(
        order=order.id,
        incident=incident.id,
        team=order.record.team,
        rendezvous=rendezvous,
        reason=reason,
        answer_by=unit.now + within,
        exercise=incident.exercise,
    )
    says = _evacuation_words(order, rendezvous)
    if order.record.kind == "order":
        tell(unit, incident.id, event, says, order.id)
        reach(unit, made)
    else:  # the card brings the line: one for a person to read out
        unit.record(event)
        send_card(unit, incident, made, says, says)


def broadcast(unit: Unit, payload: BroadcastText) -> dict[str, Any]:
    """One event for a whole division, in a drill's incident as a drill."""
    incident = load_open(unit, payload.incident) if payload.incident else None
    exercise = incident.exercise if incident else None
    if incident is None:
        unit.enter(None)
        require_kind(unit, None)
    message = unit.new_id()
    event = Broadcast(
        message=message,
        incident=incident.id if incident else "",
        division=payload.division,
        text=same(payload.text),
        answer_by=unit.now + (span(rules_of(unit), "broadcast_within_s") or timedelta()),
        exercise=exercise,
    )
    unit.record(event)
    if incident:
        says = Words(f"广播 {payload.division}: {payload.text}", f"Broadcast to {payload.division}: {payload.text}")
        write(unit, incident.id, Broadcast.topic, says)
    return {"message": message}
