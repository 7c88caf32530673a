"""Before a server opens its SQLite file: what a failed sync left behind is made good, and broken pages are found.

A system that could not write to the disk shows the next process what never got there (a failed fsync is reported
once, then the pages count as written). SQLite would take such a log for committed and go on behind it; after a power
cut there is a hole, and nothing behind it is recovered. So the log is written once more, as it is.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from fengsui.errors import Unavailable
from fengsui.storage.engine import is_sqlite
from fengsui.storage.trouble import DAMAGED, Health
from fengsui.text import N_

log = logging.getLogger(__name__)

CHECKED_BEFORE_BYTES = 128 * 1024**2
"""A larger file is checked beside the running server, which would otherwise be away for many seconds."""
PIECE = 1024**2
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def rewrite(file: Path) -> None:
    """Writes every byte of `file` over itself and waits for the disk; harmless at whatever moment it is cut off."""
    handle = os.open(file, os.O_RDWR)
    try:
        offset = 0
        while piece := os.pread(handle, PIECE, offset):
            offset += os.pwrite(handle, piece, offset)
        os.fsync(handle)
    finally:
        os.close(handle)


def make_good(database: Path) -> None:
    """Writes the log of `database` once more, where a server did not end in order. Raises Unavailable."""
    journal = database.with_name(f"{database.name}-wal")
    if not journal.exists():
        return
    try:
        rewrite(journal)
    except OSError as error:
        if error.errno in NO_ROOM:  # a file system that writes nothing in place; the server comes up to be read
            log.warning("%s could not be written again: %s", journal, error)
            return
        raise Unavailable(
            N_("The disk refuses {file}: {why}"), code="storage_error", file=journal, why=error.strerror or error
        ) from error


def page_fault(database: Path) -> str:
    """The first fault that SQLite finds in the pages; "" where there is none. About a second for each GB."""
    try:
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        found = str(error)
    return "" if found == "ok" else " ".join(found.split())


def made_ready(url: str) -> Path | None:
    """For the database at `url`, if it is an SQLite file that exists: makes it good and checks its pages.

    Returns the file if it is so large that its pages must be checked beside the running server. Raises Unavailable
    (`storage_damaged`): nobody is to decide by what a broken file says.
    """
    name = make_url(url).database if is_sqlite(url) else None
    database = Path(name) if name else None
    if database is None or not database.is_file():
        return None
    make_good(database)
    if database.stat().st_size > CHECKED_BEFORE_BYTES:
        return database
    if fault := page_fault(database):
        raise Unavailable(
            N_("The database {file} is damaged: {why}. Keep it as it is, and restore a backup."),
            code=DAMAGED,
            file=database,
            why=fault,
        )
    return None


async def check_beside(database: Path | None, health: Health) -> None:
    """The check of a large file: a fault stops all writing at once."""
    if database is not None and (fault := await asyncio.to_thread(page_fault, database)):
        health.found_damaged(fault)
