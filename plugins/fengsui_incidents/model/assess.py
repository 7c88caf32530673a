"""What the system proposes of an incident, each part with its reasons. Nothing in it is decided; a person does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.board import Assessment
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.picture import Picture, Surroundings, WindReading
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """An assessment with what it stood on: the plan's triggers that matched and the rule keys that were used.

    `plan` is the chosen plan, or None where none fits (then nothing can be proposed, and the officer chooses one).
    """

    assessment: Assessment
    plan: DigitalPlan | None
    triggers: tuple[str, ...]
    rules: tuple[str, ...]


def assess(picture: Picture, around: Surroundings, rules: RuleSet, now: datetime) -> Judgement:
    """Urgency, first grade (初判), 较大涉险, response level, plan, approach, distances, who is sensitive, what to ask."""
    raise NotImplementedError


def wind_words(wind: WindReading) -> Words:
    """东北风 2.1 m/s / NE 2.1 m/s."""
    raise NotImplementedError


def wind_turned(before: WindReading | None, after: WindReading, rules: RuleSet) -> bool:
    """Whether the wind has turned so far that everybody who accepted must be told again."""
    raise NotImplementedError
