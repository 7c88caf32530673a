"""The desk as JSON on disk, and the desk as the centre's own view of our orders has it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fengsui.events import Position
from fengsui_incidents.listen import alerts
from fengsui_incidents.listen.desk import ANSWERS, ENDS, ORDERED, Desk, Effect, Item, Show, arrive


def to_plain(desk: Desk) -> list[dict[str, Any]]:
    """The open alerts as JSON's own types."""
    return [
        {
            "event": dict(item.event),
            "arrived_at": item.arrived_at.isoformat(),
            "position": [item.position.epoch, item.position.seq] if item.position else None,
            "displayed": item.displayed,
            "answered": item.answered,
            "facts": sorted(item.facts),
        }
        for item in desk.items
    ]


def restore(kept: Iterable[Mapping[str, Any]], now: datetime, heard: Iterable[str] = ()) -> tuple[Desk, list[Effect]]:
    """The desk after a crash: what still waits is shown again as still open, never as new."""
    items = []
    for row in kept:
        event, kept_facts = row.get("event"), row.get("facts")
        alert = alerts.read(event) if isinstance(event, Mapping) else None
        if alert is not None and isinstance(event, Mapping):
            items.append(
                Item(
                    event=event,
                    alert=alert,
                    arrived_at=alerts.moment(row.get("arrived_at")) or now,
                    position=_position(row.get("position")),
                    displayed=bool(row.get("displayed")),
                    answered=bool(row.get("answered")),
                    facts=frozenset(str(fact) for fact in kept_facts) if isinstance(kept_facts, list) else frozenset(),
                )
            )
    desk = Desk(items=tuple(items), heard=tuple(dict.fromkeys([*heard, *(i.alert.id for i in items)]))).looking()
    return desk, [Show(item.alert, again=True) for item in desk.items if item.waits]


def _position(kept: object) -> Position | None:
    if isinstance(kept, list) and len(kept) == 2 and isinstance(kept[0], str) and isinstance(kept[1], int):
        return Position(kept[0], kept[1])
    return None


def _facts(order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The facts in a row of the view, whatever it holds."""
    given = order.get("facts")
    return [fact for fact in given if isinstance(fact, Mapping)] if isinstance(given, list | tuple) else []


def as_events(order: Mapping[str, Any]) -> list[dict[str, Any]]:
    """An open order of the view `incidents.my_orders` as the events that would have told of it."""
    number, change = alerts.clean(order.get("order")), alerts.number(order.get("change"))
    told = next((fact.get("at") for fact in _facts(order)), None)

    def event(topic: str, **data: Any) -> dict[str, Any]:
        return {
            "id": f"view:{topic}:{number}:{change}",
            "type": f"incidents.{topic}",
            "time": told,
            "exercise": order.get("exercise"),
            "data": {"order": number, "incident": order.get("incident"), "team": order.get("team"), **data},
        }

    found = [event("ordered", alert=order.get("alert"), change=0, answer_by=order.get("answer_by"))]
    if change and order.get("answer_by"):
        found.append(event("changed", alert=order.get("alert"), change=change, answer_by=order.get("answer_by")))
    if order.get("stood_down"):
        found.append(event("stood_down"))
    if order.get("evacuating"):
        found.append(event("evacuation_ordered"))
    return found


def reconcile(
    desk: Desk, orders: Iterable[Mapping[str, Any]], now: datetime, at: Position
) -> tuple[Desk, list[Effect]]:
    """The desk as the centre's own list of our orders says: what we missed is shown, what is over goes.

    `at` is where the list was read: what has come over the feed since then is newer than the list and stays.
    """
    listed = list(orders)
    known = {alerts.clean(order.get("order")) for order in listed}
    over = [
        i.alert.id for i in desk.items if i.alert.kind in ORDERED and i.alert.order not in known and not _since(i, at)
    ]
    desk, effects = desk.without(over), []
    for order in listed:
        facts = frozenset(str(fact.get("fact")) for fact in _facts(order))
        for event in as_events(order):
            desk, more = arrive(desk, event, now, at)
            effects += more
        desk = _with_facts(desk, alerts.clean(order.get("order")), facts)
    answered = {i.alert.id for i in desk.items if not i.waits}
    return desk, [e for e in effects if not (isinstance(e, Show) and e.alert.id in answered)]


def _since(item: Item, at: Position) -> bool:
    return item.position is not None and item.position.epoch == at.epoch and item.position.seq > at.seq


def _with_facts(desk: Desk, order: str, facts: frozenset[str]) -> Desk:
    for item in desk.items:
        if item.alert.order == order and item.alert.kind == "order":
            answered = item.answered or bool(facts & ANSWERS)
            desk = desk.with_item(replace(item, facts=item.facts | facts, answered=answered))
    over = [i.alert.id for i in desk.items if i.alert.order == order and i.alert.kind == "order" and i.facts & ENDS]
    return desk.without(over)
