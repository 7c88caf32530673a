"""紧急撤离: one command reaches every force of an incident; then the roll is called. And broadcasts to a division."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Broadcast, EvacuationOrdered, Words
from fengsui_incidents.api.payloads import BroadcastText, Evacuate
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, Order, load_open, require_kind
from fengsui_incidents.service.ordering import reach, refresh, send_card
from fengsui_incidents.service.telling import same, tell, write


def evacuate(unit: Unit, payload: Evacuate) -> dict[str, Any]:
    """Everybody, also who is still on the way or was sent by others. Nothing but a new order takes it back."""
    found = load_open(unit, payload.incident)
    forces = [order for order in found.orders if can_be_reached_by(order.record, "evacuation")]
    if not forces:
        raise Conflict(N_("No force of this incident is out."), code="nothing_open")
    changed = found.row["rendezvous"]
    meet = Words(changed["zh"], changed["en"]) if changed else found.assessment.rendezvous
    rendezvous = same(payload.rendezvous) if payload.rendezvous else meet
    reason = same(payload.reason) if payload.reason else Words("全体立即撤离", "everybody out at once")
    for order in forces:
        _withdraw(unit, found, order, rendezvous, reason)
    return {"incident": found.id, "orders": [order.id for order in forces]}


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
    says = Words(
        f"紧急撤离 {order.name.zh}: 撤到 {rendezvous.zh}", f"EVACUATE {order.name.en}: withdraw to {rendezvous.en}"
    )
    tell(unit, incident.id, event, says, order.id)
    if order.record.kind != "order":
        send_card(unit, incident, made, says, says)
    else:
        reach(unit, made)


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
        answer_by=unit.now + timedelta(seconds=rules_of(unit).number("broadcast_within_s")),
        exercise=exercise,
    )
    unit.record(event)
    if incident:
        says = Words(f"广播 {payload.division}: {payload.text}", f"Broadcast to {payload.division}: {payload.text}")
        write(unit, incident.id, Broadcast.topic, says)
    return {"message": message}
