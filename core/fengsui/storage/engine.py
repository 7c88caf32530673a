"""Engines: SQLite in WAL mode with `synchronous=FULL` and one writing connection, or PostgreSQL through psycopg 3."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from fengsui.errors import Unavailable
from fengsui.storage.limit import limit_reads
from fengsui.storage.postgres import answer_in_time, let_go
from fengsui.text import N_

READERS = 4
BUSY_MS = 5000
PID_CELLS = 11


def _to_json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _from_json(stored: Any) -> Any:
    return stored if isinstance(stored, int | float) else orjson.loads(stored)  # SQLite keeps a bare number as one


JSON_COLUMNS: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": _from_json}
"""Large proposals are read with every incident: several times faster than with the standard library."""


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _sqlite(url: str, begin: str, size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": BUSY_MS / 1000},
        pool_size=size,
        max_overflow=0,
        **JSON_COLUMNS,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: str, size: int, options: dict[str, Any]) -> Engine:
    chosen = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(
        chosen, pool_size=size, max_overflow=0, pool_pre_ping=True, execution_options=options, **JSON_COLUMNS
    )
    answer_in_time(engine)
    return engine


def writing_engine(url: str) -> Engine:
    """The engine of the one writing connection."""
    if is_sqlite(url):
        return _sqlite(url, "BEGIN IMMEDIATE", 1)
    engine = _postgres(url, 1, {})
    let_go(engine)
    return engine


def reading_engine(url: str) -> Engine:
    """The engine of the views: each transaction sees one state of the database, each statement has its time."""
    if is_sqlite(url):
        engine = _sqlite(url, "BEGIN", READERS)
    else:
        engine = _postgres(url, READERS, {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})
    limit_reads(engine)
    return engine


@contextmanager
def data_lock(folder: Path) -> Iterator[None]:
    """Keeps a second server off the same data folder; raises Unavailable while another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "fengsui.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unavailable(
                N_("Another Fengsui server is using {folder}. Stop it first, or name another folder with --data."),
                code="data_locked",
                folder=folder,
            ) from error
        with suppress(OSError):  # for people only; a server must come up on a full disk too
            os.pwrite(handle, f"{os.getpid()}".ljust(PID_CELLS).encode(), 0)
        yield
    finally:
        os.close(handle)
