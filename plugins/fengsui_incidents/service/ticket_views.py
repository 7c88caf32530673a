"""Tickets as they are looked at: never with who reported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, select

from fengsui.hooks import Reading
from fengsui_incidents.api.intake import TicketRow
from fengsui_incidents.api.payloads_intake import OfTicket, TicketsOf
from fengsui_incidents.model.tickets import next_steps
from fengsui_incidents.service.tickets import anonymous, as_ticket, by_id
from fengsui_incidents.tables import TICKETS_OPEN, calls, reporters, tickets


def tickets_view(reading: Reading, parameters: TicketsOf) -> tuple[TicketRow, ...]:
    """Those that need somebody soonest first; the closed ones newest first."""
    if reading.actor.area:
        return ()
    query = select(tickets).limit(parameters.limit)
    if parameters.state == "open":
        query = query.where(tickets.c.state.in_(TICKETS_OPEN)).order_by(tickets.c.due_at.nulls_last(), tickets.c.id)
    elif parameters.state == "closed":
        query = query.where(tickets.c.state == "closed").order_by(tickets.c.moved_at.desc(), tickets.c.id.desc())
    else:
        query = query.order_by(tickets.c.received_at.desc(), tickets.c.id.desc())
    rows = reading.connection.execute(query).mappings().all()
    nobody = _nobody(reading, [row["call"] for row in rows])
    return tuple(_shown(row, nobody=row["call"] in nobody) for row in rows)


def _nobody(reading: Reading, of: list[str]) -> set[str]:
    """Calls behind which nobody is known whom one could answer."""
    own = calls.c.phone.label("rang_from")
    query = select(calls.c.id, own, reporters).outerjoin(reporters, reporters.c.call == calls.c.id)
    found: set[str] = set()
    for row in reading.connection.execute(query.where(calls.c.id.in_(of))):
        if row.anonymous or not (row.rang_from or row.address or row.phone):
            found.add(row.id)
    return found


def ticket_view(reading: Reading, parameters: OfTicket) -> TicketRow:
    row = by_id(reading, parameters.ticket)
    return _shown(row, nobody=anonymous(reading, row["call"]))


def _shown(row: RowMapping, *, nobody: bool) -> TicketRow:
    plain: dict[str, Any] = {
        name: row[name]
        for name in (
            "id", "call", "source", "number", "kind", "secret", "exposed", "state", "received_at", "moved_at",
            "overdue", "text", "place", "unit", "evidence", "deaths", "owner", "result", "material", "signed_by",
            "reply", "visit", "first", "reward_yuan", "reward_basis",
        )
    }  # fmt: skip
    steps = next_steps(as_ticket(row, anonymous=nobody))
    return TicketRow(deadline=row["due_at"], certain=row["due_certain"], anonymous=nobody, steps=steps, **plain)
