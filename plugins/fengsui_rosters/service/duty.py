"""Commands on the duty roster: plan, swap, cancel a shift."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from fengsui.errors import Conflict, Invalid
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api import Finding, Shift, ShiftChanged, ShiftPlanned
from fengsui_rosters.model.duty import DutyRules, check_roster, shift_faults
from fengsui_rosters.payloads import CancelShift, PlanShift, SwapShift
from fengsui_rosters.service.shift_rows import load_shifts, need_shift


def duty_rules(reading: Reading) -> DutyRules:
    return DutyRules(
        rest=timedelta(hours=float(reading.rule("duty_rest_hours").value)),
        longest=timedelta(hours=float(reading.rule("duty_longest_shift_hours").value)),
        second_officer=bool(reading.rule("duty_second_officer").value),
    )


def _around(reading: Reading, shift: Shift) -> tuple[Finding, ...]:
    """The roster's faults that touch this shift; its neighbours are read for rest and overlap."""
    rules = duty_rules(reading)
    margin = rules.rest + rules.longest
    shifts = load_shifts(reading.connection, shift.begins - margin, shift.ends + margin)
    return check_roster(shifts, rules, shift.begins, shift.ends)


def _people(shift: Shift) -> tuple[str, ...]:
    return tuple(name for name in (shift.leader, shift.main, shift.second) if name)


def plan_shift(unit: Unit, payload: PlanShift) -> ShiftPlanned:
    """Plans a shift. What the roster then lacks is answered and shown, not refused: it is planned bit by bit."""
    given = payload.model_dump(exclude={"id", "demo"})
    shift = Shift(id=payload.id or unit.new_id(), **given)
    if faults := shift_faults(shift, duty_rules(unit)):
        raise Invalid(N_("This shift cannot be planned."), code="shift_invalid", faults=faults)
    known = select(tables.shift.c.id).where(tables.shift.c.id == shift.id)
    if unit.connection.execute(known).first() is not None:
        raise Conflict(N_("There is already a shift {shift}."), code="shift_exists", shift=shift.id)
    unit.connection.execute(insert(tables.shift).values(**asdict(shift), demo=payload.demo))
    unit.record(ShiftChanged(shift=shift.id, begins=shift.begins, people=_people(shift), exercise=None))
    return ShiftPlanned(shift=shift.id, findings=_around(unit, shift))


def _not_over(unit: Unit, shift: Shift) -> None:
    if shift.ends <= unit.now:
        raise Conflict(N_("Shift {shift} is over: who was on duty stays as it was."), code="shift_over", shift=shift.id)


def swap_shift(unit: Unit, payload: SwapShift) -> ShiftPlanned:
    """One person stands in for another (替班); both names, the reason and who entered it are kept."""
    shift = need_shift(unit.connection, payload.shift)
    _not_over(unit, shift)
    holder = getattr(shift, payload.post)
    if holder != payload.was:
        raise Conflict(
            N_("The post is held by {holder}, not by {was}."), code="holder_changed", holder=holder, was=payload.was
        )
    change: dict[str, Any] = {payload.post: payload.now, f"{payload.post}_phone": payload.phone}
    after = replace(shift, **change)
    if faults := shift_faults(after, duty_rules(unit)):
        raise Invalid(N_("This shift cannot be planned."), code="shift_invalid", faults=faults)
    unit.connection.execute(update(tables.shift).where(tables.shift.c.id == shift.id).values(**change))
    unit.connection.execute(
        insert(tables.swap).values(
            id=unit.new_id(),
            shift=shift.id,
            post=payload.post,
            was=payload.was,
            now=payload.now,
            reason=payload.reason,
            at=unit.now,
            by=unit.actor.name or unit.actor.id,
        )
    )
    unit.record(
        ShiftChanged(
            shift=shift.id,
            begins=after.begins,
            people=_people(after),
            what="swapped",
            reason=payload.reason,
            exercise=None,
        )
    )
    return ShiftPlanned(shift=shift.id, findings=_around(unit, after))


def cancel_shift(unit: Unit, payload: CancelShift) -> ShiftPlanned:
    """Takes a shift out that has not begun."""
    shift = need_shift(unit.connection, payload.shift)
    if shift.begins <= unit.now:
        raise Conflict(N_("Shift {shift} has begun: swap its people instead."), code="shift_begun", shift=shift.id)
    unit.connection.execute(delete(tables.swap).where(tables.swap.c.shift == shift.id))
    unit.connection.execute(delete(tables.shift).where(tables.shift.c.id == shift.id))
    unit.record(
        ShiftChanged(shift=shift.id, begins=shift.begins, what="cancelled", reason=payload.reason, exercise=None)
    )
    return ShiftPlanned(shift=shift.id, findings=_around(unit, shift))
