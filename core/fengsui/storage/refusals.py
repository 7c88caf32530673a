"""What callers are told when the database, or a unit, does not do what it should."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

from fengsui.errors import Unavailable
from fengsui.storage.postgres import unreachable
from fengsui.text import N_


def raisable(error: BaseException) -> Exception:
    """What a future may carry to the caller.

    It refuses a StopIteration (then nobody in the batch would be answered), and a SystemExit would end the server.
    """
    if isinstance(error, OperationalError):
        return refusal(error.orig)
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(f"{type(error).__name__}: {error}")


def refusal(cause: BaseException | None, *, committing: bool = False, cut_off: bool = False) -> Unavailable:
    text = str(cause)
    if committing and unreachable(cause):
        return Unavailable(
            N_("The database went away while this was saved: whether it was is not known. Look, or send it again."),
            code="outcome_unknown",
        )
    if cut_off or unreachable(cause):
        return Unavailable(N_("The database is out of reach here: nothing was saved."), code="cut_off")
    if "disk is full" in text or "No space left" in text:
        return Unavailable(N_("The disk is full: nothing was saved."), code="storage_full")
    if "interrupt" in text or "statement timeout" in text:
        return Unavailable(N_("This took too long and was given up: nothing was saved."), code="unit_timeout")
    return Unavailable(N_("The database refused: {why}. Nothing was saved."), code="storage_error", why=text)
