"""A DB-API module over apsw, as far as SQLAlchemy's `pysqlite` dialect and our engine use it.

apsw brings its own SQLite and lets Python be the file system below it; the standard library's `sqlite3` cannot. Never
open one file with both in one process: each would drop the other's locks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import apsw

apilevel, threadsafety, paramstyle = "2.0", 1, "qmark"
sqlite_version_info = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
sqlite_version = apsw.sqlite_lib_version()
PARSE_COLNAMES = PARSE_DECLTYPES = 0
Binary = bytes


class Error(Exception):
    """`sqlite_errorcode` as the standard library's has it."""

    sqlite_errorcode = 0


class DatabaseError(Error): ...


class OperationalError(DatabaseError): ...


class IntegrityError(DatabaseError): ...


class ProgrammingError(DatabaseError): ...


class InterfaceError(Error): ...


class InternalError(DatabaseError): ...


class DataError(DatabaseError): ...


class NotSupportedError(DatabaseError): ...


def _as_ours(error: apsw.Error) -> Error:
    code = getattr(error, "extendedresult", 0) or getattr(error, "result", 1)
    kinds = {19: IntegrityError, 11: DatabaseError, 26: DatabaseError}
    made = kinds.get(code & 0xFF, OperationalError)(f"{type(error).__name__}: {error}")
    made.sqlite_errorcode = code
    return made


class Cursor:
    """Every row is fetched at once: nothing here is large."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: tuple[tuple[Any, ...], ...] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self._run(statement, lambda cursor: cursor.execute(statement, tuple(values)))

    def executemany(self, statement: str, many: Iterable[Sequence[Any]]) -> Cursor:
        return self._run(statement, lambda cursor: cursor.executemany(statement, [tuple(values) for values in many]))

    def _run(self, statement: str, run: Callable[[Any], Any]) -> Cursor:
        raw = self._connection.raw
        cursor = raw.cursor()
        self.description = None
        cursor.exec_trace = self._traced
        before = raw.total_changes()
        try:
            self._rows = list(run(cursor))
        except apsw.Error as error:
            raise _as_ours(error) from error
        self.rowcount = raw.total_changes() - before if self.description is None else -1
        self.lastrowid = raw.last_insert_rowid()
        return self

    def _traced(self, cursor: Any, _statement: str, _values: Any) -> bool:
        names = cursor.get_description()
        self.description = tuple((name[0], None, None, None, None, None, None) for name in names) or None
        return True

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[Any]:
        taken, self._rows = self._rows, []
        return taken

    def close(self) -> None:
        self._rows = []

    def setinputsizes(self, *_: object) -> None: ...


class Connection:
    """Transactions are the engine's own BEGIN and our COMMIT, as with `isolation_level=None`."""

    isolation_level = None

    def __init__(self, raw: apsw.Connection) -> None:
        self.raw = raw

    @property
    def in_transaction(self) -> bool:
        return bool(self.raw.in_transaction)

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with suppress(apsw.Error):  # the standard library's says nothing either
            self.raw.close()

    def set_progress_handler(self, handler: Callable[[], int] | None, steps: int) -> None:
        self.raw.set_progress_handler(None if handler is None else lambda: bool(handler()), max(steps, 1))

    def create_function(self, *_: object, **__: object) -> None: ...


def connect(name: str, vfs: str) -> Connection:
    """Without shared memory, which a file system in Python does not have: in WAL mode, with the lock kept."""
    try:
        raw = apsw.Connection(name, vfs=vfs)
        raw.set_busy_timeout(1000)
        raw.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
    except apsw.Error as error:
        raise _as_ours(error) from error
    return Connection(raw)
