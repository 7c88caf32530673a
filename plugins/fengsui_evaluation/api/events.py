"""What happens after an incident: findings, corrective actions, the report, and the destruction of personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fengsui.events import CENTRE, Event, Severity


@dataclass(frozen=True, kw_only=True)
class OfIncident(Event):
    incident: str

    def subject(self) -> str:
        return self.incident


@dataclass(frozen=True, kw_only=True)
class FindingEntered(OfIncident):
    """`basis` names the clock, need or rule that it rests on."""

    topic: ClassVar[str] = "evaluation.finding_entered"
    finding: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class ActionAssigned(OfIncident):
    """A finding becomes a corrective action with a date. Who owns it stands in the plugin's own rows."""

    topic: ClassVar[str] = "evaluation.action_assigned"
    finding: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ActionDone(OfIncident):
    topic: ClassVar[str] = "evaluation.action_done"
    finding: str


@dataclass(frozen=True, kw_only=True)
class ActionVerified(OfIncident):
    """Looked at by another person: `accepted`, or open again."""

    topic: ClassVar[str] = "evaluation.action_verified"
    finding: str
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class FindingDropped(OfIncident):
    topic: ClassVar[str] = "evaluation.finding_dropped"
    finding: str


@dataclass(frozen=True, kw_only=True)
class ActionOverdue(OfIncident):
    topic: ClassVar[str] = "evaluation.action_overdue"
    severity: ClassVar[Severity] = "moderate"
    finding: str
    due_on: date

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class SectionWritten(OfIncident):
    topic: ClassVar[str] = "evaluation.section_written"
    section: str


@dataclass(frozen=True, kw_only=True)
class ReportKept(OfIncident):
    """A numbered copy of the evaluation report; `sha256` of its docx."""

    topic: ClassVar[str] = "evaluation.report_kept"
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DestructionDated(OfIncident):
    """Personal data of a closed incident get the date on which they are to be destroyed."""

    topic: ClassVar[str] = "evaluation.destruction_dated"
    due_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class DestructionHeld(OfIncident):
    """Kept beyond the date, for evidence or this evaluation (ERL art 85); `held` False lets it run again."""

    topic: ClassVar[str] = "evaluation.destruction_held"
    held: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class DestructionOrdered(OfIncident):
    """A person has ordered it; the kernel records each erasure itself (`core.erased`)."""

    topic: ClassVar[str] = "evaluation.destruction_ordered"
    severity: ClassVar[Severity] = "moderate"
    basis: str


EVENTS: tuple[type[Event], ...] = (
    FindingEntered,
    ActionAssigned,
    ActionDone,
    ActionVerified,
    FindingDropped,
    ActionOverdue,
    SectionWritten,
    ReportKept,
    DestructionDated,
    DestructionHeld,
    DestructionOrdered,
)
