"""`fengsui --version` and `--help` beside `python -c pass`. Goal: at most 4 times."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from tests.bench.measure import rounds, seconds, table


def _run(*arguments: str) -> Callable[[], float]:
    command = [sys.executable, *arguments]
    return lambda: seconds(lambda: subprocess.run(command, capture_output=True, check=True))


def main() -> None:
    found = rounds(
        {
            "python -c pass": _run("-c", "pass"),
            "fengsui --version": _run("-m", "fengsui", "--version"),
            "fengsui --help": _run("-m", "fengsui", "--help"),
        },
        count=9,
    )
    bare = found["python -c pass"]
    table(["command", "ms", "x bare Python"], [(n, f"{t * 1000:.0f}", f"{t / bare:.2f}") for n, t in found.items()])
