"""Is a call the same event as an open incident? A likeness from 0 to 1 with its reasons; a person merges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.geo import metres
from fengsui_incidents.model.picture import Picture, Point
from fengsui_incidents.model.rules import RuleSet


@dataclass(frozen=True, kw_only=True)
class CallHeard:
    """A call as far as it is known: when, what was said, and where (a point, or a place's name in the text)."""

    at: datetime
    text: str
    point: Point | None = None


@dataclass(frozen=True, kw_only=True)
class Likeness:
    incident: str
    similarity: float
    why: Words


@dataclass(frozen=True)
class _Part:
    """One aspect: how alike from 0 to 1, how much it weighs, and how it is said."""

    alike: float
    weight: float
    says: Words


def likeness(call: CallHeard, picture: Picture, rules: RuleSet) -> Likeness:
    """How alike the two are by distance, minutes and words, each with its weight (rule `merge_weights`).

    What is further than `merge_within` in space or time is not alike at all. Where no place is known, distance
    neither helps nor hinders: the other two carry its weight.
    """
    aspects = (_distance(call, picture, rules), _time(call, picture, rules), _words(call, picture, rules))
    parts = [part for part in aspects if part is not None]
    total = sum(part.weight for part in parts)
    apart = any(part.alike < 0 for part in parts)
    score = 0.0 if apart or not total else sum(part.alike * part.weight for part in parts) / total
    said = [part.says for part in parts if part.says.zh]
    why = Words(", ".join(one.zh for one in said), ", ".join(one.en for one in said))
    return Likeness(incident=picture.id, similarity=round(max(0.0, min(1.0, score)), 2), why=why)


def most_alike(call: CallHeard, open_incidents: Iterable[Picture], rules: RuleSet) -> Likeness | None:
    """The open incident that the call most resembles, if it is alike enough to propose (rule `merge_from`)."""
    found = [likeness(call, picture, rules) for picture in open_incidents]
    best = max(found, key=lambda one: (one.similarity, one.incident), default=None)
    return best if best is not None and best.similarity >= rules.number("merge_from") else None


def _distance(call: CallHeard, picture: Picture, rules: RuleSet) -> _Part | None:
    """Straight-line distance; -1 beyond the limit. None where one of the two has no place."""
    if call.point is None or picture.point is None:
        return None
    apart, limit = metres(call.point, picture.point), float(rules.value("merge_within")["metres"])
    says = Words(f"相距{apart / 1000:.1f}km", f"{apart / 1000:.1f} km apart")
    return _Part(1 - apart / limit if apart <= limit else -1.0, float(rules.value("merge_weights")["distance"]), says)


def _time(call: CallHeard, picture: Picture, rules: RuleSet) -> _Part:
    """Minutes between the call and the incident's report, whichever came first; -1 beyond the limit."""
    minutes = (call.at - picture.reported_at).total_seconds() / 60
    limit = float(rules.value("merge_within")["minutes"])
    whole = abs(round(minutes))
    says = Words(f"{'晚' if minutes >= 0 else '早'}{whole}min", f"{whole} min {'later' if minutes >= 0 else 'earlier'}")
    alike = 1 - abs(minutes) / limit if abs(minutes) <= limit else -1.0
    return _Part(alike, float(rules.value("merge_weights")["time"]), says)


def _words(call: CallHeard, picture: Picture, rules: RuleSet) -> _Part:
    """The same word counts whole, a word of the same kind (异味 and 泄漏) a part."""
    weights = rules.value("merge_weights")
    theirs = " ".join((picture.words, picture.title.zh, picture.title.en, picture.place.zh)).lower()
    same: list[str] = []
    related: list[str] = []
    for row in rules.value("merge_words"):
        here = _said(row, call.text.lower())
        there = _said(row, theirs)
        if both := [word for word in here if word in there]:
            same.append(both[0])
        elif here and there:
            related.append(f"{here[0]}~{there[0]}")
    alike = 1.0 if same else float(weights["word_of_same_kind"]) if related else 0.0
    shown = same or related
    says = Words(f"说到 {' '.join(shown)}", f"speak of {', '.join(shown)}") if shown else Words("", "")
    return _Part(alike, float(weights["words"]), says)


def _said(words: Sequence[str], text: str) -> list[str]:
    """Which of the words the text has; English ones only whole."""
    return [word for word in words if (_whole(word, text) if word.isascii() else word in text)]


def _whole(word: str, text: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
