"""Where each plugin stands in the journal, and what it could not handle. Moved in the units of its handlers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, insert, select, update

from fengsui.errors import Conflict
from fengsui.events import Recorded
from fengsui.journal.reading import read_one
from fengsui.journal.tables import cursor, parked
from fengsui.journal.writing import read_head
from fengsui.text import N_
from fengsui.unit import BoundReading, BoundUnit


class CursorMoved(Conflict):
    """The cursor is not where its reader left it: another node has gone on from there."""

    code = "cursor_moved"

    def __init__(self) -> None:
        super().__init__(N_("Another node has gone on with these events."))


def cursor_of(unit: BoundUnit) -> int:
    """The plugin's cursor; a plugin seen for the first time begins at the head."""
    row = unit.connection.execute(select(cursor.c.seq).where(cursor.c.plugin == unit.plugin)).first()
    if row is not None:
        return int(row.seq)
    seq = read_head(unit.connection).seq
    unit.connection.execute(insert(cursor).values(plugin=unit.plugin, seq=seq))
    return seq


def move(unit: BoundUnit, stored: int, to: int) -> None:
    """From `stored`, where we left it, to `to`; raises CursorMoved where it is elsewhere."""
    ours = (cursor.c.plugin == unit.plugin) & (cursor.c.seq == stored)
    if unit.connection.execute(update(cursor).where(ours).values(seq=to)).rowcount != 1:
        raise CursorMoved


def park(unit: BoundUnit, seq: int, tries: int, why: str) -> None:
    unit.connection.execute(delete(parked).where(_place(unit.plugin, seq)))
    unit.connection.execute(
        insert(parked).values(plugin=unit.plugin, seq=seq, at=unit.now, tries=tries, reason=why[:2000])
    )


def unpark(unit: BoundUnit, seq: int, handle: Callable[[BoundUnit], None]) -> bool:
    """Takes the event out and handles it in the same unit; False where another node was faster."""
    if unit.connection.execute(delete(parked).where(_place(unit.plugin, seq))).rowcount != 1:
        return False
    handle(unit)
    return True


def parked_events(reading: BoundReading) -> list[Recorded]:
    """What waits for the plugin, oldest first."""
    seqs = reading.connection.execute(
        select(parked.c.seq).where(parked.c.plugin == reading.plugin).order_by(parked.c.seq)
    )
    return [found for (seq,) in seqs if (found := read_one(reading.connection, seq)) is not None]


def _place(plugin: str, seq: int) -> Any:
    return (parked.c.plugin == plugin) & (parked.c.seq == seq)
