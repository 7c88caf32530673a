"""Commands on a warning in force: its level, its tick-list, its receivers; and what a person takes note of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_warnings import payloads as p
from fengsui_warnings.api import events as e
from fengsui_warnings.api.board import DutyLine, ReceiptLine
from fengsui_warnings.model import notice as n
from fengsui_warnings.model.notice import Notice
from fengsui_warnings.service import store
from fengsui_warnings.service.context import load, table_of
from fengsui_warnings.service.issuing import give_lists


def set_level(unit: Unit, payload: p.SetLevel) -> dict[str, Any]:
    """A received warning gets the level that a person says; its tick-list follows. Lines done stay done."""
    found = load(unit, payload.warning)
    reason = Words(f"{payload.reason} ({unit.actor.id})", f"{payload.reason} ({unit.actor.id})")
    notice = n.grade(found, payload.level, reason)
    store.save(unit.connection, notice)
    give_lists(unit, notice)
    unit.record(e.LevelSet(exercise=notice.exercise, warning=notice.id, level=payload.level))
    return {"warning": notice.id, "level": notice.level}


def tick(unit: Unit, payload: p.Tick) -> dict[str, Any]:
    notice = _running(unit, payload.warning)
    line = _duty(unit, notice, payload.duty)
    if payload.done == (line.done_at is not None):
        return {"warning": notice.id, "duty": line.key, "done": payload.done}
    if not payload.done and not payload.note:
        faults = [Fault("note", N_("why it is not done after all"), "required")]
        raise Invalid(N_("Taking a tick back needs a reason."), code="reason_needed", faults=faults)
    changed = replace(
        line,
        done_at=unit.now if payload.done else None,
        done_by=unit.actor.id if payload.done else "",
        note=payload.note,
    )
    store.save_duty(unit.connection, notice.id, changed)
    unit.record(e.DutyTicked(exercise=notice.exercise, warning=notice.id, duty=line.key, done=payload.done))
    return {"warning": notice.id, "duty": line.key, "done": payload.done}


def ask_receipt(unit: Unit, payload: p.AskReceipt) -> dict[str, Any]:
    notice = _running(unit, payload.warning)
    known = store.receipts_of(unit.connection, [notice.id])[notice.id]
    own = sum(1 for line in known if line.key.startswith("own-"))
    minutes = payload.within_minutes or table_of(unit).by_level("pass_on_minutes", notice.level)
    due = unit.now + timedelta(minutes=minutes) if minutes is not None else None
    line = ReceiptLine(key=f"own-{own + 1:02d}", who=Words(payload.who, payload.who), due_at=due)
    store.put_receipts(unit.connection, notice.id, [line])
    unit.record(e.ReceiptAsked(exercise=notice.exercise, warning=notice.id, receiver=line.key))
    return {"warning": notice.id, "receiver": line.key}


def give_receipt(unit: Unit, payload: p.GiveReceipt) -> dict[str, Any]:
    """They have the warning and pass it on, or cannot."""
    notice = _running(unit, payload.warning)
    line = _receipt(unit, notice, payload.receiver)
    if payload.refused and not payload.note:
        faults = [Fault("note", N_("why they cannot"), "required")]
        raise Invalid(N_("A refusal needs its reason."), code="reason_needed", faults=faults)
    changed = replace(
        line,
        received_at=unit.now,
        channel=payload.channel,
        said_by=payload.said_by,
        refused=payload.refused,
        note=payload.note,
    )
    store.save_receipt(unit.connection, notice.id, changed)
    event = e.ReceiptGiven(exercise=notice.exercise, warning=notice.id, receiver=line.key, refused=payload.refused)
    unit.record(event)
    return {"warning": notice.id, "receiver": line.key, "refused": payload.refused}


def see_end(unit: Unit, payload: p.OfWarning) -> dict[str, Any]:
    """A person has taken note that a warning ran out while the centre was down."""
    notice = load(unit, payload.warning)
    if notice.ended_late:
        store.save(unit.connection, replace(notice, ended_late=False))
        unit.record(e.EndSeen(exercise=notice.exercise, warning=notice.id))
    return {"warning": notice.id}


def _running(unit: Unit, warning: str) -> Notice:
    notice = load(unit, warning)
    if notice.state != "issued":
        raise Conflict(N_("The warning {warning} is not in force: it is {state}."), code="warning_state",
                       warning=notice.id, state=notice.state)  # fmt: skip
    return notice


def _duty(unit: Unit, notice: Notice, key: str) -> DutyLine:
    for line in store.duties_of(unit.connection, [notice.id])[notice.id]:
        if line.key == key:
            return line
    raise Missing(N_("The warning {warning} has no line {key}."), code="no_duty", warning=notice.id, key=key)


def _receipt(unit: Unit, notice: Notice, key: str) -> ReceiptLine:
    for line in store.receipts_of(unit.connection, [notice.id])[notice.id]:
        if line.key == key:
            return line
    raise Missing(N_("The warning {warning} has no receiver {key}."), code="no_receiver", warning=notice.id, key=key)
