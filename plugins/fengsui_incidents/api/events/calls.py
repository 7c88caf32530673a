"""Calls: each a record of its own, which becomes an incident, joins one, or neither.

A secret call's events carry none of what was said: what somebody tells under secrecy is read where a permission asks
for it, never on the feed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Need, Severity
from fengsui_incidents.api.events.common import OfIncident, Words
from fengsui_incidents.api.words import FalseKind, Source


@dataclass(frozen=True, kw_only=True)
class OfCall(Event):
    """An event of one call, for the centre."""

    call: str

    def subject(self) -> str:
        return self.call


@dataclass(frozen=True, kw_only=True)
class CallTaken(OfCall):
    topic: ClassVar[str] = "incidents.call_taken"
    severity: ClassVar[Severity] = "moderate"
    source: Source
    text: str
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class CallNoted(OfCall):
    """A word more of a call that is already saved."""

    topic: ClassVar[str] = "incidents.call_noted"
    text: str


@dataclass(frozen=True, kw_only=True)
class CallRung(OfCall):
    """A telephone's state: `ringing`, `waiting` (a second line), `answered` or `missed`; `line` of the exchange."""

    topic: ClassVar[str] = "incidents.call_rung"
    severity: ClassVar[Severity] = "moderate"
    ring: str
    line: str = ""


@dataclass(frozen=True, kw_only=True)
class CallClaimed(OfCall):
    """An officer writes this call down (the event's actor); `from_actor` who had it before, where it was taken over."""

    topic: ClassVar[str] = "incidents.call_claimed"
    from_actor: str = ""


@dataclass(frozen=True, kw_only=True)
class CallRepeated(OfCall):
    """A sensor's alarm goes on: `repeats` readings so far, `worst` the worst of them."""

    topic: ClassVar[str] = "incidents.call_repeated"
    repeats: int
    worst: float


@dataclass(frozen=True, kw_only=True)
class CallMerged(OfIncident):
    """`news`: what the call says that the incident did not know."""

    topic: ClassVar[str] = "incidents.call_merged"
    call: str
    reason: str
    calls: int
    news: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallNews(OfIncident):
    """A call that has joined says something new, which a person must take note of."""

    topic: ClassVar[str] = "incidents.call_news"
    severity: ClassVar[Severity] = "moderate"
    call: str
    news: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class CallUnmerged(OfIncident):
    """A merge taken back: the call waits again on its own."""

    topic: ClassVar[str] = "incidents.call_unmerged"
    call: str
    reason: str
    calls: int


@dataclass(frozen=True, kw_only=True)
class CallClosed(OfCall):
    """It waits no longer. `outcome`: log_only, false_report (then `kind` says which), transferred (to whom in `note`),
    ticket (its number in `note`)."""

    topic: ClassVar[str] = "incidents.call_closed"
    outcome: str
    note: str = ""
    kind: FalseKind | None = None


@dataclass(frozen=True, kw_only=True)
class CallReopened(OfCall):
    """The same call waits again, under its number."""

    topic: ClassVar[str] = "incidents.call_reopened"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CallerAnswered(OfCall):
    """`what`: thanked (a caller in good faith), police (a hoax, handed over with the call's record), rung_back."""

    topic: ClassVar[str] = "incidents.caller_answered"
    what: str
    to: str = ""
    note: str = ""
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Transferred(Event):
    """A call or a ticket goes to another body (转办), which must say by `receipt_by` whether it takes it."""

    topic: ClassVar[str] = "incidents.transferred"
    severity: ClassVar[Severity] = "moderate"
    need: ClassVar[Need] = "accept"
    transfer: str
    call: str
    ticket: str = ""
    receiver: str
    name: Words
    what: str
    receipt_by: datetime

    def subject(self) -> str:
        return self.ticket or self.call

    def audience(self) -> Iterable[str]:
        return (CENTRE, f"receiver:{self.receiver}") if self.receiver else (CENTRE,)

    def due(self) -> datetime:
        return self.receipt_by


@dataclass(frozen=True, kw_only=True)
class TransferAnswered(Event):
    """`answer`: accepted or refused; entered for them (代录) where `said_by` is given."""

    topic: ClassVar[str] = "incidents.transfer_answered"
    transfer: str
    call: str
    ticket: str = ""
    answer: str
    note: str = ""
    said_by: str = ""
    channel: str = ""

    def subject(self) -> str:
        return self.ticket or self.call


@dataclass(frozen=True, kw_only=True)
class TransferWithdrawn(Event):
    """Who had it need do nothing more about it: it is the centre's again, or goes to another body."""

    topic: ClassVar[str] = "incidents.transfer_withdrawn"
    severity: ClassVar[Severity] = "moderate"
    transfer: str
    call: str
    ticket: str = ""
    receiver: str

    def subject(self) -> str:
        return self.ticket or self.call

    def audience(self) -> Iterable[str]:
        return (CENTRE, f"receiver:{self.receiver}") if self.receiver else (CENTRE,)


@dataclass(frozen=True, kw_only=True)
class TransferSilent(Event):
    """Nobody took it in time: it is back on top of the queue."""

    topic: ClassVar[str] = "incidents.transfer_silent"
    severity: ClassVar[Severity] = "moderate"
    transfer: str
    call: str
    ticket: str = ""

    def subject(self) -> str:
        return self.ticket or self.call
