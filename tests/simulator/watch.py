"""Whoever looks on from outside: commits and their moments, times of trouble, units that were refused, errors logged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fengsui.events import Position, Recorded
from fengsui.journal.reading import Verdict, read_after, verify
from fengsui.journal.tables import answer
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
        self._observer: sqlite3.Connection | None = None
        world.centre.on_start = self.came_up

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append((self.world.loop.now, record.name, record.getMessage()))

    # -- the centre --------------------------------------------------------------------------------------

    def came_up(self) -> None:
        centre = self.world.centre
        self.starts.append(self.world.loop.now)
        centre.system.database.on_commit.insert(0, self._committed)
        self.world.faults.disk.attach(centre.system.database.writing, centre.system.database.reading)
        centre.runner.watch = self._unit
        if self._observer is not None:
            self._observer.close()
        self._observer = sqlite3.connect(self.world.folder / "fengsui.sqlite", isolation_level=None)

    def went_down(self) -> None:
        self.downs.append(self.world.loop.now)

    def refuses(self, on: bool) -> None:
        self.refused.append((self.world.loop.now, on))

    def _committed(self, position: Position) -> None:
        last = self.commits[-1][0] if self.commits else 0
        if position.seq > last:
            self.commits.append((position.seq, self.world.loop.now))
            self.world.faults.committed()

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

    def _version(self) -> int:
        assert self._observer is not None
        found: int = self._observer.execute("PRAGMA data_version").fetchone()[0]
        return found

    def _unit(self, batch: list[Waiting], write: Callable[[], None]) -> None:
        """One that is refused on its own must leave the file as it was."""
        before = self._version()
        write()
        if len(batch) == 1 and self._version() != before:
            batch[0].future.add_done_callback(lambda done: self._answered(batch[0], done))

    def _answered(self, unit: Waiting, done: Any) -> None:
        if not done.cancelled() and (error := done.exception()) is not None:
            self.breaks.append(f"a refused unit of {unit.scope.plugin} changed the file: {error!r}")

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

    def answers(self) -> dict[tuple[str, str], bytes]:
        rows = self._read(lambda c: c.execute(select(answer.c.actor, answer.c.key, answer.c.answer)).all())
        return {(row.actor, row.key): row.answer for row in rows}

    def rows(self, table: Any) -> list[Any]:
        found: list[Any] = self._read(lambda connection: connection.execute(select(table)).all())
        return found
