"""What the system proposes of an incident, each part with its reasons. Nothing in it is decided; a person does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.board import Assessment, Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.model.assess.approach import (
    approach_of,
    rendezvous_of,
    tell_caller,
    wind_turned,
    wind_turned_since,
    wind_words,
)
from fengsui_incidents.model.assess.grading import grade_of, near_miss_of
from fengsui_incidents.model.assess.level import level_of, table_level
from fengsui_incidents.model.assess.plan import by_hand, choose_plan, substance_of
from fengsui_incidents.model.assess.reach import distances_of, sensitive_of
from fengsui_incidents.model.assess.urgency import urgency_of
from fengsui_incidents.model.figures import values
from fengsui_incidents.model.picture import Picture, Surroundings, words
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_plans.api import DigitalPlan

__all__ = ["Judgement", "assess", "substance_of", "wind_turned", "wind_turned_since", "wind_words"]

NO_PLAN = Words("没有适用的数字化预案, 请人工选定", "No digital plan fits; choose one by hand")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """An assessment with what it stood on: the plan's triggers that matched and the rule rows that were used.

    `plan` is the chosen plan, or None where none fits (then nothing can be proposed, and the officer chooses one).
    `automatic` is the level that the plan starts by itself, where it says so and its condition is met.
    """

    assessment: Assessment
    plan: DigitalPlan | None
    triggers: tuple[str, ...]
    rules: tuple[str, ...]
    automatic: ResponseLevel | None = None


def assess(picture: Picture, around: Surroundings, rules: RuleSet, now: datetime) -> Judgement:
    """Urgency, first grade (初判), 较大涉险, level, plan, approach, distances, sensitive places, what still to ask."""
    vocabulary = Vocabulary.of(rules)
    chosen = (
        by_hand(around.chosen)
        if around.chosen
        else choose_plan(picture, around.plans, vocabulary, picture.level_decided or table_level(picture, rules))
    )
    plan = chosen.value
    sensitive = sensitive_of(picture, plan, around, rules, now)
    urgency = urgency_of(picture, plan, sensitive.value, vocabulary, around, rules, now)
    grade, near_miss = grade_of(picture, rules), near_miss_of(picture, rules)
    level = level_of(picture, plan, rules)
    approach, distances = approach_of(picture, plan, rules, now), distances_of(picture, around, rules, now)
    aspects: Mapping[str, tuple[Quoted, ...]] = {
        "urgency": urgency.why,
        "grade": grade.why,
        "near_miss": near_miss.why,
        "level": level.why,
        "plan": chosen.why,
        "approach": approach.why,
        "distances": distances.why,
        "sensitive": sensitive.why,
    }
    assessment = Assessment(
        urgency=urgency.value,
        grade=grade.value,
        near_miss=near_miss.value,
        level=level.value.level,
        plan=plan.id if plan else "",
        plan_version=plan.version if plan else 0,
        plan_title=words(plan.title) if plan else NO_PLAN,
        approach=approach.value,
        rendezvous=rendezvous_of(picture, plan),
        prohibitions=_prohibitions(picture, plan),
        distances=distances.value,
        sensitive=tuple(place.says for place in sensitive.value),
        questions=_still_to_ask(picture, plan),
        tell_caller=tell_caller(picture, plan),
        why={aspect: reasons for aspect, reasons in aspects.items() if reasons},
    )
    used = {key for one in (urgency, grade, near_miss, level, approach, distances, sensitive) for key in one.rules}
    return Judgement(
        assessment=assessment, plan=plan, triggers=level.value.triggers, rules=_dated(rules, used),
        automatic=level.value.automatic,
    )  # fmt: skip


def _prohibitions(picture: Picture, plan: DigitalPlan | None) -> tuple[Words, ...]:
    """The plan's, then the site's own (as the enterprise filed them), each once."""
    of_plan = tuple(words(text) for text in plan.prohibitions) if plan else ()
    known = {text.zh for text in of_plan}
    of_site = picture.site.prohibitions if picture.site else ()
    return of_plan + tuple(Words(text, text) for text in of_site if text not in known)


def _still_to_ask(picture: Picture, plan: DigitalPlan | None) -> tuple[Words, ...]:
    """The plan's questions whose answer is not known yet, most needed first."""
    known = {count for count, value in values(picture.claims).items() if value is not None}
    facts: dict[str, object] = {
        "ongoing": picture.ongoing,
        "wind": picture.wind,
        "substance": picture.substance or None,
        "place": picture.point,
        "floors": picture.floors,
    }
    answered = known | {fact for fact, value in facts.items() if value is not None}
    return tuple(words(question.says) for question in plan.questions if question.fact not in answered) if plan else ()


def _dated(rules: RuleSet, keys: set[str]) -> tuple[str, ...]:
    """Each row with the day since which it is in force: what a later reader needs to find the very row."""
    return tuple(f"{key}@{rules.row(key).effective_from.isoformat()}" for key in sorted(keys) if rules.has(key))
