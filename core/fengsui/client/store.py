"""What a device keeps: how far it has stored the feed, and the alerts that nobody has answered."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from pathlib import Path
from typing import Any, Protocol

import orjson

from fengsui.errors import Unavailable
from fengsui.events import Position
from fengsui.text import N_

REMEMBERED = 5000

Alert = tuple[dict[str, Any], Position]


class StoreFailed(Unavailable):
    """The device's own disk does not take it."""

    code = "store_failed"


class Store(Protocol):
    """Event and position are kept in one step, before the event is acknowledged and before it is shown."""

    def position(self) -> Position | None: ...

    def keep(self, event: dict[str, Any], position: Position) -> bool:
        """Keeps `event` (with `need` other than none: as unanswered) and `position`; False if it was kept before."""
        ...

    def move(self, position: Position) -> None:
        """A bookmark: keeps the position alone."""
        ...

    def unanswered(self) -> list[Alert]:
        """Alerts that were kept and not answered, oldest first."""
        ...

    def answered(self, event: str) -> None:
        """The alert with this event id needs nobody any more."""
        ...


class MemoryStore:
    """For clients that read a view when they start, such as a console."""

    def __init__(self) -> None:
        self._position: Position | None = None
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._open: dict[str, Alert] = {}

    def position(self) -> Position | None:
        return self._position

    def keep(self, event: dict[str, Any], position: Position) -> bool:
        self._position = position
        if event["id"] in self._seen:
            return False
        self._seen[event["id"]] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        if event.get("need", "none") != "none":
            self._open[event["id"]] = (event, position)
        return True

    def move(self, position: Position) -> None:
        self._position = position

    def unanswered(self) -> list[Alert]:
        return list(self._open.values())

    def answered(self, event: str) -> None:
        self._open.pop(event, None)


_SCHEMA = """
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS alert (id TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, event BLOB NOT NULL);
"""


class FileStore:
    """On the device's disk, so that nothing acknowledged is lost by a crash or a power cut. Raises StoreFailed."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self.path, isolation_level=None, timeout=2.0)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=FULL")
            self._file.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> StoreFailed:
        return StoreFailed(N_("The file {path} cannot be used: {why}"), path=self.path, why=error)

    def close(self) -> None:
        self._file.close()

    def position(self) -> Position | None:
        row = self._query("SELECT epoch, seq FROM place").fetchone()
        return Position(*row) if row else None

    def keep(self, event: dict[str, Any], position: Position) -> bool:
        try:
            self._file.execute("BEGIN IMMEDIATE")
            fresh = self._file.execute("INSERT OR IGNORE INTO seen (id) VALUES (?)", (event["id"],)).rowcount == 1
            if fresh:
                self._file.execute("DELETE FROM seen WHERE number <= (SELECT max(number) FROM seen) - ?", (REMEMBERED,))
            if fresh and event.get("need", "none") != "none":
                row = (event["id"], position.epoch, position.seq, orjson.dumps(event))
                self._file.execute("INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?)", row)
            self._place(position)
            self._file.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            raise self._failed(error) from error
        return fresh

    def _undo(self) -> None:
        if self._file.in_transaction:
            self._file.execute("ROLLBACK")

    def _place(self, position: Position) -> None:
        self._file.execute("INSERT OR REPLACE INTO place VALUES (1, ?, ?)", (position.epoch, position.seq))

    def move(self, position: Position) -> None:
        try:
            self._place(position)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def unanswered(self) -> list[Alert]:
        rows = self._query("SELECT event, epoch, seq FROM alert ORDER BY rowid").fetchall()
        return [(orjson.loads(event), Position(epoch, seq)) for event, epoch, seq in rows]

    def answered(self, event: str) -> None:
        self._query("DELETE FROM alert WHERE id = ?", (event,))

    def _query(self, statement: str, values: tuple[str, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._file.execute(statement, values)
        except sqlite3.Error as error:
            raise self._failed(error) from error
