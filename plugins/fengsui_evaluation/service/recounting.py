"""Incidents from before the evaluation was there, read from the journal once: their steps, clocks and dates.

A plugin that is new begins to hear at the journal's end. What lies before is looked for incident by incident, some at a
time, and never a second time. Data that were destroyed or archived meanwhile leave nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_evaluation.model.entries import READ, entries_of
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.hearing import date_destruction, date_umbrella
from fengsui_incidents.api.histories import Histories
from fengsui_incidents.api.umbrellas import Umbrellas

PAGE = 100
OVER = "zzzz"
"""Stands after every incident's number: all that was there has been looked at."""
EVENTS = 10_000
"""Of one subject: more than any order or incident has."""


class Recount:
    """Whether everything has been looked at, so that nothing is asked any more: what comes later is heard."""

    over = False


@dataclass(frozen=True)
class Upto:
    """The next step: an incident that was not heard of from its beginning, or only how far all of them were."""

    incident: str
    missing: bool


def due(reading: Reading) -> Sequence[Upto]:
    """A page of incidents, in the order of their numbers, from where the last one ended."""
    state = reading.kept(Recount)
    after = OVER if state.over else rows.recounted_to(reading)
    if after == OVER:
        state.over = True
        return []
    page = reading.ask(Histories).incidents(after, PAGE)
    if not page:
        return [Upto(OVER, missing=False)]
    heard = rows.heard_of(reading, page)
    return [Upto(one, missing=True) for one in page if one not in heard] or [Upto(page[-1], missing=False)]


def look(unit: Unit, upto: Upto) -> None:
    """Items come in the order of their numbers, so the last one that was done says how far all are."""
    if upto.missing:
        recount(unit, upto.incident)
    rows.note_recounted(unit, rows.recounted_to(unit), upto.incident)


def recount(unit: Unit, incident: str) -> None:
    """Adds what is missing; what was heard already stays as it is. A closed one gets its date, from its closing."""
    events = events_of(unit, incident)
    rows.add_entries(unit, [entry for event in events for entry in entries_of(event) if entry.incident == incident])
    last = next(
        (event for event in reversed(events) if event.topic in ("incidents.closed", "incidents.reopened")), None
    )
    if last is not None and last.topic == "incidents.closed" and rows.destruction_row(unit, incident) is None:
        date_destruction(unit, last, incident)
        umbrella = unit.ask(Umbrellas).of(incident)
        if umbrella and rows.destruction_row(unit, umbrella) is None:
            date_umbrella(unit, last, umbrella)


def events_of(reading: Reading, incident: str) -> list[Recorded]:
    """What the evaluation reads of an incident, in the journal's order: its own, its orders', its reports'."""
    found: dict[int, Recorded] = {}
    subjects = list(reading.ask(Histories).subjects(incident))
    for subject in subjects:
        for event in reading.history(subject, EVENTS):
            if event.topic in READ:
                found[event.seq] = event
            report = str((event.data or {}).get("report", "")) if event.topic == "reports.clocks_met" else ""
            if report and report not in subjects:
                subjects.append(report)
    return [found[seq] for seq in sorted(found)]
