"""The answers of the views of judgement: figures with their history, plans with their reasons, who commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import FigureName, Grade, ResponseLevel


@dataclass(frozen=True, kw_only=True)
class ClaimRow:
    """One claim as it was made. `counts` False: it would have lowered a figure without a reason, and lowers nothing."""

    at: datetime
    said_at: datetime | None
    value: int | None
    source: str
    status: str
    reason: str
    actor: str
    counts: bool
    stands: bool


@dataclass(frozen=True, kw_only=True)
class FigureHistory:
    """One figure: the one in use (`value` None: unknown), and every claim about it, oldest first."""

    figure: FigureName
    value: int | None
    status: str
    source: str
    claims: tuple[ClaimRow, ...]


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """A circumstance that an officer may tick; `holds` None and `source` empty: nobody has said."""

    key: str
    name: Words
    holds: bool | None
    which: str
    source: str
    status: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ScaleFact:
    """What a special scale asks; `choices` where it is one of some words."""

    key: str
    name: Words
    choices: Mapping[str, Words]


@dataclass(frozen=True, kw_only=True)
class ScaleOffered:
    key: str
    name: Words
    basis: str
    facts: tuple[ScaleFact, ...]


@dataclass(frozen=True, kw_only=True)
class Commander:
    """Who commands where this centre does not, since when, and what this centre still does."""

    org: str
    post: str
    name: str
    phone: str
    since: datetime
    duties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommandRow:
    """One passing of command, with the one page that was handed over and the forces that went under it."""

    id: str
    kind: Literal["handed_over", "taken_back"]
    from_org: str
    from_name: str
    to_org: str
    to_post: str
    to_name: str
    at: datetime
    entered_at: datetime
    duties: tuple[str, ...]
    forces: tuple[str, ...]
    picture: Words
    reason: str
    basis: str
    said_by: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class JudgementView:
    """Everything that is judged of one incident, with its reasons."""

    incident: str
    grade: Grade
    near_miss: Literal["no", "to_verify", "yes"]
    level: ResponseLevel
    level_confirmed: ResponseLevel | None
    level_by: str
    level_how: str
    why: Mapping[str, tuple[Quoted, ...]]
    figures: tuple[FigureHistory, ...]
    circumstances: tuple[Ticked, ...]
    special: str
    special_facts: Mapping[str, float | str]
    scales: tuple[ScaleOffered, ...]
    commander: Commander | None
    commands: tuple[CommandRow, ...]
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlanMatch:
    """One plan against the incident. `kind`: site 现场方案, level 等级预案, general 类型预案, ad_hoc 随机方案."""

    plan: str
    version: int
    title: Words
    kind: Literal["site", "level", "general", "ad_hoc"]
    chosen: bool
    by_hand: bool
    fits: bool
    why: tuple[Words, ...]
    why_not: tuple[Words, ...]
    basis: str
    parts: tuple[PlanPart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanPart:
    """A need, a task or a prohibition of a plan, that an ad-hoc plan may take over."""

    kind: Literal["need", "task", "prohibition"]
    id: str
    says: Words


@dataclass(frozen=True, kw_only=True)
class PlansOf:
    """The plans of one incident, best first. `filed`: the enterprise's filed plan, where there is one."""

    incident: str
    matches: tuple[PlanMatch, ...]
    filed: Words | None = None
    capabilities: tuple[str, ...] = field(default_factory=tuple)
