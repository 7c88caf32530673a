"""Special scales: lifts, ropeways, boilers, rail, power. Their rows are data, beside the table of 493 art 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.errors import Fault, Missing
from fengsui.text import N_
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import GRADES
from fengsui_incidents.api.words import Grade
from fengsui_incidents.model.rules import RuleSet

PREFIX = "special_"
Known = float | str
"""A number, or one of a fact's choices. Yes is 1, no is 0."""

MOST = 1e9


@dataclass(frozen=True, kw_only=True)
class AskedFact:
    """A fact that a scale looks at: a number, or one of `choices`."""

    key: str
    name: Words
    choices: Mapping[str, Words]


@dataclass(frozen=True, kw_only=True)
class SpecialRow:
    """One row: every condition of `when` holds. A number: at least; two numbers: at least and below; text: is."""

    grade: Grade
    when: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class SpecialScale:
    key: str
    name: Words
    facts: tuple[AskedFact, ...]
    rows: tuple[SpecialRow, ...]
    basis: str
    certainty: str
    rule: str

    def fact(self, key: str) -> AskedFact | None:
        return next((fact for fact in self.facts if fact.key == key), None)


@dataclass(frozen=True, kw_only=True)
class SpecialFound:
    """What a scale says: a grade, or None where no row is reached (then this scale sees no accident yet)."""

    scale: SpecialScale
    grade: Grade | None
    says: Words


def special_keys(rules: RuleSet) -> tuple[str, ...]:
    """The scales in force, by the names that a person types (`lift`, `rail`, `power`)."""
    return tuple(key.removeprefix(PREFIX) for key in rules.rows if key.startswith(PREFIX))


def special_scale(key: str, rules: RuleSet) -> SpecialScale:
    """One scale; raises Missing (`no_special_scale`) with those that there are."""
    rule = f"{PREFIX}{key}"
    if not rules.has(rule):
        known = ", ".join(special_keys(rules))
        message = N_("There is no special scale {scale}; there are {known}.")
        raise Missing(message, code="no_special_scale", scale=key, known=known)
    row = rules.row(rule)
    return SpecialScale(
        key=key,
        name=Words(row.value["zh"], row.value["en"]),
        facts=tuple(_fact(name, said) for name, said in row.value["facts"].items()),
        rows=tuple(SpecialRow(grade=GRADES.read(one["grade"]), when=one["when"]) for one in row.value["rows"]),
        basis=row.basis,
        certainty=row.certainty,
        rule=f"{rule}@{row.effective_from.isoformat()}",
    )


def by_special(scale: SpecialScale, known: Mapping[str, Known]) -> SpecialFound:
    """The worst row that is reached; what is not known reaches nothing."""
    met = [row for row in scale.rows if all(_holds(known.get(fact), bound) for fact, bound in row.when.items())]
    if not met:
        below = Words(f"{scale.name.zh}: 未达最低一档", f"{scale.name.en}: below its lowest row")
        return SpecialFound(scale=scale, grade=None, says=below)
    row = min(met, key=lambda row: GRADES.step(row.grade).number)
    name = GRADES.step(row.grade).name
    parts = [_said(scale, fact, known[fact], bound) for fact, bound in row.when.items()]
    zh, en = ", ".join(part.zh for part in parts), ", ".join(part.en for part in parts)
    return SpecialFound(
        scale=scale, grade=row.grade,
        says=Words(f"{scale.name.zh}: {zh}: {name.zh}", f"{scale.name.en}: {en}: {name.en}"),
    )  # fmt: skip


def faults_of(scale: SpecialScale, given: Mapping[str, Known]) -> list[Fault]:
    """Every fact that the scale does not look at, and every value that it cannot be."""
    faults: list[Fault] = []
    for key, value in given.items():
        fact = scale.fact(key)
        if fact is None:
            params = {"known": ", ".join(one.key for one in scale.facts)}
            faults.append(Fault(key, N_("a fact of this scale: {known}"), "no_such_fact", params))
        elif fact.choices and value not in fact.choices:
            faults.append(Fault(key, N_("one of {codes}"), "no_such_choice", {"codes": ", ".join(fact.choices)}))
        elif not fact.choices and not (isinstance(value, int | float) and 0 <= value <= MOST):
            faults.append(Fault(key, N_("a number from 0 to {most}"), "no_number", {"most": f"{MOST:.0f}"}))
    return faults


def _fact(key: str, said: Mapping[str, Any]) -> AskedFact:
    choices = {choice: Words(one["zh"], one["en"]) for choice, one in said.get("choices", {}).items()}
    return AskedFact(key=key, name=Words(said["zh"], said["en"]), choices=choices)


def _holds(value: Known | None, bound: object) -> bool:
    if isinstance(bound, str) or isinstance(value, str):
        return value == bound
    if value is None:
        return False
    if isinstance(bound, Sequence):
        least, below = bound
        return bool(least <= value < below)
    return isinstance(bound, int | float) and value >= bound


def _said(scale: SpecialScale, key: str, value: Known, bound: object) -> Words:
    fact = scale.fact(key)
    name = fact.name if fact else Words(key, key)
    if isinstance(value, str):
        choice = fact.choices.get(value, Words(value, value)) if fact else Words(value, value)
        return Words(f"{name.zh} {choice.zh}", f"{name.en} {choice.en}")
    limit = f">={bound[0]:g}" if isinstance(bound, Sequence) and not isinstance(bound, str) else f">={bound}"
    return Words(f"{name.zh} {value:g}{limit}", f"{name.en} {value:g}{limit}")
