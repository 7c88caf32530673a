"""An evaluation as it is shown: what the record says, computed; what a person finds, entered. No score anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from fengsui_incidents.api.said import Words

StepName = Literal[
    "reported", "judged", "ordered", "acknowledged", "departed", "arrived", "controlled", "ended", "closed"
]
"""接报, 研判定级, 下令, 应答, 出动, 到场, 险情控制, 响应终止, 结案: the response time chain."""

STEPS: tuple[StepName, ...] = (
    "reported", "judged", "ordered", "acknowledged", "departed", "arrived", "controlled", "ended", "closed",
)  # fmt: skip

Measure = Literal[
    "report_to_order", "report_to_judgement", "order_to_answer", "answer_to_departure", "order_to_arrival",
    "report_to_first_arrival", "report_to_control", "report_to_end",
]  # fmt: skip

NOTHING = Words("", "")

ClockKind = Literal["answer", "change", "stand_down", "evacuation", "card", "level", "task", "report"]
ClockState = Literal["kept", "late", "missed", "open", "void"]
"""Kept in time; met, but late; never met; still running; asked for no more before it was due."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """One duration, in seconds, and whose."""

    measure: Measure
    seconds: float
    team: str = ""
    order: str = ""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Of several durations of one kind, in seconds: the median and the 90th percentile (nearest rank), never a mean."""

    measure: Measure
    count: int
    median: float
    ninetieth: float
    least: float
    most: float


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A deadline of the record: what was to be done by when, and whether it was. `what` is a key, `says` its name."""

    kind: ClockKind
    ref: str
    what: str
    says: Words = NOTHING
    began_at: datetime
    due_at: datetime
    met_at: datetime | None
    state: ClockState


@dataclass(frozen=True, kw_only=True)
class NeedCheck:
    """A need of the plan against what came. Minutes from the report to the first arrival."""

    need: str
    title: Words
    wanted: int
    ordered: int
    accepted: int
    arrived: int
    first_minutes: int | None


@dataclass(frozen=True, kw_only=True)
class TaskCheck:
    task: str
    title: Words
    within_minutes: int
    done_minutes: int | None
    result: str


@dataclass(frozen=True, kw_only=True)
class PlanCheck:
    """The plan against reality: its needs, its tasks, and where people decided otherwise than was proposed."""

    plan: str
    title: Words
    level_proposed: str
    level_confirmed: str
    needs: tuple[NeedCheck, ...]
    tasks: tuple[TaskCheck, ...]
    beyond: tuple[str, ...]
    """Teams that were sent though they were not proposed."""


FindingState = Literal["proposed", "open", "done", "verified", "dropped"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something to be mended: proposed from the record with its `basis`, or entered by an evaluator.

    A corrective action once it has an `owner` and a date; `verified` by another person than who did it.
    """

    id: str
    incident: str
    text: Words
    basis: str
    state: FindingState
    owner: str = ""
    due: date | None = None
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SectionText:
    """A part of the report: what the record gives, and what the evaluators wrote. Both are marked as what they are."""

    section: str
    title: Words
    computed: tuple[Words, ...]
    written: str = ""
    written_by: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Destruction:
    """When the personal data of an incident are to be destroyed (ERL arts 84-85). `held` says why not yet."""

    incident: str
    closed_at: datetime
    due: date
    held: str = ""
    held_by: str = ""
    destroyed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeptReport:
    """A numbered copy of the report; `sha256` of its docx."""

    number: int
    at: datetime
    by: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    incident: str
    title: Words
    exercise: str | None
    outcome: str
    steps: dict[StepName, datetime]
    spans: tuple[Span, ...]
    spreads: tuple[Spread, ...]
    clocks: tuple[Clock, ...]
    plan: PlanCheck | None
    findings: tuple[Finding, ...]
    sections: tuple[SectionText, ...]
    destruction: Destruction | None = None
    kept: tuple[KeptReport, ...] = ()
    entered_later: int = 0
    """Facts that were entered for somebody or afterwards: their times are people's words."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """Many incidents: every figure says its period, its filter and as of when it was read."""

    since: date
    until: date
    as_of: datetime
    incidents: int
    false_reports: int
    """Counted in response times, left out of accidents."""
    spreads: tuple[Spread, ...]
    kept: dict[ClockKind, tuple[int, int]]
    """Kept in time, of how many that ran out."""
    formula: Words
