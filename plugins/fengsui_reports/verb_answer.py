"""The answer of `fengsui rules reporting`: worked out from the shipped rows alone, told as JSON or to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from fengsui import __version__
from fengsui.cli.failures import UsageFault
from fengsui.errors import Fault
from fengsui.text import N_, translate
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Grade
from fengsui_reports.api.words import FORM_SAID, GRADE_SAID, EventKind, Level
from fengsui_reports.model.chain import BUREAUS, Chain, chain_of, in_municipality
from fengsui_reports.model.duties import Duty, Facts, Step, later_hops, owed, unit_limits
from fengsui_reports.model.follow import follow_up_every, windows_of
from fengsui_reports.model.rules import RuleSet, edition

PACKAGE = "fengsui_reports"
OTHER: EventKind = "other"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed. `regraded` are later grades with their times."""

    grade: Grade
    level: Level
    municipality: bool
    division: str
    received: datetime
    regraded: tuple[tuple[Grade, datetime], ...]
    grave: bool
    unit_told: datetime | None
    occurred: datetime | None
    kinds: frozenset[EventKind]
    zone: tzinfo


@dataclass(frozen=True, kw_only=True)
class Answer:
    asked: Asked
    rules: RuleSet
    chain: Chain
    steps: tuple[Step, ...]
    duties: tuple[Duty, ...]


def reporting_asked(asked: Asked) -> Answer:
    """Raises UsageFault where the division contradicts the rest."""
    rules = RuleSet.shipped(asked.received.date())
    if not rules.has("report_per_level_minutes"):
        fault = Fault("--received", N_("a day on which the rules were in force"), "no_edition")
        raise UsageFault(N_("The duties cannot be worked out."), faults=[fault])
    inside = in_municipality(asked.division, rules)
    if asked.division and asked.municipality and not inside:
        expected = N_("a division of a municipality, for --municipality was given")
        raise UsageFault(
            N_("The duties cannot be worked out."), faults=[Fault("--division", expected, "contradiction")]
        )
    direct = bool(asked.division) and rules.has("direct_counties") and (
        asked.division[2:4] in rules.value("direct_counties")
    )  # fmt: skip
    chain = chain_of(asked.level, municipality=asked.municipality or inside, direct=direct)
    later = sorted(asked.regraded, key=lambda one: one[1])
    steps = (Step(asked.received, asked.grade, asked.grave), *(Step(at, grade) for grade, at in later))
    return Answer(
        asked=asked, rules=rules, chain=chain, steps=steps, duties=owed(Facts(steps, asked.division), chain, rules)
    )


def as_json(answer: Answer) -> dict[str, Any]:
    asked, rules, chain = answer.asked, answer.rules, answer.chain
    worst = max(answer.steps, key=lambda step: list(GRADE_SAID).index(step.grade))
    every = follow_up_every(worst.grade, rules)
    return {
        "edition": f"{edition()} (fengsui {__version__})",
        "grade": worst.grade,
        "name": _words(GRADE_SAID[worst.grade]),
        "centre": {
            "level": chain.own,
            "municipality": chain.municipality,
            "division": asked.division,
            "chain": list(chain.hops(worst.grade, rules)),
        },
        "received": _at(answer, asked.received),
        "duties": [_duty(answer, duty) for duty in sorted(answer.duties, key=lambda one: (one.late_after, one.key))],
        "later_hops": [
            {"to": hop.to, "name": _words(chain.name(hop.to)), "latest": _at(answer, hop.latest)}
            for hop in later_hops(Step(asked.received, worst.grade), chain, rules)
        ],
        "follow_up": {
            "per_day": rules.value("follow_up_per_day")[worst.grade],
            "every_hours": every.total_seconds() / 3600,
            "until": "response_ended",
            "basis": rules.row("follow_up_per_day").basis,
            "certainty": rules.row("follow_up_per_day").certainty,
        },
        "windows": [
            {"days": one.days, "last_day": one.last_day.isoformat(), "basis": one.basis} for one in _windows(answer)
        ],
        "unit": _unit(answer),
    }


def _windows(answer: Answer) -> Any:
    asked = answer.asked
    kinds = asked.kinds or frozenset({OTHER})
    return windows_of(asked.occurred or asked.received, kinds, asked.zone, answer.rules)


def _unit(answer: Answer) -> list[dict[str, Any]]:
    asked = answer.asked
    if asked.unit_told is None:
        return []
    return [
        {
            "to": to,
            "name": _words(answer.chain.name(to)),
            "due": _at(answer, due),
            "late": to == BUREAUS["district"] and asked.received > due,
            "basis": rule.basis,
            "certainty": rule.certainty,
        }
        for to, due, rule in unit_limits(asked.unit_told, answer.steps[0].grade, answer.rules)
    ]


def _duty(answer: Answer, duty: Duty) -> dict[str, Any]:
    return {
        "id": duty.key,
        "form": duty.form,
        "channel": "phone" if duty.form in ("flash", "notice") else "written",
        "line": duty.line,
        "to": duty.to,
        "name": _words(answer.chain.name(duty.to)),
        "step": duty.step,
        "grade": answer.steps[duty.step].grade,
        "from": _at(answer, duty.began_at),
        "at_once": duty.at_once,
        "due": _at(answer, duty.due_at),
        "late_after": _at(answer, duty.late_after),
        "minutes": duty.minutes,
        "basis": duty.basis,
        "certainty": duty.certainty,
        "also": list(duty.also),
    }


def _at(answer: Answer, moment: datetime) -> str:
    return moment.astimezone(answer.asked.zone).isoformat()


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def as_lines(answer: Answer, language: str) -> list[str]:
    """One line a duty, the soonest first: limit, form, to whom, basis."""

    def t(message: str, **params: object) -> str:
        return translate(message, language, PACKAGE, **params)

    def say(words: Words) -> str:
        return words.zh if language.startswith("zh") else words.en

    made = as_json(answer)
    chain = " -> ".join(say(answer.chain.name(BUREAUS[level])) for level in made["centre"]["chain"])
    lines = [t(N_("edition {edition}"), edition=made["edition"]), t(N_("chain {chain}"), chain=chain)]
    for duty in sorted(answer.duties, key=lambda one: (one.late_after, one.key)):
        when = duty.late_after.astimezone(answer.asked.zone).strftime("%m-%d %H:%M")
        at_once = t(N_(" at once, late after that")) if duty.at_once else ""
        what = f"{say(FORM_SAID[duty.form])} {say(answer.chain.name(duty.to))}"
        lines.append(f"{when}  {what}{at_once}  [{duty.basis} {duty.certainty}]")
    follow = made["follow_up"]
    lines.append(t(N_("follow-ups: {count} a day until the rescue ends [{basis}]"), count=follow["per_day"],
                   basis=follow["basis"]))  # fmt: skip
    for window in made["windows"]:
        lines.append(t(N_("supplements: {days} days, until {day} [{basis}]"), days=window["days"],
                       day=window["last_day"], basis=window["basis"]))  # fmt: skip
    for unit in made["unit"]:
        late = t(N_(" LATE")) if unit["late"] else ""
        lines.append(t(N_("the unit itself by {due} [{basis}]"), due=unit["due"], basis=unit["basis"]) + late)
    return lines
