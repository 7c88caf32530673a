"""Two signatures, and everything passes in the unit of the second: until then the first watch owns it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, update

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_handover import tables as t
from fengsui_handover.api.events import Refused, SignedOut, TakenOver
from fengsui_handover.api.values import Sheet, Watch
from fengsui_handover.model.sheet import changed
from fengsui_handover.model.signing import may_sign_out, may_take_over, shift_taken
from fengsui_handover.payloads import OfHandover, Refuse, SignOut, TakeOver, TakeWatch
from fengsui_handover.service import rows
from fengsui_handover.service.drawing import next_shift, sheet_now
from fengsui_rosters.api import Duty, Shift

SIGN_FOR = "handover.sign_for"


def take_watch(unit: Unit, _: TakeWatch) -> dict[str, Any]:
    """The first watch of a centre. Raises Conflict (`watch_held`) where somebody has it: then it is handed over."""
    if (held := rows.watch_now(unit)) is not None:
        raise Conflict(
            N_("{who} has the watch: it is handed over with two signatures."), code="watch_held", who=held.taken_by
        )
    sheet = sheet_now(unit)
    made = _begin(unit)
    for incident in _open(sheet):
        rows.claim(unit, incident, made, unit.now)
    _tell(unit, unit.new_id(), "", made, sheet)
    return {"watch": made}


def sign_out(unit: Unit, payload: SignOut) -> dict[str, Any]:
    """交班: the first signature. For an officer who cannot sign, the duty leader does, with the reason."""
    waiting = rows.pending(unit)
    watch = may_sign_out(rows.watch_now(unit), pending=waiting["id"] if waiting else "")
    if payload.for_whom:
        unit.actor.require(SIGN_FOR)
        if not payload.reason:
            fault = Fault("reason", N_("why the officer cannot sign"), "reason_needed")
            raise Invalid(N_("Signing for somebody needs a reason."), code="reason_needed", faults=[fault])
    sheet, made = sheet_now(unit), unit.new_id()
    unit.connection.execute(
        insert(t.sheet).values(
            id=made,
            watch=watch.id,
            next_watch=None,
            state="signed_out",
            sheet=rows.stored(sheet),
            note=" ".join(part for part in (payload.note, payload.reason) if part),
            out_by=payload.for_whom or _name(unit),
            out_actor=unit.actor.id,
            out_at=unit.now,
            signed_for=_name(unit) if payload.for_whom else "",
            in_by="",
            in_at=None,
            ended_because="",
        )
    )
    event = SignedOut(handover=made, watch=watch.id, seen=sheet.seen, signed_for=bool(payload.for_whom), exercise=None)
    unit.record(event)
    return {"handover": made, "seen": sheet.seen}


def take_over(unit: Unit, payload: TakeOver) -> dict[str, Any]:
    """接班: the second signature. The watch, every open incident and every alarm pass in this one unit."""
    row = _waiting(unit, payload.handover)
    sheet, signed = sheet_now(unit), rows.signed_sheet(row)
    added, _gone = changed(signed, sheet)
    may_take_over(first=row["out_actor"], second=unit.actor.id, seen=payload.seen, now=sheet, added=added)
    ended = update(t.watch).where(t.watch.c.id == row["watch"]).values(ended_at=unit.now)
    unit.connection.execute(ended)
    made = _begin(unit, rows.watch_by_id(unit, row["watch"]))
    rows.pass_claims(unit, row["watch"], made, unit.now)
    for incident in _open(sheet):
        rows.claim(unit, incident, made, unit.now)
    _settle(unit, row, state="taken", next_watch=made, sheet=rows.stored(sheet), in_by=_name(unit), in_at=unit.now)
    _tell(unit, row["id"], row["watch"], made, sheet)
    return {"handover": row["id"], "watch": made, "incidents": list(_open(sheet))}


def refuse(unit: Unit, payload: Refuse) -> dict[str, Any]:
    """The next watch does not take it as it is: the first keeps everything, with the reason."""
    row = _waiting(unit, payload.handover)
    if row["out_actor"] == unit.actor.id:
        raise Conflict(N_("Who has signed takes the signature back instead."), code="same_person")
    _settle(unit, row, state="refused", ended_because=payload.reason, in_by=_name(unit), in_at=unit.now)
    unit.record(Refused(handover=row["id"], exercise=None))
    return {"handover": row["id"], "state": "refused"}


def withdraw(unit: Unit, payload: OfHandover) -> dict[str, Any]:
    """Whoever signed out takes the signature back; so may the duty leader."""
    row = _waiting(unit, payload.handover)
    if row["out_actor"] != unit.actor.id:
        unit.actor.require(SIGN_FOR)
    _settle(unit, row, state="withdrawn")
    unit.record(Refused(handover=row["id"], withdrawn=True, exercise=None))
    return {"handover": row["id"], "state": "withdrawn"}


def _waiting(unit: Unit, handover: str) -> RowMapping:
    row = rows.sheet_row(unit, handover)
    if row["state"] != "signed_out":
        raise Conflict(
            N_("Handover {handover} is not waiting for a signature any more: {state}"),
            code="handover_over",
            handover=handover,
            state=row["state"],
        )
    return row


def _begin(unit: Unit, before: Watch | None = None) -> str:
    """A watch from now on, with the names that the roster has for it."""
    shift, made = _shift(unit, before), unit.new_id()
    watch = Watch(
        id=made,
        began_at=unit.now,
        taken_by=_name(unit),
        main=shift.main if shift else "",
        second=shift.second if shift else "",
        leader=shift.leader if shift else "",
        ends_at=shift.ends if shift else None,
    )
    unit.connection.execute(insert(t.watch).values(**vars(watch), actor=unit.actor.id, overdue_told_at=None))
    return made


def _shift(unit: Unit, before: Watch | None) -> Shift | None:
    return shift_taken(
        unit.now,
        _name(unit),
        ends=before.ends_at if before else None,
        early=timedelta(minutes=float(unit.rule("early_minutes").value)),
        current=unit.ask(Duty).at(unit.now),
        following=next_shift(unit, before),
    )


def _settle(unit: Unit, row: RowMapping, **values: object) -> None:
    unit.connection.execute(update(t.sheet).where(t.sheet.c.id == row["id"]).values(**values))


def _tell(unit: Unit, handover: str, before: str, after: str, sheet: Sheet) -> None:
    alarms = [line.id for kind in ("unanswered", "clocks", "calls") for line in sheet.lines(kind)]
    unit.record(
        TakenOver(
            handover=handover,
            from_watch=before,
            to_watch=after,
            incidents=_open(sheet),
            alarms=tuple(alarms),
            promises=tuple(line.id.removeprefix("promise:") for line in sheet.lines("promises")),
            exercise=None,
        )
    )


def _open(sheet: Sheet) -> tuple[str, ...]:
    return tuple(line.id.removeprefix("incident:") for line in sheet.lines("incidents"))


def _name(unit: Unit) -> str:
    return unit.actor.name or unit.actor.id
