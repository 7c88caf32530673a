"""Calls: each a record of its own, which becomes an incident, joins one, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event, Severity
from fengsui_incidents.api.events.common import OfIncident
from fengsui_incidents.api.words import Source


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
class CallUnmerged(OfIncident):
    """A merge taken back: the call waits again on its own."""

    topic: ClassVar[str] = "incidents.call_unmerged"
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
