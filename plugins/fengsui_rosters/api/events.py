"""The events that the rosters record. They hold ids; a team's leader, members and phones stay in the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from fengsui.events import CENTRE, Event, area_label, team_label
from fengsui_rosters.api.supplies import MovementKind
from fengsui_rosters.api.teams import Readiness


@dataclass(frozen=True, kw_only=True)
class TeamRegistered(Event):
    topic: ClassVar[str] = "rosters.team_registered"
    team: str
    division: str

    def subject(self) -> str:
        return self.team

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team), area_label(self.division))


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event):
    """A person edited the team: `changed` names the fields, `version` is the new one."""

    topic: ClassVar[str] = "rosters.team_changed"
    team: str
    version: int
    changed: tuple[str, ...]

    def subject(self) -> str:
        return self.team

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class TeamStruckOff(Event):
    """The team is on no list any more; its history stays."""

    topic: ClassVar[str] = "rosters.team_struck_off"
    team: str
    reason: str

    def subject(self) -> str:
        return self.team

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class TeamReadinessChanged(Event):
    topic: ClassVar[str] = "rosters.readiness_changed"
    team: str
    readiness: Readiness
    reason: str = ""
    until: datetime | None = None

    def subject(self) -> str:
        return self.team

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class CertificateAdded(Event):
    """A new certificate, or a known one with a new last day."""

    topic: ClassVar[str] = "rosters.certificate_added"
    team: str
    certificate: str
    until: date

    def subject(self) -> str:
        return self.team

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class CertificateExpired(Event):
    """Insurance or a certificate has ended: the team no longer counts for what it is needed for."""

    topic: ClassVar[str] = "rosters.certificate_expired"
    team: str
    certificate: str
    until: date

    def subject(self) -> str:
        return self.team

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, team_label(self.team))


@dataclass(frozen=True, kw_only=True)
class ShiftChanged(Event):
    """A shift was planned, swapped or cancelled (then `people` is empty)."""

    topic: ClassVar[str] = "rosters.shift_changed"
    begins: datetime
    people: tuple[str, ...] = field(default_factory=tuple)
    shift: str = ""
    what: Literal["planned", "swapped", "cancelled"] = "planned"
    reason: str = ""

    def subject(self) -> str:
        return self.shift


@dataclass(frozen=True, kw_only=True)
class ExpertRegistered(Event):
    topic: ClassVar[str] = "rosters.expert_registered"
    expert: str

    def subject(self) -> str:
        return self.expert


@dataclass(frozen=True, kw_only=True)
class ExpertChanged(Event):
    topic: ClassVar[str] = "rosters.expert_changed"
    expert: str
    version: int
    changed: tuple[str, ...]

    def subject(self) -> str:
        return self.expert


@dataclass(frozen=True, kw_only=True)
class DepotRegistered(Event):
    topic: ClassVar[str] = "rosters.depot_registered"
    depot: str

    def subject(self) -> str:
        return self.depot


@dataclass(frozen=True, kw_only=True)
class StockMoved(Event):
    """One movement of one batch; `balance` is what is there afterwards, `reference` the order or drill it left for."""

    topic: ClassVar[str] = "rosters.stock_moved"
    depot: str
    item: str
    batch: str
    kind: MovementKind
    quantity: int
    balance: int
    reference: str = ""

    def subject(self) -> str:
        return self.depot


EVENTS: tuple[type[Event], ...] = (
    TeamRegistered,
    TeamChanged,
    TeamStruckOff,
    TeamReadinessChanged,
    CertificateAdded,
    CertificateExpired,
    ShiftChanged,
    ExpertRegistered,
    ExpertChanged,
    DepotRegistered,
    StockMoved,
)
