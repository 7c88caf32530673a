"""Clocks in their table: begun, met, stopped. A clock that is there is never moved later and never taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from fengsui.hooks import Unit
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_reports.api.events import ClockMoved, ClockSet, ClocksMet, ClocksStarted, ClocksStopped
from fengsui_reports.api.words import FORM_SAID, Form, Line, Receiver
from fengsui_reports.model.case import Case
from fengsui_reports.model.clocks import TOLD, Clock
from fengsui_reports.model.duties import Duty, Facts, Step, owed
from fengsui_reports.model.follow import follow_up_every
from fengsui_reports.service.context import Context
from fengsui_reports.service.rows import clocks_of_case, save_case, stored_steps
from fengsui_reports.tables import clocks


def start(unit: Unit, context: Context, case: Case, steps: Sequence[Step], why: str) -> Case:
    """Saves the grades as they are known now, and begins the clocks that they owe and that do not run yet."""
    values: dict[str, object] = {"steps": stored_steps(steps)}
    if case.owed_since is None:
        values["owed_since"] = steps[0].at
    case = save_case(unit, case.incident, **values)
    begin_clocks(unit, context, case, owed(Facts(case.steps, context.division), context.chain, context.rules), why)
    return case


def begin_clocks(unit: Unit, context: Context, case: Case, duties: Iterable[Duty], why: str) -> None:
    """Those of the duties that have no clock yet; one that has keeps the earlier of both limits."""
    query = select(clocks.c.key, clocks.c.late_after).where(clocks.c.incident == case.incident)
    there: dict[str, datetime] = {row.key: row.late_after for row in unit.connection.execute(query)}
    fresh: list[Duty] = []
    for duty in duties:
        if duty.key not in there:
            fresh.append(duty)
        elif duty.late_after < there[duty.key]:
            _move_earlier(unit, case, duty)
    if not fresh:
        return
    made = {duty.key: unit.new_id() for duty in fresh}
    unit.connection.execute(insert(clocks), [_row(case, duty, made[duty.key]) for duty in fresh])
    sets = tuple(
        ClockSet(id=made[one.key], form=one.form, to=one.to, due=one.due_at, late_after=one.late_after, basis=one.basis)
        for one in fresh
    )
    unit.record(ClocksStarted(incident=case.incident, why=why, grade=case.grade, clocks=sets, exercise=None))
    _tell(unit, context, case, fresh)


def run_again(unit: Unit, case: Case, stopped: Iterable[Clock], why: str) -> None:
    """Clocks that were stopped run again, with the limits that they had; what has rung already rings no more."""
    again = list(stopped)
    if not again:
        return
    mine = clocks.c.id.in_([one.id for one in again])
    unit.connection.execute(update(clocks).where(mine).values(state="open", reason=""))
    sets = tuple(
        ClockSet(id=one.id, form=one.form, to=one.to, due=one.due_at, late_after=one.late_after, basis=one.basis)
        for one in again
    )
    unit.record(ClocksStarted(incident=case.incident, why=why, grade=case.grade, clocks=sets, exercise=None))


def _row(case: Case, duty: Duty, id: str) -> dict[str, object]:
    return {
        "id": id,
        "incident": case.incident,
        "key": duty.key,
        "form": duty.form,
        "line": duty.line,
        "to": duty.to,
        "step": duty.step,
        "began_at": duty.began_at,
        "due_at": duty.due_at,
        "late_after": duty.late_after,
        "at_once": duty.at_once,
        "basis": "; ".join((duty.basis, *duty.also))[:400],
        "certainty": duty.certainty,
        "state": "open",
        "report": "",
        "reason": "",
        "presented": False,
    }


def _move_earlier(unit: Unit, case: Case, duty: Duty) -> None:
    mine = (clocks.c.incident == case.incident) & (clocks.c.key == duty.key)
    row = unit.connection.execute(select(clocks.c.id).where(mine)).one()
    unit.connection.execute(
        update(clocks).where(mine).values(began_at=duty.began_at, due_at=duty.due_at, late_after=duty.late_after)
    )
    unit.record(ClockMoved(incident=case.incident, clock=row.id, late_after=duty.late_after, exercise=None))


def _tell(unit: Unit, context: Context, case: Case, duties: Sequence[Duty]) -> None:
    """One line of the record: what is owed now, the soonest first."""
    zh, en = [], []
    for duty in sorted(duties, key=lambda one: one.late_after):
        if duty.line == "bodies" or duty.form == "receipt":
            continue
        name, form, by = context.name(duty.to), FORM_SAID[duty.form], context.said.near(duty.late_after, unit.now)
        zh.append(f"{form.zh} {name.zh} 限{by}")
        en.append(f"{form.en.lower()} to {name.en} by {by}")
    if zh:
        says = Words(f"信息报告: {'; '.join(zh)}", f"Reporting: {'; '.join(en)}")
        write(unit, case.incident, ClocksStarted.topic, says)


def write(unit: Unit, incident: str, topic: str, says: Words, *, at: datetime | None = None) -> None:
    """A line of the incident's record. Names of listeners never stand in it: they are in the receipt."""
    unit.ask(Incidents).write(incident, topic, says, at=at)


# -- ends ------------------------------------------------------------------------------------------------


def meet(unit: Unit, incident: str, met: Iterable[Clock], at: datetime, report: str) -> None:
    ids = [clock.id for clock in met]
    if ids:
        values = {"state": "met", "met_at": at, "report": report}
        unit.connection.execute(update(clocks).where(clocks.c.id.in_(ids)).values(**values))
        unit.record(ClocksMet(incident=incident, report=report, at=at, clocks=tuple(ids), exercise=None))


def stop(unit: Unit, incident: str, stopped: Iterable[Clock], reason: str, *, state: str = "stopped") -> None:
    ids = [clock.id for clock in stopped]
    if ids:
        unit.connection.execute(update(clocks).where(clocks.c.id.in_(ids)).values(state=state, reason=reason[:200]))
        unit.record(ClocksStopped(incident=incident, reason=reason, clocks=tuple(ids), exercise=None))


# -- duties that follow from what was sent -----------------------------------------------------------------


def later_duty(
    context: Context, form: Form, to: Receiver, began_at: datetime, within: timedelta, rule: str, serial: int
) -> Duty:
    row = context.rules.row(rule)
    line: Line = "government" if to == "own_government" else "emergency"
    return Duty(
        form=form, line=line, to=to, step=0, began_at=began_at, due_at=began_at + within,
        late_after=began_at + within, at_once=False, basis=row.basis, certainty=row.certainty, serial=serial,
    )  # fmt: skip


def at_once_duty(context: Context, form: Form, to: Receiver, began_at: datetime, rule: str, serial: int) -> Duty:
    minutes = int(context.rules.value(rule)["late_after_minutes"])
    made = later_duty(context, form, to, began_at, timedelta(minutes=minutes), rule, serial)
    return replace(made, due_at=began_at, at_once=True)


def serial_of(there: Iterable[Clock], form: Form) -> int:
    return 1 + sum(1 for clock in there if clock.form == form)


def owed_to(there: Iterable[Clock]) -> tuple[Receiver, ...]:
    """Everybody who is to be reported to, told already or not."""
    return tuple(dict.fromkeys(c.to for c in there if c.form in TOLD and c.line != "bodies"))


def follow_ups(unit: Unit, context: Context, case: Case, to: Iterable[Receiver], since: datetime) -> None:
    """The next follow-up to each of them, until the response ends; an open one keeps its limit if it is earlier."""
    if case.ended_at is not None or not case.owes:
        return
    there = clocks_of_case(unit, case.incident)
    every = follow_up_every(case.grade, context.rules)
    duties: list[Duty] = []
    serial = serial_of(there, "follow_up")
    for receiver in to:
        running = [c for c in there if c.form == "follow_up" and c.to == receiver and c.state == "open"]
        if all(since + every < clock.late_after for clock in running):
            duties.append(later_duty(context, "follow_up", receiver, since, every, "follow_up_per_day", serial))
            serial += 1
    begin_clocks(unit, context, case, duties, "follow_up")
