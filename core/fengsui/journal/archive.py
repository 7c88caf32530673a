"""Old events outside the database: compressed JSON lines, at most a month and 5,000 events a file, still one chain.

A file's name says which events it holds (`2024-11.000000000001-000000005000.jsonl.gz`). Each line is an event's
envelope with its hash, its salt and its data (null where erased). Signed lines beside the files say how each ends.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select

from fengsui.errors import Invalid
from fengsui.journal.signed import SignedLines
from fengsui.journal.tables import journal, journal_data, journal_label
from fengsui.storage.durable import publish, scratch
from fengsui.storage.types import to_text
from fengsui.text import N_

MOST = 5_000
"""Events of one segment: their deletion is one unit, behind which an alert may have to wait."""
SIGNED = "segments.signed"
NAME = re.compile(r"^(\d{4}-\d{2})\.(\d{12})-(\d{12})\.jsonl\.gz$")
LABELS_AT_A_TIME = 400

Row = dict[str, Any]


@dataclass(frozen=True)
class Segment:
    """One file: events `first` to `last`, of one month (UTC) and one epoch."""

    file: Path
    first: int
    last: int


def segments(folder: Path) -> list[Segment]:
    """Every file of the archive, in order of its events."""
    if not folder.is_dir():
        return []
    found = [(file, NAME.match(file.name)) for file in folder.iterdir()]
    return sorted(
        (Segment(file, int(name[2]), int(name[3])) for file, name in found if name), key=lambda one: one.first
    )


def rows_of(segment: Segment) -> Iterator[Row]:
    """The rows of one file as the verifier takes them. Raises Invalid (`archive_damaged`)."""
    try:
        with gzip.open(segment.file, "rb") as lines:
            for line in lines:
                row = orjson.loads(line)
                due, data = row["due"], row["data"]
                row["at"] = datetime.fromisoformat(row["at"])
                row["due"] = datetime.fromisoformat(due) if due is not None else None
                yield row | {"data": data.encode() if data is not None else None, "indexed": None}
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise Invalid(
            N_("{file} is not a whole part of the archive: {why}"), code="archive_damaged", file=segment.file, why=error
        ) from error


def archived_rows(folder: Path) -> Iterator[Row]:
    """All rows of the archive, in order."""
    for segment in segments(folder):
        yield from rows_of(segment)


def find(folder: Path, seq: int) -> tuple[str, str] | None:
    """Epoch and hash of an event, where the archive has it."""
    for segment in segments(folder):
        if segment.first <= seq <= segment.last:
            return next(((row["epoch"], row["hash"]) for row in rows_of(segment) if row["seq"] == seq), None)
    return None


def next_rows(connection: Connection, before: datetime, floor: int) -> list[Row]:
    """The oldest events that may go: older than `before`, at most up to seq `floor`, of one month and one epoch."""
    query = (
        select(journal, journal_data.c.salt, journal_data.c.data)
        .select_from(journal.outerjoin(journal_data, journal.c.seq == journal_data.c.seq))
        .order_by(journal.c.seq)
        .limit(MOST)
    )
    first = connection.execute(query.limit(1)).mappings().first()
    if first is None or first["at"] >= before or first["seq"] > floor:
        return []
    found: list[Row] = []
    for row in connection.execute(query).mappings():
        alike = (row["at"].year, row["at"].month, row["epoch"]) == (first["at"].year, first["at"].month, first["epoch"])
        if not alike or row["at"] >= before or row["seq"] > floor:
            break
        found.append({str(name): value for name, value in row.items()})  # SQLAlchemy's names are not quite str
    return found


def write(folder: Path, rows: list[Row], key: bytes) -> Segment:
    """Writes the rows as a segment that is there whole or not at all, reads it again, and signs how it ends.

    Raises Invalid (`archive_damaged`) where what is read is not what was written; OSError as the disk says it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    first, last = rows[0], rows[-1]
    segment = Segment(folder / f"{first['at']:%Y-%m}.{first['seq']:012d}-{last['seq']:012d}.jsonl.gz",
                      first["seq"], last["seq"])  # fmt: skip
    _write(segment, rows)
    if [row | {"indexed": None} for row in rows] != list(rows_of(segment)):
        raise Invalid(
            N_("{file} is not a whole part of the archive: {why}"), code="archive_damaged", file=segment.file, why="?"
        )
    for other in segments(folder):
        if other.last >= segment.first and other.file != segment.file:  # of a run that did not come to its unit
            other.file.unlink()
    signed = SignedLines(folder / SIGNED, key, "archive")
    line = {"file": segment.file.name, "epoch": last["epoch"], "hash": last["hash"]}
    if (known := signed.last()) is None or {name: known[name] for name in line} != line:
        signed.append([line])
    return segment


def _write(segment: Segment, rows: Iterable[Mapping[str, Any]]) -> None:
    with scratch(segment.file) as fresh:
        with gzip.open(fresh, "wb", compresslevel=6) as lines:
            for row in rows:
                lines.write(_line(row))
        publish(fresh, segment.file, replace=True)


def _line(row: Mapping[str, Any]) -> bytes:
    due, data = row["due"], row["data"]
    plain = {name: value for name, value in row.items() if name != "indexed"} | {
        "at": to_text(row["at"]),
        "due": to_text(due) if due is not None else None,
        "data": bytes(data).decode() if data is not None else None,
    }
    return orjson.dumps(plain) + b"\n"


def forget(segment: Segment, gone: Callable[[Mapping[str, Any]], bool]) -> list[tuple[str, int]]:
    """Writes the file anew without data and salt of the events that are `gone`; returns their epochs and numbers."""
    rows = list(rows_of(segment))
    found = [(row["epoch"], row["seq"]) for row in rows if gone(row)]
    if any(row["data"] is not None for row in rows if gone(row)):
        _write(segment, (row | {"data": None, "salt": None} if gone(row) else row for row in rows))
    return found


def remove(connection: Connection, first: int, last: int) -> None:
    """Takes the events out of the database, with their entries in the audience index."""
    there = journal.c.seq.between(first, last)
    labels: set[str] = set()
    for said in connection.execute(select(journal.c.labels).where(there).distinct()).scalars():
        labels |= set(said.split())
    known = sorted(labels)
    for start in range(0, len(known), LABELS_AT_A_TIME):
        some = journal_label.c.label.in_(known[start : start + LABELS_AT_A_TIME])
        connection.execute(delete(journal_label).where(some, journal_label.c.seq.between(first, last)))
    connection.execute(delete(journal_data).where(journal_data.c.seq.between(first, last)))
    connection.execute(delete(journal).where(there))
