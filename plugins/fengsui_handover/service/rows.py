"""Rows to values and back: the only module that reads or writes the handover's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, insert, select, update

from fengsui.errors import Missing
from fengsui.hooks import Reading, Unit
from fengsui.text import N_
from fengsui_handover import tables as t
from fengsui_handover.api.values import Promise, Sheet, Watch

SHEET = TypeAdapter(Sheet)


def watch_now(reading: Reading) -> Watch | None:
    """The one watch that is not ended."""
    row = reading.connection.execute(select(t.watch).where(t.watch.c.ended_at.is_(None))).mappings().first()
    return _watch(row) if row is not None else None


def watch_by_id(reading: Reading, watch: str) -> Watch | None:
    row = reading.connection.execute(select(t.watch).where(t.watch.c.id == watch)).mappings().first()
    return _watch(row) if row is not None else None


def owner_of(reading: Reading, incident: str) -> str:
    """The id of the watch that has claimed an incident; empty where none has."""
    found = reading.connection.execute(select(t.claim.c.watch).where(t.claim.c.incident == incident)).scalar()
    return str(found or "")


def pending(reading: Reading) -> RowMapping | None:
    """The handover that has its first signature only."""
    return reading.connection.execute(select(t.sheet).where(t.sheet.c.state == "signed_out")).mappings().first()


def sheet_row(reading: Reading, handover: str) -> RowMapping:
    """Raises Missing (`no_handover`)."""
    found = reading.connection.execute(select(t.sheet).where(t.sheet.c.id == handover)).mappings().first()
    if found is None:
        raise Missing(N_("There is no handover {handover}."), code="no_handover", handover=handover)
    return found


def signed_sheet(row: RowMapping) -> Sheet:
    return SHEET.validate_python(row["sheet"])


def stored(sheet: Sheet) -> Any:
    return SHEET.dump_python(sheet, mode="json")


def note_for(reading: Reading, watch: str) -> tuple[str, str]:
    """Who handed over to this watch, and the word that went with it; both empty where nobody did."""
    query = select(t.sheet.c.out_by, t.sheet.c.note).where(t.sheet.c.state == "taken", t.sheet.c.next_watch == watch)
    found = reading.connection.execute(query).first()
    return (found.out_by, found.note) if found is not None else ("", "")


def last_sheets(reading: Reading, limit: int) -> Sequence[RowMapping]:
    query = select(t.sheet).order_by(t.sheet.c.out_at.desc(), t.sheet.c.id.desc()).limit(limit)
    return reading.connection.execute(query).mappings().all()


def open_promises(reading: Reading) -> tuple[Promise, ...]:
    """Promises that are not kept yet, soonest first; those without a time come last."""
    query = select(t.promise).where(t.promise.c.kept_at.is_(None)).order_by(t.promise.c.at, t.promise.c.id)
    found = [_promise(row) for row in reading.connection.execute(query).mappings()]
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or one.at, one.id)))


def promise_by_id(reading: Reading, promise: str) -> Promise:
    """Raises Missing (`no_promise`)."""
    row = reading.connection.execute(select(t.promise).where(t.promise.c.id == promise)).mappings().first()
    if row is None:
        raise Missing(N_("There is no promise {promise}."), code="no_promise", promise=promise)
    return _promise(row)


def claim(unit: Unit, incident: str, watch: str, at: datetime) -> None:
    """The incident is this watch's. One that is claimed stays whose it is."""
    if not owner_of(unit, incident):
        unit.connection.execute(insert(t.claim).values(incident=incident, watch=watch, since=at))


def pass_claims(unit: Unit, before: str, after: str, at: datetime) -> None:
    unit.connection.execute(update(t.claim).where(t.claim.c.watch == before).values(watch=after, since=at))


def _watch(row: RowMapping) -> Watch:
    names = ("id", "began_at", "taken_by", "main", "second", "leader", "ends_at", "ended_at")
    return Watch(**{name: row[name] for name in names})


def _promise(row: RowMapping) -> Promise:
    return Promise(**dict(row))
