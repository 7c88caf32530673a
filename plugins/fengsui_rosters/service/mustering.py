"""The teams kept in memory and brought up to date by the few rows that changed, for each transaction as it sees them.

A reading sees only what is committed. A unit sees what it, and those before it in its batch, have not committed yet
and may never commit: such teams are read again at the next time, whoever asks. A reading that began before what is in
memory was committed gets its own older rows. So the answer is always the asker's own snapshot.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from fengsui.hooks import Reading
from fengsui_rosters import tables
from fengsui_rosters.api import Certificate, Team
from fengsui_rosters.model.muster import Mustered

REMEMBERED = 5_000
"""Changes that are remembered, for readings that began before them; an older one makes everything be read anew."""
AT_ONCE = 500

t, c = tables.team, tables.certificate
PLAIN = ("id", "version", "name", "lat", "lon", "people", "minimum", "phone", "reason", "until", "call_minutes",
         "may_decline", "demo")  # fmt: skip
SHARED = ("kind", "division", "address", "host", "reach", "readiness", "insured_until", "consent", "own_site")
"""Values that many teams have in common, kept once."""

COLUMNS = (*(t.c[key] for key in (*PLAIN, *SHARED)), t.c.capabilities, t.c.struck_off, t.c.stamp)
TOP = select(func.max(t.c.stamp))
ABOVE = t.c.stamp > bindparam("level")
CHANGED = select(*COLUMNS).where(ABOVE)
CHANGED_CERTIFICATES = select(c).join(t, t.c.id == c.c.team).where(ABOVE).order_by(c.c.team, c.c.name)
AGAIN = select(*COLUMNS).where(t.c.id.in_(bindparam("ids", expanding=True)))
AGAIN_CERTIFICATES = select(c).where(c.c.team.in_(bindparam("ids", expanding=True))).order_by(c.c.team, c.c.name)


class KeptMuster:
    """One for each server; `of(reading)` hands it out to one transaction at a time."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._muster: Mustered | None = None
        self._level = 0
        """Up to here every change is in memory as it was committed."""
        self._unsure: set[str] = set()
        """Teams that may be in memory otherwise than they are committed."""
        self._recent: deque[tuple[int, str]] = deque(maxlen=REMEMBERED)
        self._floor = 0
        self._shared: dict[Any, Any] = {}

    @contextmanager
    def of(self, reading: Reading) -> Iterator[Mustered]:
        """The muster as `reading` (or a unit) sees it; nobody else gets it meanwhile."""
        committed = not hasattr(reading, "record")
        with self._lock:
            yield self._whole(reading.connection, committed)

    def _whole(self, connection: Connection, committed: bool) -> Mustered:
        try:
            top = connection.execute(TOP).scalar() or 0
            found = self._current(connection, top, committed)
            found.stamp = top
            return found
        except BaseException:
            self._muster = None  # a change may have been half applied
            raise

    def _current(self, connection: Connection, top: int, committed: bool) -> Mustered:
        if self._muster is None or top < self._floor:
            return self._read_all(connection, top, committed)
        fresh = self._read(connection, CHANGED, CHANGED_CERTIFICATES, {"level": self._level})
        doubtful = {id for stamp, id in self._recent if stamp > top} | self._unsure
        again = self._read_again(connection, doubtful - fresh.keys())
        self._apply(self._muster, {**again, **fresh})
        if not committed:
            self._unsure = set(fresh)
        elif top < self._level:
            self._unsure = set(again)
        else:
            self._level, self._unsure = top, set()
            self._remember((stamp, id) for id, (_, stamp) in fresh.items())
        return self._muster

    def _read_all(self, connection: Connection, top: int, committed: bool) -> Mustered:
        """A unit cannot know which of the rows are committed, so the next reading looks at them once more."""
        self._shared.clear()
        found = self._read(connection, CHANGED, CHANGED_CERTIFICATES, {"level": -1})
        self._muster = Mustered(team for team, _ in found.values() if team is not None)
        self._level = self._floor = top if committed else -1
        self._unsure = set()
        self._recent.clear()
        return self._muster

    def _remember(self, changes: Iterable[tuple[int, str]]) -> None:
        for change in sorted(changes):
            if len(self._recent) == REMEMBERED:
                self._floor = self._recent[0][0]
            self._recent.append(change)

    def _apply(self, muster: Mustered, found: dict[str, tuple[Team | None, int]]) -> None:
        for id, (team, _) in found.items():
            if team is None:
                muster.drop(id)
            else:
                muster.put(team)

    def _read_again(self, connection: Connection, ids: Collection[str]) -> dict[str, tuple[Team | None, int]]:
        """These teams as they are seen now; None for one that there is not."""
        found: dict[str, tuple[Team | None, int]] = dict.fromkeys(ids, (None, 0))
        waiting = sorted(ids)
        for first in range(0, len(waiting), AT_ONCE):
            some = {"ids": waiting[first : first + AT_ONCE]}
            found |= self._read(connection, AGAIN, AGAIN_CERTIFICATES, some)
        return found

    def _read(
        self, connection: Connection, query: Any, held: Any, given: dict[str, Any]
    ) -> dict[str, tuple[Team | None, int]]:
        rows = connection.execute(query, given).all()
        if not rows:
            return {}
        certificates: dict[str, list[Certificate]] = {}
        for row in connection.execute(held, given):
            certificates.setdefault(row.team, []).append(Certificate(row.name, row.until, tuple(row.capabilities)))
        return {row.id: (self._team(row, certificates.get(row.id, ())), row.stamp) for row in rows}

    def _team(self, row: Row[Any], certificates: Collection[Certificate]) -> Team | None:
        if row.struck_off:
            return None
        once, held = self._once, row._mapping
        plain = {key: held[key] for key in PLAIN}
        shared = {key: once(held[key]) for key in SHARED}
        return Team(
            capabilities=self._once_mapping(row.capabilities), certificates=tuple(certificates), **plain, **shared
        )

    def _once(self, value: Any) -> Any:
        """The same value is kept once, however many teams have it."""
        return self._shared.setdefault(value, value)

    def _once_mapping(self, value: dict[str, int]) -> dict[str, int]:
        found: dict[str, int] = self._shared.setdefault(tuple(sorted(value.items())), value)
        return found
