"""Reading the journal forward from a position: for the feed, the bus, a thing's history and the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from fengsui.events import Recorded
from fengsui.journal.chain import GENESIS, chained, digest_of
from fengsui.journal.tables import head, journal, journal_data, journal_label
from fengsui.journal.writing import recorded

PAGE = 500

_COLUMNS = (*(column for column in journal.c if column.name not in ("digest", "hash")), journal_data.c.data)


def _select() -> Select[Any]:
    return select(*_COLUMNS).select_from(journal.outerjoin(journal_data, journal.c.seq == journal_data.c.seq))


def _recorded(row: Row[Any]) -> Recorded:
    return recorded(row._mapping, row.data)


def read_after(connection: Connection, seq: int, limit: int, labels: Iterable[str] | None = None) -> list[Recorded]:
    """Events behind `seq` in order, at most `limit`; with `labels`, those that carry any of them."""
    query = _select().where(journal.c.seq > seq).order_by(journal.c.seq).limit(limit)
    if labels is not None:
        seqs = (
            select(journal_label.c.seq)
            .where(journal_label.c.label.in_(sorted(labels)), journal_label.c.seq > seq)
            .distinct()
            .order_by(journal_label.c.seq)
            .limit(limit)
        )
        query = query.where(journal.c.seq.in_(seqs))
    return [_recorded(row) for row in connection.execute(query)]


def read_one(connection: Connection, seq: int) -> Recorded | None:
    row = connection.execute(_select().where(journal.c.seq == seq)).first()
    return _recorded(row) if row is not None else None


def history(connection: Connection, subject: str, limit: int) -> list[Recorded]:
    """The last `limit` events on `subject`, oldest first."""
    query = _select().where(journal.c.subject == subject).order_by(journal.c.seq.desc()).limit(limit)
    return [_recorded(row) for row in connection.execute(query)][::-1]


def oldest(connection: Connection) -> int:
    """The first seq still kept (the next one, if the journal is empty)."""
    first = connection.execute(select(func.min(journal.c.seq))).scalar()
    return int(first) if first is not None else int(connection.execute(select(head.c.seq)).scalar_one()) + 1


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: events read, erased ones among them, and every break of the chain in words."""

    events: int
    erased: int
    head: str
    breaks: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.breaks


def verify(connection: Connection) -> Verdict:
    """Recomputes the chain from its beginning: any edit, deletion, swap or insertion breaks it.

    The audience index must say what the envelopes say: an edit there would hide an event from the feed.
    """
    breaks: list[str] = []
    previous, expected, events, erased = GENESIS, 1, 0, 0
    for row in _rows(connection):
        events += 1
        if row["seq"] != expected:
            breaks.append(f"seq {expected}: missing, the journal goes on at {row['seq']}")
        if row["data"] is None:
            erased += 1
        elif digest_of(row["salt"], row["data"]) != row["digest"]:
            breaks.append(f"seq {row['seq']}: the data does not match its digest")
        if chained(previous, row) != row["hash"]:
            breaks.append(f"seq {row['seq']}: the envelope or its predecessor was changed")
        if row["indexed"] != set(row["labels"].split()):
            breaks.append(f"seq {row['seq']}: the audience index does not match the envelope")
        previous, expected = row["hash"], row["seq"] + 1
    end = connection.execute(select(head.c.seq, head.c.hash)).one()
    if (end.seq, end.hash) != (expected - 1, previous):
        breaks.append(f"head: says {end.seq}, the journal ends at {expected - 1}")
    return Verdict(events, erased, end.hash, tuple(breaks[:100]))


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    query = (
        select(journal, journal_data.c.salt, journal_data.c.data)
        .select_from(journal.outerjoin(journal_data, journal.c.seq == journal_data.c.seq))
        .order_by(journal.c.seq)
    )
    seq = 0
    while page := connection.execute(query.where(journal.c.seq > seq).limit(PAGE)).mappings().all():
        indexed: dict[int, set[str]] = {row["seq"]: set() for row in page}
        between = journal_label.c.seq.between(page[0]["seq"], page[-1]["seq"])
        for label, at in connection.execute(select(journal_label.c.label, journal_label.c.seq).where(between)):
            indexed.setdefault(at, set()).add(label)
        for row in page:
            yield {**row, "indexed": indexed[row["seq"]]}
        seq = page[-1]["seq"]
