"""Backups of an SQLite database, and the way back.

A backup is one file: made from a read-only connection of its own while a server runs, opened and verified before it
gets its name. VACUUM INTO and not a copy of pages: what was destroyed by law is not carried along in free pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from fengsui.clock import Ids
from fengsui.errors import Conflict, Invalid, Missing, Unavailable
from fengsui.journal.erasures import Line, known
from fengsui.journal.verifying import verify
from fengsui.journal.writing import Head, read_head
from fengsui.storage import sealed as sealing
from fengsui.storage.durable import linked, publish, scratch, sync
from fengsui.storage.engine import is_sqlite, reading_engine, writing_engine
from fengsui.storage.epoch import Epoch, begin_epoch
from fengsui.text import N_

WAIT_SECONDS = 30.0
FAULTS_NAMED = 3


@dataclass(frozen=True)
class Copy:
    """A file whose database was opened and found whole, and where its journal ends."""

    file: Path
    events: int
    erased: int
    head: Head


@dataclass(frozen=True)
class Return:
    """A history that was restored: its new head, the epoch it comes from, where the replaced database is, and how many
    erasures were applied again."""

    head: Head
    was: Head
    replaced: Path | None
    erased: int = 0


def database_file(url: str) -> Path:
    """The SQLite file behind `url`; Invalid (`use_pg_dump`) for another database."""
    if not is_sqlite(url):
        raise Invalid(
            N_("This installation is on PostgreSQL, which has its own tools: pg_dump and pg_restore."),
            code="use_pg_dump",
        )
    return Path(str(make_url(url).database))


@dataclass(frozen=True)
class Seal:
    """How a backup is encrypted: to recipients' public keys, or with a passphrase; opened with identities."""

    recipients: tuple[Any, ...] = ()
    passphrase: str = ""
    identities: tuple[Any, ...] = ()

    @property
    def opens(self) -> bool:
        return bool(self.identities or self.passphrase)


def back_up(database: Path, target: Path, *, replace: bool = False, seal: Seal | None = None) -> Copy:
    """Copies `database` to `target`, verified; everything acknowledged before the call is in it.

    With `seal` the verified copy is encrypted, and decrypted again where the seal says how: what comes out must be
    what went in. Raises Missing (`no_database`), Conflict (`backup_exists`), Invalid (`backup_damaged`,
    `backup_sealed`), and Unavailable (`backup_failed`).
    """
    if not database.is_file():
        raise _no_database(database)
    if target.exists() and not replace:
        raise _exists(target)
    near = target if seal is None else database.with_name(target.name)  # in clear it never leaves the data folder
    with _disk(target), scratch(near) as copy, scratch(target) as sealed:
        _copy(database, copy)
        checked = check(copy)
        if seal is not None:
            sealing.seal(copy, sealed, seal.recipients, seal.passphrase)
            if seal.opens and not sealing.same_inside(sealed, copy, seal.identities, seal.passphrase):
                raise _damaged(sealed, ["what was decrypted is not what was encrypted"])
        try:
            publish(copy if seal is None else sealed, target, replace=replace)
        except FileExistsError as error:
            raise _exists(target) from error
    return Copy(target, checked.events, checked.erased, checked.head)


@contextmanager
def opened(file: Path, folder: Path, seal: Seal) -> Iterator[Path]:
    """The backup in clear: itself, or decrypted into `folder` for as long as this lasts.

    Raises Invalid (`backup_sealed`) where it is encrypted and the seal does not open it.
    """
    if not sealing.is_sealed(file):
        yield file
        return
    if not seal.opens:
        raise Invalid(
            N_("{file} is encrypted: name the key with --identity or --passphrase-file."),
            code="backup_sealed",
            file=file,
        )
    with scratch(folder / file.name) as clear:
        with _disk(clear), clear.open("wb") as target:
            sealing.unseal(file, target, seal.identities, seal.passphrase)
        yield clear


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
        raise _damaged(Path(make_url(url).database or ""), list(verdict.breaks))
    writing = writing_engine(url)
    try:
        return begin_epoch(writing, ids, now, actor, erasures or {}, before)
    finally:
        writing.dispose()


def check(file: Path) -> Copy:
    """Opens `file` read-only: its pages, its journal's chain. Missing (`no_backup`), Invalid (`backup_damaged`)."""
    if not file.is_file():
        raise Missing(N_("There is no file {file}."), code="no_backup", file=file)
    engine = read_only_engine(file)
    try:
        with engine.connect() as connection:
            faults = _page_faults(connection)
            if faults:
                raise _damaged(file, faults)
            verdict, end = verify(connection), read_head(connection)
    except DatabaseError as error:
        raise _damaged(file, [str(error.orig)]) from error
    finally:
        engine.dispose()
    if not verdict.whole:
        raise _damaged(file, list(verdict.breaks))
    return Copy(file, verdict.events, verdict.erased, end)


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
    with _disk(database), scratch(database) as copy:
        _copy(file, copy)
        begun = _begun(copy, ids, now, actor, {**remembered(database), **(erasures or {})})
        check(copy)
        before(begun.head)
        kept = _set_aside(database, now)
        publish(copy, database, replace=True)
    return Return(begun.head, was, kept, begun.erased)


def _copy(source: Path, target: Path) -> None:
    """`target` is an empty file."""
    try:
        with closing(_read_only(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, full, not to be opened
            raise Unavailable(
                N_("{file} could not be copied: {why}"), code="backup_failed", file=source, why=error
            ) from error
        raise _damaged(source, [str(error)]) from error


def _read_only(file: Path) -> sqlite3.Connection:
    """Never checkpoints and never writes, whatever else has the file open."""
    uri = f"file:{quote(str(file.absolute()))}?mode=ro"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS)


def read_only_engine(file: Path) -> Engine:
    """Each transaction sees one state of the file, also while a server writes to it."""
    engine = create_engine("sqlite://", creator=lambda: _read_only(file), poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def any_reading_engine(url: str) -> Engine:
    """An engine that only reads, beside a running server or without one. Missing (`no_database`)."""
    if not is_sqlite(url):
        return reading_engine(url)
    file = database_file(url)
    if not file.is_file():
        raise _no_database(file)
    return read_only_engine(file)


def _page_faults(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({FAULTS_NAMED})").scalars().all()
    return [] if found == ["ok"] else [str(fault) for fault in found]


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


def _no_database(file: Path) -> Missing:
    return Missing(N_("There is no database {file}."), code="no_database", file=file)


def _exists(target: Path) -> Conflict:
    return Conflict(N_("{file} exists and is not overwritten without --force."), code="backup_exists", file=target)


def _damaged(file: Path, faults: list[str]) -> Invalid:
    return Invalid(
        N_("{file} is not a whole Fengsui database: {why}"),
        code="backup_damaged",
        file=file,
        why="; ".join(faults[:FAULTS_NAMED]),
    )


@contextmanager
def _disk(target: Path) -> Iterator[None]:
    """What the disk says no to, in our words."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            N_("{file} could not be written: {why}"), code="backup_failed", file=target, why=error.strerror or error
        ) from error
