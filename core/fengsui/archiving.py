"""Archiving: events older than the settings' `journal_months` leave the database, a segment at a time.

The file is written, read again and signed beside the units; one unit then records `core.archived` and takes the rows
out. Whatever is interrupted is done again: a file without its unit is written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select, update

from fengsui.errors import Conflict
from fengsui.hooks import Sweep
from fengsui.journal.archive import forget, next_rows, remove, segments, write
from fengsui.journal.erasing import spans_of_rows
from fengsui.journal.events import Archived, Erased
from fengsui.journal.signed import key_of
from fengsui.journal.tables import cursor, erasure, journal, journal_data, parked
from fengsui.text import N_
from fengsui.topics import matches
from fengsui.unit import BoundReading, BoundUnit

EVERY = timedelta(seconds=20)
"""Also how long alerts have between two deletions: a month of 40,000 events takes three minutes."""


@dataclass(frozen=True)
class Ready:
    """A segment that stands on disk: how it ends, and of how many events it holds the data."""

    first: int
    last: int
    hash: str
    datas: int


def cutoff(now: datetime, months: int) -> datetime:
    """So many months ago, at the beginning of the month: only whole months go."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _prepare(reading: BoundReading) -> Sequence[Ready]:
    settings = reading.facilities.settings
    rows = next_rows(reading.connection, cutoff(reading.now, settings.journal_months), _needed_from(reading) - 1)
    if not rows:
        return []
    made = write(settings.archive_folder, rows, key_of(settings.data, reading.facilities.ids))
    return [Ready(made.first, made.last, rows[-1]["hash"], sum(row["data"] is not None for row in rows))]


def _needed_from(reading: BoundReading) -> int:
    """The first event that a plugin has still to read, or could not handle and may be handed again."""
    waits = reading.connection.execute(select(func.min(parked.c.seq))).scalar()
    reads = reading.connection.execute(select(func.min(cursor.c.seq))).scalar()
    known = [int(seq) for seq in (waits, None if reads is None else reads + 1) if seq is not None]
    return min(known, default=2**62)


def _archive(unit: BoundUnit, ready: Ready) -> None:
    """Raises Conflict where the rows are not those in the file any more: archived, restored or erased meanwhile."""
    first = unit.connection.execute(select(func.min(journal.c.seq))).scalar()
    ends = unit.connection.execute(select(journal.c.hash).where(journal.c.seq == ready.last)).scalar()
    held = select(func.count()).where(journal_data.c.seq.between(ready.first, ready.last))
    datas = unit.connection.execute(held).scalar_one()
    if (first, ends, datas) != (ready.first, ready.hash, ready.datas):
        raise Conflict(N_("These events changed while they were archived."), code="archived_meanwhile")
    remove(unit.connection, ready.first, ready.last)
    unit.record(Archived(exercise=None, first=ready.first, last=ready.last, hash=ready.hash))


# -- erasures ------------------------------------------------------------------------------------------------


def _to_erase(reading: BoundReading) -> Sequence[tuple[dict[str, Any], list[tuple[str, int, int]]]]:
    """Destroys, in the files, what erasures ask for that named a thing; says which events these were."""
    waiting = reading.connection.execute(
        select(erasure).where(erasure.c.archive).order_by(erasure.c.at, erasure.c.id)
    ).mappings()
    folder, found = reading.facilities.settings.archive_folder, []
    for row in waiting:
        about = partial(_about, frozenset(row["subjects"]), tuple(row["topics"]))
        rows = [one for segment in segments(folder) for one in forget(segment, about)]
        found.append((dict(row), spans_of_rows(rows)))
    return found


def _about(subjects: Collection[str], topics: Sequence[str], row: Mapping[str, Any]) -> bool:
    return row["subject"] in subjects and matches(topics, row["topic"])


def _erased(unit: BoundUnit, item: tuple[dict[str, Any], list[tuple[str, int, int]]]) -> None:
    row, spans = item
    unit.connection.execute(update(erasure).where(erasure.c.id == row["id"]).values(archive=False))
    if spans:
        said = {name: row[name] for name in ("basis", "reason", "kind", "thing")}
        unit.record(Erased(exercise=None, erasure=row["id"], events=tuple(spans), **said))


def sweeps() -> list[Sweep]:
    return [
        Sweep(name="archive", every=EVERY, due=_prepare, act=_archive),
        Sweep(name="erase_archived", every=EVERY, due=_to_erase, act=_erased),
    ]
