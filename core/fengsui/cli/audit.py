"""fengsui audit verify: recompute the journal's chain."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from fengsui.cli.output import write_json, write_line
from fengsui.cli.reach import read_view
from fengsui.text import N_, translate


def arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="verify")
    verify = acts.add_parser("verify", help=translate(N_("recompute the whole chain"), parser.get_default("language")))
    verify.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """1 where anything was changed unseen."""
    verdict = read_view(given, "core.verify", {})
    whole = not verdict["breaks"]
    if given.json:
        write_json({**verdict, "whole": whole})
        return 0 if whole else 1
    if whole:
        said = N_("The chain of {events} events is whole ({erased} erased by law).")
    else:
        said = N_("The chain of {events} events is BROKEN ({erased} erased by law):")
    write_line(translate(said, given.language, events=verdict["events"], erased=verdict["erased"]))
    for broken in verdict["breaks"]:
        write_line(f"  {broken}")
    write_line(translate(N_("Head: {head}"), given.language, head=verdict["head"]))
    return 0 if whole else 1
