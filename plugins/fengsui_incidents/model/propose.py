"""The forces as a set that covers the plan's needs, with the reason for every team chosen and every one left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from fengsui_incidents.api.board import Candidate, Proposal
from fengsui_incidents.model.picture import Picture, Point
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan
from fengsui_rosters.api import Team


class TravelTime(Protocol):
    def minutes(self, start: Point, end: Point) -> float:
        """Minutes of driving between two points (assembling not counted)."""
        ...


@dataclass(frozen=True)
class StraightLine:
    """The default estimate: straight-line distance times a detour factor at an average speed."""

    kmh: float
    detour: float

    def minutes(self, start: Point, end: Point) -> float:
        raise NotImplementedError


@dataclass(frozen=True)
class Contact:
    """Whether a team's terminal is connected now, and when it was last seen. A team without a Contact has none."""

    online: bool
    last_seen: datetime | None = None


@dataclass(frozen=True)
class Engaged:
    """A team that is already on this incident: for which need (empty: any), and whether another authority sent it.

    `answered` is its order's state where it can come no more: unable, declined, recalled; else empty.
    """

    need: str = ""
    other_authority: str = ""
    answered: str = ""


@dataclass(frozen=True, kw_only=True)
class Available:
    """What there is to choose from. `consented`: teams of a neighbour whose consent was given."""

    teams: Sequence[Team]
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    engaged: Mapping[str, Engaged] = field(default_factory=dict)
    consented: frozenset[str] = frozenset()
    zone: tzinfo | None = None


def propose(
    picture: Picture,
    plan: DigitalPlan,
    available: Available,
    rules: RuleSet,
    now: datetime,
    travel: TravelTime | None = None,
) -> Proposal:
    """The set of forces, the gap first.

    Every team stands with a reason under each need that it could be thought of for, or once under the first need.
    As many places as possible are covered, earlier needs before later ones, and no team is spent where it is the
    only one for something else; among such sets the best by fitness, then travel time, then readiness.
    """
    raise NotImplementedError


def next_team(proposal: Proposal, need: str, passed: frozenset[str]) -> Candidate | None:
    """The best team for a need that was not chosen and is not in `passed`: who comes when one is silent or unable."""
    raise NotImplementedError
