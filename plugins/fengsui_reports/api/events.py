"""What the reports record. Names of listeners and leaders stand only in data that an erasure reaches.

Subjects are the ids of the report or of the demand, so that what is destroyed of persons is exactly that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from fengsui.events import CENTRE, Event, Need, Severity
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import Count, Grade
from fengsui_reports.api.words import DemandKind, FalseKind, Form, Receiver, ReportKind


@dataclass(frozen=True, kw_only=True)
class _OfIncident(Event):
    incident: str

    def subject(self) -> str:
        return self.incident


@dataclass(frozen=True, kw_only=True)
class ClockSet:
    """One clock as it began to run."""

    id: str
    form: Form
    to: Receiver
    due: datetime
    late_after: datetime
    basis: str


@dataclass(frozen=True, kw_only=True)
class ClocksStarted(_OfIncident):
    """New duties, with why: the receipt, a regrade, a change of figures, the end."""

    topic: ClassVar[str] = "reports.clocks_started"
    severity: ClassVar[Severity] = "moderate"
    why: str
    grade: Grade
    clocks: tuple[ClockSet, ...]


@dataclass(frozen=True, kw_only=True)
class ClocksStopped(_OfIncident):
    """Clocks that nobody owes any more, with the reason."""

    topic: ClassVar[str] = "reports.clocks_stopped"
    reason: str
    clocks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClocksMet(_OfIncident):
    """Clocks that a report, or a receipt, has fulfilled: `at` when it went out, or was taken."""

    topic: ClassVar[str] = "reports.clocks_met"
    report: str
    at: datetime
    clocks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClockMoved(_OfIncident):
    """A limit that lies earlier than was known. It never moves to a later time."""

    topic: ClassVar[str] = "reports.clock_moved"
    clock: str
    late_after: datetime


@dataclass(frozen=True, kw_only=True)
class ClockOverdue(_OfIncident):
    """A limit ran out with nothing sent: the duty leader is rung, once for all who wait for the same by then."""

    topic: ClassVar[str] = "reports.clock_overdue"
    severity: ClassVar[Severity] = "severe"
    need: ClassVar[Need] = "displayed"
    clocks: tuple[str, ...]
    form: Form
    to: tuple[Receiver, ...]
    late_after: datetime
    says: Words

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class ClockRanOut(_OfIncident):
    """A limit that ran out while the centre was down: presented, rung to nobody."""

    topic: ClassVar[str] = "reports.clock_ran_out"
    severity: ClassVar[Severity] = "moderate"
    clocks: tuple[str, ...]
    form: Form
    to: tuple[Receiver, ...]
    late_after: datetime


@dataclass(frozen=True, kw_only=True)
class FigureLowered(_OfIncident):
    """A count is lower than a report that was sent: to be answered for (谎报/瞒报, 493 art 4)."""

    topic: ClassVar[str] = "reports.figure_lowered"
    severity: ClassVar[Severity] = "moderate"
    counts: Mapping[Count, tuple[int | None, int | None]]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundFalse(_OfIncident):
    """No accident after all: what was sent is corrected, never withdrawn."""

    topic: ClassVar[str] = "reports.found_false"
    severity: ClassVar[Severity] = "moderate"
    kind: FalseKind
    reason: str
    found_by: str = ""


@dataclass(frozen=True, kw_only=True)
class FalseTakenBack(_OfIncident):
    """It is one after all: what is still owed runs again with its limits. `was`: as what it had been false."""

    topic: ClassVar[str] = "reports.false_taken_back"
    severity: ClassVar[Severity] = "severe"
    was: str


@dataclass(frozen=True, kw_only=True)
class _OfReport(Event):
    report: str
    incident: str
    kind: ReportKind

    def subject(self) -> str:
        return self.report


@dataclass(frozen=True, kw_only=True)
class ReportDrafted(_OfReport):
    topic: ClassVar[str] = "reports.drafted"
    number: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReportEdited(_OfReport):
    topic: ClassVar[str] = "reports.edited"
    elements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReportReviewed(_OfReport):
    topic: ClassVar[str] = "reports.reviewed"


@dataclass(frozen=True, kw_only=True)
class ReportSigned(_OfReport):
    topic: ClassVar[str] = "reports.signed"


@dataclass(frozen=True, kw_only=True)
class ReportDropped(_OfReport):
    """A draft that was never sent is put away."""

    topic: ClassVar[str] = "reports.dropped"


@dataclass(frozen=True, kw_only=True)
class ReportSent(_OfReport):
    """`sha256` of the text as it went out; `warnings` say what was not in order when it did."""

    topic: ClassVar[str] = "reports.sent"
    severity: ClassVar[Severity] = "moderate"
    number: int
    to: tuple[Receiver, ...]
    at: datetime
    sha256: str
    late: tuple[Receiver, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReceiptGiven(_OfReport):
    """Who took it: name, post and time of the listener. `entered_late` is 补录."""

    topic: ClassVar[str] = "reports.receipt"
    to: Receiver
    name: str
    post: str
    at: datetime
    channel: str
    late: bool = False
    entered_late: bool = False
    witness: str = ""


@dataclass(frozen=True, kw_only=True)
class UmbrellaReported(Event):
    """One report of the whole umbrella event went out; `sha256` of its text, `incidents` that it tells of."""

    topic: ClassVar[str] = "reports.umbrella_sent"
    severity: ClassVar[Severity] = "moderate"
    report: str
    umbrella: str
    number: int
    to: tuple[Receiver, ...]
    at: datetime
    sha256: str
    incidents: tuple[str, ...]

    def subject(self) -> str:
        return self.report


@dataclass(frozen=True, kw_only=True)
class UmbrellaReceiptGiven(Event):
    """Who took it there: name, post and time of the listener."""

    topic: ClassVar[str] = "reports.umbrella_receipt"
    report: str
    umbrella: str
    to: Receiver
    name: str
    post: str
    at: datetime
    channel: str
    entered_late: bool = False
    witness: str = ""

    def subject(self) -> str:
        return self.report


@dataclass(frozen=True, kw_only=True)
class _OfDemand(Event):
    demand: str
    kind: DemandKind

    def subject(self) -> str:
        return self.demand


@dataclass(frozen=True, kw_only=True)
class DemandReceived(_OfDemand):
    """核实, 批示 or the picture again and again, from above. `due` None: no time was given, ours stands."""

    topic: ClassVar[str] = "reports.demand_received"
    severity: ClassVar[Severity] = "severe"
    incident: str
    source: str
    text: str
    answer_by: datetime
    owner: str = ""
    every_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class DemandAssigned(_OfDemand):
    topic: ClassVar[str] = "reports.demand_assigned"
    owner: str


@dataclass(frozen=True, kw_only=True)
class DemandAnswered(_OfDemand):
    """Our reply, and who above took it with what he said. `next_due` where the demand goes on."""

    topic: ClassVar[str] = "reports.demand_answered"
    reply: str
    told: str = ""
    feedback: str = ""
    late: bool = False
    next_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DemandEnded(_OfDemand):
    topic: ClassVar[str] = "reports.demand_ended"
    reason: str


@dataclass(frozen=True, kw_only=True)
class DemandOverdue(_OfDemand):
    topic: ClassVar[str] = "reports.demand_overdue"
    severity: ClassVar[Severity] = "severe"
    need: ClassVar[Need] = "displayed"
    incident: str
    answer_by: datetime
    says: Words = field(default_factory=lambda: Words("", ""))

    def audience(self) -> tuple[str, ...]:
        return (CENTRE, "role:duty_leader")


@dataclass(frozen=True, kw_only=True)
class DemandRanOut(_OfDemand):
    """Ran out while the centre was down: presented, rung to nobody."""

    topic: ClassVar[str] = "reports.demand_ran_out"
    severity: ClassVar[Severity] = "moderate"
    incident: str
    answer_by: datetime


EVENTS: tuple[type[Event], ...] = (
    ClocksStarted,
    ClocksMet,
    ClocksStopped,
    ClockMoved,
    ClockOverdue,
    ClockRanOut,
    FigureLowered,
    FoundFalse,
    FalseTakenBack,
    ReportDrafted,
    ReportEdited,
    ReportReviewed,
    ReportSigned,
    ReportDropped,
    ReportSent,
    ReceiptGiven,
    UmbrellaReported,
    UmbrellaReceiptGiven,
    DemandReceived,
    DemandAssigned,
    DemandAnswered,
    DemandEnded,
    DemandOverdue,
    DemandRanOut,
)
