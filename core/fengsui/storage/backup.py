"""Backups of an SQLite database; `restoring` is the way back.

A backup is one file: made from a read-only connection of its own while a server runs, opened and verified before it
gets its name. VACUUM INTO and not a copy of pages: what was destroyed by law is not carried along in free pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from fengsui.errors import Conflict, Invalid, Missing, Unavailable
from fengsui.journal.verifying import verify
from fengsui.journal.writing import Head, read_head
from fengsui.storage import sealed as sealing
from fengsui.storage.durable import publish, scratch
from fengsui.storage.engine import is_sqlite, reading_engine
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
    with disk(target), scratch(near) as copy, scratch(target) as sealed:
        copy_of(database, copy)
        checked = check(copy)
        if seal is not None:
            sealing.seal(copy, sealed, seal.recipients, seal.passphrase)
            if seal.opens and not sealing.same_inside(sealed, copy, seal.identities, seal.passphrase):
                raise damaged(sealed, ["what was decrypted is not what was encrypted"])
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
        with disk(clear), clear.open("wb") as target:
            sealing.unseal(file, target, seal.identities, seal.passphrase)
        yield clear


def check(file: Path) -> Copy:
    """Opens `file` read-only: its pages, its journal's chain. Missing (`no_backup`), Invalid (`backup_damaged`)."""
    if not file.is_file():
        raise Missing(N_("There is no file {file}."), code="no_backup", file=file)
    engine = read_only_engine(file)
    try:
        with engine.connect() as connection:
            faults = _page_faults(connection)
            if faults:
                raise damaged(file, faults)
            verdict, end = verify(connection), read_head(connection)
    except DatabaseError as error:
        raise damaged(file, [str(error.orig)]) from error
    finally:
        engine.dispose()
    if not verdict.whole:
        raise damaged(file, list(verdict.breaks))
    return Copy(file, verdict.events, verdict.erased, end)


def copy_of(source: Path, target: Path) -> None:
    """`target` is an empty file."""
    try:
        with closing(_read_only(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, full, not to be opened
            raise Unavailable(
                N_("{file} could not be copied: {why}"), code="backup_failed", file=source, why=error
            ) from error
        raise damaged(source, [str(error)]) from error


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


def _no_database(file: Path) -> Missing:
    return Missing(N_("There is no database {file}."), code="no_database", file=file)


def _exists(target: Path) -> Conflict:
    return Conflict(N_("{file} exists and is not overwritten without --force."), code="backup_exists", file=target)


def damaged(file: Path, faults: list[str]) -> Invalid:
    return Invalid(
        N_("{file} is not a whole Fengsui database: {why}"),
        code="backup_damaged",
        file=file,
        why="; ".join(faults[:FAULTS_NAMED]),
    )


@contextmanager
def disk(target: Path) -> Iterator[None]:
    """What the disk says no to, in our words."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            N_("{file} could not be written: {why}"), code="backup_failed", file=target, why=error.strerror or error
        ) from error
