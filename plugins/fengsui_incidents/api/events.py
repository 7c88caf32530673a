"""The incident's events. Those to a team carry all that its device needs to show the alert, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Need, Severity, area_label, team_label
from fengsui_incidents.api.words import Channel, Count, FactKind, Grade, OrderKind, ResponseLevel, Source, Urgency


@dataclass(frozen=True)
class Words:
    """One text in both languages, as a device shows it."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class AlertText:
    """The alert in its fixed order: what, where, my task, how to approach, what to wear, what not, people, answer."""

    what: Words
    where: Words
    task: Words
    approach: Words
    rendezvous: Words
    wear: Words
    prohibitions: tuple[Words, ...]
    people: Words
    by: Words
    phone: str
    answer_within_s: int


@dataclass(frozen=True, kw_only=True)
class OfIncident(Event):
    """An event of one incident, for the centre."""

    incident: str

    def subject(self) -> str:
        return self.incident


@dataclass(frozen=True, kw_only=True)
class CallTaken(Event):
    topic: ClassVar[str] = "incidents.call_taken"
    severity: ClassVar[Severity] = "moderate"
    call: str
    source: Source
    text: str

    def subject(self) -> str:
        return self.call


@dataclass(frozen=True, kw_only=True)
class CallNoted(Event):
    """A word more of a call that is already saved."""

    topic: ClassVar[str] = "incidents.call_noted"
    call: str
    text: str

    def subject(self) -> str:
        return self.call


@dataclass(frozen=True, kw_only=True)
class CallMerged(OfIncident):
    topic: ClassVar[str] = "incidents.call_merged"
    call: str
    reason: str
    calls: int


@dataclass(frozen=True, kw_only=True)
class CallClosed(Event):
    """`outcome`: log_only, transferred (to whom in `note`), false_report."""

    topic: ClassVar[str] = "incidents.call_closed"
    call: str
    outcome: str
    note: str = ""

    def subject(self) -> str:
        return self.call


@dataclass(frozen=True, kw_only=True)
class Reported(OfIncident):
    topic: ClassVar[str] = "incidents.reported"
    severity: ClassVar[Severity] = "severe"
    call: str
    title: Words
    place: str
    division: str
    urgency: Urgency

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
class Proposed(OfIncident):
    """The set of forces proposed; `left_out` maps each team not chosen to its reason code."""

    topic: ClassVar[str] = "incidents.proposed"
    chosen: tuple[str, ...]
    uncovered: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LevelConfirmed(OfIncident):
    topic: ClassVar[str] = "incidents.level_confirmed"
    level: ResponseLevel
    proposed: ResponseLevel
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FigureChanged(OfIncident):
    """A claim about a count of people; `status` reported, verified or withdrawn."""

    topic: ClassVar[str] = "incidents.figure_changed"
    count: Count
    value: int | None
    source: str
    status: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class WindChanged(OfIncident):
    """`from_degrees` where the wind comes from, clockwise from north; `speed` in m/s."""

    topic: ClassVar[str] = "incidents.wind_changed"
    from_degrees: int
    speed: float
    source: str


@dataclass(frozen=True, kw_only=True)
class ForceMoving(OfIncident):
    """A force already moving on another authority's order: no alert is sent."""

    topic: ClassVar[str] = "incidents.force_moving"
    order: str
    team: str
    authority: str


@dataclass(frozen=True, kw_only=True)
class Ordered(Event):
    """An order (命令) to one team. `change` 0 is the first text, n the n-th 变更."""

    topic: ClassVar[str] = "incidents.ordered"
    severity: ClassVar[Severity] = "extreme"
    need: ClassVar[Need] = "accept"
    order: str
    incident: str
    team: str
    change: int = 0
    alert: AlertText
    urgency: Urgency
    answer_by: datetime

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class Changed(Ordered):
    """A numbered change (变更) of an order: to be acknowledged again; the first text stays."""

    topic: ClassVar[str] = "incidents.changed"
    what_changed: Words


@dataclass(frozen=True, kw_only=True)
class CardSent(Event):
    """A request (请求) as a call card, or a notice (通报): what to say, to whom; answered by phone or console."""

    topic: ClassVar[str] = "incidents.card_sent"
    severity: ClassVar[Severity] = "severe"
    order: str
    incident: str
    kind: OrderKind
    to: Words
    says: Words
    division: str = ""
    team: str = ""
    answer_by: datetime

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"duty:{self.division}") if self.division else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class LeaderCard(OfIncident):
    """The duty leader's copy of the card: told, and asked to confirm the level."""

    topic: ClassVar[str] = "incidents.leader_card"
    severity: ClassVar[Severity] = "extreme"
    need: ClassVar[Need] = "displayed"
    level: ResponseLevel
    authority: str
    orders: tuple[str, ...]
    confirm_by: datetime

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")

    def due(self) -> datetime:
        return self.confirm_by


@dataclass(frozen=True, kw_only=True)
class FactRecorded(Event):
    """One fact of one order. `said_by`, `channel` and `said_at` say whose word it is where it was entered for
    the team (代录)."""

    topic: ClassVar[str] = "incidents.fact_recorded"
    severity: ClassVar[Severity] = "moderate"
    order: str
    incident: str
    team: str
    fact: FactKind
    people: int | None = None
    minutes: int | None = None
    reason: str = ""
    note: str = ""
    answered_for: bool = False
    channel: Channel | None = None
    said_by: str = ""
    said_at: datetime | None = None

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team)) if self.team else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class Unreachable(Event):
    """A team has no live connection: it is rung at once, and never counted as silent."""

    topic: ClassVar[str] = "incidents.unreachable"
    severity: ClassVar[Severity] = "severe"
    order: str
    incident: str
    team: str
    phone: str

    def subject(self) -> str:
        return self.order


@dataclass(frozen=True, kw_only=True)
class Escalated(Event):
    """A deadline passed. `step` remind, next_team (then `next_order`) or leader; `late` if the centre was down."""

    topic: ClassVar[str] = "incidents.escalated"
    severity: ClassVar[Severity] = "extreme"
    order: str
    incident: str
    team: str
    step: str
    next_team: str = ""
    next_order: str = ""
    late: bool = False

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class StoodDown(Event):
    """撤销出动: an order to turn back, with the same facts."""

    topic: ClassVar[str] = "incidents.stood_down"
    severity: ClassVar[Severity] = "severe"
    need: ClassVar[Need] = "accept"
    order: str
    incident: str
    team: str
    reason: Words
    answer_by: datetime

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class EvacuationOrdered(Event):
    """紧急撤离, one event a force: withdraw at once; the answer is `withdrawn` with the number of people."""

    topic: ClassVar[str] = "incidents.evacuation_ordered"
    severity: ClassVar[Severity] = "extreme"
    need: ClassVar[Need] = "accept"
    order: str
    incident: str
    team: str
    rendezvous: Words
    reason: Words
    answer_by: datetime

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class Broadcast(Event):
    """A message to everybody in a division, one event for all."""

    topic: ClassVar[str] = "incidents.broadcast"
    severity: ClassVar[Severity] = "severe"
    need: ClassVar[Need] = "displayed"
    message: str
    incident: str
    division: str
    text: Words
    answer_by: datetime

    def subject(self) -> str:
        return self.message

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, area_label(self.division))

    def due(self) -> datetime:
        return self.answer_by


@dataclass(frozen=True, kw_only=True)
class TaskDone(OfIncident):
    topic: ClassVar[str] = "incidents.task_done"
    task: str
    result: str
    note: str = ""


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
class Controlled(OfIncident):
    topic: ClassVar[str] = "incidents.controlled"
    severity: ClassVar[Severity] = "moderate"


@dataclass(frozen=True, kw_only=True)
class ResponseEnded(OfIncident):
    topic: ClassVar[str] = "incidents.response_ended"
    severity: ClassVar[Severity] = "moderate"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Closed(OfIncident):
    topic: ClassVar[str] = "incidents.closed"
    outcome: str


EVENTS: tuple[type[Event], ...] = (
    CallTaken, CallNoted, CallMerged, CallClosed, Reported, Assessed, Proposed, LevelConfirmed, FigureChanged,
    WindChanged, ForceMoving, Ordered, Changed, CardSent, LeaderCard, FactRecorded, Unreachable, Escalated,
    StoodDown, EvacuationOrdered, Broadcast, TaskDone, Noted, Acknowledged, Controlled, ResponseEnded, Closed,
)  # fmt: skip
