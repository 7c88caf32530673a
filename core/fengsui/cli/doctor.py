"""fengsui doctor: what could keep this installation from working, found before the night does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from fengsui.cli.checks import Check, all_checks
from fengsui.cli.output import write_json, write_table
from fengsui.cli.place import data_folder
from fengsui.text import N_, translate

STATES = {"ok": N_("ok"), "note": N_("note"), "fault": N_("FAULT")}


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(given: Namespace) -> int:
    """1 where anything is a fault; notes do not count."""
    checks = all_checks(data_folder(given.data))
    if given.json:
        write_json([asdict(check) | {"detail": said(check, given.language)} for check in checks])
    else:
        rows = [[translate(STATES[c.state], given.language), c.name, said(c, given.language)] for c in checks]
        write_table(("", "", ""), rows)
    return 1 if any(check.state == "fault" for check in checks) else 0


def said(check: Check, language: str) -> str:
    return translate(check.detail, language, **check.params) if check.params else translate(check.detail, language)
