"""Terminals that are lost with an order open are rung; those that come back are so no more."""

from __future__ import annotations

from collections.abc import Sequence

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
    """Open orders whose team's terminal has been gone for longer than the rule allows, or has come back."""
    mine = orders.c.open & orders.c.next_due_at.is_not(None) & (orders.c.kind == "order")
    query = select(orders.c.id, orders.c.team, orders.c.unreachable).where(mine, ~orders.c.already_moving)
    rows = reading.connection.execute(query).all()
    if not rows:
        return []
    presence = reading.ask(Presence)
    patience = span(rules_of(reading), "presence_lost_after_s")
    found = []
    for row in rows:
        label = team_label(row.team)
        here, seen = presence.online(label), presence.last_seen(label)
        gone = not here and patience is not None and (seen is None or seen <= reading.now - patience)
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
