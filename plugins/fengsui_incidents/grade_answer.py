"""The answer of `fengsui rules grade`: worked out from the shipped rows alone, told as JSON or to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from fengsui import __version__
from fengsui.cli.failures import UsageFault
from fengsui.errors import Fault, Missing
from fengsui.text import N_, translate
from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import GRADES
from fengsui_incidents.api.words import COUNTS, Count, FigureName, Grade
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.assess.near_miss import NearMiss, near_miss_by
from fengsui_incidents.model.assess.special import (
    Known,
    SpecialFound,
    by_special,
    faults_of,
    special_keys,
    special_scale,
)
from fengsui_incidents.model.assess.statute import TABLE, Column, Graded, by_table
from fengsui_incidents.model.figures import SHORT, Figure
from fengsui_incidents.model.rules import RuleSet

PACKAGE = "fengsui_incidents"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed. `beside` are counts that are told and not counted; None is unknown (`?`)."""

    figures: Mapping[Column, int | None]
    day: date
    beside: Mapping[Count, int | None] = field(default_factory=dict)
    special: str = ""
    facts: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    asked: Asked
    grade: Grade
    graded: Graded
    special: SpecialFound | None
    near_miss: Found[NearMiss]
    bases: tuple[str, ...]
    editions: tuple[str, ...]
    certainties: tuple[str, ...]


def grade_asked(asked: Asked) -> Answer:
    """Raises Missing (`no_edition`) where no edition was in force on the day, UsageFault for what no scale knows."""
    rules = RuleSet.shipped(asked.day)
    if not rules.has(TABLE):
        first = min(row.effective_from for row in RuleSet.shipped(date.max).rows.values() if row.key == TABLE)
        message = N_("No edition of the grades was in force on {day}; the first is of {first}.")
        raise Missing(message, code="no_edition", day=asked.day.isoformat(), first=first.isoformat())
    graded = by_table(asked.figures, rules)
    special = _special(asked, rules)
    row = rules.row(TABLE)
    told = [(row.basis, f"{TABLE}@{row.effective_from.isoformat()}", row.certainty)]
    if special is not None:
        told.append((special.scale.basis, special.scale.rule, special.scale.certainty))
    return Answer(
        asked=asked,
        grade=GRADES.worst([graded.grade, *([special.grade] if special and special.grade else [])]),
        graded=graded,
        special=special,
        near_miss=near_miss_by(_beside(asked), (), rules),
        bases=tuple(basis for basis, _, _ in told),
        editions=tuple(edition for _, edition, _ in told),
        certainties=tuple(certainty for _, _, certainty in told),
    )


def _special(asked: Asked, rules: RuleSet) -> SpecialFound | None:
    if not asked.special:
        return None
    if asked.special not in (known := special_keys(rules)):
        message = N_("There is no special scale {scale}; there are {known}.")
        raise UsageFault(message, code="no_special_scale", scale=asked.special, known=", ".join(known))
    scale = special_scale(asked.special, rules)
    if faults := faults_of(scale, asked.facts):
        placed = [Fault(f"--fact {fault.path}", fault.expected, fault.code, fault.params) for fault in faults]
        raise UsageFault(N_("These figures cannot be graded."), faults=placed)
    return by_special(scale, asked.facts)


def _beside(asked: Asked) -> Mapping[FigureName, Figure]:
    """What was typed is taken for verified: whoever types it asks what would follow."""
    at = datetime(asked.day.year, asked.day.month, asked.day.day, tzinfo=UTC)
    return {
        count: Figure(count=count, value=value, status="verified", source="", at=at)
        for count, value in asked.beside.items()
    }


def as_json(answer: Answer) -> dict[str, Any]:
    step = GRADES.step(answer.grade)
    decided = [one.column for one in answer.graded.decided_by if one.grade == answer.grade]
    return {
        "grade": step.code,
        "code": step.number,
        "name": _words(step.name),
        "basis": "; ".join(answer.bases),
        "edition": f"{', '.join(answer.editions)} (fengsui {__version__})",
        "certainty": list(answer.certainties),
        "first_judgement": True,
        "columns": [
            {"column": one.column, "value": one.value, "grade": one.grade, "at_least": one.at_least}
            for one in answer.graded.columns
        ],
        "decided_by": decided,
        "special": _special_json(answer.special),
        "not_counted": dict(answer.asked.beside),
        "near_miss": {"verdict": answer.near_miss.value, "why": [_quoted(one) for one in answer.near_miss.why]},
    }


def _special_json(found: SpecialFound | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"scale": found.scale.key, "grade": found.grade, "says": _words(found.says), "basis": found.scale.basis}


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _quoted(one: Quoted) -> dict[str, Any]:
    return {"says": _words(one.says), "basis": one.basis}


def as_lines(answer: Answer, language: str) -> list[str]:
    def say(message: str, **params: object) -> str:
        return translate(message, language, PACKAGE, **params)

    def pick(words: Words) -> str:
        return words.zh if language.startswith("zh") else words.en

    step = GRADES.step(answer.grade)
    lines = [say(N_("{grade} accident (grade {code}), first judgement"), grade=pick(step.name), code=step.number)]
    for one in answer.graded.columns:
        mark = "*" if one in answer.graded.decided_by and one.grade == answer.grade else " "
        lines.append(f"{mark} {pick(one.says)}")
    if answer.special is not None:
        lines.append(f"{'*' if answer.special.grade == answer.grade else ' '} {pick(answer.special.says)}")
    lines.append(_decided(answer, say))
    if told := [_told(count, answer.asked.beside[count], pick) for count in COUNTS if count in answer.asked.beside]:
        lines.append(say(N_("Not counted for the grade: {figures}"), figures=", ".join(told)))
    if answer.near_miss.why:
        reasons = "; ".join(pick(one.says) for one in answer.near_miss.why)
        lines.append(say(N_("Larger near miss (order 21 art 26): {reasons}"), reasons=reasons))
    lines.append(say(N_("Basis: {basis}"), basis="; ".join(answer.bases)))
    lines.append(say(N_("Edition: {edition}"), edition=f"{', '.join(answer.editions)} (fengsui {__version__})"))
    return lines


def _decided(answer: Answer, say: Any) -> str:
    if any(one.grade == answer.grade for one in answer.graded.decided_by) or (
        answer.special is not None and answer.special.grade == answer.grade
    ):
        return str(say(N_("The worst decides; * marks what decided.")))
    return str(say(N_("No bound is reached: where an accident happened it is still a general one.")))


def _told(count: Count, value: int | None, pick: Any) -> str:
    return f"{pick(SHORT[count])} {'?' if value is None else value}"
