"""The clocks as they run: which report ends which, what ends with the response, and what is a fault of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fengsui_reports.api.words import Form, Line, Receiver, ReportKind

ClockState = Literal["open", "met", "stopped", "missed"]
"""`missed`: the incident was closed with its limit over and nothing sent (漏报)."""

FULFILS: Mapping[ReportKind, frozenset[Form]] = {
    "flash": frozenset({"flash", "notice"}),
    "first": frozenset({"first", "regrade", "supplement"}),
    "follow_up": frozenset({"regrade", "follow_up", "supplement"}),
    "supplement": frozenset({"supplement"}),
    "final": frozenset({"first", "regrade", "follow_up", "supplement", "final", "correction"}),
    "correction": frozenset({"correction"}),
    "picture": frozenset(),
}
"""A report carries everything that is known when it is written, so the larger forms fulfil the smaller."""

ENDS_WITH_RESPONSE: frozenset[Form] = frozenset({"follow_up"})
ENDS_WITH_FALSE: frozenset[Form] = frozenset(
    {"flash", "first", "regrade", "follow_up", "supplement", "notice", "final"}
)
"""Nothing more is owed of an accident that was none, but the correction to those who were told, and its receipts."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    id: str
    incident: str
    form: Form
    line: Line
    to: Receiver
    step: int
    began_at: datetime
    due_at: datetime
    late_after: datetime
    at_once: bool
    basis: str
    certainty: str
    state: ClockState
    met_at: datetime | None = None
    reason: str = ""
    report: str = ""
    rung_at: datetime | None = None
    presented: bool = False

    @property
    def late(self) -> bool:
        """迟报: fulfilled after its limit."""
        return self.met_at is not None and self.met_at > self.late_after

    def overdue(self, now: datetime) -> bool:
        return self.state == "open" and now > self.late_after


def met_by(clocks: Iterable[Clock], kind: ReportKind, to: Receiver, written_at: datetime) -> tuple[Clock, ...]:
    """The open clocks that a report to `to` fulfils: never one that began after its text was written."""
    return tuple(
        clock
        for clock in clocks
        if clock.state == "open" and clock.to == to and clock.form in FULFILS[kind] and clock.began_at <= written_at
    )


@dataclass(frozen=True)
class Offence:
    """迟报, 漏报, and what may be 谎报 or 瞒报: shown to whoever answers for it, never judged here."""

    kind: Literal["late", "missing", "lowered"]
    clock: Clock


def offences(clocks: Iterable[Clock], now: datetime) -> tuple[Offence, ...]:
    """Late: fulfilled after the limit. Missing: not fulfilled, and the limit is over."""
    found: list[Offence] = []
    for clock in clocks:
        if clock.late:
            found.append(Offence("late", clock))
        elif clock.overdue(now) or clock.state == "missed":
            found.append(Offence("missing", clock))
    return tuple(found)
