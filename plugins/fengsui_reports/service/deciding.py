"""What a person decides of the reporting: that it is owed or not, that it is grave, when things were, of which kind."""

from __future__ import annotations

from typing import Any

from fengsui.errors import Conflict, Fault, Invalid
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_reports.api.events import FoundFalse
from fengsui_reports.api.payloads import FalseReport, Grave, LateFigure, SettleKind, Start, Stop, Times
from fengsui_reports.api.views import Done
from fengsui_reports.api.words import FALSE_SAID
from fengsui_reports.model.case import Case
from fengsui_reports.model.duties import Step
from fengsui_reports.model.follow import in_window
from fengsui_reports.service.context import context_of, moment, time_faults
from fengsui_reports.service.following import earlier, figures_moved, found_false, graver, restart
from fengsui_reports.service.rows import clocks_of_case, enter_case, save_case
from fengsui_reports.service.running import start as start_clocks
from fengsui_reports.service.running import stop as stop_clocks
from fengsui_reports.service.running import write

TOPIC = "reports.decided"
"""Of the record's lines about decisions; not an event of its own."""


def start(unit: Unit, payload: Start) -> Done:
    case = enter_case(unit, payload.incident)
    if case.owes:
        raise Conflict(N_("The clocks of {incident} run already."), code="clocks_run", incident=case.incident)
    if faults := time_faults("since", payload.since, unit.now, case.received_at):
        raise Invalid(N_("The clocks cannot be started as it is."), faults=faults)
    since = moment(payload.since, unit.now) if payload.since is not None else None
    restart(unit, context_of(unit), case, since, payload.reason)
    return Done(incident=case.incident)


def stop(unit: Unit, payload: Stop) -> Done:
    """Nothing is owed: every open clock ends with that reason, and a final report is owed no more."""
    case = enter_case(unit, payload.incident)
    if case.stopped_reason:
        raise Conflict(N_("The clocks of {incident} are stopped already."), code="clocks_stopped",
                       incident=case.incident)  # fmt: skip
    running = [clock for clock in clocks_of_case(unit, case.incident) if clock.state == "open"]
    save_case(unit, case.incident, stopped_reason=payload.reason)
    stop_clocks(unit, case.incident, running, payload.reason)
    _line(unit, case, f"停止信息报告时限: {payload.reason}", f"Reporting clocks stopped: {payload.reason}")
    return Done(incident=case.incident, stopped=tuple(clock.id for clock in running))


def grave(unit: Unit, payload: Grave) -> Done:
    """Socially grave: by phone to the province within the hour, whatever the grade (21号令)."""
    case = enter_case(unit, payload.incident)
    context = context_of(unit)
    if any(step.grave for step in case.steps):
        raise Conflict(N_("{incident} is marked as socially grave already."), code="grave_already",
                       incident=case.incident)  # fmt: skip
    _line(unit, case, f"社会影响重大: {payload.reason}", f"Socially grave: {payload.reason}")
    step = Step(unit.now, case.grade, grave=True)
    if case.owes:
        graver(unit, context, case, step)
    else:
        start_clocks(unit, context, save_case(unit, case.incident, stopped_reason=""), [step], "grave")
    return Done(incident=case.incident)


def times(unit: Unit, payload: Times) -> Done:
    """When things were. A limit may come earlier by it; a later receipt is written down and moves nothing."""
    case, context = enter_case(unit, payload.incident), context_of(unit)
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name in ("received_at", "occurred_at", "unit_told_at"):
        given = getattr(payload, name)
        faults += time_faults(name, given, unit.now)
        if given is not None:
            values[name] = moment(given, unit.now)
    if not values:
        faults.append(Fault("received_at", N_("at least one time"), "no_time"))
    if faults:
        raise Invalid(N_("These times cannot be entered."), faults=faults)
    before = case.received_at
    case = save_case(unit, case.incident, **values)
    if case.owes and case.received_at < before:
        case = start_clocks(unit, context, case, earlier(case, case.received_at).steps, f"times: {payload.reason}")
    said = ", ".join(f"{name} {context.said.full(at)}" for name, at in values.items())
    _line(unit, case, f"时间更正: {said} ({payload.reason})", f"Times corrected: {said} ({payload.reason})")
    return Done(incident=case.incident)


def settle_kind(unit: Unit, payload: SettleKind) -> Done:
    """定性: of two windows the one of this kind remains."""
    case = enter_case(unit, payload.incident)
    save_case(unit, case.incident, kind=payload.kind)
    _line(unit, case, f"事故定性 {payload.kind}: {payload.reason}", f"Kind settled: {payload.kind}: {payload.reason}")
    return Done(incident=case.incident)


def late_figure(unit: Unit, payload: LateFigure) -> Done:
    """A change of casualties after the closing: within the window it is reported at once and may change the grade."""
    case, context = enter_case(unit, payload.incident), context_of(unit)
    if case.closed_at is None:
        raise Conflict(N_("{incident} is not closed: set the figure there."), code="set_it_there",
                       incident=case.incident)  # fmt: skip
    was = case.figures.get(payload.count)
    if was is not None and payload.value < was and not payload.reason:
        fault = Fault("reason", N_("why it is lower than {was}"), "reason_needed", {"was": was})
        raise Invalid(N_("This figure cannot be entered."), faults=[fault])
    watched = in_window(case.windows(context.zone, context.rules), unit.now)
    said = f"{payload.count} {payload.value} ({payload.source})"
    if not watched:
        _line(unit, case, f"窗口期后人数变化, 不改变定级: {said}", f"Change after the window, the grade stands: {said}")
        return Done(incident=case.incident, warnings=("after_the_window",))
    _line(unit, case, f"伤亡变化: {said}", f"Casualties changed: {said}")
    figures = {**case.figures, payload.count: payload.value}
    case = save_case(unit, case.incident, figures=figures, **({"grade": payload.grade} if payload.grade else {}))
    if payload.grade and case.owes:
        case = graver(unit, context, case, Step(unit.now, payload.grade))
    figures_moved(unit, context, case, unit.now, payload.reason)
    return Done(incident=case.incident)


def false_report(unit: Unit, payload: FalseReport) -> Done:
    """No accident after all: the clocks end with that reason; who was told gets a numbered correction."""
    case, context = enter_case(unit, payload.incident), context_of(unit)
    if case.stopped_reason:
        raise Conflict(N_("The clocks of {incident} are stopped already."), code="clocks_stopped",
                       incident=case.incident)  # fmt: skip
    said = FALSE_SAID[payload.kind]
    reason = f"{said.zh}: {payload.reason}"
    unit.record(
        FoundFalse(incident=case.incident, kind=payload.kind, reason=payload.reason, found_by=payload.found_by,
                   exercise=None)
    )  # fmt: skip
    _line(unit, case, reason, f"{said.en}: {payload.reason}")
    found_false(unit, context, case, unit.now, reason)
    return Done(incident=case.incident)


def _line(unit: Unit, case: Case, zh: str, en: str) -> None:
    write(unit, case.incident, TOPIC, Words(zh, en))
