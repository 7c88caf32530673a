"""What happens at a handover. Ids and counts only: names of people stand in the plugin's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Severity


@dataclass(frozen=True, kw_only=True)
class OfHandover(Event):
    handover: str

    def subject(self) -> str:
        return self.handover


@dataclass(frozen=True, kw_only=True)
class SignedOut(OfHandover):
    """The first signature: what is to pass was read and signed; nothing has passed. `signed_for` where the duty leader
    signed for an officer who cannot."""

    topic: ClassVar[str] = "handover.signed_out"
    severity: ClassVar[Severity] = "moderate"
    watch: str
    seen: str
    signed_for: bool = False


@dataclass(frozen=True, kw_only=True)
class TakenOver(OfHandover):
    """The second signature: every open incident and alarm is the next watch's from here on. `from_watch` is empty where
    nobody had the watch."""

    topic: ClassVar[str] = "handover.taken_over"
    severity: ClassVar[Severity] = "moderate"
    from_watch: str
    to_watch: str
    incidents: tuple[str, ...]
    alarms: tuple[str, ...]
    promises: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Refused(OfHandover):
    """A signed sheet that does not pass: refused by the next watch, or taken back by the first (`withdrawn`)."""

    topic: ClassVar[str] = "handover.refused"
    severity: ClassVar[Severity] = "moderate"
    withdrawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Overdue(Event):
    """The shift has ended and nobody has taken over: the leader is told. `late`: it ran out while the centre was
    down."""

    topic: ClassVar[str] = "handover.overdue"
    severity: ClassVar[Severity] = "severe"
    watch: str
    shift_ended_at: datetime
    late: bool = False

    def subject(self) -> str:
        return self.watch

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class Promised(Event):
    topic: ClassVar[str] = "handover.promised"
    promise: str
    incident: str
    due_at: datetime | None = None

    def subject(self) -> str:
        return self.promise


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    topic: ClassVar[str] = "handover.promise_kept"
    promise: str

    def subject(self) -> str:
        return self.promise


@dataclass(frozen=True, kw_only=True)
class CaughtUp(Event):
    """补录: something that happened at `happened_at` and was entered later; the journal keeps both times."""

    topic: ClassVar[str] = "handover.caught_up"
    entry: str
    incident: str
    happened_at: datetime
    text: str
    witness: str
    channel: str

    def subject(self) -> str:
        return self.entry


EVENTS: tuple[type[Event], ...] = (SignedOut, TakenOver, Refused, Overdue, Promised, PromiseKept, CaughtUp)
