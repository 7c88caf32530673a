"""Errors on a terminal: what happened, why, what to do, and the stable code; never a traceback for what we foresaw."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fengsui.cli.advice import ADVICE
from fengsui.errors import Fault, FengsuiError, Unavailable
from fengsui.printable import printable
from fengsui.text import N_, translate

REFUSED, USAGE, UNREACHABLE = 1, 2, 3
UNREACHABLE_CODE = "server_unreachable"


class UsageFault(FengsuiError):
    """The command line itself is wrong."""

    code = "usage"


@dataclass
class Outcome:
    code: int = 0


@contextmanager
def reported(language: str, *, as_json: bool = False) -> Iterator[Outcome]:
    """Turns what is raised inside into a message on stderr and an exit code."""
    outcome = Outcome()
    try:
        yield outcome
    except FengsuiError as error:
        say(error, language, as_json=as_json)
        outcome.code = exit_code(error)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        outcome.code = 130
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): not a fault, but nothing more can be written either.
        sys.stdout = None
        outcome.code = 0
    except Exception as error:
        if os.environ.get("FENGSUI_TRACE"):
            raise
        say(_unforeseen(error), language, as_json=as_json)
        outcome.code = REFUSED


def _unforeseen(error: Exception) -> FengsuiError:
    """What the machine, the database or our own fault raised, as one of our errors."""
    why = str(error).partition("\n")[0] or type(error).__name__
    if isinstance(error, OSError):
        return Unavailable(N_("The machine refused: {why}"), code="system_refused", why=why)
    if type(error).__module__.partition(".")[0] in ("sqlalchemy", "sqlite3", "psycopg"):
        return Unavailable(N_("The database cannot be used: {why}"), code="storage_error", why=why)
    return Unavailable(N_("A fault of ours: {why}"), code="internal_error", why=f"{type(error).__name__}: {why}")


def exit_code(error: FengsuiError) -> int:
    if error.code == UNREACHABLE_CODE:
        return UNREACHABLE
    return USAGE if isinstance(error, UsageFault) or error.code == "no_such_verb" else REFUSED


def message(error: FengsuiError, language: str) -> str:
    text = translate(error.message, language, *_packages(error))
    try:
        return text.format(**error.params) if error.params else text
    except (KeyError, IndexError, ValueError):
        return text


def _packages(error: FengsuiError) -> tuple[str, ...]:
    """Catalogues to look in: the core's, and those of the plugins that are loaded in this process."""
    loaded = sorted(name for name in sys.modules if name.startswith("fengsui_") and "." not in name)
    return ("fengsui", *loaded)


def say(error: FengsuiError, language: str, *, as_json: bool) -> None:
    if as_json:
        sys.stderr.write(json.dumps(_plain(error, language), ensure_ascii=False) + "\n")
        return
    lines = [f"fengsui: {message(error, language)}"]
    packages = _packages(error)
    lines += [f"  {fault.path}: {_expected(fault, language, *packages)}" for fault in error.faults]
    if error.code in ADVICE:
        advice = translate(N_("What to do:"), language)
        lines.append(f"  {advice} {translate(ADVICE[error.code], language)}")
    lines.append(f"  [{error.code}]")
    sys.stderr.write("\n".join(printable(line) for line in lines) + "\n")


def _plain(error: FengsuiError, language: str) -> dict[str, object]:
    return {
        "code": error.code,
        "detail": message(error, language),
        "advice": translate(ADVICE[error.code], language) if error.code in ADVICE else "",
        "faults": [
            {"path": f.path, "expected": _expected(f, language, *_packages(error)), "code": f.code}
            for f in error.faults
        ],
    }


def _expected(fault: Fault, language: str, *packages: str) -> str:
    """What would be right, its places filled. What a server sent is filled already, and says so by having none."""
    text = translate(fault.expected, language, *packages)
    return text.format(**fault.params) if fault.params else text
