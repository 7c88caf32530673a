"""What is judged of an incident: circumstances, special scales, ad-hoc plans, the hand-over of command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from fengsui.events import CENTRE, Severity
from fengsui_incidents.api.events.common import OfIncident, TaskSet, Words
from fengsui_incidents.api.words import ResponseLevel


@dataclass(frozen=True, kw_only=True)
class CircumstanceSet(OfIncident):
    """A fact that is no number, of the branches of order 21 art 26; `holds` None: not known. `which` the place."""

    topic: ClassVar[str] = "incidents.circumstance_set"
    circumstance: str
    holds: bool | None
    which: str
    source: str
    status: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SpecialScaleSet(OfIncident):
    """The special scale (lifts, rail, power, ...) that the incident falls under; an empty `scale`: none any more."""

    topic: ClassVar[str] = "incidents.special_scale_set"
    scale: str
    facts: Mapping[str, float | str] = field(default_factory=dict)
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class HigherStarted(OfIncident):
    """A level above started its own response: ours starts with it."""

    topic: ClassVar[str] = "incidents.higher_started"
    severity: ClassVar[Severity] = "severe"
    by: str
    level: ResponseLevel
    ours: ResponseLevel | None
    said_by: str = ""
    said_at: datetime | None = None

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class CommandPassed(OfIncident):
    """指挥权移交, or its way back (`kind` taken_back). `forces` are the orders that came under the new commander,
    `duties` what this centre still does, `picture` the one page that was handed over."""

    topic: ClassVar[str] = "incidents.command_passed"
    severity: ClassVar[Severity] = "severe"
    passing: str
    kind: Literal["handed_over", "taken_back"]
    from_org: str
    from_name: str
    to_org: str
    to_post: str
    to_name: str
    at: datetime
    picture: Words
    forces: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    reason: str = ""
    basis: str = ""
    answered_for: bool = False
    said_by: str = ""

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class AdHocPlanComposed(OfIncident):
    """随机方案: a plan composed on the spot, kept with the incident and never in the library."""

    topic: ClassVar[str] = "incidents.ad_hoc_plan_composed"
    plan: str
    version: int
    title: Words
    needs: tuple[str, ...]
    tasks: tuple[TaskSet, ...] = ()
    reason: str = ""
