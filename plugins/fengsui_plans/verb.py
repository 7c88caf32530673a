"""`fengsui plans check | schema | list`: for plan authors, offline, without a database.

Imports are inside the functions: the command line must not pay for pydantic and YAML unless the verb is used.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fengsui.hooks import Verb
from fengsui.text import N_, choose_language, translate

PACKAGE = "fengsui_plans"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the three actions, described in the language that the command line has chosen."""
    language = parser.get_default("language") or choose_language()

    def say(message: str) -> str:
        return translate(message, language, PACKAGE)

    actions = parser.add_subparsers(dest="plans_action", required=True, metavar=say(N_("ACTION")))
    about_check = say(N_("check plan files: every fault at once, as file:line:column: path: what was expected"))
    check = actions.add_parser("check", help=about_check, description=about_check)
    check.add_argument("files", nargs="+", metavar=say(N_("FILE")))
    actions.add_parser("schema", help=say(N_("print the JSON Schema of a plan, for editors")))
    listing = actions.add_parser("list", help=say(N_("list the plans in force")))
    folder = say(N_("an agency's own plans beside the shipped ones"))
    listing.add_argument("--folder", type=Path, metavar=say(N_("DIR")), help=folder)
    for action in (check, listing):
        output = say(N_("machine-readable output"))
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=output)


def run(options: argparse.Namespace) -> int:
    """0 done; 1 faults found."""
    action = {"check": _check, "schema": _schema, "list": _list}[options.plans_action]
    return action(options, getattr(options, "language", None) or choose_language(getattr(options, "lang", None)))


def _say(line: str) -> None:
    """One line; what the terminal's encoding cannot show becomes `?` and never an error."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")


def _say_json(answer: Any) -> None:
    _say(json.dumps(answer, ensure_ascii=False))


def _check(options: argparse.Namespace, language: str) -> int:
    from fengsui.printable import printable
    from fengsui_plans.checking import check_file

    checked = [(str(name), check_file(Path(name))) for name in options.files]
    faulty = [(name, fault) for name, result in checked for fault in result.faults]
    if getattr(options, "json", False):
        _say_json(
            {
                "files": len(checked),
                "faults": [
                    {"file": name, "line": fault.line, "column": fault.column, "path": fault.path,
                     "code": fault.code, "expected": fault.say(language)}
                    for name, fault in faulty
                ],
            }
        )  # fmt: skip
        return 1 if faulty else 0
    for name, fault in faulty:
        place = f"{printable(name)}:{fault.line}:{fault.column}"
        _say(": ".join(part for part in (place, fault.path, fault.say(language)) if part))
    if not faulty:
        _say(translate(N_("{count} plans are sound."), language, PACKAGE, count=len(checked)))
    return 1 if faulty else 0


def _schema(options: argparse.Namespace, language: str) -> int:
    from fengsui_plans.schema import schema_text

    sys.stdout.write(schema_text())
    return 0


def _list(options: argparse.Namespace, language: str) -> int:
    from fengsui_plans.library import read_plans

    plans, faults = read_plans(options.folder)
    if getattr(options, "json", False):
        _say_json(
            {
                "plans": [
                    {"id": held.plan.id, "version": held.plan.version, "urgency": held.plan.urgency,
                     "title": held.plan.title.model_dump(), "site": held.plan.site, "file": str(held.path)}
                    for held in plans
                ],
                "faults": [fault.line() for fault in faults],
            }
        )  # fmt: skip
    else:
        for held in plans:
            plan = held.plan
            _say(f"{plan.urgency}  {plan.id}  v{plan.version}  {plan.title.say(language)}  {held.path}")
        for fault in faults:
            _say(fault.line(language))
    return 1 if faults else 0


VERB = Verb(name="plans", summary=N_("check, list and describe digital plans (offline)"), arguments=arguments, run=run)
