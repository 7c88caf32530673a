"""What intake has for the one queue, read with few queries however much there is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from fengsui.hooks import Reading
from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.umbrellas import UmbrellaRow
from fengsui_incidents.model.queue_intake import (
    DueTicket,
    Learned,
    false_items,
    news_items,
    ticket_items,
    transfer_items,
    umbrella_items,
)
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.falsity import finding_rows
from fengsui_incidents.service.learning import NEWS
from fengsui_incidents.service.loading import Incident
from fengsui_incidents.service.transfers import rows_of
from fengsui_incidents.tables import TICKETS_OPEN, acknowledged, findings, learned, tickets, transfers

MOST = 500


def intake_items(
    reading: Reading, running: Sequence[Incident], umbrellas: Sequence[UmbrellaRow], rules: RuleSet
) -> list[QueueItem]:
    """Who is confined to a division sees what is of its incidents; calls, transfers and tickets have no division."""
    drills = {one.id: one.exercise for one in running}
    found = [*news_items(_learned(reading, list(drills))), *umbrella_items(umbrellas)]
    waiting = finding_rows(reading, findings.c.state == "found")
    if reading.actor.area:
        return [*found, *false_items([one for one in waiting if one.incident in drills], rules, drills)]
    returned = rows_of(reading, transfers.c.state.in_(("refused", "silent")), MOST)
    return [
        *found,
        *false_items(waiting, rules, drills),
        *transfer_items(returned),
        *ticket_items(_tickets(reading), rules, reading.now),
    ]


def _learned(reading: Reading, running: list[str]) -> list[Learned]:
    """News of running incidents of which nobody has taken note."""
    if not running:
        return []
    query = (
        select(learned).where(learned.c.incident.in_(running), learned.c.zh != "").order_by(learned.c.at, learned.c.id)
    )
    rows = reading.connection.execute(query).mappings().all()
    items = [f"{NEWS}{row['id']}" for row in rows]
    mine = select(acknowledged.c.item).where(acknowledged.c.incident.in_(running), acknowledged.c.item.in_(items))
    noted = set(reading.connection.execute(mine).scalars()) if items else set()
    return [
        Learned(id=item, incident=row["incident"], call=row["call"], says=Words(row["zh"], row["en"]), at=row["at"])
        for item, row in zip(items, rows, strict=True)
        if item not in noted
    ]


def _tickets(reading: Reading) -> list[DueTicket]:
    if not reading.actor.can("incidents.ticket"):
        return []
    query = select(tickets).where(tickets.c.state.in_(TICKETS_OPEN), tickets.c.due_at.is_not(None))
    rows = reading.connection.execute(query.order_by(tickets.c.due_at, tickets.c.id).limit(MOST)).mappings()
    return [
        DueTicket(id=row["id"], call=row["call"], source=row["source"], state=row["state"], due=row["due_at"],
                  exposed=row["exposed"])
        for row in rows
    ]  # fmt: skip
