"""What the plugin records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import CENTRE, Event, Severity


@dataclass(frozen=True, kw_only=True)
class BedsReported(Event):
    topic: ClassVar[str] = "beds.reported"
    hospital: str
    free: int

    def subject(self) -> str:
        return self.hospital

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, f"hospital:{self.hospital}")


@dataclass(frozen=True, kw_only=True)
class BedsStale(Event):
    """A hospital has not reported for longer than the rule allows."""

    topic: ClassVar[str] = "beds.stale"
    severity: ClassVar[Severity] = "moderate"
    hospital: str

    def subject(self) -> str:
        return self.hospital
