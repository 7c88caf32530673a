"""The digital plan (数字化预案): what a YAML file in `plans/` may say, and its JSON Schema's source.

A plan is data that a bureau edits, so it is a strict pydantic model: unknown keys are refused, every text may
be given in Chinese and English. Frozen: a plan in force does not change, a new version does. What one field
says about another (unique ids, tasks that follow tasks) is checked in `fengsui_plans.crosscheck`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from fengsui.clean import one_line
from fengsui_plans.parts import Part, Slug
from fengsui_plans.policy import Escalation

Urgency = Literal["A", "B", "C", "D"]
ResponseLevel = Literal["I", "II", "III", "IV"]
TableName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$")]


def _trimmed(text: object) -> object:
    """A folded YAML text ends in a line break that nobody meant."""
    return text.strip() if isinstance(text, str) else text


Sentence = Annotated[str, Field(min_length=1, max_length=400), BeforeValidator(_trimmed), AfterValidator(one_line)]
Word = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(one_line)]
Least = Annotated[int, Field(ge=1, le=100_000)]


class Text(Part):
    """A text in both languages, one line each."""

    zh: Sentence
    en: Sentence

    def say(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


class Condition(Part):
    """A fact compared with a number. Facts: `dead`, `serious`, `poisoned`, `trapped`, `missing`, `at_risk`,
    `evacuated`, `minor`, `injured`, `endangered`, `loss_yuan`, `floors`, and `tonnes` of `substance` at the site."""

    fact: Literal[
        "dead", "serious", "minor", "injured", "poisoned", "trapped", "missing", "at_risk", "endangered", "evacuated",
        "loss_yuan", "floors", "tonnes",
    ]  # fmt: skip
    substance: Slug | None = None
    """Only with `tonnes`, and then needed."""
    at_least: Annotated[float, Field(ge=0)]


class Trigger(Part):
    """Any one of a level's triggers proposes that level; `says` is quoted to the leader."""

    id: Slug
    level: ResponseLevel
    when: Condition
    says: Text
    start: Literal["decision", "automatic"] = "decision"
    """Whether the leader decides, or the response starts by itself as soon as the condition is met."""


class Need(Part):
    """`count` teams, each with every capability in `capabilities` (name -> least number), for one task.

    `by` says who is meant: an order to a team, a request to another bureau, or the street's own people.
    `protection` is the least that a team must wear; a team without it is not sent.
    """

    id: Slug
    title: Text
    count: Annotated[int, Field(ge=1, le=50)] = 1
    capabilities: Annotated[dict[Slug, Least], Field(min_length=1)]
    """What each team must have: name -> least number."""
    protection: dict[Slug, Least] = Field(default_factory=dict)
    """What each team must wear: name -> least number; a team without it is not sent."""
    task: Text
    wear: Text
    by: Literal["order", "request", "notice", "any"] = "any"
    upwind_only: bool = False
    """The team works only upwind; one whose station lies downwind is told to withdraw first."""


class PlanTask(Part):
    """Something to do by a post (`owner`, the role of an action card), within minutes of the report."""

    id: Slug
    title: Text
    owner: Annotated[str, Field(min_length=1, max_length=80)]
    within_minutes: Annotated[int, Field(ge=0, le=1440)]
    after: tuple[Slug, ...] = ()
    """Ids of the tasks that must be done first."""


class ActionCard(Part):
    """A post's steps in order (应急处置卡)."""

    role: Slug
    title: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]


class Approach(Part):
    """From where to come in, and where to meet; `side` upwind needs a wind."""

    side: Literal["upwind", "any", "designated"] = "any"
    rendezvous: Text
    says: Text


class DistanceReference(Part):
    """Distances by reference to the dated table (rules), never numbers in a plan."""

    substance: Slug
    table: TableName


class Applies(Part):
    """When the plan fits: any substance, kind of event or word of the report named here."""

    substances: tuple[Slug, ...] = ()
    kinds: tuple[Slug, ...] = ()
    keywords: tuple[Word, ...] = ()
    levels: tuple[ResponseLevel, ...] = ()
    """Only at these response levels (等级预案); empty: at any."""


class Notice(Part):
    """Whom to ask or tell besides the teams: 119, 120, police, street, environment, the level above."""

    id: Slug
    to: Text
    kind: Literal["request", "notice"]
    says: Text
    team_reach: Literal["request_119", "request_120", "request", ""] = ""
    """Only for a request: the teams that are reached through it."""


class Question(Part):
    """Still to ask the caller, most needed first; `fact` is what the answer fills in."""

    fact: Slug
    says: Text


class DigitalPlan(Part):
    """A digital plan: triggers, needs, tasks, cards, prohibitions, approach, distances and escalation."""

    id: Slug
    version: Annotated[int, Field(ge=1)]
    title: Text
    basis: Sentence
    """The law, standard or plan that it rests on."""
    applies: Applies
    site: Word | None = None
    """A site plan names its enterprise and comes before a general one."""
    urgency: Urgency
    """The order on the board, A first; never the legal grade."""
    triggers: Annotated[tuple[Trigger, ...], Field(min_length=1)]
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    own_capabilities: tuple[Slug, ...] = ()
    """Capabilities used here that only this bureau's teams have, beyond the common vocabulary."""
    notices: tuple[Notice, ...] = ()
    tasks: tuple[PlanTask, ...] = ()
    action_cards: tuple[ActionCard, ...] = ()
    prohibitions: tuple[Text, ...] = ()
    """What nobody may do, each worded to stand after 禁 or DO NOT; in the alert, on the board, in the shift note."""
    approach: Approach
    distances: DistanceReference | None = None
    escalation: Escalation = Escalation()
    """What it leaves out is the centre's (rule `escalation`)."""
    questions: tuple[Question, ...] = ()
    tell_caller: tuple[Text, ...] = ()
    entry_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    """How long an entry in breathing apparatus may last before the team must turn back."""
    relief_hours: Annotated[int, Field(ge=1, le=24)] | None = None
    """After how many hours on scene a team is relieved (换防)."""

    def post(self, role: str) -> Text | None:
        """The title of the post that `role` names (a task's `owner`), from its action card."""
        return next((card.title for card in self.action_cards if card.role == role), None)
