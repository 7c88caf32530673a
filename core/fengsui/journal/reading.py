"""Reading the journal forward from a position: for the feed, the bus and a thing's history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from fengsui.events import Recorded
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
