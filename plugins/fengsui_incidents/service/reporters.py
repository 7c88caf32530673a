"""Who reported: kept apart, seen only with a permission of its own and with a reason that is recorded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from fengsui.errors import Fault, Invalid, Missing
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import ReporterSeen
from fengsui_incidents.api.payloads import Reporter
from fengsui_incidents.api.payloads_intake import SeeReporter, SetReporter
from fengsui_incidents.model.secrecy import struck
from fengsui_incidents.service.call_rows import call_by_id
from fengsui_incidents.service.saving import put_reporter
from fengsui_incidents.tables import calls, findings, incidents, reporters, tickets, transfers

TICKET_TEXTS = ("text", "place", "unit", "evidence", "owner", "material", "signed_by", "reply", "visit")


def set_reporter(unit: Unit, payload: SetReporter) -> dict[str, Any]:
    """What is learned later of who reported is struck out of all that was written before."""
    row = call_by_id(unit, payload.call)
    put_reporter(unit, row["id"], payload.reporter, said="", ticket=row["ticket"])
    if row["secret"]:
        strike(unit, row["id"], payload.reporter)
    return {"call": row["id"], "ticket": row["ticket"]}


def strike(unit: Unit, call: str, who: Reporter) -> None:
    """Out of the call, its ticket, its transfers, what was found of it, and its incident. What an officer typed as the
    place had gone to the teams, and into the record, before anybody knew whose name it was."""
    known = (who.name, who.phone, who.address)
    _strike(unit, calls, calls.c.id == call, ("text", "note"), known)
    _strike(unit, tickets, tickets.c.call == call, TICKET_TEXTS, known)
    _strike(unit, transfers, transfers.c.call == call, ("note", "reason", "said_by"), known)
    _strike(unit, findings, findings.c.call == call, ("note", "found_by", "reason"), known)
    row = call_by_id(unit, call)
    if row["state"] == "incident":
        _strike(unit, incidents, incidents.c.id == row["incident"], ("line", "place"), known)


def _strike(unit: Unit, table: Any, where: Any, columns: tuple[str, ...], known: tuple[str, ...]) -> None:
    for row in unit.connection.execute(select(table).where(where)).mappings().all():
        cleared = {name: struck(row[name], known) for name in columns}
        if changed := {name: text for name, text in cleared.items() if text != row[name]}:
            unit.connection.execute(update(table).where(table.c.id == row["id"]).values(**changed))


def see_reporter(unit: Unit, payload: SeeReporter) -> dict[str, Any]:
    """Who reported. Of a secret ticket, or a whistle-blower, only with `incidents.whistleblower`. The answer is kept
    nowhere; that it was asked for, by whom and why, is recorded."""
    if not payload.ticket and not payload.call:
        fault = Fault("ticket", N_("the number of a ticket, or of a call"), "ticket_needed")
        raise Invalid(N_("Of what?"), faults=[fault])
    call = payload.call or _call_of(unit, str(payload.ticket))
    row = call_by_id(unit, call)
    who = unit.connection.execute(select(reporters).where(reporters.c.call == row["id"])).mappings().first()
    secret = row["secret"] or (who is not None and who["whistleblower"])
    unit.actor.require("incidents.whistleblower" if secret else "incidents.ticket")
    if who is None:
        raise Missing(N_("Nobody wrote down who reported {thing}."), code="no_reporter", thing=row["id"])
    unit.record(ReporterSeen(ticket=row["ticket"] or row["id"], reason=payload.reason, exercise=None))
    return {name: who[name] for name in ("name", "phone", "address", "anonymous", "whistleblower", "said")}


def _call_of(unit: Unit, ticket: str) -> str:
    found = unit.connection.execute(select(tickets.c.call).where(tickets.c.id == ticket)).scalar()
    if found is None:
        raise Missing(N_("There is no ticket {ticket}."), code="no_ticket", ticket=ticket)
    return str(found)
