"""A numbered change (变更) to everybody it concerns: each must acknowledge it again; the first text stays."""

from __future__ import annotations

from fengsui.hooks import Unit
from fengsui_incidents.api.events import AlertText, Changed, Words
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.service.loading import Incident, Order
from fengsui_incidents.service.ordering import alert_of, answer_within, reach, refresh, send_card
from fengsui_incidents.service.stored import restore, store
from fengsui_incidents.service.telling import tell

GOING = frozenset({"accepted", "moving", "arrived", "controlled", "need_more", "mayday"})


def tell_change(unit: Unit, incident: Incident, what: Words, *, accepted_only: bool = False) -> tuple[str, ...]:
    """Sends the change to the open orders and requests, or only to those that have accepted; returns which."""
    told = []
    for order in incident.orders:
        if not can_be_reached_by(order.record, "change"):
            continue
        if accepted_only and not GOING & {fact.fact for fact in order.record.facts}:
            continue
        _tell_one(unit, incident, order, what)
        told.append(order.id)
    return tuple(told)


def _tell_one(unit: Unit, incident: Incident, order: Order, what: Words) -> None:
    number = order.record.change + 1
    alert = _alert_now(unit, incident, order)
    made = refresh(unit, order.id, change=number, changed_at=unit.now, alert=store(alert) if alert else None)
    says = Words(f"{order.name.zh} 变更{number}: {what.zh}", f"{order.name.en}: change {number}: {what.en}")
    if order.record.kind != "order" or alert is None:
        send_card(unit, incident, made, says, Words(f"变更{number}: {what.zh}", f"Change {number}: {what.en}"))
        return
    event = Changed(
        order=made.id,
        incident=incident.id,
        team=made.record.team,
        change=number,
        alert=alert,
        urgency=incident.row["urgency"],
        answer_by=answer_within(unit, made),
        what_changed=what,
        exercise=incident.exercise,
    )
    tell(unit, incident.id, event, says, made.id)
    reach(unit, made)


def _alert_now(unit: Unit, incident: Incident, order: Order) -> AlertText | None:
    """The alert with what is known now; the old one where the plan no longer has this need."""
    if order.row["alert"] is None:
        return None
    needs = incident.plan.needs if incident.plan else ()
    need = next((need for need in needs if need.id == order.record.need), None)
    fresh = alert_of(unit, incident, need) if need else None
    return fresh or restore(AlertText, order.row["alert"])
