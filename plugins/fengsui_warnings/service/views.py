"""The warnings' views. What is restricted or private is masked for whoever may not see what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from fengsui.errors import Forbidden
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_warnings import payloads as p
from fengsui_warnings.api.board import CapText, DutyLine, ReceiptLine, TakenMessage, WarningCard, WarningRow
from fengsui_warnings.model import notice as n
from fengsui_warnings.model.cap.writing import write_alert
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.model.to_cap import Public, alert_of, alert_of_incident
from fengsui_warnings.service import store
from fengsui_warnings.service.context import centre_of, table_of
from fengsui_warnings.tables import messages, notices

OPEN = ("draft", "issued")
RESTRICTED = "warnings.restricted"
HIDDEN = Words("限制传播", "restricted")


def board(reading: Reading, parameters: p.ListWarnings) -> tuple[WarningRow, ...]:
    condition = notices.c.state.in_(OPEN) if parameters.state == "open" else notices.c.id != ""
    found = store.where(reading.connection, condition, parameters.limit)
    ids = [notice.id for notice in found]
    duties, receipts = store.duties_of(reading.connection, ids), store.receipts_of(reading.connection, ids)
    rows = [_row(reading, notice, duties.get(notice.id, []), receipts.get(notice.id, [])) for notice in found]
    return tuple(WarningRow(**row) for row in rows)


def warning(reading: Reading, parameters: p.OfWarning) -> WarningCard:
    notice = store.get(reading.connection, parameters.warning)
    duties = store.duties_of(reading.connection, [notice.id])[notice.id]
    receipts = store.receipts_of(reading.connection, [notice.id])[notice.id]
    shown = _shown(reading, notice)
    says = shown.says
    own = {name: getattr(shown, name) for name in ("sender", "identifier", "restriction", "drafted_by", "drafted_at",
           "approved_by", "supersedes", "superseded_by", "lifted_at", "lifted_by", "lift_reason")}  # fmt: skip
    spoken = {name: getattr(says, name) for name in ("category", "level_said", "matters", "measures", "urgency",
              "severity", "certainty", "contact", "notes")}  # fmt: skip
    missing = tuple(fault.path for fault in n.lacks(notice)) if notice.state == "draft" else ()
    return WarningCard(
        **_row(reading, notice, duties, receipts),
        **own,
        **spoken,
        lacks=missing,
        duties=tuple(duties),
        receipts=tuple(receipts),
    )


def may_see(reading: Reading, notice: Notice) -> bool:
    return notice.scope == "Public" or reading.actor.can(RESTRICTED)


def _shown(reading: Reading, notice: Notice) -> Notice:
    if may_see(reading, notice):
        return notice
    says = replace(notice.says, event=HIDDEN, title=HIDDEN, area=HIDDEN, matters=HIDDEN, measures=HIDDEN, contact="",
                   level_said=n.NONE, notes=())  # fmt: skip
    return replace(notice, says=says, lift_reason="")


def _row(reading: Reading, notice: Notice, duties: list[DutyLine], receipts: list[ReceiptLine]) -> dict[str, Any]:
    shown = _shown(reading, notice)
    values = {name: getattr(shown, name) for name in ("id", "state", "origin", "exercise", "level", "scope",
              "starts_at", "ends_at", "issued_at")}  # fmt: skip
    return values | {
        "event": shown.says.event,
        "title": shown.says.title,
        "area": shown.says.area,
        "issuer": shown.says.issuer,
        "duties_open": sum(line.done_at is None for line in duties),
        "duties_total": len(duties),
        "receipts_open": sum(line.received_at is None or line.refused for line in receipts),
        "receipts_total": len(receipts),
        "masked": shown is not notice,
    }


def list_messages(reading: Reading, parameters: p.ListMessages) -> tuple[TakenMessage, ...]:
    query = select(messages).order_by(messages.c.at.desc(), messages.c.id).limit(parameters.limit)
    names = ("id", "at", "sender", "identifier", "status", "message_type", "becomes", "thing", "exercise")
    return tuple(
        TakenMessage(**{name: row[name] for name in names}, why=store.WORDS.validate_python(row["why"]))
        for row in reading.connection.execute(query).mappings()
    )


def cap(reading: Reading, parameters: p.OfWarning) -> CapText:
    """A received warning as it came; ours as it stands now: Draft, Alert, Update, Cancel."""
    notice = store.get(reading.connection, parameters.warning)
    if not may_see(reading, notice):
        raise Forbidden(N_("This warning is restricted."), code="restricted")
    if notice.origin == "cap":
        row = store.message_of(reading.connection, notice.id)
        return CapText(xml=row["xml"] if row is not None else "", as_received=True)
    before = store.get(reading.connection, notice.supersedes) if notice.supersedes else None
    alert = alert_of(notice, before, table_of(reading), centre_of(reading), reading.now)
    return CapText(xml=write_alert(alert))


def incident_cap(reading: Reading, parameters: p.IncidentCap) -> CapText:
    """An incident's public alert; a drill's has status Exercise and says so in its headline."""
    card = reading.ask(Incidents).card(parameters.incident)
    zh, en = parameters.instruction, parameters.instruction_en
    said = Public(instruction=Words(zh or en, en or zh), radius_m=parameters.radius_m)
    alert = alert_of_incident(card, said, table_of(reading), centre_of(reading), reading.now)
    return CapText(xml=write_alert(alert))
