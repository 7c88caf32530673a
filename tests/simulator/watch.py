"""Whoever looks on from outside: commits and their moments, times of trouble, refused units, errors logged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fengsui.events import Recorded
from fengsui.journal.reading import read_after
from fengsui.journal.tables import answer
from fengsui.journal.verifying import Verdict, verify
from fengsui.journal.writing import read_head
from fengsui.storage.database import Waiting

if TYPE_CHECKING:
    from tests.simulator.world import World

RECOVERS_S = 3.0


class Watch(logging.Handler):
    """`troubles` are the times from and to which the centre could not be expected to act."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self.world = world
        self.commits: list[tuple[int, float]] = []
        self.errors: list[tuple[float, str, str]] = []
        self.breaks: list[str] = []
        self.starts: list[float] = []
        self.downs: list[float] = []
        self.refused: list[tuple[float, bool]] = []
        self.begins = 0
        self._observers: list[sqlite3.Connection] = []
        self._looking = False
        world.centre.on_start = self.came_up

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append((self.world.loop.now, record.name, record.getMessage()))

    # -- the centre --------------------------------------------------------------------------------------

    def came_up(self) -> None:
        centre = self.world.centre
        self.starts.append(self.world.loop.now)
        if len(self.starts) == 1:
            self.begins = centre.hub.seq
        self.world.faults.disk.attach(centre.system.database.writing, centre.system.database.reading)
        centre.runner.watch = self._unit
        for observer in self._observers:
            observer.close()
        file = self.world.folder / "fengsui.sqlite"
        self._observers = [sqlite3.connect(file, isolation_level=None) for _ in range(3)]
        self._looking = False

    def went_down(self) -> None:
        self.downs.append(self.world.loop.now)

    def refuses(self, on: bool) -> None:
        self.refused.append((self.world.loop.now, on))

    def committed_at(self, seq: int) -> float | None:
        return next((at for upto, at in self.commits if upto >= seq), None)

    def troubles(self) -> list[tuple[float, float]]:
        """Down, or with a disk that refuses; and a moment after that."""
        found, now = [], self.world.loop.now
        for down in self.downs:
            found.append((down, next((up for up in self.starts if up > down), now) + RECOVERS_S))
        for begun, on in self.refused:
            if on:
                ends = next((at for at, still in self.refused if not still and at > begun), now)
                found.append((begun, ends + RECOVERS_S))
        return sorted(found)

    def _unit(self, batch: list[Waiting], write: Callable[[], None]) -> None:
        """Before and behind each transaction. A unit that is refused on its own must leave everything as it was."""
        looks = len(batch) == 1 and not self._looking
        before, after, now = self._observers
        if looks:
            self._looking = True
            _head(before, keep=True)
        write()
        seq = _head(now, keep=False)
        if seq > (self.commits[-1][0] if self.commits else self.begins):
            self.commits.append((seq, self.world.loop.now))
            self.world.faults.committed()
        if looks:
            _head(after, keep=True)
            batch[0].future.add_done_callback(lambda done: self._answered(batch[0], done, before, after))

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


def _contents(observer: sqlite3.Connection) -> int:
    return hash(tuple(observer.iterdump()))
