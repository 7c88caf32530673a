"""A unit has two seconds: its SQL is cut off by the driver, and Python that takes longer is reported."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

UNIT_SECONDS = 2.0
EVERY_STEPS = 20_000
"""SQLite calls back after so many steps of its machine: about every millisecond."""


class UnitLimit:
    """`overrun` tells, after `watch`, whether the last unit was over its time."""

    def __init__(self, engine: Engine, seconds: float = UNIT_SECONDS) -> None:
        self._sqlite = engine.dialect.name == "sqlite"
        self._seconds = seconds
        self._deadline = 0.0
        self.overrun = False

    def _late(self) -> int:
        self.overrun = time.monotonic() > self._deadline
        return int(self.overrun)

    @contextmanager
    def watch(self, connection: Connection) -> Iterator[None]:
        self.overrun = False
        self._deadline = time.monotonic() + self._seconds
        raw: Any = connection.connection.driver_connection
        if self._sqlite:
            raw.set_progress_handler(self._late, EVERY_STEPS)
        else:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}")
        try:
            yield
        finally:
            if self._sqlite:
                raw.set_progress_handler(None, 0)
            if time.monotonic() > self._deadline:
                log.warning("a unit took longer than %.1f s", self._seconds)
