"""Tickets of 12350 and 12345: where they stand. Their events carry no words of a reporter, and never who it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Severity
from fengsui_incidents.api.words import TicketKind, TicketState


@dataclass(frozen=True, kw_only=True)
class OfTicket(Event):
    ticket: str

    def subject(self) -> str:
        return self.ticket


@dataclass(frozen=True, kw_only=True)
class TicketFiled(OfTicket):
    topic: ClassVar[str] = "incidents.ticket_filed"
    call: str
    source: str
    kind: TicketKind
    secret: bool
    deadline: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TicketMoved(OfTicket):
    """`state` it is in now; `result` where it was verified (true, partly, false); `deadline` of what comes next."""

    topic: ClassVar[str] = "incidents.ticket_moved"
    state: TicketState
    was: TicketState
    result: str = ""
    deadline: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TicketOverdue(OfTicket):
    topic: ClassVar[str] = "incidents.ticket_overdue"
    severity: ClassVar[Severity] = "moderate"
    state: TicketState


@dataclass(frozen=True, kw_only=True)
class RewardNoted(OfTicket):
    """A reward to the first effective reporter; in yuan, with its basis."""

    topic: ClassVar[str] = "incidents.reward_noted"
    yuan: int
    basis: str


@dataclass(frozen=True, kw_only=True)
class ReporterSeen(OfTicket):
    """Somebody who may has looked who the reporter is, and why: the look itself stands in the record."""

    topic: ClassVar[str] = "incidents.reporter_seen"
    reason: str

    def audience(self) -> Iterable[str]:
        return (CENTRE, "role:auditor")


@dataclass(frozen=True, kw_only=True)
class ReporterSaved(OfTicket):
    """It was written down who reported: that, not who. `ticket` is the call's number where there is no ticket yet."""

    topic: ClassVar[str] = "incidents.reporter_saved"
    anonymous: bool
