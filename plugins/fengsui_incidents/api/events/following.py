"""What follows from answers and from silence: a fact corrected, too few who accepted, a need that waits, an offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Severity, team_label
from fengsui_incidents.api.events.common import OfIncident, Words
from fengsui_incidents.api.words import FactKind


@dataclass(frozen=True, kw_only=True)
class FactCorrected(Event):
    """An entry was wrong (更正). The first one stays; `entry` stands in the place of `corrects`, with the reason.

    `was` at `was_at` is what it said; `fact` at `at` is what holds now, or, where it is `void`, that it never happened.
    """

    topic: ClassVar[str] = "incidents.fact_corrected"
    severity: ClassVar[Severity] = "moderate"
    order: str
    incident: str
    team: str
    entry: str
    corrects: str
    was: FactKind
    was_at: datetime
    void: bool
    fact: FactKind
    at: datetime
    people: int | None = None
    minutes: int | None = None
    reason: str = ""
    why: str
    said_by: str = ""

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team)) if self.team else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class TooFewAccepted(OfIncident):
    """Of `asked` teams only `accepted` accepted within the policy's time, where `wanted` were to (N of M within T).

    `orders` are those that followed by the policy, `steps` what was done; `late`: it ran out while the centre was down
    or its drill held, so nothing was done and a person decides.
    """

    topic: ClassVar[str] = "incidents.too_few"
    severity: ClassVar[Severity] = "extreme"
    policy: str
    wanted: int
    asked: int
    accepted: int
    within_s: int
    steps: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    late: bool = False

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class NeedWaits(OfIncident):
    """No team is free for a need of the plan: it waits, by the urgency of its incident."""

    topic: ClassVar[str] = "incidents.need_waits"
    severity: ClassVar[Severity] = "severe"
    waiting: str
    missing: int
    why: Words


@dataclass(frozen=True, kw_only=True)
class TeamOffered(OfIncident):
    """A team is free for a need that waits: proposed, never ordered. `waited_s` since the need had nobody."""

    topic: ClassVar[str] = "incidents.team_offered"
    severity: ClassVar[Severity] = "severe"
    waiting: str
    team: str
    waited_s: int


@dataclass(frozen=True, kw_only=True)
class NeedFilled(OfIncident):
    """A need that waited has its teams, or waits no more."""

    topic: ClassVar[str] = "incidents.need_filled"
    waiting: str
    waited_s: int
