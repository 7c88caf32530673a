"""A disk that a test makes small: SQLite's own page limit on the writing connection, failing as a full disk does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from fengsui.storage.database import Database

NO_LIMIT = 1_073_741_823


class SmallDisk:
    """`fill` leaves `pages` free pages; `free` takes the limit away. Every new connection gets it too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pages = NO_LIMIT
        event.listen(database.writing, "checkout", self._limit)

    def _limit(self, raw: Any, *_: object) -> None:
        raw.execute(f"PRAGMA max_page_count={self._pages}")

    def fill(self, pages: int = 0) -> None:
        with self._database.reading.connect() as connection:
            self._pages = pages + int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())

    def free(self) -> None:
        self._pages = NO_LIMIT


async def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Returns when it is so; fails where it never comes to be."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to be")
