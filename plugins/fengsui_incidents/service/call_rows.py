"""A call's row: found, refused where it does not wait, and shown without what its reader may not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, select

from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_incidents.api.board import CallRow
from fengsui_incidents.model.merge import CallHeard, Likeness
from fengsui_incidents.model.secrecy import struck
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.tables import calls, reporters

HIDDEN = "(保密 secret)"


def call_by_id(reading: Reading, call: str) -> RowMapping:
    row = reading.connection.execute(select(calls).where(calls.c.id == call)).mappings().first()
    if row is None:
        raise Missing(N_("There is no call {call}."), code="no_call", call=call)
    return row


def waiting_call(reading: Reading, call: str) -> RowMapping:
    """A call that may still become something."""
    row = call_by_id(reading, call)
    if row["state"] != "open":
        raise not_waiting(row)
    return row


def free_call(reading: Reading, call: str) -> RowMapping:
    """The same, and nobody else is writing it down."""
    row = waiting_call(reading, call)
    refuse_claimed(reading, row)
    return row


def not_waiting(row: RowMapping) -> Conflict:
    return Conflict(
        N_("Call {call} is not waiting any more: {state} {incident}"),
        code="call_not_waiting",
        call=row["id"],
        state=row["state"],
        incident=row["incident"] or row["ticket"],
    )


def refuse_claimed(reading: Reading, row: RowMapping) -> None:
    if row["claimed_by"] not in ("", reading.actor.id) and not claim_is_stale(reading, row):
        raise Conflict(
            N_("{who} has call {call} since {since}: take it over first."),
            code="call_claimed",
            call=row["id"],
            who=row["claimed_name"],
            since=f"{row['claimed_at']:%H:%M:%SZ}",
        )


def claim_is_stale(reading: Reading, row: RowMapping) -> bool:
    """Nothing was added for so long (rule `claim_stale_after_s`) that another may have it."""
    after = span(rules_of(reading), "claim_stale_after_s") or timedelta.max
    return row["claimed_at"] is None or reading.now - row["claimed_at"] >= after


def veil(reading: Reading, call: str, *, secret: bool) -> Callable[[str], str]:
    """What strikes the reporter out of a text about a secret call; leaves other calls' texts alone."""
    if not secret:
        return lambda text: text
    who = reading.connection.execute(select(reporters).where(reporters.c.call == call)).mappings().first()
    known = (who["name"], who["phone"], who["address"]) if who is not None else ()
    return lambda text: struck(text, known)


def quiet(row: RowMapping | Mapping[str, Any]) -> Callable[[str], str]:
    """What an event may say of a call: of a secret one nothing that anybody typed, for the name may be known later."""
    return (lambda _text: "") if row["secret"] else (lambda text: text)


def heard(row: RowMapping) -> CallHeard:
    point = (row["lat"], row["lon"]) if row["lat"] is not None and row["lon"] is not None else None
    return CallHeard(at=row["at"], text=row["text"], point=point)


def shown(reading: Reading, row: RowMapping, like: Likeness | None = None) -> CallRow:
    """As the actor may see it: the words of a secret call are for those who handle tickets."""
    hidden = row["secret"] and not reading.actor.can("incidents.ticket")
    return CallRow(
        id=row["id"],
        at=row["at"],
        source=row["source"],
        text=HIDDEN if hidden else row["text"],
        phone=row["phone"],
        state=row["state"],
        similar_to=like.incident if like else "",
        similarity=like.similarity if like else 0.0,
        why=like.why if like else None,
        incident=row["incident"] or "",
        number=row["number"],
        secret=row["secret"],
        ring=row["ring"],
        line=row["line"],
        claimed_by=row["claimed_by"],
        claimed_name=row["claimed_name"],
        claimed_at=row["claimed_at"],
        repeats=row["repeats"],
        outcome=row["outcome"],
        note=row["note"],
        ticket=row["ticket"],
    )
