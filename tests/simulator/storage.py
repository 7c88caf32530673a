"""A disk that refuses for a while: the driver's own errors, at the statements and commits of a running server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Engine, event

FULL, IOERR = 13, 10
"""SQLite's result codes, which its driver puts into every error: by them a failing disk is told from a mistake."""

Refusal = Literal["", "commit", "full", "read"]
REFUSALS: tuple[Refusal, ...] = ("commit", "full", "read")
WRITING = ("INSERT", "UPDATE", "DELETE")


def _error(code: int, says: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(says)
    error.sqlite_errorcode = code
    return error


class Refusing:
    """What the disk does now; `attach` is called with each new server's engines."""

    def __init__(self) -> None:
        self.kind: Refusal = ""

    def attach(self, writing: Engine, reading: Engine) -> None:
        dialect: Any = writing.dialect
        commit: Callable[[Any], None] = dialect.do_commit

        def commits(connection: Any) -> None:
            if self.kind == "commit":
                raise _error(IOERR, "disk I/O error")
            commit(connection)

        dialect.do_commit = commits
        event.listen(writing, "do_execute", self._writes)
        event.listen(writing, "do_executemany", self._writes)
        event.listen(reading, "do_execute", self._reads)

    def _writes(self, cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        if self.kind == "full" and statement.startswith(WRITING):
            if cursor.connection.in_transaction:
                cursor.connection.rollback()  # as SQLite does by itself
            raise _error(FULL, "database or disk is full")

    def _reads(self, _cursor: Any, _statement: str, _parameters: Any, _context: Any) -> None:
        if self.kind == "read":
            raise _error(IOERR, "disk I/O error")
