"""Whoever looks on from outside: commits and their moments, times of trouble, refused units, errors logged."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from tests.simulator.moments import moment

from fengsui.events import Recorded
from fengsui.journal.reading import read_after
from fengsui.journal.tables import answer
from fengsui.journal.verifying import Verdict, verify
from fengsui.journal.writing import read_head
from fengsui.nodes.tables import lease
from fengsui.storage.database import Waiting

if TYPE_CHECKING:
    from tests.simulator.centre import Centre
    from tests.simulator.world import World

RECOVERS_S = 3.0


class Watch(logging.Handler):
    """`troubles` are the times from and to which the centre could not be expected to act."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self.world = world
        self.commits: list[tuple[int, float, float]] = []
        """Up to which seq, when, and since when the server that wrote it had been running."""
        self.errors: list[tuple[float, str, str]] = []
        self.breaks: list[str] = []
        self.starts: list[float] = []
        self.downs: list[float] = []
        self.refused: list[tuple[float, bool]] = []
        self.begins = 0
        self._observers: list[sqlite3.Connection] = []
        self._looking = False
        self._leaseless: list[tuple[float, bool, bool]] = []
        """When it changed whether anybody could hold the lease, and whether anybody did."""
        for centre in world.centres:
            centre.on_start = partial(self.came_up, centre)
            centre.on_lease = self.looks_at_the_lease

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append((self.world.loop.now, record.name, record.getMessage()))

    # -- the centre --------------------------------------------------------------------------------------

    def came_up(self, centre: Centre) -> None:
        self.starts.append(self.world.loop.now)
        if len(self.starts) == 1:
            self.begins = centre.hub.seq
        database = centre.system.database
        self.world.faults.disk.attach(database.writing, database.reading)
        centre.runner.watch = partial(self._unit, centre)
        if (company := self.world.company) is not None:
            company.attach(centre.name, database.writing, database.reading)
            centre.runner.cut = lambda: centre.name in company.cut
            centre.system.membership.tenure.on_change.append(self.looks_at_the_lease)
        self.looks_at_the_lease()
        if company is None or not self._observers:
            self._observe_anew()
        self._recorded_upto(_head(self._observers[2], keep=False), centre)

    def _observe_anew(self) -> None:
        for observer in self._observers:
            observer.close()
        file = self.world.folder / "fengsui.sqlite"
        self._observers = [sqlite3.connect(file, isolation_level=None) for _ in range(3)]
        self._looking = False

    def _recorded_upto(self, seq: int, centre: Centre) -> bool:
        """Whether that was not there before: by a unit, or while the server was starting."""
        new = seq > (self.commits[-1][0] if self.commits else self.begins)
        if new:
            began = centre.system.facilities.started_at or self.world.wall.true()
            self.commits.append((seq, self.world.loop.now, moment(self.world, began)))
        return new

    def looks_at_the_lease(self) -> None:
        """Something has happened to a node or the disk: could anybody be the holder, and is anybody?"""
        if self.world.company is None:
            return
        refusing = bool(self.refused) and self.refused[-1][1]
        could = not refusing and any(centre.reaches for centre in self.world.centres)
        does = any(centre.able for centre in self.world.centres)
        if not self._leaseless or self._leaseless[-1][1:] != (could, does):
            self._leaseless.append((self.world.loop.now, could, does))

    def leaderless(self) -> list[tuple[float, float, bool]]:
        """From and to when nobody ran the sweeps; whether somebody could have, all that time."""
        ends = [*(at for at, _, _ in self._leaseless[1:]), self.world.loop.now][: len(self._leaseless)]
        return [(at, end, could) for (at, could, does), end in zip(self._leaseless, ends, strict=True) if not does]

    def went_down(self) -> None:
        """The last of those that served."""
        self.looks_at_the_lease()
        if not any(centre.up for centre in self.world.centres):
            self.downs.append(self.world.loop.now)

    def refuses(self, on: bool) -> None:
        self.refused.append((self.world.loop.now, on))
        self.looks_at_the_lease()

    def committed_at(self, seq: int) -> float | None:
        found = bisect_left(self.commits, (seq,))
        return self.commits[found][1] if found < len(self.commits) else None

    def upto(self, at: float) -> int:
        """The last seq that was recorded by then."""
        return max((seq for seq, when, _ in self.commits if when <= at), default=self.begins)

    def began(self, seq: int) -> float:
        """Since when the server had been running that recorded `seq`."""
        found = bisect_left(self.commits, (seq,))
        return self.commits[found][2] if found < len(self.commits) else 0.0

    def outages(self) -> list[tuple[float, float]]:
        """From and to when nobody served."""
        pairs = ((down, next((up for up in self.starts if up > down), None)) for down in sorted(self.downs))
        return [(down, up) for down, up in pairs if up is not None]

    def troubles(self) -> list[tuple[float, float]]:
        """Down, or with a disk that refuses; and a moment after that."""
        found, now = [], self.world.loop.now
        for down in self.downs:
            found.append((down, next((up for up in self.starts if up > down), now) + RECOVERS_S))
        for begun, on in self.refused:
            if on:
                ends = next((at for at, still in self.refused if not still and at > begun), now)
                found.append((begun, ends + RECOVERS_S))
        found += [(begun, ended + RECOVERS_S) for begun, ended, _ in self.leaderless()]
        return sorted(found)

    def _unit(self, centre: Centre, batch: list[Waiting], write: Callable[[], None]) -> None:
        """Before and behind each transaction. A unit that is refused on its own must leave everything as it was."""
        looks = len(batch) == 1 and not self._looking and self.world.company is None
        before, after, now = self._observers
        if looks:
            self._looking = True
            _head(before, keep=True)
        version = _version(now)
        self._fenced(batch, now)
        write()
        tables = centre.take_written()
        for other in self.world.centres:
            other.wrote(tables)
        if self._recorded_upto(_head(now, keep=False), centre):
            self.world.faults.committed()
        if looks and _version(now) == version:  # nothing at all was written
            before.execute("ROLLBACK")
            self._looking = False
        elif looks:
            _head(after, keep=True)
            batch[0].future.add_done_callback(lambda done: self._answered(batch[0], done, before, after))

    def _fenced(self, batch: list[Waiting], now: sqlite3.Connection) -> None:
        """Whoever carries another token than the lease has now, writes nothing."""
        if self.world.company is None or not any(one.scope.token is not None for one in batch):
            return
        (token,) = now.execute("SELECT token FROM core_lease").fetchone()

        def answered(plugin: str, carried: int, done: asyncio.Future[Any]) -> None:
            if not done.cancelled() and done.exception() is None:
                self.breaks.append(f"{plugin} wrote with the lease {carried}, which was {token} by then")

        for one in batch:
            if one.scope.token not in (None, token):
                one.future.add_done_callback(partial(answered, one.scope.plugin, one.scope.token))

    def _answered(self, unit: Waiting, done: Any, before: sqlite3.Connection, after: sqlite3.Connection) -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None and _contents(before) != _contents(after):
            self.breaks.append(f"a refused unit of {unit.scope.plugin} changed something: {error!r}")
        for observer in (before, after):
            observer.execute("ROLLBACK")
        self._looking = False

    # -- the end -----------------------------------------------------------------------------------------

    def _read(self, what: Callable[[Any], Any]) -> Any:
        with self.world.centre.system.database.reading.connect() as connection, connection.begin():
            return what(connection)

    def journal(self) -> list[Recorded]:
        found: list[Recorded] = self._read(lambda connection: read_after(connection, 0, 1_000_000))
        return found

    def head(self) -> str:
        found: str = self._read(lambda connection: read_head(connection).hash)
        return found

    def verdict(self) -> Verdict:
        found: Verdict = self._read(verify)
        return found

    def tenures(self) -> int:
        """How often the lease was taken by somebody else."""
        rows = self.rows(lease)
        return int(rows[0].token) if rows else 1

    def answers(self) -> dict[tuple[str, str], tuple[str, bytes]]:
        """By actor and key: the command, and what it was answered with."""
        rows = self._read(lambda c: c.execute(select(answer)).all())
        return {(row.actor, row.key): (row.command, row.answer) for row in rows}

    def rows(self, table: Any) -> list[Any]:
        found: list[Any] = self._read(lambda connection: connection.execute(select(table)).all())
        return found


def _head(observer: sqlite3.Connection, *, keep: bool) -> int:
    """The journal's last seq; with `keep` the state that it was read from is held on to."""
    if keep:
        observer.execute("BEGIN")
    found: int = observer.execute("SELECT seq FROM core_head").fetchone()[0]
    return found


def _version(observer: sqlite3.Connection) -> int:
    """Another one whenever somebody else has committed a change."""
    found: int = observer.execute("PRAGMA data_version").fetchone()[0]
    return found


def _contents(observer: sqlite3.Connection) -> int:
    return hash(tuple(observer.iterdump()))
