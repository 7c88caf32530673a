"""Terminals that are lost with an order open are rung; those that come back are so no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from fengsui.events import team_label
from fengsui.hooks import Presence, Reading, Unit
from fengsui_incidents.api.events import Reachable, Words
from fengsui_incidents.service.context import online, rules_of, span
from fengsui_incidents.service.loading import read_orders
from fengsui_incidents.service.ordering import reach, refresh
from fengsui_incidents.service.telling import tell
from fengsui_incidents.tables import orders


def changed(reading: Reading) -> Sequence[str]:
    """Open orders whose team's terminal has been gone for longer than the rule allows, or has come back.

    After a start of the centre it may first take its time to connect again.
    """
    mine = orders.c.open & orders.c.next_due_at.is_not(None) & (orders.c.kind == "order")
    query = select(orders.c.id, orders.c.team, orders.c.unreachable).where(mine, ~orders.c.already_moving)
    rows = reading.connection.execute(query).all()
    if not rows:
        return []
    presence = reading.ask(Presence)
    rules = rules_of(reading)
    patience, calm = span(rules, "presence_lost_after_s"), span(rules, "reconnect_within_s") or timedelta()
    found = []
    for row in rows:
        label = team_label(row.team)
        here, seen = presence.online(label), presence.last_seen(label)
        here_before = seen is not None and seen >= reading.started_at
        since = seen if here_before and seen is not None else reading.started_at + calm
        gone = not here and patience is not None and since + patience <= reading.now
        if here if row.unreachable else gone:
            found.append(row.id)
    return found


def note_change(unit: Unit, order_id: str) -> None:
    for order in read_orders(unit, orders.c.id == order_id):
        unit.enter(order.record.exercise)
        if not order.row["unreachable"]:
            reach(unit, order)
        elif online(unit, order.record.team):
            refresh(unit, order.id, unreachable=False)
            event = Reachable(
                order=order.id,
                incident=order.record.incident,
                team=order.record.team,
                exercise=order.record.exercise,
            )
            says = Words(f"{order.name.zh} 恢复连接", f"{order.name.en} is connected again")
            tell(unit, order.record.incident, event, says, order.id)
