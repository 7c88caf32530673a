"""A numbered change (变更) to everybody it concerns: each must acknowledge it again; the first text stays."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from fengsui.hooks import Unit
from fengsui_incidents.api.events import AlertText, Changed, Words
from fengsui_incidents.model.assess import wind_turned_since, wind_words
from fengsui_incidents.model.orders import can_be_reached_by
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.loading import Incident, Order, read_all
from fengsui_incidents.service.ordering import alert_of, answer_within, reach, refresh, send_card, wind_from
from fengsui_incidents.service.stored import restore, store
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import incidents

GOING = frozenset({"accepted", "moving", "arrived", "controlled", "need_more", "mayday"})


def tell_change(
    unit: Unit, incident: Incident, what: Words, only: Collection[str] = (), *, news: bool = False
) -> tuple[str, ...]:
    """Sends the change to the open orders and requests that it concerns, or to those that it names, of which one that
    has withdrawn goes in again; returns which. `news` changes nobody's task: whoever is out hears it."""
    concerned = [
        order
        for order in incident.orders
        if (order.id in only if only else can_be_reached_by(order.record, "news" if news else "change"))
    ]
    for order in concerned:
        _tell_one(unit, incident, order, what, in_again=can_be_reached_by(order.record, "in_again") and bool(only))
    return tuple(order.id for order in concerned)


def tell_wind(unit: Unit, incident: Incident) -> tuple[str, ...]:
    """Tells every force that has accepted, and whose text speaks of a wind too far from the one that blows now."""
    rules, now = rules_of(unit), wind_from(incident)
    upwind = incident.plan is not None and incident.plan.approach.side == "upwind"
    concerned = [
        order
        for order in incident.orders
        if can_be_reached_by(order.record, "news") and GOING & order.record.kinds()
        if wind_turned_since(order.row["wind_from"], now, rules, upwind=upwind)
    ]
    wind = incident.picture.wind
    if not concerned or wind is None:
        return ()
    said, approach = wind_words(wind), incident.assessment.approach
    what = Words(f"风向: {said.zh}; {approach.zh}", f"The wind: {said.en}; {approach.en}")
    for order in concerned:
        _tell_one(unit, incident, order, what)
    return tuple(order.id for order in concerned)


def tell_wind_of_accepting(unit: Unit, order: Order) -> None:
    """Who accepts a text that was written before the wind turned is told at once, not with the next shift."""
    query = select(incidents.c.wind).where(incidents.c.id == order.record.incident)
    wind = unit.connection.execute(query).scalar()
    if wind and wind["from_degrees"] != order.row["wind_from"]:
        (incident,) = read_all(unit, incidents.c.id == order.record.incident)
        tell_wind(unit, incident)


def _tell_one(unit: Unit, incident: Incident, order: Order, what: Words, *, in_again: bool = False) -> None:
    number = order.record.change + 1
    alert = _alert_now(unit, incident, order)
    again = {"in_again_at": unit.now} if in_again else {}
    made = refresh(
        unit, order.id, **again, change=number, changed_at=unit.now, alert=store(alert) if alert else None,
        wind_from=wind_from(incident),
    )  # fmt: skip
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
