"""Telephones that ring, and which officer writes a call down: nothing that rang leaves the queue by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from fengsui.hooks import Reading, Unit
from fengsui_incidents.api.events import CallClaimed, CallRung
from fengsui_incidents.api.payloads_intake import ClaimCall, Ring
from fengsui_incidents.service.call_rows import refuse_claimed, waiting_call
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.saving import Heard, claimed, known_by, save_call
from fengsui_incidents.tables import calls

RINGS = ("ringing", "waiting")


def ring(unit: Unit, payload: Ring) -> dict[str, Any]:
    """A line rings, waits, is answered or was missed: one record a call, whatever is repeated."""
    key = f"ring:{unit.actor.id}:{payload.key}"
    due = _due(unit) if payload.state in RINGS else None
    state = "" if payload.state == "answered" else payload.state
    known = known_by(unit, [key])
    if known is None:
        more = {"ring": state, "ring_due_at": due, "line": payload.line}
        heard = Heard(source=payload.source, phone=payload.phone, keys=(key,), more=more)
        call = save_call(unit, heard, rules_of(unit))
    else:
        call = known["id"]
        if known["state"] != "open" or known["text"] or known["claimed_by"] or known["ring"] == state:
            return {"call": call, "known": True, "ring": known["ring"]}
        unit.connection.execute(update(calls).where(calls.c.id == call).values(ring=state, ring_due_at=due))
    unit.record(CallRung(call=call, ring=payload.state, line=payload.line, exercise=None))
    return {"call": call, "known": known is not None, "ring": state}


def _due(unit: Unit) -> Any:
    after = span(rules_of(unit), "call_missed_after_s")
    return unit.now + after if after is not None else None


def claim_call(unit: Unit, payload: ClaimCall) -> dict[str, Any]:
    """The actor writes it down from now on. Another's claim stands until it is stale, or is taken over by name."""
    row = waiting_call(unit, payload.call)
    if not payload.take_over:
        refuse_claimed(unit, row)
    before = row["claimed_by"] if row["claimed_by"] != unit.actor.id else ""
    values = {**claimed(unit, taken=True), "ring": "", "ring_due_at": None}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**values))
    if row["claimed_by"] != unit.actor.id:
        unit.record(CallClaimed(call=row["id"], from_actor=before, exercise=None))
    return {"call": row["id"], "claimed": True, "from": before}


def release_call(unit: Unit, payload: ClaimCall) -> dict[str, Any]:
    """The actor writes it down no longer: it waits for anybody."""
    row = waiting_call(unit, payload.call)
    if row["claimed_by"] == unit.actor.id:
        values = claimed(unit, taken=False)
        unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**values))
    return {"call": row["id"], "claimed": False}


def missed(reading: Reading) -> Sequence[str]:
    """Calls that rang or waited for too long."""
    query = select(calls.c.id).where(calls.c.ring_due_at <= reading.now).order_by(calls.c.ring_due_at, calls.c.id)
    return reading.connection.execute(query).scalars().all()


def note_missed(unit: Unit, call: str) -> None:
    """It stays in the queue, as one to be rung back."""
    mine = (calls.c.id == call) & calls.c.ring_due_at.is_not(None)
    row = unit.connection.execute(select(calls).where(mine)).mappings().first()
    if row is None or row["ring_due_at"] > unit.now:
        return
    ring = "missed" if row["state"] == "open" and row["ring"] in RINGS else ""
    unit.connection.execute(update(calls).where(mine).values(ring=ring, ring_due_at=None))
    if ring:
        unit.record(CallRung(call=call, ring="missed", line=row["line"], exercise=None))


EVERY = timedelta(seconds=1)
