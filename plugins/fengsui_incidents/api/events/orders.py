"""Orders, requests and notices, and the facts that answer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Need, Severity, area_label, team_label
from fengsui_channels.api import Kind, State
from fengsui_incidents.api.events.common import AlertText, OfIncident, Words
from fengsui_incidents.api.words import Channel, FactKind, OrderKind, Urgency


@dataclass(frozen=True, kw_only=True)
class ForceMoving(OfIncident):
    """A force already moving on another authority's order: no alert is sent."""

    topic: ClassVar[str] = "incidents.force_moving"
    order: str
    team: str
    authority: str
    for_need: str = ""


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
    """A request (请求) as a call card, or a notice (通报): what to say, to whom; answered by phone or console.

    `change` is the number of the 变更 that it tells, or of the last one before it."""

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
    change: int = 0

    def subject(self) -> str:
        return self.order

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"duty:{self.division}") if self.division else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class FactRecorded(Event):
    """One fact of one order. `said_by`, `channel` and `said_at` say whose word it is where it was entered for
    the team (代录), in which `post`, and who witnessed it; `change` is the number of the 变更 that it answers, 0 for
    the order itself; `entry` is what a correction names."""

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
    change: int = 0
    entry: str = ""
    post: str = ""
    witness: str = ""

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
class Reachable(Event):
    """The terminal of a team that had none is connected again."""

    topic: ClassVar[str] = "incidents.reachable"
    order: str
    incident: str
    team: str

    def subject(self) -> str:
        return self.order


@dataclass(frozen=True, kw_only=True)
class ChannelTried(Event):
    """An order, or what followed it, went out by another channel (sms, voice, im), and what the gateway answered:
    taken (it will be sent; nobody has read it yet), refused or failed. `who`: leader or above where it was they who
    were rung about it."""

    topic: ClassVar[str] = "incidents.channel_tried"
    severity: ClassVar[Severity] = "moderate"
    order: str
    incident: str
    team: str
    channel: Kind
    state: State
    gateway: str
    who: str = ""

    def subject(self) -> str:
        return self.order or self.incident


@dataclass(frozen=True, kw_only=True)
class Escalated(Event):
    """A deadline passed. `step`: remind (to the team too), channel (the team is told by another one), next_team (with
    `next_order`, both empty where no team is left), leader, above (the level above is told), hold (the network has
    failed: a person decides) or expired (`late`: the centre was down)."""

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
        return (CENTRE, team_label(self.team)) if self.step == "remind" and self.team else (CENTRE, "role:duty_leader")


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
        return (CENTRE, team_label(self.team)) if self.team else (CENTRE,)

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
        return (CENTRE, team_label(self.team)) if self.team else (CENTRE,)

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
