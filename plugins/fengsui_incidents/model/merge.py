"""Is a call the same event as an open incident? A likeness from 0 to 1 with its reasons; a person merges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.events import Words
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


def likeness(call: CallHeard, picture: Picture, rules: RuleSet) -> Likeness:
    """How alike the two are by distance, minutes and words, each with its weight (rule `merge_weights`)."""
    raise NotImplementedError


def most_alike(call: CallHeard, open_incidents: Iterable[Picture], rules: RuleSet) -> Likeness | None:
    """The open incident that the call most resembles, if it is alike enough to propose (rule `merge_from`)."""
    raise NotImplementedError
