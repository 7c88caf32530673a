"""The way back from a backup: the database is replaced, or was by its own tools, and goes on as a new epoch."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from fengsui.clock import Ids
from fengsui.journal.erasures import Line, known
from fengsui.journal.verifying import verify
from fengsui.journal.writing import Head
from fengsui.storage.backup import any_reading_engine, check, copy_of, damaged, disk, read_only_engine
from fengsui.storage.durable import linked, publish, scratch, sync
from fengsui.storage.engine import writing_engine
from fengsui.storage.epoch import Epoch, begin_epoch


@dataclass(frozen=True)
class Return:
    """A history that was restored: its new head, the epoch it comes from, where the replaced database is, and how many
    erasures were applied again."""

    head: Head
    was: Head
    replaced: Path | None
    erased: int = 0


def adopt(
    url: str,
    ids: Ids,
    now: datetime,
    actor: str,
    before: Callable[[Head], None] = lambda _: None,
    erasures: Mapping[str, Line] | None = None,
) -> Epoch:
    """The database itself was put back by its own tools: it goes on as a new epoch, and what was erased goes again.

    Whoever calls has made sure that no server runs. Raises Invalid (`backup_damaged`, `backup_too_new`).
    """
    engine = any_reading_engine(url)
    with engine.connect() as connection, connection.begin():
        verdict = verify(connection)
    engine.dispose()
    if not verdict.whole:
        raise damaged(Path(make_url(url).database or ""), list(verdict.breaks))
    writing = writing_engine(url)
    try:
        return begin_epoch(writing, ids, now, actor, erasures or {}, before)
    finally:
        writing.dispose()


def restore(
    file: Path,
    database: Path,
    ids: Ids,
    now: datetime,
    actor: str,
    before: Callable[[Head], None] = lambda _: None,
    erasures: Mapping[str, Line] | None = None,
) -> Return:
    """Puts a verified copy of `file` in the place of `database`, as the beginning of a new epoch.

    Applies `erasures`, and those that the replaced database knows, again where the backup lacks them. Whoever calls
    holds the data folder's lock. The database that was there is kept beside it. `before` is told the new head once
    everything is ready and nothing has been replaced; if it raises, nothing is. Raises as `check`, and Invalid
    (`backup_too_new`), Unavailable (`backup_failed`).
    """
    was = check(file).head
    with disk(database), scratch(database) as copy:
        copy_of(file, copy)
        begun = _begun(copy, ids, now, actor, {**remembered(database), **(erasures or {})})
        check(copy)
        before(begun.head)
        kept = _set_aside(database, now)
        publish(copy, database, replace=True)
    return Return(begun.head, was, kept, begun.erased)


def _begun(copy: Path, ids: Ids, now: datetime, actor: str, erasures: Mapping[str, Line]) -> Epoch:
    engine = writing_engine(f"sqlite:///{copy}")
    try:
        return begin_epoch(engine, ids, now, actor, erasures)
    finally:
        engine.dispose()  # the last connection: what is in its WAL goes into the file


def remembered(database: Path) -> dict[str, Line]:
    """The erasures that a database knows; none where it cannot be read."""
    if not database.is_file():
        return {}
    engine = read_only_engine(database)
    try:
        with engine.connect() as connection:
            return known(connection)
    except DatabaseError:
        return {}
    finally:
        engine.dispose()


def _set_aside(database: Path, now: datetime) -> Path | None:
    """The database that is there gets a second name, where links exist, so that there is no moment without one."""
    if not database.exists():
        return None
    kept = database.with_name(f"{database.stem}.replaced-{now:%Y%m%dT%H%M%S%f}{database.suffix}")
    if not (_emptied_log(database) and linked(database, kept)):
        database.rename(kept)
        for rest in ("-wal", "-shm"):
            beside = database.with_name(database.name + rest)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + rest))
    sync(database.parent)
    return kept


def _emptied_log(database: Path) -> bool:
    """Whether everything is in the one file: a `-wal` left by a crash must not meet another database."""
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError:
        return False
    return not database.with_name(database.name + "-wal").exists()
