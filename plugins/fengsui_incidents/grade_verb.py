"""`fengsui rules grade`: the statutory grade of given figures, offline, by the edition that is shipped.

Imports are inside the functions: the command line must not pay for rules and YAML unless the verb is used.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from fengsui.hooks import Verb
from fengsui.text import N_, choose_language, translate

PACKAGE = "fengsui_incidents"
MOST_PEOPLE = 10_000_000
MOST_YUAN = 10_000_000_000_000
WHOLE = re.compile(r"[0-9]{1,20}")
MONEY = re.compile(r"([0-9]{1,20})(?:\.[0-9]{1,2})?")

STATUTORY = {"deaths": "dead", "injured": "serious", "loss": "loss_yuan"}
"""The options of the three columns, and the columns."""

BESIDE = ("poisoned", "missing", "trapped", "at_risk", "endangered", "evacuated")
"""Counts that are told beside the grade and never make it."""

HELP: Mapping[str, str] = {
    "deaths": N_("people dead"),
    "injured": N_("people seriously injured, with acute industrial poisoning"),
    "loss": N_("direct loss in yuan"),
    "poisoned": N_("poisoned of unknown degree (not counted for the grade)"),
    "missing": N_("missing (not counted for the grade)"),
    "trapped": N_("trapped (not counted for the grade)"),
    "at_risk": N_("at risk (not counted for the grade)"),
    "endangered": N_("endangered near by (not counted for the grade)"),
    "evacuated": N_("evacuated (not counted for the grade)"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    language = parser.get_default("language") or choose_language()

    def say(message: str) -> str:
        return translate(message, language, PACKAGE)

    for name in (*STATUTORY, *BESIDE):
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, dest=name, metavar=say(N_("N|?")), help=say(HELP[name]))
    parser.add_argument("--special", metavar=say(N_("SCALE")), help=say(N_("a special scale: lift, rail, power, ...")))
    fact = say(N_("what the special scale asks for; may be repeated"))
    parser.add_argument("--fact", action="append", default=[], metavar=say(N_("NAME=VALUE")), help=fact)
    edition = say(N_("the day whose edition counts, YYYY-MM-DD (today)"))
    parser.add_argument("--at", metavar=say(N_("DATE")), help=edition)
    output = say(N_("machine-readable output"))
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=output)


def run(options: argparse.Namespace) -> int:
    """0: graded; a fault of the line is raised as UsageFault (exit 2), every one at once."""
    from fengsui.cli.output import write_json, write_line
    from fengsui_incidents.grade_answer import Asked, as_json, as_lines, grade_asked

    language = getattr(options, "language", None) or choose_language(getattr(options, "lang", None))
    answer = grade_asked(Asked(**_read(options)))
    if getattr(options, "json", False):
        write_json(as_json(answer))
    else:
        for line in as_lines(answer, language):
            write_line(line)
    return 0


def _read(options: argparse.Namespace) -> dict[str, Any]:
    """The line as values; raises UsageFault with everything that is wrong with it."""
    from fengsui.cli.failures import UsageFault
    from fengsui.errors import Fault

    faults: list[Fault] = []
    figures = {STATUTORY[name]: _figure(name, getattr(options, name), faults) for name in STATUTORY}
    beside = {name: _figure(name, getattr(options, name), faults) for name in BESIDE if getattr(options, name)}
    facts = _facts(options.fact, faults)
    if options.fact and not options.special:
        faults.append(Fault("--special", N_("the special scale that the facts are for"), "special_needed"))
    if not any(getattr(options, name) for name in (*STATUTORY, *BESIDE)) and not options.special:
        faults.append(Fault("--deaths", N_("at least one figure: --deaths, --injured or --loss"), "no_figure"))
    day = _day(options.at, faults)
    if faults:
        raise UsageFault(N_("These figures cannot be graded."), faults=faults)
    return {"figures": figures, "beside": beside, "special": options.special or "", "facts": facts, "day": day}


def _figure(name: str, written: str | None, faults: list[Any]) -> int | None:
    """A whole number; None for `?` and for what is not given. A loss may have two decimals, which decide nothing."""
    from fengsui.errors import Fault

    if written is None or written == "?":
        return None
    money = name == "loss"
    read = (MONEY if money else WHOLE).fullmatch(written)
    value = int(read.group(1) if money else read.group()) if read else -1
    most = MOST_YUAN if money else MOST_PEOPLE
    if 0 <= value <= most:
        return value
    expected = N_("a whole number from 0 to {most}, or ? where it is unknown; not {given}")
    flag = f"--{name.replace('_', '-')}"
    faults.append(Fault(flag, expected, "no_number", {"most": most, "given": written[:40]}))
    return None


def _facts(written: list[str], faults: list[Any]) -> dict[str, float | str]:
    from fengsui.errors import Fault

    facts: dict[str, float | str] = {}
    for one in written:
        name, given, value = one.partition("=")
        if not (given and re.fullmatch(r"[a-z_]{1,40}", name) and re.fullmatch(r"[A-Za-z0-9_.]{1,40}", value)):
            faults.append(Fault("--fact", N_("NAME=VALUE, not {given}"), "no_fact", {"given": one[:40]}))
            continue
        facts[name] = float(value) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value) else value
    return facts


def _day(written: str | None, faults: list[Any]) -> date:
    from fengsui.clock import SystemClock
    from fengsui.errors import Fault

    if written is None:
        return SystemClock().now().astimezone().date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        faults.append(Fault("--at", N_("a day as YYYY-MM-DD, not {given}"), "no_day", {"given": written[:40]}))
        return date.min


VERB = Verb(
    name="rules grade",
    summary=N_("the statutory grade of an accident from its figures (offline)"),
    arguments=arguments,
    run=run,
)
