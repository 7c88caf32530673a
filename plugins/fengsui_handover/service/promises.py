"""What was promised by phone (电话承诺): kept in the queue and on the sheet until it is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from fengsui.errors import Conflict
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_handover import tables as t
from fengsui_handover.api.events import Promised, PromiseKept
from fengsui_handover.payloads import KeepPromise, MakePromise
from fengsui_handover.service import rows
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents


def promise(unit: Unit, payload: MakePromise) -> dict[str, Any]:
    incidents = unit.ask(Incidents)
    exercise = incidents.enter(payload.incident) if payload.incident else None
    made, by = unit.new_id(), unit.actor.name or unit.actor.id
    unit.connection.execute(
        insert(t.promise).values(
            id=made,
            incident=payload.incident or "",
            exercise=exercise,
            text=payload.text,
            to=payload.to,
            at=unit.now,
            by=by,
            due=payload.due,
            kept_at=None,
            result="",
        )
    )
    unit.record(Promised(promise=made, incident=payload.incident or "", due_at=payload.due, exercise=exercise))
    if payload.incident:
        says = Words(f"承诺 {payload.to}: {payload.text}", f"Promised to {payload.to}: {payload.text}")
        incidents.write(payload.incident, Promised.topic, says)
    return {"promise": made}


def keep(unit: Unit, payload: KeepPromise) -> dict[str, Any]:
    """Raises Missing, or Conflict (`promise_kept`)."""
    found = rows.promise_by_id(unit, payload.promise)
    if found.kept_at is not None:
        raise Conflict(N_("Promise {promise} is kept already."), code="promise_kept", promise=found.id)
    unit.enter(found.exercise)
    values = {"kept_at": unit.now, "result": payload.result}
    unit.connection.execute(update(t.promise).where(t.promise.c.id == found.id).values(**values))
    unit.record(PromiseKept(promise=found.id, exercise=found.exercise))
    return {"promise": found.id}
