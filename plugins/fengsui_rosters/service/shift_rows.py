"""Shifts and their swaps in their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from fengsui.errors import Missing
from fengsui.text import N_
from fengsui_rosters import tables
from fengsui_rosters.api import Shift, Swap


def load_shifts(connection: Connection, since: datetime, till: datetime) -> Sequence[Shift]:
    """Shifts that cover any moment from `since` to `till`, in order."""
    s = tables.shift
    query = select(s).where(s.c.ends > since, s.c.begins <= till).order_by(s.c.begins, s.c.id)
    return [_shift(row) for row in connection.execute(query).mappings()]


def need_shift(connection: Connection, shift: str) -> Shift:
    """Raises Missing where there is no such shift."""
    found = connection.execute(select(tables.shift).where(tables.shift.c.id == shift)).mappings().first()
    if found is None:
        raise Missing(N_("There is no shift {shift}."), code="shift_unknown", shift=shift)
    return _shift(found)


def _shift(row: object) -> Shift:
    values = dict(row)  # type: ignore[call-overload]
    values.pop("demo")
    return Shift(**values)


def load_swaps(connection: Connection, shifts: Iterable[Shift]) -> dict[str, tuple[Swap, ...]]:
    """The substitutions of these shifts, oldest first, by shift."""
    w = tables.swap
    query = select(w).where(w.c.shift.in_([shift.id for shift in shifts])).order_by(w.c.at, w.c.id)
    found: dict[str, tuple[Swap, ...]] = {}
    for row in connection.execute(query):
        swap = Swap(post=row.post, was=row.was, now=row.now, reason=row.reason, at=row.at, by=row.by)
        found[row.shift] = (*found.get(row.shift, ()), swap)
    return found
