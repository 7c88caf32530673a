"""The substances and kinds of event that the system knows by name, out of the rule rows `substances` and `kinds`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.rules import RuleSet

Hazard = Literal["toxic", "explosive", "flammable", "other"]


@dataclass(frozen=True, kw_only=True)
class Term:
    """One thing with a name: its key in the plans, its name, the initials typed for it, the words that mean it."""

    key: str
    name: Words
    initials: tuple[str, ...]
    words: tuple[str, ...]
    hazard: Hazard


@dataclass(frozen=True)
class Vocabulary:
    substances: tuple[Term, ...]
    kinds: tuple[Term, ...]

    @classmethod
    def of(cls, rules: RuleSet) -> Vocabulary:
        return cls(_terms(rules, "substances"), _terms(rules, "kinds"))

    def substance(self, key: str) -> Term | None:
        return next((term for term in self.substances if term.key == key), None)

    def kind(self, key: str) -> Term | None:
        return next((term for term in self.kinds if term.key == key), None)


def title_of(substance: str, kind: str, vocabulary: Vocabulary) -> Words:
    """氨泄漏 / Ammonia release, from what is known; 情况待核实 / To be verified where nothing is."""
    what, event = vocabulary.substance(substance), vocabulary.kind(kind)
    if what and event:
        return Words(_joined(what.name.zh, event.name.zh), f"{what.name.en} {event.name.en}".capitalize())
    if one := what or event:
        return Words(one.name.zh if event else f"{one.name.zh}险情", _sentence(one.name.en))
    if kind or substance:
        return Words(kind or substance, _sentence(kind or substance))
    return Words("情况待核实", "To be verified")


def terms_by_words(terms: Iterable[Term]) -> list[tuple[str, Term]]:
    """Every word of every term, longest first, so that 天然气 is not read as 气."""
    pairs = [(word, term) for term in terms for word in term.words]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _joined(substance: str, kind: str) -> str:
    """粉尘 and 粉尘爆炸 give 粉尘爆炸."""
    return kind if kind.startswith(substance) else substance + kind


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]


def _terms(rules: RuleSet, key: str) -> tuple[Term, ...]:
    rows: list[Mapping[str, Any]] = rules.value(key) if rules.has(key) else []
    return tuple(
        Term(
            key=row["key"],
            name=Words(row["zh"], row["en"]),
            initials=tuple(row["initials"]),
            words=tuple(row["words"]),
            hazard=row["hazard"],
        )
        for row in rows
    )
