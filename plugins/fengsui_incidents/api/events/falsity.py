"""A false report: found by a named person, decided by the leader; the number stays, the forces are recalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import Event, Severity
from fengsui_incidents.api.events.common import OfIncident
from fengsui_incidents.api.words import Channel, FalseKind


@dataclass(frozen=True, kw_only=True)
class FalseFound(Event):
    """`where`: intake, scene or elsewhere. Nothing is taken back by it: the leader decides."""

    topic: ClassVar[str] = "incidents.false_found"
    severity: ClassVar[Severity] = "moderate"
    finding: str
    kind: FalseKind
    where: str
    found_by: str
    call: str = ""
    incident: str = ""

    def subject(self) -> str:
        return self.incident or self.call


@dataclass(frozen=True, kw_only=True)
class FalseDecided(Event):
    """`decision`: confirmed (its forces, named in `recalled` by their orders, are stood down), or refused."""

    topic: ClassVar[str] = "incidents.false_decided"
    severity: ClassVar[Severity] = "moderate"
    finding: str
    kind: FalseKind
    decision: str
    reason: str = ""
    call: str = ""
    incident: str = ""
    recalled: tuple[str, ...] = ()
    answered_for: bool = False
    channel: Channel | None = None
    said_by: str = ""
    said_at: datetime | None = None

    def subject(self) -> str:
        return self.incident or self.call


@dataclass(frozen=True, kw_only=True)
class Reopened(OfIncident):
    """The incident runs again, under its number; `was` how it had ended."""

    topic: ClassVar[str] = "incidents.reopened"
    severity: ClassVar[Severity] = "severe"
    reason: str
    was: str
