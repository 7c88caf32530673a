"""Appending: number, chain and insert what the units of one transaction recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from fengsui.clock import Ids
from fengsui.events import Event, Position, Recorded
from fengsui.journal.chain import GENESIS, chained, digest_of
from fengsui.journal.tables import head, journal, journal_data, journal_label
from fengsui.storage.bulk import insert_rows
from fengsui.storage.types import to_text

Row = tuple[Mapping[Any, Any], bytes | None]
"""An envelope and its data, as `recorded` takes them."""


@dataclass(frozen=True)
class Fresh:
    """An event that a unit recorded, not yet numbered: already encoded, so that only its own unit can fail by it."""

    envelope: dict[str, Any]
    audience: tuple[str, ...]
    data: bytes


def freshly(event: Event, at: datetime, actor: str) -> Fresh:
    """Encodes `event`; raises TypeError where a field is not plain data, ValueError for a deadline without a zone."""
    audience = tuple(sorted(set(event.audience())))
    due = event.due()
    if due is not None:
        to_text(due)
    envelope = {
        "topic": event.topic,
        "subject": event.subject(),
        "at": at,
        "actor": actor,
        "severity": event.severity,
        "exercise": event.exercise,
        "need": event.need,
        "due": due,
        "labels": " ".join(audience),
    }
    return Fresh(envelope, audience, orjson.dumps(event.data()))


@dataclass(frozen=True)
class Head:
    """Where the journal ends; holding it means holding the row lock."""

    epoch: str
    seq: int
    hash: str

    @property
    def position(self) -> Position:
        return Position(self.epoch, self.seq)


_READ = select(head.c.epoch, head.c.seq, head.c.hash)
_LOCK = _READ.with_for_update()
_MOVE = update(head).values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))


def ensure_head(connection: Connection, ids: Ids) -> None:
    """Begins the journal's first epoch where there is none."""
    if connection.execute(select(head.c.one)).first() is None:
        connection.execute(insert(head).values(one=1, epoch=ids.new(), seq=0, hash=GENESIS))


def lock_head(connection: Connection) -> Head:
    """Takes the head row's lock: the first statement of every writing transaction, on every node."""
    return Head(*connection.execute(_LOCK).one())


def read_head(connection: Connection) -> Head:
    return Head(*connection.execute(_READ).one())


def append(connection: Connection, at: Head, fresh: Sequence[Fresh], ids: Ids) -> tuple[Head, list[Row]]:
    """Inserts `fresh` behind `at` and moves the head row; returns the new head, and the rows for `recorded`."""
    if not fresh:
        return at, []
    envelopes: list[dict[str, Any]] = []
    datas: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    seq, previous = at.seq, at.hash
    for item in fresh:
        seq += 1
        salt = ids.secret()
        row = {
            **item.envelope,
            "seq": seq,
            "epoch": at.epoch,
            "id": ids.new(),
            "digest": digest_of(salt, item.data),
        }
        previous = row["hash"] = chained(previous, row)
        envelopes.append(row)
        datas.append({"seq": seq, "salt": salt, "data": item.data})
        labels += [{"label": label, "seq": seq} for label in item.audience]
    insert_rows(connection, journal, envelopes)
    insert_rows(connection, journal_data, datas)
    insert_rows(connection, journal_label, labels)
    connection.execute(_MOVE, {"to_seq": seq, "to_hash": previous})
    return Head(at.epoch, seq, previous), [(row, item.data) for row, item in zip(envelopes, fresh, strict=True)]


def recorded(row: Mapping[Any, Any], data: bytes | None) -> Recorded:
    """An event as the journal keeps it, from its envelope and its data, if those were not erased."""
    due = row["due"]
    return Recorded(
        epoch=row["epoch"],
        seq=row["seq"],
        id=row["id"],
        topic=row["topic"],
        subject=row["subject"],
        at=row["at"],
        actor=row["actor"],
        severity=row["severity"],
        exercise=row["exercise"],
        need=row["need"],
        due=due.astimezone(UTC) if due is not None else None,
        labels=tuple(row["labels"].split()),
        data=orjson.loads(data) if data is not None else None,
    )
