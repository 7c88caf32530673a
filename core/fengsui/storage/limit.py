"""A unit has two seconds: its SQL is cut off by the driver, and Python that takes longer is reported.

A view or a sweep's question has five seconds for each statement: the readers are few, and whoever never lets go of
one would in the end keep every screen waiting.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from fengsui.storage.postgres import ANSWER_SECONDS

log = logging.getLogger(__name__)

UNIT_SECONDS = 2.0
READ_SECONDS = 5.0
GRACE_SECONDS = 1.5
"""A server that is there cuts a statement off in time; one still silent then is away, and no unit is to blame."""
EVERY_STEPS = 20_000
"""SQLite calls back after so many steps of its machine: about every millisecond."""
DEADLINE = "fengsui_deadline"


class UnitLimit:
    """`overrun` tells, after `watch`, whether the last unit was over its time."""

    def __init__(self, engine: Engine, seconds: float | None = None) -> None:
        self._sqlite = engine.dialect.name == "sqlite"
        self._seconds = UNIT_SECONDS if seconds is None else seconds
        self._deadline = 0.0
        self.overrun = False

    def _late(self) -> int:
        self.overrun = time.monotonic() > self._deadline
        return int(self.overrun)

    def begin(self, connection: Connection) -> None:
        """Once a transaction, behind the head row's lock, for which another node may have to be waited for."""
        if not self._sqlite:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}")

    @contextmanager
    def watch(self, connection: Connection) -> Iterator[None]:
        self.overrun = False
        self._deadline = time.monotonic() + self._seconds
        raw: Any = connection.connection.driver_connection
        if self._sqlite:
            raw.set_progress_handler(self._late, EVERY_STEPS)
        else:
            raw.seconds = self._seconds + GRACE_SECONDS
        try:
            yield
        finally:
            if self._sqlite:
                raw.set_progress_handler(None, 0)
            else:
                raw.seconds = ANSWER_SECONDS
            if time.monotonic() > self._deadline:
                log.warning("a unit took longer than %.1f s", self._seconds)


def limit_reads(engine: Engine) -> None:
    """Cuts off every statement of `engine` that takes longer than READ_SECONDS."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _watched)
        event.listen(engine, "before_cursor_execute", _begun)
    else:
        event.listen(engine, "connect", _timed)


def _watched(raw: Any, record: Any) -> None:
    info = record.info
    raw.set_progress_handler(lambda: int(time.monotonic() > info.get(DEADLINE, float("inf"))), EVERY_STEPS)


def _begun(connection: Connection, *_rest: object) -> None:
    connection.info[DEADLINE] = time.monotonic() + READ_SECONDS


def _timed(raw: Any, _record: object) -> None:
    with raw.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(READ_SECONDS * 1000)}")
    raw.commit()
