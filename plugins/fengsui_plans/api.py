"""What other plugins may use of the plans: the digital plan, the sites it protects, and the way to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol

from fengsui.events import CENTRE, Event
from fengsui_plans.digital import (
    ActionCard,
    Approach,
    Condition,
    DigitalPlan,
    DistanceReference,
    Escalation,
    Need,
    PlanTask,
    Text,
    Trigger,
)

__all__ = [
    "ActionCard",
    "Approach",
    "Condition",
    "DigitalPlan",
    "Distance",
    "DistanceReference",
    "Escalation",
    "FilingDecided",
    "FilingReceived",
    "Library",
    "Need",
    "Place",
    "PlanTask",
    "Site",
    "Sites",
    "Substance",
    "Text",
    "Trigger",
]


@dataclass(frozen=True)
class Substance:
    """`tonnes` is the design maximum; `key` is the plan vocabulary's key (`ammonia`), `name` as filed (氨)."""

    key: str
    name: str
    tonnes: float


@dataclass(frozen=True, kw_only=True)
class Site:
    """An enterprise's card: what the officer needs before the first question (企业卡)."""

    id: str
    name: str
    division: str
    lat: float
    lon: float
    risk: str
    substances: tuple[Substance, ...]
    people_500m: int
    hazard_level: int | None
    """重大危险源 level 1 (worst) to 4, or None."""
    duty_phone: str
    safety_phone: str
    address: str = ""
    plan_number: str = ""
    valves: str = ""
    prohibitions: tuple[str, ...] = ()
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place to protect or to use: hospital, school, care home, shelter; `people` at its fullest."""

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    people: int
    sensitive: bool = False
    demo: bool = False


@dataclass(frozen=True)
class Distance:
    """A reference distance in metres (never an order): 仅供参考, with its edition and certainty."""

    substance: str
    spill: Literal["small", "large"]
    isolate_m: int
    day_m: int
    night_m: int
    edition: str
    certainty: str


class Library(Protocol):
    """The digital plans in force."""

    def all(self) -> Sequence[DigitalPlan]: ...

    def get(self, plan: str) -> DigitalPlan | None: ...

    def distances(self, substance: str) -> Sequence[Distance]:
        """Enabled reference distances for a substance key."""
        ...


class Sites(Protocol):
    def all(self) -> Sequence[Site]: ...

    def get(self, site: str) -> Site | None: ...

    def places(self) -> Sequence[Place]: ...


@dataclass(frozen=True, kw_only=True)
class FilingReceived(Event):
    """An enterprise handed in a plan for filing (备案): the 5-working-day check runs from `received_on`."""

    topic: ClassVar[str] = "plans.filing_received"
    filing: str
    enterprise: str
    received_on: date
    check_due: date

    def subject(self) -> str:
        return self.filing

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"enterprise:{self.enterprise}")


@dataclass(frozen=True, kw_only=True)
class FilingDecided(Event):
    """`decision`: filed (予以备案, with its number), returned (一次性告知补正), refused, deemed_filed (视为已备案)."""

    topic: ClassVar[str] = "plans.filing_decided"
    filing: str
    enterprise: str
    decision: Literal["filed", "returned", "refused", "deemed_filed"]
    number: str = ""
    missing: tuple[str, ...] = ()

    def subject(self) -> str:
        return self.filing

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"enterprise:{self.enterprise}")
