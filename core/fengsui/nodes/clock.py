"""The database's clock: the one that all nodes of a centre share."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, type_coerce

from fengsui.storage.types import UtcDateTime


def clock() -> ColumnElement[datetime]:
    """The time as a statement sees it when it runs."""
    return type_coerce(func.clock_timestamp(), UtcDateTime)


def time_of(connection: Connection) -> datetime:
    """The time by the database, aware: what is reckoned from it is reckoned here."""
    return connection.execute(select(clock())).scalar_one()


class DatabaseClock:
    """The database's clock as seen from here: the one of the quickest answer lately."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._offset = 0.0
        self._doubt = float("inf")

    def measure(self, connection: Connection) -> None:
        """Asks for the time. In a thread; a reader of `now` sees the old offset or the new one."""
        asked = self._loop.time()
        there = time_of(connection).timestamp()
        took = self._loop.time() - asked
        self._doubt = self._doubt * 1.1 + 0.0001
        if took < self._doubt:
            self._offset, self._doubt = there - asked - took / 2, took

    def now(self) -> float:
        return self._loop.time() + self._offset
