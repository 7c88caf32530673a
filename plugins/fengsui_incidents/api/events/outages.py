"""The ways to people have failed: the network, or the centre's own consoles. No drill: it happens to all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from fengsui.events import CENTRE, Event, Severity
from fengsui_channels.api import Kind, State

LEADER = "role:duty_leader"


@dataclass(frozen=True, kw_only=True)
class OfOutage(Event):
    outage: str

    def subject(self) -> str:
        return self.outage

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, LEADER)


@dataclass(frozen=True, kw_only=True)
class NetworkFailed(OfOutage):
    """网络故障: `teams` of `connected` terminals were lost at once. Nobody else is alerted until a person says so."""

    topic: ClassVar[str] = "incidents.network_failed"
    severity: ClassVar[Severity] = "extreme"
    connected: int
    teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NetworkRestored(OfOutage):
    """They are back; `missing` are not yet."""

    topic: ClassVar[str] = "incidents.network_restored"
    severity: ClassVar[Severity] = "moderate"
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OutageAnswered(OfOutage):
    """What a person decided: wait, go_on (alert the next teams as ever) or seen."""

    topic: ClassVar[str] = "incidents.outage_answered"
    answer: Literal["wait", "go_on", "seen"]


@dataclass(frozen=True, kw_only=True)
class CentreAlone(OfOutage):
    """No console has answered since `since`, with `orders` open: the duty leader is rung."""

    topic: ClassVar[str] = "incidents.centre_alone"
    severity: ClassVar[Severity] = "extreme"
    since: datetime
    orders: int


@dataclass(frozen=True, kw_only=True)
class LeaderRung(OfOutage):
    """By which channel `who` (leader, above) was rung, and what the gateway answered; `none` where nobody carries
    anything, or no number is known."""

    topic: ClassVar[str] = "incidents.leader_rung"
    severity: ClassVar[Severity] = "severe"
    who: str
    channel: Kind | Literal["none"]
    state: State
    gateway: str = ""


@dataclass(frozen=True, kw_only=True)
class CentreBack(OfOutage):
    """A console answers again."""

    topic: ClassVar[str] = "incidents.centre_back"
    severity: ClassVar[Severity] = "moderate"
