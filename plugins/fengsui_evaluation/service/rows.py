"""Rows to values and back: the only module that reads or writes the evaluation's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_evaluation import tables as t
from fengsui_evaluation.api.values import Destruction, Finding, KeptReport
from fengsui_evaluation.model.entries import Entry, standing
from fengsui_incidents.api.events import Words

AT_A_TIME = 400


def add_entries(unit: Unit, entries: Sequence[Entry]) -> None:
    """Those that are not there yet: an event may have been read before it was heard."""
    there: set[int] = set()
    for start in range(0, len(entries), AT_A_TIME):
        asked = t.entry.c.seq.in_({entry.seq for entry in entries[start : start + AT_A_TIME]})
        there |= set(unit.connection.execute(select(t.entry.c.seq).where(asked)).scalars())
    if rows := [vars(entry) for entry in entries if entry.seq not in there]:
        unit.connection.execute(insert(t.entry), rows)


def heard_of(reading: Reading, asked: Sequence[str]) -> frozenset[str]:
    """Those of the incidents whose report was heard."""
    mine = t.entry.c.incident.in_(asked) & (t.entry.c.topic == "incidents.reported")
    return frozenset(reading.connection.execute(select(t.entry.c.incident).where(mine)).scalars())


def recounted_to(reading: Reading) -> str:
    """Up to which number incidents from before this plugin were looked for; empty at first."""
    last = select(t.recounted.c.incident).order_by(t.recounted.c.incident.desc()).limit(1)
    return str(reading.connection.execute(last).scalar() or "")


def note_recounted(unit: Unit, after: str, upto: str) -> None:
    unit.connection.execute(delete(t.recounted).where(t.recounted.c.incident == after))
    unit.connection.execute(insert(t.recounted).values(incident=upto, at=unit.now))


def entries_of(reading: Reading, incident: str) -> list[Entry]:
    """The incident's record, in the journal's order, with its corrections carried out."""
    return standing(_entries(reading, t.entry.c.incident == incident))


def entries_of_period(reading: Reading, since: datetime, until: datetime) -> Mapping[str, list[Entry]]:
    """The records of all real incidents that were reported between the two."""
    e = t.entry
    reported = select(e.c.incident).where(
        e.c.topic == "incidents.reported", e.c.happened_at >= since, e.c.happened_at < until, e.c.exercise.is_(None)
    )
    found: dict[str, list[Entry]] = {}
    for entry in _entries(reading, e.c.incident.in_(reported)):
        found.setdefault(entry.incident, []).append(entry)
    return {incident: standing(entries) for incident, entries in found.items()}


def _entries(reading: Reading, where: ColumnElement[bool]) -> list[Entry]:
    query = select(t.entry).where(where).order_by(t.entry.c.seq, t.entry.c.part)
    return [Entry(**row) for row in reading.connection.execute(query).mappings()]


# -- findings ------------------------------------------------------------------------------------------------


def findings_of(reading: Reading, incident: str) -> list[Finding]:
    query = select(t.finding).where(t.finding.c.incident == incident).order_by(t.finding.c.entered_at, t.finding.c.id)
    return [_finding(row) for row in reading.connection.execute(query).mappings()]


def open_findings(reading: Reading) -> list[Finding]:
    """Soonest first; those without a day come last."""
    f = t.finding
    query = select(f).where(f.c.state.in_(("open", "done"))).order_by(f.c.due.nulls_last(), f.c.id)
    return [_finding(row) for row in reading.connection.execute(query).mappings()]


def finding_row(reading: Reading, finding: str) -> RowMapping:
    """Raises Missing (`no_finding`)."""
    row = reading.connection.execute(select(t.finding).where(t.finding.c.id == finding)).mappings().first()
    if row is None:
        raise Missing(N_("There is no finding {finding}."), code="no_finding", finding=finding)
    return row


def overdue_findings(reading: Reading, today: date) -> Sequence[str]:
    """Actions whose day has passed and that nobody was told of yet."""
    f = t.finding
    query = (
        select(f.c.id)
        .where(f.c.state == "open", f.c.due < today, f.c.overdue_told_at.is_(None))
        .order_by(f.c.due, f.c.id)
    )
    return list(reading.connection.execute(query).scalars())


def save_finding(unit: Unit, **values: Any) -> None:
    blank = {"owner": "", "due": None, "evidence": "", "reason": "", "done_by": "", "overdue_told_at": None}
    unit.connection.execute(insert(t.finding).values(**(blank | values)))


def change_finding(unit: Unit, finding: str, **values: Any) -> None:
    unit.connection.execute(update(t.finding).where(t.finding.c.id == finding).values(**values))


def _finding(row: RowMapping) -> Finding:
    names = ("id", "incident", "basis", "state", "owner", "due", "evidence", "reason")
    return Finding(text=Words(row["zh"], row["en"]), **{name: row[name] for name in names})


# -- copies of the report ------------------------------------------------------------------------------------


def kept_reports(reading: Reading, incident: str) -> tuple[KeptReport, ...]:
    names = ("number", "at", "by", "sha256")
    query = select(*(t.report.c[name] for name in names)).where(t.report.c.incident == incident)
    rows = reading.connection.execute(query.order_by(t.report.c.number)).mappings()
    return tuple(KeptReport(**{name: row[name] for name in names}) for row in rows)


def last_report(reading: Reading, incident: str) -> int:
    newest = select(func.max(t.report.c.number)).where(t.report.c.incident == incident)
    return int(reading.connection.execute(newest).scalar() or 0)


def report_row(reading: Reading, incident: str, number: int) -> RowMapping | None:
    mine = (t.report.c.incident == incident) & (t.report.c.number == number)
    return reading.connection.execute(select(t.report).where(mine)).mappings().first()


def save_report(unit: Unit, **values: Any) -> None:
    by = (unit.actor.name or unit.actor.id)[:200]
    unit.connection.execute(insert(t.report).values(**values, at=unit.now, by=by))


# -- sections, destruction -----------------------------------------------------------------------------------


def sections_of(reading: Reading, incident: str) -> Mapping[str, RowMapping]:
    query = select(t.section).where(t.section.c.incident == incident)
    return {row["section"]: row for row in reading.connection.execute(query).mappings()}


def save_section(unit: Unit, incident: str, section: str, text: str) -> None:
    mine = (t.section.c.incident == incident) & (t.section.c.section == section)
    unit.connection.execute(delete(t.section).where(mine))
    values = {"incident": incident, "section": section, "text": text, "by": unit.actor.name or unit.actor.id}
    unit.connection.execute(insert(t.section).values(**values, at=unit.now))


def destruction_row(reading: Reading, incident: str) -> RowMapping | None:
    query = select(t.destruction).where(t.destruction.c.incident == incident)
    return reading.connection.execute(query).mappings().first()


def destruction_of(row: RowMapping) -> Destruction:
    names = ("incident", "closed_at", "due", "held", "held_by", "destroyed_at")
    return Destruction(**{name: row[name] for name in names})


def due_destructions(reading: Reading, today: date) -> Sequence[RowMapping]:
    d = t.destruction
    query = select(d).where(d.c.destroyed_at.is_(None), d.c.due <= today).order_by(d.c.due, d.c.incident)
    return reading.connection.execute(query).mappings().all()


def drop_destruction(unit: Unit, incident: str) -> None:
    """The incident runs again: its date is set anew when it is closed. What is destroyed stays so."""
    d = t.destruction
    unit.connection.execute(delete(d).where(d.c.incident == incident, d.c.destroyed_at.is_(None)))


def set_destruction(unit: Unit, incident: str, **values: Any) -> None:
    """A new date, or a change of the one that is there."""
    if destruction_row(unit, incident) is None:
        blank = {"held": "", "held_by": "", "ordered_at": None, "destroyed_at": None, "failed": "", "exercise": None}
        unit.connection.execute(insert(t.destruction).values(**(blank | values), incident=incident))
    else:
        mine = t.destruction.c.incident == incident
        unit.connection.execute(update(t.destruction).where(mine).values(**values))
