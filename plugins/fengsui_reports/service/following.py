"""What follows from a fact: a grade, a figure, the end of the response, the closing, a report that proved false."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from fengsui.hooks import Unit
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import FALSE_KINDS, Count
from fengsui_reports.api.events import FigureLowered
from fengsui_reports.model.case import Case, Lowered
from fengsui_reports.model.clocks import ENDS_WITH_FALSE, ENDS_WITH_RESPONSE, told, uncorrected
from fengsui_reports.model.duties import Step, worse
from fengsui_reports.model.follow import changed, follow_up_every, in_window, lowered, owes
from fengsui_reports.service.context import Context
from fengsui_reports.service.rows import clocks_of_case, save_case, stored_lowered, stored_steps
from fengsui_reports.service.running import (
    at_once_duty,
    begin_clocks,
    follow_ups,
    later_duty,
    owed_to,
    run_again,
    serial_of,
    start,
    stop,
    write,
)

CLOSED, RESPONSE_ENDED = "closed: ", "the response has ended"
"""Why clocks were stopped by an end that a reopening takes back."""


def graded(unit: Unit, context: Context, case: Case, at: datetime) -> Case:
    """After an assessment. The first one counts from the receipt; a graver grade later adds its own duties."""
    if case.stopped_reason or case.closed_at is not None:
        return case
    if not case.owes:
        why = owes(case.urgency, case.grade, case.near_miss, case.figures, context.rules)
        first = Step(at if case.steps else case.received_at, case.grade)
        if not why:
            return save_case(unit, case.incident, steps=stored_steps([first])) if not case.steps else case
        return start(unit, context, case, [first], why)
    return graver(unit, context, case, Step(at, case.grade))


def graver(unit: Unit, context: Context, case: Case, step: Step) -> Case:
    """A regrade: the duties of the new grade beside the old ones, which go on as they are."""
    if not worse(step, case.steps):
        return case
    case = start(unit, context, case, [*case.steps, step], f"regraded:{step.grade}" if not step.grave else "grave")
    before = follow_up_every(case.steps[-2].grade, context.rules)
    if follow_up_every(step.grade, context.rules) < before:
        follow_ups(unit, context, case, told(clocks_of_case(unit, case.incident)), step.at)
    return case


def figures_moved(unit: Unit, context: Context, case: Case, at: datetime, reason: str = "") -> Case:
    """Against what was reported: a change within the window is reported at once, a lower count is flagged."""
    if case.reported is None or not case.owes:
        return case
    case = _flag_lowered(unit, case, at, reason)
    there = clocks_of_case(unit, case.incident)
    running = [clock for clock in there if clock.form == "supplement" and clock.state == "open"]
    if not changed(case.reported or {}, case.figures, context.rules):
        stop(unit, case.incident, running, "figures are as reported again")
        return case
    if not in_window(case.windows(context.zone, context.rules), at):
        return case
    serial = serial_of(there, "supplement")
    waiting = {clock.to for clock in running}
    duties = [
        at_once_duty(context, "supplement", to, at, "supplement", serial + nth)
        for nth, to in enumerate(to for to in told(there) if to not in waiting)
    ]
    begin_clocks(unit, context, case, duties, "figures")
    return case


def _flag_lowered(unit: Unit, case: Case, at: datetime, reason: str) -> Case:
    reported = case.reported or {}
    known = {(one.count, one.was, one.now) for one in case.lowered}
    counts = [
        count for count in lowered(reported, case.figures) if (count, reported[count], case.figures[count]) not in known
    ]
    if not counts:
        return case
    fresh = [Lowered(count, reported[count], case.figures[count], at, reason) for count in counts]
    pairs: dict[Count, tuple[int | None, int | None]] = {
        count: (reported[count], case.figures[count]) for count in counts
    }
    unit.record(FigureLowered(incident=case.incident, counts=pairs, reason=reason, exercise=None))
    return save_case(unit, case.incident, lowered=stored_lowered([*case.lowered, *fresh]))


def response_ended(unit: Unit, context: Context, case: Case, at: datetime) -> Case:
    """The follow-ups end with the rescue; those that are overdue stay so until a report goes out. The final is owed."""
    case = save_case(unit, case.incident, ended_at=at)
    if not case.owes:
        return case
    there = clocks_of_case(unit, case.incident)
    running = [c for c in there if c.form in ENDS_WITH_RESPONSE and c.state == "open" and c.late_after >= at]
    stop(unit, case.incident, running, RESPONSE_ENDED)
    if any(clock.form == "final" and clock.state == "open" for clock in there):
        return case
    within = timedelta(hours=float(context.rules.value("final_report_hours")))
    duties = [
        later_duty(context, "final", to, at, within, "final_report_hours", nth)
        for nth, to in enumerate(owed_to(there), serial_of(there, "final"))
    ]
    begin_clocks(unit, context, case, duties, "response_ended")
    return case


def found_false(unit: Unit, context: Context, case: Case, at: datetime, reason: str) -> Case:
    """Nothing more is owed but the correction to everybody who was told; what was sent stays as it was sent."""
    there = clocks_of_case(unit, case.incident)
    ended = [clock for clock in there if clock.state == "open" and clock.form in ENDS_WITH_FALSE]
    case = save_case(unit, case.incident, stopped_reason=reason[:200])
    stop(unit, case.incident, ended, reason)
    within = timedelta(minutes=int(context.rules.value("correction_minutes")))
    duties = [
        later_duty(context, "correction", to, at, within, "correction_minutes", nth)
        for nth, to in enumerate(uncorrected(there), serial_of(there, "correction"))
    ]
    begin_clocks(unit, context, case, duties, "found_false")
    return case


def closed(unit: Unit, context: Context, case: Case, at: datetime, outcome: str) -> Case:
    """The windows are watched on; whatever is open else ends, and what was overdue stays as missed (漏报)."""
    case = save_case(unit, case.incident, closed_at=at)
    if outcome in FALSE_KINDS and case.owes:
        case = found_false(unit, context, case, at, f"{CLOSED}{outcome}")
    there = [c for c in clocks_of_case(unit, case.incident) if c.state == "open"]
    going_on = {"supplement", "correction", "receipt"}
    ended = [clock for clock in there if clock.form not in going_on]
    stop(unit, case.incident, [c for c in ended if c.late_after < at], f"{CLOSED}{outcome}", state="missed")
    stop(unit, case.incident, [c for c in ended if c.late_after >= at], f"{CLOSED}{outcome}")
    return case


def restart(unit: Unit, context: Context, case: Case, since: datetime | None, reason: str) -> Case:
    """A person starts the clocks, or takes a stop back: those that were stopped by it run again with their limits."""
    if case.stopped_reason:
        there = clocks_of_case(unit, case.incident)
        again = [one for one in there if one.state == "stopped" and one.reason == case.stopped_reason]
        run_again(unit, case, again, f"started: {reason}")
        case = save_case(unit, case.incident, stopped_reason="")
    first = since or case.received_at
    steps = [Step(first, case.grade)] if case.owed_since is None else list(case.steps)
    case = start(unit, context, case, steps, f"started: {reason}")
    write(
        unit, case.incident, "reports.clocks_started", Words(f"启动信息报告: {reason}", f"Reporting started: {reason}")
    )
    return case


def earlier(case: Case, received_at: datetime) -> Case:
    """The case with an earlier receipt: its first step counts from there."""
    first, *rest = case.steps or (Step(received_at, case.grade),)
    return replace(case, received_at=received_at, steps=(replace(first, at=min(first.at, received_at)), *rest))
