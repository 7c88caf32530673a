"""What intake decides of an incident: that it was none, and that it is one after all."""

from __future__ import annotations

from datetime import datetime

from fengsui.hooks import Unit
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import FALSE_KINDS
from fengsui_incidents.api.words import FalseKind as IntakeKind
from fengsui_reports.api.events import FalseTakenBack, FoundFalse
from fengsui_reports.api.words import FALSE_SAID, FalseKind
from fengsui_reports.model.case import Case
from fengsui_reports.model.clocks import owed_again, put_off, uncorrected, written_to
from fengsui_reports.service.context import Context
from fengsui_reports.service.following import CLOSED, RESPONSE_ENDED, found_false, graded
from fengsui_reports.service.rows import clocks_of_case, save_case
from fengsui_reports.service.running import at_once_duty, begin_clocks, follow_ups, run_again, serial_of, stop, write

KINDS: dict[IntakeKind, FalseKind] = {
    "false_report": "mistaken",
    "hoax": "hoax",
    "duplicate": "repeated",
    "near_miss": "attempted",
    "not_ours": "not_ours",
    "not_safety": "not_production",
}
"""Intake's kinds of a false report in our words."""

REOPENED = "reopened"


def decided_false(unit: Unit, context: Context, case: Case, at: datetime, kind: IntakeKind, why: str) -> None:
    """The leader has confirmed it: as `reports.false_report`. Clocks that a person stopped before keep his reason, and
    whoever was told is owed the correction all the same."""
    said = FALSE_SAID[KINDS[kind]]
    reason = f"{said.zh}: {why}" if why else said.zh
    if not case.stopped_reason or uncorrected(clocks_of_case(unit, case.incident)):
        unit.record(FoundFalse(incident=case.incident, kind=KINDS[kind], reason=why, exercise=None))
    found_false(unit, context, case, at, case.stopped_reason or reason)


def reopened(unit: Unit, context: Context, case: Case, at: datetime, was: str) -> None:
    """The case runs again under its number. Nothing that was sent is touched, and no limit comes later by it."""
    untrue = bool(case.stopped_reason) and was in FALSE_KINDS
    if case.closed_at is None and case.ended_at is None and not untrue:
        return
    there, stopped = clocks_of_case(unit, case.incident), case.stopped_reason
    case = save_case(unit, case.incident, closed_at=None, ended_at=None, stopped_reason="" if untrue else stopped)
    if untrue:
        _take_back(unit, case, was)
    over = ("final", "correction") if untrue else ("final",)
    stop(unit, case.incident, [one for one in there if one.state == "open" and one.form in over], REOPENED)
    if case.stopped_reason:
        return
    ends = (RESPONSE_ENDED, stopped) if untrue else (RESPONSE_ENDED,)
    run_again(unit, case, owed_again(there, lambda why: why in ends or why.startswith(CLOSED)), REOPENED)
    case = graded(unit, context, case, at)
    if case.owes:
        _tell_again(unit, context, case, at)


def _take_back(unit: Unit, case: Case, was: str) -> None:
    unit.record(FalseTakenBack(incident=case.incident, was=was, exercise=None))
    says = Words("信息报告: 撤销误报认定, 时限恢复", "Reporting: the false finding is taken back, the clocks run again")
    write(unit, case.incident, FalseTakenBack.topic, says)


def _tell_again(unit: Unit, context: Context, case: Case, at: datetime) -> None:
    """At once to those whom we told last that it was nothing; to the others with the next follow-up."""
    there = clocks_of_case(unit, case.incident)
    serial = serial_of(there, "follow_up")
    duties = [
        at_once_duty(context, "follow_up", to, at, "supplement", serial + nth) for nth, to in enumerate(put_off(there))
    ]
    begin_clocks(unit, context, case, duties, REOPENED)
    follow_ups(unit, context, case, written_to(there), at)
