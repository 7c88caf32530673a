"""Clocks, reports and demands as rows of the list, and whole beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fengsui.text import N_
from fengsui_reports.api.views import CaseRow, ClockRow, DemandRow, Flag, ReceiptRow, ReportRow
from fengsui_reports.api.words import COUNT_SAID, DEMAND_SAID, ELEMENTS, FORM_SAID, GRADE_SAID, KIND_SAID
from fengsui_tui.widgets import Row, Span, Speech, countdown, fit, paragraph

STATES = {
    "open": N_("waits"),
    "met": N_("done"),
    "stopped": N_("stopped"),
    "missed": N_("MISSED"),
    "draft": N_("draft"),
    "reviewed": N_("reviewed"),
    "signed": N_("signed"),
    "sent": N_("sent"),
    "answered": N_("answered"),
    "ended": N_("ended"),
}
FLAGS = {
    "late": N_("LATE REPORT"),
    "missing": N_("NOT REPORTED"),
    "lowered": N_("LOWERED"),
    "unsigned": N_("UNSIGNED"),
}
FLAG_STYLE = {"late": "warn", "missing": "alarm", "lowered": "bad", "unsigned": "warn"}


@dataclass(frozen=True)
class Shown:
    """One thing of the list: an accident's head, a clock, a report or a demand."""

    case: CaseRow | None = None
    clock: ClockRow | None = None
    report: ReportRow | None = None
    demand: DemandRow | None = None


@dataclass(frozen=True)
class Eye:
    """The language, the time and the zone that rows are drawn in."""

    speech: Speech
    now: datetime
    zone: tzinfo

    def t(self, message: str, **params: object) -> str:
        return self.speech.t(message, **params)

    def when(self, moment: datetime | None) -> str:
        """hh:mm, with the day where it is not today's."""
        if moment is None:
            return "--:--"
        here, today = moment.astimezone(self.zone), self.now.astimezone(self.zone).date()
        return here.strftime("%H:%M" if here.date() == today else "%m-%d %H:%M")

    def people(self, case: CaseRow) -> str:
        said = []
        for count, value in case.figures.items():
            name = self.speech.say(COUNT_SAID[count]) if count in COUNT_SAID else count
            number = "?" if value is None else str(value)
            said.append(f"{name}{number}" if self.speech.chinese else f"{number} {name}")
        return " ".join(said) if self.speech.chinese else ", ".join(said)


def list_row(key: str, item: Shown, eye: Eye, cells: int) -> Row:
    if item.clock is not None:
        return Row((("  ", ""), *_clock(item.clock, eye, cells - 2)), key)
    if item.report is not None:
        return Row((("  ", ""), *_report(item.report, eye, cells - 2)), key)
    if item.demand is not None:
        return Row(_demand(item.demand, eye, cells), key)
    return Row(_case(item.case, eye, cells), key) if item.case is not None else Row(())


def _case(case: CaseRow, eye: Eye, cells: int) -> tuple[Span, ...]:
    grade = eye.speech.say(GRADE_SAID[case.grade])
    state = "" if case.owes else eye.t(N_("nothing owed"))
    head = f"{case.incident} {eye.speech.say(case.title)} {case.place}  {grade} {state}".rstrip()
    style = "head" if case.owes else "dim"
    return ((fit(head, cells - 12), style), *_flag_marks(case.flags, eye))


def _flag_marks(flags: Sequence[Flag], eye: Eye) -> tuple[Span, ...]:
    worst = next(
        (kind for kind in ("missing", "lowered", "late", "unsigned") if any(f.kind == kind for f in flags)), ""
    )
    return ((" " + eye.t(FLAGS[worst]), FLAG_STYLE[worst]),) if worst else ()


def _clock(clock: ClockRow, eye: Eye, cells: int) -> tuple[Span, ...]:
    style = "bad" if clock.overdue else "dim" if clock.state != "open" else _soon(clock, eye)
    left = countdown(clock.late_after, eye.now) if clock.state == "open" else " " * 7
    name = eye.speech.say(clock.name)
    room = max(8, cells - 34)
    tail = eye.t(STATES[clock.state])
    if clock.late:
        tail = eye.t(N_("LATE"))
    return (
        (f"{left} ", style),
        (fit(eye.speech.say(FORM_SAID[clock.form]), 9) + " ", style or "strong"),
        (fit(name, room), "dim" if clock.state != "open" else ""),
        (" " + fit(eye.when(clock.late_after), 6), style),
        (" " + fit(tail, 8), "bad" if clock.late or clock.state == "missed" else "dim"),
    )


def _soon(clock: ClockRow, eye: Eye) -> str:
    return "warn" if (clock.late_after - eye.now).total_seconds() < 15 * 60 else ""


def _report(report: ReportRow, eye: Eye, cells: int) -> tuple[Span, ...]:
    waiting = sum(1 for one in report.receipts if one.at is None)
    state = eye.t(STATES.get(report.state, report.state))
    name = f"{eye.speech.say(KIND_SAID[report.kind])} {report.number}"
    mark = eye.t(N_("{count} receipts missing"), count=waiting) if waiting else ""
    lacks = eye.t(N_("{count} elements missing"), count=len(report.missing)) if report.missing else ""
    return (
        ("[ ] " if report.state != "sent" else "[x] ", "warn" if report.state != "sent" else "good"),
        (fit(name, 16) + " ", "strong"),
        (fit(state, 9) + " ", ""),
        (fit(eye.when(report.sent_at or report.written_at), 12) + " ", "dim"),
        (fit("  ".join(part for part in (mark, lacks) if part), max(4, cells - 44)), "warn"),
    )


def _demand(demand: DemandRow, eye: Eye, cells: int) -> tuple[Span, ...]:
    here = demand.state == "open"
    style = "bad" if demand.overdue else "warn" if here else "dim"
    left = countdown(demand.due_at, eye.now) if here else " " * 7
    return (
        (f"{left} ", style),
        (fit(eye.speech.say(DEMAND_SAID[demand.kind]), 9) + " ", style),
        (fit(f"{demand.source}: {demand.text}", max(10, cells - 30)) + " ", "" if here else "dim"),
        (eye.t(STATES[demand.state]), "dim"),
    )


# -- beside the list ---------------------------------------------------------------------------------------


def detail_of(item: Shown, eye: Eye, cells: int) -> tuple[str, Sequence[Row]]:
    if item.report is not None:
        return item.report.title, _report_detail(item.report, eye, cells)
    if item.demand is not None:
        return eye.speech.say(DEMAND_SAID[item.demand.kind]), _demand_detail(item.demand, eye, cells)
    if item.clock is not None:
        title = f"{eye.speech.say(FORM_SAID[item.clock.form])} {eye.speech.say(item.clock.name)}"
        return title, _clock_detail(item.clock, eye, cells)
    return (item.case.incident, _case_detail(item.case, eye, cells)) if item.case is not None else ("", ())


def _lines(texts: Sequence[tuple[str, str]], cells: int) -> list[Row]:
    return [row for text, style in texts if text for row in paragraph(text, cells, style=style, indent="  ")]


def _case_detail(case: CaseRow, eye: Eye, cells: int) -> list[Row]:
    chain = " -> ".join(eye.speech.say(name) for name in case.chain) or "--"
    windows = ", ".join(
        eye.t(N_("{days} days until {day}"), days=one.days, day=one.last_day.isoformat())
        + ("" if one.open else eye.t(N_(" (over)")))
        for one in case.windows
    )
    texts = [
        (f"{eye.speech.say(case.title)}  {case.place}", "strong"),
        (eye.t(N_("received {when}"), when=eye.when(case.received_at)), ""),
        (eye.t(N_("happened {when}"), when=eye.when(case.occurred_at)) if case.occurred_at else "", ""),
        (eye.people(case), ""),
        (eye.t(N_("reported up to: {chain}"), chain=chain), ""),
        (eye.t(N_("supplements: {windows}"), windows=windows) if windows else "", ""),
        (eye.t(N_("kind not settled: both windows are watched")) if not case.kind and len(case.windows) > 1 else "",
         "warn"),
        (eye.t(N_("stopped: {why}"), why=case.stopped_reason) if case.stopped_reason else "", "warn"),
        (eye.t(N_("nothing says that it must be reported; Z starts the clocks")) if case.owed_since is None else "",
         "warn"),
    ]  # fmt: skip
    rows = _lines(texts, cells)
    for flag in case.flags:
        says = f"{eye.t(FLAGS[flag.kind])}: {eye.speech.say(flag.what)} {eye.when(flag.at)}"
        rows += paragraph(says, cells, style=FLAG_STYLE[flag.kind], indent="  ")
    return rows


def _clock_detail(clock: ClockRow, eye: Eye, cells: int) -> list[Row]:
    limit = eye.when(clock.late_after)
    says = N_("at once; late after {when}") if clock.at_once else N_("by {when}")
    texts = [
        (eye.t(says, when=limit), "bad" if clock.overdue else "strong"),
        (eye.t(N_("runs since {when}"), when=eye.when(clock.began_at)), ""),
        (eye.t(N_("telephone {phone}"), phone=clock.phone) if clock.phone else "", ""),
        (eye.t(N_("done {when}"), when=eye.when(clock.met_at)) if clock.met_at else "", "good"),
        (eye.t(N_("AFTER ITS LIMIT (late report)")) if clock.late else "", "bad"),
        (eye.t(N_("ran out while the centre was down: nobody was rung")) if clock.presented else "", "warn"),
        (eye.t(N_("stopped: {why}"), why=clock.reason) if clock.reason else "", "warn"),
        (f"{clock.basis}  [{clock.certainty}]", "dim"),
    ]
    return _lines(texts, cells)


def _report_detail(report: ReportRow, eye: Eye, cells: int) -> list[Row]:
    steps = [
        (N_("drafted {who} {when}"), report.drafted_by, report.written_at),
        (N_("reviewed {who} {when}"), report.reviewed_by, report.reviewed_at),
        (N_("signed {who} {when}"), report.signed_by, report.signed_at),
    ]
    texts = [(eye.t(says, who=who or "--", when=eye.when(at)), "" if who else "warn") for says, who, at in steps]
    if report.kind == "flash":
        texts = [(eye.t(N_("read out, needs no signature")), "")]
    if report.sent_at is not None:
        texts.append((eye.t(N_("sent {when}: it is corrected, never changed"), when=eye.when(report.sent_at)), "good"))
    if report.missing:
        names = ", ".join(eye.speech.say(ELEMENTS[name]) for name in report.missing if name in ELEMENTS)
        texts.append((eye.t(N_("missing: {names}"), names=names), "warn"))
    rows = _lines(texts, cells)
    for receipt in report.receipts:
        rows += paragraph(_receipt(receipt, eye), cells, style="" if receipt.at else "warn", indent="  ")
    return rows


def _receipt(receipt: ReceiptRow, eye: Eye) -> str:
    name = eye.speech.say(receipt.name_of)
    if receipt.at is None:
        return eye.t(N_("{to}: no receipt yet"), to=name)
    late = eye.t(N_(" (entered afterwards)")) if receipt.entered_late else ""
    return f"{name}: {receipt.name} {receipt.post} {eye.when(receipt.at)}{late}"


def _demand_detail(demand: DemandRow, eye: Eye, cells: int) -> list[Row]:
    texts = [
        (f"{demand.source}: {demand.text}", "strong"),
        (eye.t(N_("received {when}"), when=eye.when(demand.received_at)), ""),
        (eye.t(N_("answer by {when}"), when=eye.when(demand.due_at)), "bad" if demand.overdue else ""),
        (eye.t(N_("every {minutes} min, {count} so far"), minutes=demand.every_minutes, count=demand.answers)
         if demand.every_minutes else "", ""),
        (eye.t(N_("owner {name}"), name=demand.owner or "--"), ""),
        (eye.t(N_("reply: {text}"), text=demand.reply) if demand.reply else "", ""),
        (eye.t(N_("taken by {name}"), name=demand.told) if demand.told else "", ""),
        (eye.t(N_("they said: {text}"), text=demand.feedback) if demand.feedback else "", ""),
        (eye.t(N_("answered after its time")) if demand.late else "", "bad"),
        (eye.t(N_("ran out while the centre was down: nobody was rung")) if demand.presented else "", "warn"),
    ]  # fmt: skip
    return _lines(texts, cells)
