"""`fengsui rules reporting`: what is owed, to whom, by when and on which basis; offline, by the shipped edition.

Imports are inside the functions: the command line must not pay for rules and YAML unless the verb is used.
"""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import Any

from fengsui.hooks import Verb
from fengsui.text import N_, choose_language, translate

PACKAGE = "fengsui_reports"
GRADES = ("general", "larger", "major", "extraordinary")
LEVELS = ("street", "district", "city", "province")
KINDS = ("fire", "explosion", "road_traffic", "other")
DIVISION = re.compile(r"[0-9]{6}([0-9]{3})?")


def arguments(parser: argparse.ArgumentParser) -> None:
    language = parser.get_default("language") or choose_language()

    def say(message: str) -> str:
        return translate(message, language, PACKAGE)

    parser.add_argument("--grade", required=True, choices=GRADES, help=say(N_("the accident's grade")))
    parser.add_argument("--level", required=True, choices=LEVELS, help=say(N_("the level of the centre")))
    parser.add_argument("--municipality", action="store_true", help=say(N_("in a municipality: one hop fewer")))
    division = say(N_("code of the division: its local limits apply, and whether it is in a municipality"))
    parser.add_argument("--division", default="", metavar=say(N_("CODE")), help=division)
    when = say(N_("when the centre received it, YYYY-MM-DDThh:mm"))
    parser.add_argument("--received", required=True, metavar=say(N_("TIME")), help=when)
    regraded = say(N_("a later grade, as GRADE@TIME; may be repeated"))
    parser.add_argument("--regraded", action="append", default=[], metavar=say(N_("GRADE@TIME")), help=regraded)
    parser.add_argument("--grave", action="store_true", help=say(N_("socially grave, whatever its grade")))
    told = say(N_("when the head of the unit was told: the unit's own limits"))
    parser.add_argument("--unit-told", metavar=say(N_("TIME")), help=told)
    happened = say(N_("when it happened: the windows of supplements count from there (--received)"))
    parser.add_argument("--occurred", metavar=say(N_("TIME")), help=happened)
    kind = say(N_("the settled kind; may be repeated while it is not settled"))
    parser.add_argument("--kind", action="append", default=[], choices=KINDS, help=kind)
    zone = say(N_("time zone of times without one (Asia/Shanghai)"))
    parser.add_argument("--zone", default="Asia/Shanghai", metavar=say(N_("ZONE")), help=zone)
    output = say(N_("machine-readable output"))
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=output)


def run(options: argparse.Namespace) -> int:
    """0: printed; a fault of the line is raised as UsageFault (exit 2), every one at once."""
    from fengsui.cli.output import write_json, write_line
    from fengsui_reports.verb_answer import as_json, as_lines, reporting_asked

    language = getattr(options, "language", None) or choose_language(getattr(options, "lang", None))
    answer = reporting_asked(read(options))
    if getattr(options, "json", False):
        write_json(as_json(answer))
    else:
        for line in as_lines(answer, language):
            write_line(line)
    return 0


def read(options: argparse.Namespace) -> Any:
    """The line as values; raises UsageFault with everything that is wrong with it."""
    from zoneinfo import ZoneInfo

    from fengsui.cli.failures import UsageFault
    from fengsui.errors import Fault
    from fengsui_reports.verb_answer import Asked

    faults: list[Fault] = []
    try:
        zone = ZoneInfo(options.zone)
    except (KeyError, ValueError, OSError):
        faults.append(Fault("--zone", N_("a time zone such as Asia/Shanghai"), "no_zone"))
        zone = ZoneInfo("UTC")
    if options.division and not DIVISION.fullmatch(options.division):
        faults.append(Fault("--division", N_("six digits, or nine of a street"), "no_division"))
    times = {
        name: _moment(f"--{name.replace('_', '-')}", getattr(options, name), zone, faults)
        for name in ("received", "unit_told", "occurred")
    }
    later = [_regraded(written, zone, faults) for written in options.regraded]
    received = times["received"]
    if received is not None and any(at is not None and at < received for _, at in later):
        faults.append(Fault("--regraded", N_("a time after --received"), "before_receipt"))
    if faults or received is None:
        raise UsageFault(N_("The duties cannot be worked out."), faults=faults)
    return Asked(
        grade=options.grade, level=options.level, municipality=options.municipality, division=options.division,
        received=received, regraded=tuple((grade, at) for grade, at in later if at is not None), grave=options.grave,
        unit_told=times["unit_told"], occurred=times["occurred"], kinds=frozenset(options.kind), zone=zone,
    )  # fmt: skip


def _moment(flag: str, written: str | None, zone: Any, faults: list[Any]) -> datetime | None:
    from fengsui.errors import Fault

    if written is None:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        expected = N_("a time as YYYY-MM-DDThh:mm, not {given}")
        faults.append(Fault(flag, expected, "no_time", {"given": written[:40]}))
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _regraded(written: str, zone: Any, faults: list[Any]) -> tuple[Any, datetime | None]:
    from fengsui.errors import Fault

    grade, _, time = written.partition("@")
    if grade not in GRADES:
        expected = N_("GRADE@TIME with one of {grades}, not {given}")
        params = {"grades": ", ".join(GRADES), "given": written[:60]}
        faults.append(Fault("--regraded", expected, "no_grade", params))
        return grade, None
    return grade, _moment("--regraded", time, zone, faults)


VERB = Verb(
    name="rules reporting",
    summary=N_("the reporting duties of an accident with their limits (offline)"),
    arguments=arguments,
    run=run,
)
