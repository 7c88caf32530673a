"""The clocks as they run: which report ends which, what ends with the response, and what is a fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
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

TOLD: frozenset[Form] = frozenset({"flash", "first", "regrade", "follow_up", "supplement", "final"})
"""What tells somebody of the accident."""

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


def told(there: Iterable[Clock]) -> tuple[Receiver, ...]:
    """Everybody above and beside who has been told of the accident; the notified bodies are not reported to."""
    return tuple(dict.fromkeys(one.to for one in _sent(there)))


def written_to(there: Iterable[Clock]) -> tuple[Receiver, ...]:
    """Those who had the first written report, so that follow-ups are owed to them; a flash alone owes none."""
    return tuple(dict.fromkeys(one.to for one in _sent(there) if one.form in ("first", "follow_up", "final")))


def uncorrected(there: Collection[Clock]) -> tuple[Receiver, ...]:
    """Those who were told of it and wait for no correction yet, and have had none since they were told last."""
    answered = [one for one in there if one.form == "correction" and one.state in ("open", "met")]
    return tuple(
        to for to in told(there) if not any(one.to == to and one.began_at >= last_told(there, to) for one in answered)
    )


def put_off(there: Collection[Clock]) -> tuple[Receiver, ...]:
    """Those whose last word from us is a correction: they believe that nothing has happened."""
    said = [one for one in there if one.form == "correction" and one.met_at is not None]
    return tuple(
        dict.fromkeys(one.to for one in said if one.met_at is not None and one.met_at >= last_told(there, one.to))
    )


def last_told(there: Iterable[Clock], to: Receiver) -> datetime:
    return max(one.met_at for one in _sent(there) if one.to == to and one.met_at is not None)


def _sent(there: Iterable[Clock]) -> list[Clock]:
    return [one for one in there if one.state == "met" and one.form in TOLD and one.line != "bodies"]


def owed_again(there: Collection[Clock], ended_with: Callable[[str], bool]) -> tuple[Clock, ...]:
    """Clocks that an end took away which is taken back itself, and that nothing sent since has fulfilled.

    The final report is owed anew when the response ends again; a correction of what proved true never.
    """
    ended = [one for one in there if one.state in ("stopped", "missed") and ended_with(one.reason)]
    last = [one for one in there if one.form == "final" and one.met_at is not None]
    return tuple(
        one
        for one in ended
        if one.form not in ("final", "correction")
        and not (
            one.form in FULFILS["final"]
            and any(sent.to == one.to and sent.met_at is not None and sent.met_at >= one.began_at for sent in last)
        )
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
