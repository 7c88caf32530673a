"""`make chaos`: what happens to machines, for long. Every part in turn, or those named.

    python -m tests.chaos [NAME…] [--minutes N] [--cycles N] [--seed N]

A part is a module of this package with `run(effort: Effort) -> bool`: it prints its figures by `row` and tells
whether what it proves held. Exit 1 where one did not, raised, or logged an ERROR.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import pkgutil
import sys
import traceback
from collections.abc import Callable

import tests.chaos
from tests.chaos.figures import Effort, row

HEADER = "| part | proves | figures | held |\n|---|---|---|---|\n"


class Errors(logging.Handler):
    """Counts what is logged at ERROR in this process; a part that starts others reads their logs itself."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


def parts() -> dict[str, Callable[[Effort], bool]]:
    """Every module here that has a `run`, by name."""
    names = [found.name for found in pkgutil.iter_modules(tests.chaos.__path__) if not found.name.startswith("_")]
    modules = {name: importlib.import_module(f"tests.chaos.{name}") for name in sorted(names)}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def held(name: str, run: Callable[[Effort], bool], effort: Effort) -> bool:
    errors = Errors()
    logging.getLogger().addHandler(errors)
    try:
        good = run(effort)
    except Exception as error:
        traceback.print_exc()
        return row(name, "runs to its end", f"{type(error).__name__}: {error}", held=False)
    finally:
        logging.getLogger().removeHandler(errors)
    if errors.lines:
        return row(name, "no ERROR line", f"{len(errors.lines)}, first: {errors.lines[0]}", held=False)
    return good


def main() -> int:
    every = parts()
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(every))
    parser.add_argument("--minutes", type=float, help="for parts that run for a time; each has its own default")
    parser.add_argument("--cycles", type=int, help="for parts that count; each has its own default")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins; printed in each row that uses it")
    given = parser.parse_args()
    if unknown := set(given.names) - set(every):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    sys.stdout.write(HEADER)
    sys.stdout.flush()
    effort = Effort(given.minutes, given.cycles, given.seed)
    return 0 if all([held(name, every[name], effort) for name in given.names or every]) else 1


if __name__ == "__main__":
    sys.exit(main())
