"""Deliveries recorded already: by this node or another, before a restart, in a commit of unknown outcome."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection, delete, select

from fengsui.nodes.tables import delivered
from fengsui.storage.bulk import insert_rows


def first(connection: Connection, wanted: Set[tuple[int, str]]) -> Set[tuple[int, str]]:
    """Those of `wanted` (an event's seq, a label) that are new; they are not any more. Behind the head row's lock."""
    events, labels = {seq for seq, _ in wanted}, {label for _, label in wanted}
    known = select(delivered.c.of_seq, delivered.c.label).where(
        delivered.c.of_seq.in_(events), delivered.c.label.in_(labels)
    )
    fresh = wanted - {(row.of_seq, row.label) for row in connection.execute(known)}
    insert_rows(connection, delivered, [{"of_seq": seq, "label": label} for seq, label in sorted(fresh)])
    return fresh


def recorded_before(connection: Connection, seq: int) -> bool:
    """Whether there is one of an event before `seq`."""
    return connection.execute(select(delivered.c.of_seq).where(delivered.c.of_seq < seq).limit(1)).first() is not None


def forget(connection: Connection, before: int) -> None:
    """Of events that are kept no more."""
    connection.execute(delete(delivered).where(delivered.c.of_seq < before))
