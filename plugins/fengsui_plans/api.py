"""What other plugins may use of the plans: the digital plan, the sites it protects, filings, and the way to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol

from fengsui.errors import Fault
from fengsui.events import CENTRE, Event, area_label
from fengsui.text import N_
from fengsui_plans.capabilities import CAPABILITIES, capability_name
from fengsui_plans.digital import (
    ActionCard,
    Approach,
    Condition,
    DigitalPlan,
    DistanceReference,
    Need,
    PlanTask,
    Text,
    Trigger,
)
from fengsui_plans.policy import ChannelKind, Enough, EnoughStep, Escalation, Overdue, SilenceStep

__all__ = [
    "CAPABILITIES",
    "EVENTS",
    "FILING_STATES",
    "ActionCard",
    "Approach",
    "ChannelKind",
    "Condition",
    "DigitalPlan",
    "Distance",
    "DistanceReference",
    "Enough",
    "EnoughStep",
    "Escalation",
    "FilingDecided",
    "FilingReceived",
    "FilingRecorded",
    "FilingWithdrawn",
    "Library",
    "Need",
    "Overdue",
    "Place",
    "PlaceRegistered",
    "PlanTask",
    "SilenceStep",
    "Site",
    "SiteRegistered",
    "Sites",
    "Substance",
    "SupervisionAlerted",
    "Text",
    "Trigger",
    "capability_name",
    "check_plan",
]


@dataclass(frozen=True)
class Substance:
    """`tonnes` is the design maximum; `key` is the plan vocabulary's key (`ammonia`), `name` as filed (氨)."""

    key: str
    name: str
    tonnes: float


@dataclass(frozen=True, kw_only=True)
class Site:
    """An enterprise's card: what the officer needs before the first question (企业卡).

    `rendezvous` is the meeting place that its plan fixed, where it has one; `plan_number` its latest registration.
    """

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
    rendezvous: str = ""
    prohibitions: tuple[str, ...] = ()
    demo: bool = False
    version: int = 1


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
    version: int = 1


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


def check_plan(data: Mapping[str, object]) -> tuple[DigitalPlan | None, tuple[Fault, ...]]:
    """A plan that is no file (随机方案, composed on the spot), checked like one: the plan, or every fault at once."""
    from fengsui_plans.checking import check_text

    checked = check_text(json.dumps(data, ensure_ascii=False))
    return checked.plan, tuple(
        Fault(fault.path, fault.expected, fault.code, {name: _shown(name, said) for name, said in fault.params.items()})
        for fault in checked.faults
    )


def _shown(name: str, said: object) -> object:
    """The nearest known name, where there is one, as a question that needs no language."""
    return f" ({said}?)" if name == "near" and said else said


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
class SiteRegistered(Event):
    """An enterprise's card is new or changed; `version` counts its changes."""

    topic: ClassVar[str] = "plans.site_registered"
    site: str
    division: str
    version: int
    hazard_level: int | None

    def subject(self) -> str:
        return self.site

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"enterprise:{self.site}", area_label(self.division))


@dataclass(frozen=True, kw_only=True)
class PlaceRegistered(Event):
    topic: ClassVar[str] = "plans.place_registered"
    place: str
    version: int

    def subject(self) -> str:
        return self.place


@dataclass(frozen=True, kw_only=True)
class OfFiling(Event):
    """Something that happened to a filing: for the centre and the enterprise itself."""

    filing: str
    enterprise: str

    def subject(self) -> str:
        return self.filing

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"enterprise:{self.enterprise}")


@dataclass(frozen=True, kw_only=True)
class FilingReceived(OfFiling):
    """An enterprise handed in a plan for filing (备案): the 5-working-day check runs from `received_on`.

    `certain` False: the calendar of `check_due`'s year is not published yet (暂定). `replaces`: what it takes the
    place of, a returned filing or one in force.
    """

    topic: ClassVar[str] = "plans.filing_received"
    received_on: date
    check_due: date
    certain: bool = True
    late: bool = False
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class FilingDecided(OfFiling):
    """`decision`: filed (予以备案, with its number), returned (一次性告知补正), refused, deemed_filed (视为已备案).

    `missing`: codes of what the check found, then the officer's own lines; all of them, once.
    """

    topic: ClassVar[str] = "plans.filing_decided"
    decision: Literal["filed", "returned", "refused", "deemed_filed"]
    number: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilingWithdrawn(OfFiling):
    topic: ClassVar[str] = "plans.filing_withdrawn"


@dataclass(frozen=True, kw_only=True)
class FilingRecorded(OfFiling):
    """A filing from the paper register was entered later (补录)."""

    topic: ClassVar[str] = "plans.filing_recorded"
    decision: Literal["filed", "returned", "refused", "deemed_filed"]
    received_on: date
    decided_on: date
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class SupervisionAlerted(OfFiling):
    """The authority itself failed: a filing was deemed filed for want of a decision; its check ran out on a
    provisional calendar, or where nothing is deemed filed (decide it); or a second return told something that the
    first should have told."""

    topic: ClassVar[str] = "plans.supervision_alerted"
    severity: ClassVar[Literal["moderate"]] = "moderate"
    kind: Literal["deemed_filed", "check_provisional", "check_overdue", "told_late"]
    check_due: date

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:auditor", "role:duty_leader")


FILING_STATES: dict[str, str] = {
    "submitted": N_("being checked"),
    "filed": N_("filed"),
    "returned": N_("returned for completion"),
    "refused": N_("refused"),
    "deemed_filed": N_("deemed filed"),
    "withdrawn": N_("withdrawn"),
    "resubmitted": N_("handed in again"),
    "superseded": N_("superseded"),
}
"""What a filing's state is called; translate with the catalogue `fengsui_plans`."""

EVENTS: tuple[type[Event], ...] = (
    SiteRegistered,
    PlaceRegistered,
    FilingReceived,
    FilingDecided,
    FilingWithdrawn,
    FilingRecorded,
    SupervisionAlerted,
)
