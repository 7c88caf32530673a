"""The incident itself: reported, assessed, decided, ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from fengsui.events import CENTRE, Need, Severity
from fengsui_incidents.api.events.common import OfIncident, TaskSet, Words
from fengsui_incidents.api.words import Channel, Count, FigureName, Grade, ResponseLevel, Urgency


@dataclass(frozen=True, kw_only=True)
class Reported(OfIncident):
    topic: ClassVar[str] = "incidents.reported"
    severity: ClassVar[Severity] = "severe"
    call: str
    title: Words
    place: str
    division: str
    urgency: Urgency
    figures: Mapping[Count, int | None] = field(default_factory=dict)
    tasks: tuple[TaskSet, ...] = ()

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"duty:{self.division}") if self.division else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class Assessed(OfIncident):
    """What the system proposes, with the rules it quotes; nothing in it is decided."""

    topic: ClassVar[str] = "incidents.assessed"
    urgency: Urgency
    grade: Grade
    near_miss: str
    level: ResponseLevel
    triggers: tuple[str, ...]
    plan: str
    plan_version: int
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LevelConfirmed(OfIncident):
    """The leader's decision, in his own session; or said by him and entered by an officer (`answered_for`, 代录).

    `change` against `before`; `how` it came about: the leader, the plan by itself (`automatic`), or a level above that
    started (`higher_plan`); `basis` what was quoted."""

    topic: ClassVar[str] = "incidents.level_confirmed"
    level: ResponseLevel
    proposed: ResponseLevel
    reason: str = ""
    answered_for: bool = False
    channel: Channel | None = None
    said_by: str = ""
    said_at: datetime | None = None
    change: Literal["start", "same", "upgrade", "downgrade"] = "start"
    before: ResponseLevel | None = None
    how: Literal["leader", "automatic", "higher_plan"] = "leader"
    basis: str = ""


@dataclass(frozen=True, kw_only=True)
class FigureChanged(OfIncident):
    """A claim about a count of people or the loss; `status` reported, verified or withdrawn."""

    topic: ClassVar[str] = "incidents.figure_changed"
    count: FigureName
    value: int | None
    source: str
    status: str
    reason: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WindChanged(OfIncident):
    """`from_degrees` where the wind comes from, clockwise from north; `speed` in m/s."""

    topic: ClassVar[str] = "incidents.wind_changed"
    from_degrees: int
    speed: float
    source: str


@dataclass(frozen=True, kw_only=True)
class LeaderCard(OfIncident):
    """The duty leader's copy of the card: told, and asked to decide the level. `rung` counts the reminders; `asks`
    whether it is the first decision or, after the facts have become worse, an upgrade."""

    topic: ClassVar[str] = "incidents.leader_card"
    severity: ClassVar[Severity] = "extreme"
    need: ClassVar[Need] = "displayed"
    level: ResponseLevel
    authority: str
    orders: tuple[str, ...]
    confirm_by: datetime
    rung: int = 0
    asks: Literal["start", "upgrade"] = "start"
    says: Words = field(default_factory=lambda: Words("", ""))

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")

    def due(self) -> datetime:
        return self.confirm_by


@dataclass(frozen=True, kw_only=True)
class LevelOverdue(OfIncident):
    """The leader has not decided the response level in time; `step` is what follows, each once: leader, above, expired.

    `late` (expired): it ran out while the centre was down or its drill held, so nothing was done and a person decides.
    """

    topic: ClassVar[str] = "incidents.level_overdue"
    severity: ClassVar[Severity] = "extreme"
    level: ResponseLevel
    asks: Literal["start", "upgrade"]
    step: Literal["leader", "above", "expired"]
    rung: int
    late: bool = False

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class Noted(OfIncident):
    topic: ClassVar[str] = "incidents.noted"
    text: str


@dataclass(frozen=True, kw_only=True)
class Acknowledged(OfIncident):
    """A person has taken note of an item of the queue (知悉)."""

    topic: ClassVar[str] = "incidents.acknowledged"
    item: str


@dataclass(frozen=True, kw_only=True)
class CordonLifted(OfIncident):
    """警戒解除: the streets are free again, as whoever commands on scene ordered (`by`)."""

    topic: ClassVar[str] = "incidents.cordon_lifted"
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Controlled(OfIncident):
    topic: ClassVar[str] = "incidents.controlled"
    severity: ClassVar[Severity] = "moderate"


@dataclass(frozen=True, kw_only=True)
class ResponseEnded(OfIncident):
    topic: ClassVar[str] = "incidents.response_ended"
    severity: ClassVar[Severity] = "moderate"
    reason: str
    said_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Closed(OfIncident):
    topic: ClassVar[str] = "incidents.closed"
    outcome: str
