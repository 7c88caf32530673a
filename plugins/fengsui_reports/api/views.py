"""The answers of the views: plain frozen values, so that a client needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from fengsui_incidents.api.said import Words
from fengsui_incidents.api.umbrellas import JointFigure
from fengsui_incidents.api.words import Count, Grade
from fengsui_reports.api.words import DemandKind, Form, Line, Receiver, ReportKind


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """One duty as it runs. `late`: fulfilled after its limit; `overdue`: its limit is over and nothing was sent.

    `due_at` is the law's limit; what is owed at once counts as late after `late_after`.
    """

    id: str
    incident: str
    form: Form
    line: Line
    to: Receiver
    name: Words
    phone: str
    step: int
    began_at: datetime
    due_at: datetime
    late_after: datetime
    at_once: bool
    basis: str
    certainty: str
    state: str
    met_at: datetime | None
    report: str
    reason: str
    late: bool
    overdue: bool
    presented: bool


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """`at` None: no receipt yet. `entered_late`: written down afterwards (补录)."""

    to: Receiver
    name_of: Words
    sent_at: datetime
    name: str
    post: str
    at: datetime | None
    channel: str
    entered_late: bool
    witness: str


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """A report or a draft. `state`: draft, reviewed, signed, sent, dropped."""

    id: str
    incident: str
    kind: ReportKind
    number: int
    title: str
    state: str
    grade: Grade
    written_at: datetime
    drafted_by: str
    reviewed_by: str
    reviewed_at: datetime | None
    signed_by: str
    signed_at: datetime | None
    sent_at: datetime | None
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    corrects: str
    receipts: tuple[ReceiptRow, ...]


@dataclass(frozen=True, kw_only=True)
class ReportCard(ReportRow):
    """The whole report: its elements, its text, and the hash of a sent text."""

    elements: Mapping[str, str]
    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class WindowRow:
    """30 or 7 days in which a change of casualties is reported at once; two while the kind is not settled."""

    days: int
    last_day: date
    open: bool
    basis: str


@dataclass(frozen=True, kw_only=True)
class Flag:
    """late 迟报, missing 漏报, lowered (谎报/瞒报 to be answered for), unsigned, unreceipted."""

    kind: str
    what: Words
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """An accident: its clocks, reports, windows and flags. `flash`: the text that would be read out now."""

    incident: str
    title: Words
    place: str
    received_at: datetime
    occurred_at: datetime | None
    unit_told_at: datetime | None
    unit_late: bool
    grade: Grade
    near_miss: str
    figures: Mapping[Count, int | None]
    kind: str
    kinds: tuple[str, ...]
    owes: bool
    owed_since: datetime | None
    stopped_reason: str
    ended_at: datetime | None
    closed_at: datetime | None
    chain: tuple[Words, ...]
    clocks: tuple[ClockRow, ...]
    reports: tuple[ReportRow, ...]
    windows: tuple[WindowRow, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, kw_only=True)
class DemandRow:
    id: str
    kind: DemandKind
    incident: str
    source: str
    text: str
    owner: str
    received_at: datetime
    due_at: datetime
    every_minutes: int | None
    state: str
    reply: str
    told: str
    feedback: str
    answered_at: datetime | None
    late: bool
    overdue: bool
    answers: int
    presented: bool


@dataclass(frozen=True, kw_only=True)
class ReportsBoard:
    """Everything that the reports' screen shows, the soonest limit first."""

    now: datetime
    centre: str
    cases: tuple[CaseRow, ...]
    demands: tuple[DemandRow, ...]


@dataclass(frozen=True, kw_only=True)
class FlashCard:
    """What is read out. `characters` of `most`; `missing` follows later. `heard`: who has heard this text already."""

    incident: str
    text: str
    characters: int
    most: int
    missing: tuple[str, ...]
    lines: tuple[ClockRow, ...]
    heard: tuple[ReceiptRow, ...]
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """态势一张纸: one page, as of a minute."""

    incident: str
    title: str
    as_of: datetime
    as_of_said: str
    centre: str
    sections: tuple[Section, ...]
    text: str
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class UmbrellaSent:
    """A report of the whole umbrella event as it went out: nothing changes it. `sha256` of its text."""

    id: str
    number: int
    sent_at: datetime
    sent_by: str
    sha256: str
    incidents: tuple[str, ...]
    text: str
    receipts: tuple[ReceiptRow, ...]


@dataclass(frozen=True, kw_only=True)
class UmbrellaPage:
    """One report of many incidents, as of a minute. `to`: to whom it would go; `sent`: those that went out."""

    umbrella: str
    title: str
    as_of: datetime
    as_of_said: str
    centre: str
    figures: Mapping[Count, JointFigure]
    incidents: tuple[str, ...]
    sections: tuple[Section, ...]
    text: str
    exercise: str | None = None
    to: tuple[Receiver, ...] = ()
    names: tuple[Words, ...] = ()
    sent: tuple[UmbrellaSent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A docx, base64. `sha256` of its bytes; `sent`: the immutable copy, else made now from the draft."""

    name: str
    content: str
    sha256: str
    sent: bool


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command did. `warnings`: what was not in order, and did not hold it back."""

    incident: str = ""
    report: str = ""
    demand: str = ""
    text: str = ""
    number: int = 0
    stopped: tuple[str, ...] = ()
    late: tuple[Receiver, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)
