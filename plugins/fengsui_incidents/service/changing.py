"""The officer changes what was ordered, or takes it back (变更, 撤销出动)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import StoodDown, Words
from fengsui_incidents.api.payloads import ChangeOrder, StandDown
from fengsui_incidents.model.line import Vocabulary, title_of
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.service.assessing import judge_again
from fengsui_incidents.service.changes import tell_change
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, Order, load, load_open
from fengsui_incidents.service.ordering import answer_within, refresh
from fengsui_incidents.service.readiness import note_readiness
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import same, tell
from fengsui_incidents.tables import incidents


def change_order(unit: Unit, payload: ChangeOrder) -> dict[str, Any]:
    """To everybody whom it concerns; or to the orders that it names, of which one that has withdrawn goes in again."""
    found = load_open(unit, payload.incident)
    _can_be_told(found, payload.orders)
    values: dict[str, Any] = {}
    if payload.rendezvous:
        values["rendezvous"] = {"zh": payload.rendezvous, "en": payload.rendezvous}
    if payload.substance:
        title = title_of(payload.substance, found.picture.kind, Vocabulary.of(rules_of(unit)))
        values |= {"substance": payload.substance, "title_zh": title.zh, "title_en": title.en}
    if values:
        unit.connection.execute(update(incidents).where(incidents.c.id == found.id).values(**values))
    if payload.substance:
        judge_again(unit, found.id)
    told = tell_change(unit, load(unit, found.id), same(payload.what), payload.orders)
    return {"incident": found.id, "told": told}


def _can_be_told(found: Incident, wanted: list[str]) -> None:
    known = {order.id: order.record for order in found.orders}
    faults = [
        Fault(f"orders.{index}", N_("an order that is open, not turned back, and out of danger"), "no_open_order")
        for index, order in enumerate(wanted)
        if order not in known
        or not (can_be_reached_by(known[order], "change") or can_be_reached_by(known[order], "in_again"))
    ]
    if faults:
        raise Conflict(N_("Some of these cannot be told of a change."), code="no_open_order", faults=faults)


def stand_down(unit: Unit, payload: StandDown) -> dict[str, Any]:
    """Turns the named orders back, or all that are open. It is an order itself and wants its answer."""
    found = load(unit, payload.incident)
    if not payload.reason:
        fault = Fault("reason", N_("why they are turned back"), "reason_needed")
        raise Invalid(N_("A stand-down needs a reason."), code="reason_needed", faults=[fault])
    chosen = _chosen(found, payload.orders)
    for order in chosen:
        turn_back(unit, order, same(payload.reason))
    return {"incident": found.id, "orders": [order.id for order in chosen]}


def _chosen(found: Incident, wanted: list[str]) -> list[Order]:
    open_now = {order.id: order for order in found.orders if can_be_reached_by(order.record, "stand_down")}
    faults = [
        Fault(f"orders.{index}", N_("an open order of this incident"), "no_open_order")
        for index, order in enumerate(wanted)
        if order not in open_now
    ]
    if faults:
        raise Conflict(N_("Some of these cannot be stood down."), code="no_open_order", faults=faults)
    if not open_now:
        raise Conflict(N_("Nobody is left to stand down."), code="nothing_open")
    return [open_now[order] for order in dict.fromkeys(wanted)] if wanted else list(open_now.values())


def turn_back(unit: Unit, order: Order, reason: Words) -> None:
    made = refresh(unit, order.id, stood_down_at=unit.now, stood_down_because=store(reason))
    event = StoodDown(
        order=order.id,
        incident=order.record.incident,
        team=order.record.team,
        reason=reason,
        answer_by=answer_within(unit, made),
        exercise=order.record.exercise,
    )
    says = Words(f"撤销出动 {order.name.zh}: {reason.zh}", f"Stood down {order.name.en}: {reason.en}")
    tell(unit, order.record.incident, event, says, order.id)
    if not made.row["open"]:
        note_readiness(unit, made, "recalled")
