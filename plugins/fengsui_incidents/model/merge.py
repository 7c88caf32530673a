"""Is a call the same event as an open incident? A likeness from 0 to 1 with its reasons; a person merges."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
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


class Prepared:
    """Open incidents looked at once, so that each of many calls is compared with all of them in little time."""

    def __init__(self, pictures: Iterable[Picture], rules: RuleSet) -> None:
        self._within = rules.value("merge_within")
        self._weights = rules.value("merge_weights")
        self._from = rules.number("merge_from")
        self._rows = rules.value("merge_words")
        self._pictures = [(picture, _said_of(self._rows, _all_words(picture))) for picture in pictures]

    def likenesses(self, call: CallHeard) -> list[Likeness]:
        said = _said_of(self._rows, call.text.lower())
        return [self._likeness(call, said, picture, theirs) for picture, theirs in self._pictures]

    def best(self, call: CallHeard, *, but: Collection[str] = ()) -> Likeness | None:
        """The one that the call most resembles, if it is alike enough to propose (rule `merge_from`). Not one of `but`:
        a person has taken the call out of those again."""
        found = (one for one in self.likenesses(call) if one.incident not in but)
        best = max(found, key=lambda one: (one.similarity, one.incident), default=None)
        return best if best is not None and best.similarity >= self._from else None

    def _likeness(self, call: CallHeard, said: _Said, picture: Picture, theirs: _Said) -> Likeness:
        aspects = (self._distance(call, picture), self._time(call, picture), self._words(said, theirs))
        parts = [part for part in aspects if part is not None]
        total = sum(part.weight for part in parts)
        apart = any(part.alike < 0 for part in parts)
        score = 0.0 if apart or not total else sum(part.alike * part.weight for part in parts) / total
        heard = [part.says for part in parts if part.says.zh]
        why = Words(", ".join(one.zh for one in heard), ", ".join(one.en for one in heard))
        return Likeness(incident=picture.id, similarity=round(max(0.0, min(1.0, score)), 2), why=why)

    def _distance(self, call: CallHeard, picture: Picture) -> _Part | None:
        """Straight-line distance; -1 beyond the limit. None where one of the two has no place."""
        if call.point is None or picture.point is None:
            return None
        apart, limit = metres(call.point, picture.point), float(self._within["metres"])
        says = Words(f"相距{apart / 1000:.1f}km", f"{apart / 1000:.1f} km apart")
        return _Part(1 - apart / limit if apart <= limit else -1.0, float(self._weights["distance"]), says)

    def _time(self, call: CallHeard, picture: Picture) -> _Part:
        """Minutes between the call and the incident's report, whichever came first; -1 beyond the limit."""
        minutes = (call.at - picture.reported_at).total_seconds() / 60
        limit, whole = float(self._within["minutes"]), abs(round(minutes))
        says = Words(
            f"{'晚' if minutes >= 0 else '早'}{whole}min", f"{whole} min {'later' if minutes >= 0 else 'earlier'}"
        )
        alike = 1 - abs(minutes) / limit if abs(minutes) <= limit else -1.0
        return _Part(alike, float(self._weights["time"]), says)

    def _words(self, here: _Said, there: _Said) -> _Part:
        """The same word counts whole, a word of the same kind (异味 and 泄漏) a part."""
        same: list[str] = []
        related: list[str] = []
        for mine, theirs in zip(here, there, strict=True):
            if both := [word for word in mine if word in theirs]:
                same.append(both[0])
            elif mine and theirs:
                related.append(f"{mine[0]}~{theirs[0]}")
        alike = 1.0 if same else float(self._weights["word_of_same_kind"]) if related else 0.0
        shown = same or related
        says = Words(f"说到 {' '.join(shown)}", f"speak of {', '.join(shown)}") if shown else Words("", "")
        return _Part(alike, float(self._weights["words"]), says)


def likeness(call: CallHeard, picture: Picture, rules: RuleSet) -> Likeness:
    """How alike the two are by distance, minutes and words, each with its weight (rule `merge_weights`).

    What is further than `merge_within` in space or time is not alike at all. Where no place is known, distance
    neither helps nor hinders: the other two carry its weight.
    """
    return Prepared([picture], rules).likenesses(call)[0]


def most_alike(call: CallHeard, open_incidents: Iterable[Picture], rules: RuleSet) -> Likeness | None:
    """The open incident that the call most resembles, if it is alike enough to propose (rule `merge_from`)."""
    return Prepared(open_incidents, rules).best(call)


_Said = Sequence[Sequence[str]]
"""For each row of `merge_words`, which of its words a text has."""


def _all_words(picture: Picture) -> str:
    return " ".join((picture.words, picture.title.zh, picture.title.en, picture.place.zh)).lower()


def _said_of(rows: Sequence[Sequence[str]], text: str) -> _Said:
    return [_said(row, text) for row in rows]


def _said(words: Sequence[str], text: str) -> list[str]:
    """Which of the words the text has; English ones only whole."""
    return [word for word in words if (_whole(word, text) if word.isascii() else word in text)]


def _whole(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
