"""The digital plan (数字化预案): what a YAML file in `plans/` may say, and its JSON Schema's source.

A plan is data that a bureau edits, so it is a strict pydantic model: unknown keys are refused, every text may
be given in Chinese and English. Frozen: a plan in force does not change, a new version does.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Urgency = Literal["A", "B", "C", "D"]
ResponseLevel = Literal["I", "II", "III", "IV"]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,47}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    """A text in both languages."""

    zh: Annotated[str, Field(min_length=1, max_length=400)]
    en: Annotated[str, Field(min_length=1, max_length=400)]

    def say(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


class Condition(Part):
    """A fact compared with a number. Facts: `dead`, `serious`, `poisoned`, `trapped`, `missing`, `at_risk`,
    `evacuated`, `floors`, and `tonnes` of `substance` at the site."""

    fact: Literal["dead", "serious", "poisoned", "trapped", "missing", "at_risk", "evacuated", "floors", "tonnes"]
    substance: Slug | None = None
    at_least: Annotated[float, Field(ge=0)]


class Trigger(Part):
    """Any one of a level's triggers proposes that level; `says` is quoted to the leader."""

    id: Slug
    level: ResponseLevel
    when: Condition
    says: Text


class Need(Part):
    """`count` teams, each with every capability in `capabilities` (name -> least number), for one task.

    `by` says who is meant: an order to a team, a request to another bureau, or the street's own people.
    `protection` is the least that a team must wear; a team without it is not sent.
    """

    id: Slug
    title: Text
    count: Annotated[int, Field(ge=1, le=50)] = 1
    capabilities: Annotated[dict[Slug, Annotated[int, Field(ge=1)]], Field(min_length=1)]
    protection: dict[Slug, Annotated[int, Field(ge=1)]] = {}
    task: Text
    wear: Text
    by: Literal["order", "request", "notice", "any"] = "any"
    upwind_only: bool = False


class PlanTask(Part):
    """Something to do by a post, within minutes of the report."""

    id: Slug
    title: Text
    owner: Annotated[str, Field(min_length=1, max_length=80)]
    within_minutes: Annotated[int, Field(ge=0, le=1440)]
    after: tuple[Slug, ...] = ()


class ActionCard(Part):
    """A post's steps in order (应急处置卡)."""

    role: Slug
    title: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]


class Approach(Part):
    """From where to come in, and where to meet; `side` upwind needs a wind."""

    side: Literal["upwind", "any", "designated"] = "any"
    rendezvous: Text
    says: Text


class DistanceReference(Part):
    """Distances by reference to the dated table (rules), never numbers in a plan."""

    substance: Slug
    table: Slug


class Escalation(Part):
    """What happens when an order is not answered. Seconds from the order.

    `on_silence` runs in order: `remind` the team, alert the `next_team`, tell the `leader`.
    """

    displayed_within_s: Annotated[int, Field(ge=1, le=3600)]
    accepted_within_s: Annotated[int, Field(ge=1, le=3600)]
    withdrawn_within_s: Annotated[int, Field(ge=1, le=3600)] = 30
    on_silence: Annotated[tuple[Literal["remind", "next_team", "leader"], ...], Field(min_length=1)]


class Applies(Part):
    """When the plan fits: any substance, kind of event or word of the report named here."""

    substances: tuple[Slug, ...] = ()
    kinds: tuple[Slug, ...] = ()
    keywords: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = ()


class Notice(Part):
    """Whom to ask or tell besides the teams: 119, 120, police, street, environment, the level above."""

    id: Slug
    to: Text
    kind: Literal["request", "notice"]
    says: Text
    team_reach: Literal["request_119", "request_120", "request", ""] = ""


class Question(Part):
    """Still to ask the caller, most needed first; `fact` is what the answer fills in."""

    fact: Slug
    says: Text


class DigitalPlan(Part):
    """A digital plan: triggers, needs, tasks, cards, prohibitions, approach, distances and escalation."""

    id: Slug
    version: Annotated[int, Field(ge=1)]
    title: Text
    basis: Annotated[str, Field(min_length=1, max_length=400)]
    applies: Applies
    site: str | None = None
    """A site plan names its enterprise and comes before a general one."""
    urgency: Urgency
    triggers: Annotated[tuple[Trigger, ...], Field(min_length=1)]
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    notices: tuple[Notice, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    action_cards: tuple[ActionCard, ...] = ()
    prohibitions: tuple[Text, ...] = ()
    approach: Approach
    distances: DistanceReference | None = None
    escalation: Escalation
    questions: tuple[Question, ...] = ()
    tell_caller: tuple[Text, ...] = ()
    entry_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    relief_hours: Annotated[int, Field(ge=1, le=24)] | None = None
