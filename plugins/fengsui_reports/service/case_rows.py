"""A case as it is shown: its clocks, the whole chain, windows and flags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_reports.api.views import CaseRow, ClockRow, Flag, ReportRow, WindowRow
from fengsui_reports.api.words import COUNT_SAID, FORM_SAID
from fengsui_reports.model.case import Case
from fengsui_reports.model.chain import BUREAUS
from fengsui_reports.model.clocks import Clock, offences
from fengsui_reports.model.duties import unit_limits
from fengsui_reports.service.context import Context


def case_row(
    context: Context, case: Case, running: Sequence[Clock], written: Sequence[ReportRow], now: datetime
) -> CaseRow:
    hops = context.chain.hops(case.grade, context.rules)[1:]
    windows = case.windows(context.zone, context.rules) if case.owed_since is not None else ()
    return CaseRow(
        incident=case.incident,
        title=case.title,
        place=case.place,
        received_at=case.received_at,
        occurred_at=case.occurred_at,
        unit_told_at=case.unit_told_at,
        unit_late=_unit_late(context, case),
        grade=case.grade,
        near_miss=case.near_miss,
        figures=case.figures,
        kind=case.kind,
        kinds=tuple(sorted(case.kinds(context.rules))),
        owes=case.owes,
        owed_since=case.owed_since,
        stopped_reason=case.stopped_reason,
        ended_at=case.ended_at,
        closed_at=case.closed_at,
        chain=tuple(context.name(BUREAUS[level]) for level in hops),
        clocks=tuple(clock_row(context, clock, now) for clock in running),
        reports=tuple(written),
        windows=tuple(
            WindowRow(days=one.days, last_day=one.last_day, open=now < one.ends_at, basis=one.basis) for one in windows
        ),
        flags=flags_of(context, case, running, written, now),
    )


def clock_row(context: Context, clock: Clock, now: datetime) -> ClockRow:
    return ClockRow(
        id=clock.id,
        incident=clock.incident,
        form=clock.form,
        line=clock.line,
        to=clock.to,
        name=context.name(clock.to),
        phone=context.phone(clock.to),
        step=clock.step,
        began_at=clock.began_at,
        due_at=clock.due_at,
        late_after=clock.late_after,
        at_once=clock.at_once,
        basis=clock.basis,
        certainty=clock.certainty,
        state=clock.state,
        met_at=clock.met_at,
        report=clock.report,
        reason=clock.reason,
        late=clock.late,
        overdue=clock.overdue(now),
        presented=clock.presented,
    )


def _unit_late(context: Context, case: Case) -> bool:
    """The unit itself reported late: its head has one hour after being told (493 art 9)."""
    if case.unit_told_at is None:
        return False
    _, limit, _ = unit_limits(case.unit_told_at, case.grade, context.rules)[0]
    return case.received_at > limit


def flags_of(
    context: Context, case: Case, running: Sequence[Clock], written: Sequence[ReportRow], now: datetime
) -> tuple[Flag, ...]:
    """迟报, 漏报, what may be 谎报 or 瞒报, and what went out without a signature."""
    found: list[Flag] = []
    for offence in offences(running, now):
        clock = offence.clock
        form, name = FORM_SAID[clock.form], context.name(clock.to)
        at = clock.met_at or clock.late_after
        found.append(Flag(kind=offence.kind, what=Words(f"{form.zh} {name.zh}", f"{form.en} {name.en}"), at=at))
    if _unit_late(context, case):
        found.append(Flag(kind="late", what=Words("事故单位", "the accident unit"), at=case.received_at))
    for one in case.lowered:
        name = COUNT_SAID[one.count]
        was, now_said = _number(one.was), _number(one.now)
        why = f" {one.reason}" if one.reason else ""
        what = Words(f"{name.zh} {was} -> {now_said}{why}", f"{name.en} {was} -> {now_said}{why}")
        found.append(Flag(kind="lowered", what=what, at=one.at))
    for row in written:
        if "unsigned" in row.warnings and row.sent_at is not None:
            found.append(Flag(kind="unsigned", what=Words(row.title, row.title), at=row.sent_at))
    return tuple(sorted(found, key=lambda flag: flag.at))


def _number(value: int | None) -> str:
    return "?" if value is None else str(value)
