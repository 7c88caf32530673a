"""What the disk or the database server did to us, told apart from a unit's own mistakes, and for how long.

A failed write changes nothing but this: reads and the feed go on, and `Database` tries every second whether a write
is taken again. Only a damaged database is not tried: nothing is written to it until somebody has restored a backup.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from fengsui.clock import Clock
from fengsui.errors import Unavailable
from fengsui.storage.postgres import unreachable
from fengsui.text import N_

log = logging.getLogger(__name__)

FULL = "storage_full"
FAILED = "storage_error"
DAMAGED = "storage_damaged"

SQLITE = {13: FULL, 10: FAILED, 14: FAILED, 8: FAILED, 5: FAILED, 11: DAMAGED, 26: DAMAGED}
"""Primary result codes (https://www.sqlite.org/rescode.html): FULL, IOERR, CANTOPEN, READONLY, BUSY (another process
holds the file's lock), CORRUPT, NOTADB."""
POSTGRES = {"53100": FULL, "58030": FAILED, "25006": FAILED, "XX001": DAMAGED, "XX002": DAMAGED}
"""disk_full, io_error, read_only_sql_transaction, data_corrupted, index_corrupted (PostgreSQL, appendix A)."""


class StorageFailed(Unavailable):
    """The disk or the database server failed, not the one who asked, nor a plugin: what was to be done is still due."""

    code = FAILED


def kind_of(cause: BaseException | None) -> str | None:
    """Our code for a driver's error that means trouble with the disk; None for anything else."""
    number = getattr(cause, "sqlite_errorcode", None)
    if isinstance(number, int):
        return SQLITE.get(number & 0xFF)
    return POSTGRES.get(getattr(cause, "sqlstate", None) or "")


def refusal(cause: BaseException | None, *, committing: bool = False, cut_off: bool = False) -> Unavailable:
    """What a caller is told. `committing`: it failed in the commit itself, so that only a full disk is a clear no."""
    kind, why = kind_of(cause), str(cause).partition("\n")[0]
    if kind == DAMAGED:
        return damaged(why)
    if kind == FULL:
        return StorageFailed(N_("The disk is full: nothing was saved."), code=FULL)
    if committing and (kind == FAILED or unreachable(cause)):
        return _unknown(kind)
    if cut_off or unreachable(cause):
        return StorageFailed(N_("The database is out of reach here: nothing was saved."), code="cut_off")
    if "interrupt" in why or "statement timeout" in why:
        return Unavailable(N_("This took too long and was given up: nothing was saved."), code="unit_timeout")
    said = StorageFailed if kind == FAILED else Unavailable
    return said(N_("The database refused: {why}. Nothing was saved."), code=FAILED, why=why)


def _unknown(kind: str | None) -> StorageFailed:
    said = (
        N_("The disk failed while this was saved: whether it was is not known. Look, or send it again.")
        if kind == FAILED
        else N_("The database went away while this was saved: whether it was is not known. Look, or send it again.")
    )
    return StorageFailed(said, code="outcome_unknown")


def damaged(why: str) -> StorageFailed:
    """The refusal of everything that would write to a damaged database; trying again does not help."""
    error = StorageFailed(
        N_("The database is damaged ({why}): nothing is saved any more. Stop the server and restore a backup."),
        code=DAMAGED,
        why=why,
    )
    error.retry = False  # type: ignore[misc]
    return error


def raisable(error: BaseException) -> Exception:
    """What a future may carry to the caller.

    It refuses a StopIteration (then nobody in the batch would be answered), and a SystemExit would end the server.
    """
    cause = getattr(error, "orig", None)
    if isinstance(error, OperationalError) or kind_of(cause) is not None:
        return refusal(cause)
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Trouble:
    """Since when nothing can be saved, with our code and the driver's words."""

    code: str
    why: str
    since: datetime

    def refusal(self) -> Unavailable:
        """In words, for whoever asks how the server is."""
        if self.code == DAMAGED:
            return damaged(self.why)
        if self.code == FULL:
            return StorageFailed(N_("The disk is full: nothing can be saved."), code=FULL)
        return StorageFailed(N_("Nothing can be saved: {why}"), code=FAILED, why=self.why)


class Health:
    """Whether writes are taken, by what came of the last ones. The log is told when that changes, and only then."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.trouble: Trouble | None = None

    @property
    def damaged(self) -> bool:
        return self.trouble is not None and self.trouble.code == DAMAGED

    def refuse_if_damaged(self) -> None:
        """Raises StorageFailed (`storage_damaged`): what is written to a damaged file may damage it more."""
        if self.trouble is not None and self.damaged:
            raise damaged(self.trouble.why)

    def could_not_read(self, error: BaseException) -> None:
        """A read that fails says nothing about writing, unless it met damage."""
        if kind_of(cause := getattr(error, "orig", None)) == DAMAGED:
            self.failed(cause)

    def failed(self, cause: Any) -> None:
        """A driver's error; what is no trouble with the storage is passed over."""
        kind, known = kind_of(cause), self.trouble
        if kind is None or (known is not None and known.code in (kind, DAMAGED)):
            return
        why = str(cause).partition("\n")[0]
        self.trouble = Trouble(kind, why, known.since if known else self._clock.now())
        log.warning("nothing can be saved (%s): %s", kind, why)

    def found_damaged(self, why: str) -> None:
        """Pages are broken, as somebody found who looked for it."""
        self.trouble = Trouble(DAMAGED, why, self._clock.now())
        log.warning("the database is damaged, nothing is saved any more: %s", why)

    def wrote(self) -> None:
        """Something new is on disk."""
        known = self.trouble
        if known is not None and known.code != DAMAGED:
            self.trouble = None
            log.warning("saving again, after %.0f s", (self._clock.now() - known.since).total_seconds())
