"""What other plugins may use of the drills (演练): whether one is running, and its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, Protocol

from fengsui.events import CENTRE, Event, Severity

DrillState = Literal["planned", "held", "running", "finished", "aborted"]


@dataclass(frozen=True, kw_only=True)
class Drill:
    """An exercise. Nothing starts it but its controller (控制); `held_because` says what holds it."""

    id: str
    title: str
    scheduled_at: datetime
    controller: str
    teams: tuple[str, ...]
    state: DrillState
    held_because: str = ""
    incident: str = ""
    plan: str = ""


class Drills(Protocol):
    def open(self) -> Sequence[Drill]:
        """Drills planned for today, held or running."""
        ...


@dataclass(frozen=True, kw_only=True)
class DrillEvent(Event):
    drill: str

    def subject(self) -> str:
        return self.drill

    def audience(self) -> tuple[str, ...]:
        return (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class DrillScheduled(DrillEvent):
    topic: ClassVar[str] = "drills.scheduled"
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DrillStarted(DrillEvent):
    topic: ClassVar[str] = "drills.started"
    incident: str
    teams: tuple[str, ...]

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, *(f"team:{team}" for team in self.teams))


@dataclass(frozen=True, kw_only=True)
class DrillHeld(DrillEvent):
    """挂起: a real incident of urgency A or B is open; `because` is its number."""

    topic: ClassVar[str] = "drills.held"
    severity: ClassVar[Severity] = "severe"
    because: str
    teams: tuple[str, ...]

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, *(f"team:{team}" for team in self.teams))


@dataclass(frozen=True, kw_only=True)
class DrillEnded(DrillEvent):
    """`outcome` finished, or aborted (演练终止)."""

    topic: ClassVar[str] = "drills.ended"
    severity: ClassVar[Severity] = "severe"
    outcome: Literal["finished", "aborted"]
    reason: str
    teams: tuple[str, ...]

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, *(f"team:{team}" for team in self.teams))
