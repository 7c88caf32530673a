"""One act of the rig: `act.py WORK ACT [NAME [SECONDS]]`. Standard library only.

WORK holds the server's data folder, `control` (its socket, one JSON line each way), `pid`, `log`, and `alive`, which
is locked from before the server begins until it has ended: so that an act which comes in between finds it, too.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

STARTS_WITHIN_S = 25.0
LOOKED_EVERY_S = 0.02
LAST_LINES = 300
TOKENS = "core_session"


class Failed(Exception):
    """What went wrong, for standard error."""


def ask(work: Path, act: str, *given: str) -> str:
    """What the server answers over its control socket."""
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(str(work / "control"))
        control.sendall(json.dumps([act, *given]).encode() + b"\n")
        answer = json.loads(b"".join(iter(lambda: control.recv(65536), b"")))
    if "failed" in answer:
        raise Failed(answer["failed"])
    return str(answer["said"])


def start(work: Path) -> str:
    with (work / "alive").open("ab") as alive, (work / "log").open("ab") as log:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        server = subprocess.Popen(
            [sys.executable, "-m", "fengsui.feedrig.server", str(work)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[alive.fileno()],  # the lock is the server's now, which never closes it
            start_new_session=True,
        )
        (work / "pid").write_text(str(server.pid), "ascii")
    latest = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < latest and server.poll() is None:
        try:
            return ask(work, "facts")
        except OSError:
            time.sleep(LOOKED_EVERY_S)
    raise Failed((work / "log").read_text("utf-8", errors="replace")[-LAST_LINES:] or "it does not answer")


def end(how: signal.Signals) -> Callable[[Path], str]:
    """An act that sends the server a signal and waits until it has ended, however long that takes."""

    def ended(work: Path) -> str:
        pid = work / "pid"
        with (work / "alive").open("ab") as alive:
            try:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # it runs: the number is its own
                os.kill(int(pid.read_text("ascii")), how)
                fcntl.flock(alive, fcntl.LOCK_EX)
            (work / "control").unlink(missing_ok=True)
        return ""

    return ended


def rename(table: str, name: str) -> Callable[[Path], str]:
    """The fault is a real one: the table of the tokens is not there."""

    def renamed(work: Path) -> str:
        with sqlite3.connect(work / "data" / "fengsui.sqlite", timeout=10) as database:
            database.execute(f"ALTER TABLE {table} RENAME TO {name}")
        return ""

    return renamed


ACTS: dict[str, Callable[[Path], str]] = {
    "start": start,
    "stop": end(signal.SIGTERM),
    "drain": end(signal.SIGTERM),
    "kill": end(signal.SIGKILL),
    "fault": rename(TOKENS, f"{TOKENS}_away"),
    "mend": rename(f"{TOKENS}_away", TOKENS),
}


def main(given: list[str]) -> int:
    work, act, *more = Path(given[0]), *given[1:]
    try:
        said = ACTS[act](work) if act in ACTS else ask(work, act, *more)
    except (Failed, OSError, sqlite3.Error) as error:
        sys.stderr.write(f"{act}: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
