"""`fengsui beds`: how many beds a list of hospitals has, offline."""

from __future__ import annotations

import argparse
import sys

from fengsui.hooks import Verb


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("counts", nargs="+", type=int, help="free beds")


def _run(given: argparse.Namespace) -> int:
    sys.stdout.write(f"{sum(given.counts)} free beds\n")
    return 0


def verbs() -> list[Verb]:
    return [Verb(name="beds", summary="Add up free beds", arguments=_arguments, run=_run)]
