"""Incidents from before the evaluation was there, read from the journal once: their steps, clocks and dates.

A plugin that is new begins to hear at the journal's end. What lies before is looked for incident by incident, some at a
time, and never a second time. Data that were destroyed or archived meanwhile leave nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.events import Recorded
from fengsui.hooks import Reading, Unit
from fengsui_evaluation.model.entries import READ, entries_of
from fengsui_evaluation.service import rows
from fengsui_evaluation.service.hearing import date_destruction, date_umbrella
from fengsui_incidents.api.histories import Histories
from fengsui_incidents.api.umbrellas import Umbrellas

AT_ONCE = 20
EVENTS = 10_000
"""Of one subject: more than any order or incident has."""


class Recount:
    """Whether everything has been looked at since this server began; what comes later is heard."""

    over = False


def due(reading: Reading) -> Sequence[str]:
    """Incidents that were never heard of from their beginning; nothing to ask once there are none."""
    state = reading.kept(Recount)
    if state.over:
        return []
    known = rows.heard_of(reading)
    missing = [one for one in reading.ask(Histories).incidents() if one not in known]
    state.over = not missing
    return missing[:AT_ONCE]


def recount(unit: Unit, incident: str) -> None:
    """Adds what is missing; what was heard already stays as it is. A closed one gets its date, from its closing."""
    events = events_of(unit, incident)
    rows.add_entries(unit, [entry for event in events for entry in entries_of(event) if entry.incident == incident])
    rows.note_recounted(unit, incident)
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
