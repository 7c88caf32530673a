"""An order with all that happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_incidents.api.board import Fact
from fengsui_incidents.api.words import FactKind, OrderKind
from fengsui_plans.api import Escalation

Demand = Literal["order", "change", "stand_down", "evacuation"]
"""What a team was asked: each is answered anew."""

ON_THE_WAY: tuple[FactKind, ...] = ("accepted", "moving", "arrived", "controlled", "returning", "ready")
"""The way of a team that goes. A later fact stands for the earlier ones: half of them come by radio or not at all."""

GONE: frozenset[FactKind] = frozenset({"moving", "arrived", "controlled", "withdrawn", "returning"})
"""Facts after which the team is out and has to come back."""

CANNOT: frozenset[FactKind] = frozenset({"unable", "declined"})
SEEN: tuple[FactKind, ...] = ("delivered", "popped_up", "displayed")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of escalation that was taken: remind, next_team, leader, or expired (presented, not fired)."""

    step: str
    at: datetime
    awaited: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderRecord:
    """One order, request or notice with all that happened to it. `policy` is its plan's escalation.

    `changed_at`, `stood_down_at`, `evacuating_at`: when the last change, the stand-down and the last evacuation
    were ordered; each is to be answered anew. `in_again_at`: when a force that had withdrawn was ordered in again, by a
    change that names it. `minutes` is the estimate of its way, from the proposal.
    """

    id: str
    incident: str
    team: str
    kind: OrderKind
    ordered_at: datetime
    policy: Escalation
    need: str = ""
    may_decline: bool = False
    minutes: int | None = None
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    change: int = 0
    changed_at: datetime | None = None
    stood_down_at: datetime | None = None
    evacuating_at: datetime | None = None
    in_again_at: datetime | None = None
    already_moving: bool = False
    replaced_by: str = ""
    exercise: str | None = None

    def kinds(self) -> frozenset[FactKind]:
        return frozenset(fact.fact for fact in self.facts)

    def last(self, *kinds: FactKind) -> Fact | None:
        """The latest fact of these kinds, by when it happened."""
        return max((fact for fact in self.facts if fact.fact in kinds), key=lambda fact: fact.at, default=None)

    def since(self, moment: datetime, *kinds: FactKind) -> Fact | None:
        """The first fact of these kinds at or after `moment`."""
        later = (fact for fact in self.facts if fact.fact in kinds and fact.at >= moment)
        return min(later, key=lambda fact: fact.at, default=None)
