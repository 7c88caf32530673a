"""Calls: saved from the first word, each a record of its own, until it is something or nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Conflict
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_incidents.api.board import CallRow
from fengsui_incidents.api.events import CallClosed, CallNoted, CallReopened, FalseFound, Words
from fengsui_incidents.api.payloads import CallsOf, CloseCall, NoteCall
from fengsui_incidents.api.payloads_intake import ReopenCall
from fengsui_incidents.model.merge import Prepared
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.service.call_rows import (
    call_by_id,
    free_call,
    heard,
    not_waiting,
    quiet,
    shown,
    veil,
    waiting_call,
)
from fengsui_incidents.service.context import rules_of
from fengsui_incidents.service.learning import learn, still_open
from fengsui_incidents.service.loading import Incident, read_all
from fengsui_incidents.service.saving import claimed, keep_said
from fengsui_incidents.service.telling import write
from fengsui_incidents.service.transfers import withdraw
from fengsui_incidents.tables import RUNNING, calls, findings, incidents

__all__ = [
    "becomes",
    "call_rows",
    "calls_view",
    "close_call",
    "note_call",
    "reopen_call",
    "similar_calls",
    "waiting_call",
]

SIMILAR_AMONG = 200
"""How many waiting calls a draft is compared with at each key pressed."""


def note_call(unit: Unit, payload: NoteCall) -> dict[str, Any]:
    """A word more. It is written to the running incident too: what repeats may still bring a new fact."""
    row = call_by_id(unit, payload.call)
    said = veil(unit, row["id"], secret=row["secret"])(payload.text)
    running = still_open(unit, row["incident"])
    text = "\n".join(part for part in (row["text"], said) if part)
    values: dict[str, Any] = {"text": text}
    if row["ring"] or row["claimed_by"] == unit.actor.id:
        values |= {"ring": "", "ring_due_at": None}
    if row["claimed_by"] == unit.actor.id:
        values |= claimed(unit, taken=True)
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**values))
    unit.record(CallNoted(call=row["id"], text="" if row["secret"] else said, exercise=None))
    if row["secret"]:
        keep_said(unit, row["id"], payload.text)
    if row["incident"]:
        hidden = Words("(保密)", "(secret)") if row["secret"] else Words(said, said)
        says = Words(f"来电 {row['id']} 补充: {hidden.zh}", f"Call {row['id']} adds: {hidden.en}")
        write(unit, row["incident"], CallNoted.topic, says)
    if running is not None:
        learn(unit, row, running, said)
    return {"call": row["id"]}


def close_call(unit: Unit, payload: CloseCall) -> dict[str, Any]:
    """It stays a line of the log; or it is false, which the leader confirms (假火警挂起)."""
    row = free_call(unit, payload.call)
    clear = veil(unit, row["id"], secret=row["secret"])
    note = clear(payload.note)
    values = {"state": "closed", "note": note, "outcome": payload.outcome, "ring": "", "ring_due_at": None}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**values))
    false = payload.outcome == "false_report"
    kind = payload.kind if false else None
    unit.record(CallClosed(call=row["id"], outcome=payload.outcome, note=quiet(row)(note), kind=kind, exercise=None))
    if not false:
        return {"call": row["id"], "outcome": payload.outcome}
    found_by = clear(payload.found_by) or unit.actor.name or unit.actor.id
    finding = unit.new_id()
    unit.connection.execute(
        insert(findings).values(
            id=finding, call=row["id"], incident=None, kind=payload.kind, where="intake", found_by=found_by,
            found_at=unit.now, note=note, good_faith=payload.good_faith, entered_by=unit.actor.id[:100], state="found",
            decided_by="", reason="",
        )
    )  # fmt: skip
    unit.record(
        FalseFound(
            finding=finding,
            kind=payload.kind,
            where="intake",
            found_by=quiet(row)(found_by),
            call=row["id"],
            exercise=None,
        )
    )
    return {"call": row["id"], "outcome": payload.outcome, "finding": finding}


def reopen_call(unit: Unit, payload: ReopenCall) -> dict[str, Any]:
    """A call that was closed or handed on waits again, under its number."""
    row = call_by_id(unit, payload.call)
    if row["state"] not in ("closed", "transferred"):
        raise (
            not_waiting(row)
            if row["state"] != "open"
            else Conflict(N_("Call {call} is waiting already."), code="call_waiting", call=row["id"])
        )
    open_again(unit, row, veil(unit, row["id"], secret=row["secret"])(payload.reason))
    return {"call": row["id"], "state": "open"}


def open_again(unit: Unit, row: RowMapping, reason: str) -> None:
    """Its transfer is withdrawn, what was found false of it no longer counts."""
    again = {"state": "open", "outcome": "", "note": "", **claimed(unit, taken=False)}
    unit.connection.execute(update(calls).where(calls.c.id == row["id"]).values(**again))
    mine = (findings.c.call == row["id"]) & findings.c.state.in_(("found", "confirmed"))
    unit.connection.execute(update(findings).where(mine).values(state="reopened"))
    withdraw(unit, row["id"])
    unit.record(CallReopened(call=row["id"], reason=quiet(row)(reason), exercise=None))


def becomes(unit: Unit, call: str, incident: str) -> None:
    """The call is from now on that of an incident."""
    unit.connection.execute(
        update(calls).where(calls.c.id == call).values(state="incident", incident=incident, ring="", ring_due_at=None)
    )


def call_rows(reading: Reading, open_incidents: list[Incident], rules: RuleSet, state: str = "open",
              limit: int = 1000) -> tuple[CallRow, ...]:  # fmt: skip
    """Calls with the open incident that each resembles, where it waits; not one that a person took it out of again."""
    query = select(calls).order_by(calls.c.at.desc(), calls.c.id.desc()).limit(limit)
    if state != "all":
        query = query.where(calls.c.state == state)
    rows = reading.connection.execute(query).mappings().all()
    if not any(row["state"] == "open" for row in rows):
        return tuple(shown(reading, row) for row in rows)
    real = Prepared((incident.picture for incident in open_incidents if incident.exercise is None), rules)
    return tuple(
        shown(reading, row, real.best(heard(row), but=row["was_in"].split()) if row["state"] == "open" else None)
        for row in rows
    )


def calls_view(reading: Reading, parameters: CallsOf) -> tuple[CallRow, ...]:
    if reading.actor.area:
        return ()
    running = read_all(reading, incidents.c.state.in_(RUNNING))
    return call_rows(reading, running, rules_of(reading), parameters.state, parameters.limit)


def similar_calls(reading: Reading, picture: Picture, rules: RuleSet, but: str = "") -> tuple[CallRow, ...]:
    """Waiting calls that may speak of the same event as `picture`, most alike first."""
    query = (
        select(calls)
        .where(calls.c.state == "open", calls.c.id != but)
        .order_by(calls.c.at.desc(), calls.c.id.desc())
        .limit(SIMILAR_AMONG)
    )
    rows, prepared = reading.connection.execute(query).mappings().all(), Prepared([picture], rules)
    found = [(row, like) for row in rows if (like := prepared.best(heard(row))) is not None]
    return tuple(shown(reading, row, like) for row, like in sorted(found, key=lambda pair: -pair[1].similarity))
