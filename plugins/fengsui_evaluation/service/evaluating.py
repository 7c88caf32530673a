"""An incident evaluated, a period evaluated: loaded, computed, answered. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import RowMapping

from fengsui.errors import Fault, Invalid, Missing, Unavailable
from fengsui.hooks import Reading
from fengsui.text import N_
from fengsui_evaluation.api.values import ClockKind, Evaluation, Finding, Period, SectionText
from fengsui_evaluation.model.against_plan import check_plan
from fengsui_evaluation.model.chain import spans_of, spreads_of, steps_of
from fengsui_evaluation.model.clocks import clocks_of, counted
from fengsui_evaluation.model.entries import Entry
from fengsui_evaluation.model.findings import proposed
from fengsui_evaluation.model.naming import RECEIVERS, named
from fengsui_evaluation.model.report import drafted, text_of
from fengsui_evaluation.payloads import Between, OfIncident, Report
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.hearing import zone_of
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents
from fengsui_incidents.api.umbrellas import Umbrellas
from fengsui_incidents.api.words import FALSE_KINDS
from fengsui_plans.api import Library
from fengsui_reports.api.receivers import ReceiverNames

FORMULA = Words(
    "每项时长: 两端均有记录者; 中位数与90分位取最近秩; 时限: 按时数/应到期数; 演练不计",
    "durations: those whose both ends are recorded; median and 90th percentile by nearest rank; deadlines: kept of "
    "those that ran out; without drills",
)


def evaluate(reading: Reading, parameters: OfIncident) -> Evaluation:
    """Raises Missing where there is no such incident. Of an umbrella event only what becomes of its data."""
    row = rows.destruction_row(reading, parameters.incident)
    if row is not None and (umbrella := _umbrella(reading, row)) is not None:
        return umbrella
    card = reading.ask(Incidents).card(parameters.incident)
    entries = rows.entries_of(reading, card.id)
    clocks, spans = named(clocks_of(entries, reading.now), card, _receivers(reading)), spans_of(entries)
    plan = reading.ask(Library).get(card.assessment.plan) if card.assessment.plan else None
    checked = check_plan(card, plan, entries)
    known = rows.findings_of(reading, card.id)
    findings = (*known, *_new(known, proposed(card.id, clocks, checked, entries)))
    steps, spreads = steps_of(entries), spreads_of(spans)
    sections = drafted(card, steps, spreads, clocks, checked, findings, zone_of(reading))
    return Evaluation(
        incident=card.id,
        title=card.title,
        exercise=card.exercise,
        outcome=_outcome(entries),
        steps=steps,
        spans=spans,
        spreads=spreads,
        clocks=clocks,
        plan=checked,
        findings=findings,
        sections=_written(reading, card.id, sections),
        destruction=rows.destruction_of(row) if row is not None else None,
        kept=rows.kept_reports(reading, card.id),
        entered_later=sum(_was_entered_later(entry) for entry in entries),
    )


def _receivers(reading: Reading) -> Mapping[str, Words]:
    try:
        return reading.ask(ReceiverNames).all()
    except Unavailable:
        return RECEIVERS


def _umbrella(reading: Reading, row: RowMapping) -> Evaluation | None:
    """An umbrella event has no response of its own: its members are evaluated, its own data have their date."""
    try:
        card = reading.ask(Umbrellas).card(row["incident"])
    except Missing:
        return None
    return Evaluation(
        incident=card.id, title=Words(card.title, card.title), exercise=card.exercise, outcome="", steps={}, spans=(),
        spreads=(), clocks=(), plan=None, findings=(), sections=(), destruction=rows.destruction_of(row),
    )  # fmt: skip


def _new(known: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    there = {one.id for one in known}
    return [one for one in found if one.id not in there]


def _outcome(entries: Sequence[Entry]) -> str:
    return next((entry.result for entry in reversed(entries) if entry.topic == "incidents.closed"), "")


def _was_entered_later(entry: Entry) -> bool:
    return entry.result in ("answered_for", "corrected") or entry.topic == "handover.caught_up"


def _written(reading: Reading, incident: str, sections: Sequence[SectionText]) -> tuple[SectionText, ...]:
    said = rows.sections_of(reading, incident)
    return tuple(
        replace(one, written=row["text"], written_by=row["by"], written_at=row["at"])
        if (row := said.get(one.section)) is not None
        else one
        for one in sections
    )


def report(reading: Reading, parameters: Report) -> str:
    """The draft of the evaluation report as text, in one language."""
    found = evaluate(reading, OfIncident(incident=parameters.incident))
    at = f"{reading.now.astimezone(zone_of(reading)):%Y-%m-%d %H:%M:%S}"
    return text_of(found, centre=reading.centre()["name"], as_of=at, chinese=parameters.language == "zh")


def period(reading: Reading, parameters: Between) -> Period:
    """Raises Invalid (`until_before_since`, `too_long`)."""
    since, until = parameters.since, parameters.until
    if not timedelta() <= until - since <= timedelta(days=366):
        fault = Fault("until", N_("a day from since to a year after it"), "period")
        raise Invalid(N_("The period is not right."), code="invalid", faults=[fault])
    zone = zone_of(reading)
    begins = datetime.combine(since, time(), zone)
    ends = datetime.combine(until + timedelta(days=1), time(), zone)
    records = rows.entries_of_period(reading, begins, ends)
    kept: dict[ClockKind, tuple[int, int]] = {}
    for entries in records.values():
        for kind, (inside, all_of) in counted(clocks_of(entries, reading.now)).items():
            before = kept.get(kind, (0, 0))
            kept[kind] = (before[0] + inside, before[1] + all_of)
    return Period(
        since=since,
        until=until,
        as_of=reading.now,
        incidents=len(records),
        false_reports=sum(_outcome(entries) in FALSE_KINDS for entries in records.values()),
        spreads=spreads_of(span for entries in records.values() for span in spans_of(entries)),
        kept=kept,
        formula=FORMULA,
    )
