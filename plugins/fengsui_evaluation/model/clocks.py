"""Every deadline of an incident's record: kept, met late, missed, still running, or asked for no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from fengsui_evaluation.api.values import Clock, ClockKind, ClockState
from fengsui_evaluation.model.entries import Entry

BEGINS: Mapping[str, ClockKind] = {
    "incidents.ordered": "answer",
    "incidents.card_sent": "card",
    "incidents.changed": "change",
    "incidents.stood_down": "stand_down",
    "incidents.evacuation_ordered": "evacuation",
}
GOING = frozenset({"accepted", "unable", "declined", "moving", "arrived", "controlled", "returning", "ready"})
MEETS: Mapping[ClockKind, frozenset[str]] = {
    "answer": GOING,
    "card": GOING | {"withdrawn"},
    "change": frozenset({"accepted", "unable", "returning", "ready"}),
    "stand_down": frozenset({"accepted", "unable", "returning", "ready"}),
    "evacuation": frozenset({"withdrawn", "ready"}),
}
"""The facts that answer each demand."""


def clocks_of(entries: Sequence[Entry], now: datetime) -> tuple[Clock, ...]:
    """Soonest due first."""
    found = [*_demands(entries), *_level(entries), *_tasks(entries), *_reports(entries)]
    ended = next((entry.happened_at for entry in entries if entry.topic == "incidents.closed"), None)
    judged = (replace(clock, state=_state(clock, now, ended)) for clock in found)
    return tuple(sorted(judged, key=lambda clock: (clock.due_at, clock.kind, clock.ref)))


def _state(clock: Clock, now: datetime, ended: datetime | None) -> ClockState:
    """One that had not run out when it was stopped, or when the incident was closed, is void."""
    if clock.state == "void":
        return "void"
    if clock.met_at is not None:
        return "kept" if clock.met_at <= clock.due_at else "late"
    if ended is not None and ended < clock.due_at:
        return "void"
    return "missed" if clock.due_at < now else "open"


def counted(clocks: Iterable[Clock]) -> dict[ClockKind, tuple[int, int]]:
    """By kind: kept in time, of how many that had to be."""
    found: dict[ClockKind, tuple[int, int]] = {}
    for clock in clocks:
        if clock.state in ("kept", "late", "missed"):
            kept, all_of = found.get(clock.kind, (0, 0))
            found[clock.kind] = (kept + (clock.state == "kept"), all_of + 1)
    return found


def _clock(kind: ClockKind, entry: Entry, *, ref: str, what: str, due: datetime, met: datetime | None) -> Clock:
    return Clock(kind=kind, ref=ref, what=what, began_at=entry.happened_at, due_at=due, met_at=met, state="open")


def _demands(entries: Sequence[Entry]) -> Iterator[Clock]:
    """Each order, card, change, stand-down and evacuation with the first fact that answers it. A card that tells a
    change is a demand of its own."""
    for entry in entries:
        kind = BEGINS.get(entry.topic)
        if kind is None or entry.due_at is None:
            continue
        met = _first_fact(entries, entry, MEETS[kind])
        recalled = kind in ("answer", "change", "card") and _recalled(entries, entry, met)
        made = _clock(kind, entry, ref=entry.order, what=entry.team, due=entry.due_at, met=met)
        yield replace(made, state="void") if recalled else made


def _first_fact(entries: Sequence[Entry], asked: Entry, facts: frozenset[str]) -> datetime | None:
    """An order may be answered by what its team had said before it was written down."""
    first = asked.topic in ("incidents.ordered", "incidents.card_sent")
    said = [
        entry.happened_at
        for entry in entries
        if entry.topic == "incidents.fact_recorded"
        and entry.order == asked.order
        and entry.what in facts
        and (first or entry.happened_at >= asked.happened_at)
        and entry.seq > asked.seq
    ]
    return min(said, default=None)


def _recalled(entries: Sequence[Entry], asked: Entry, met: datetime | None) -> bool:
    """Stood down before it was due and before it was answered."""
    return any(
        entry.topic == "incidents.stood_down"
        and entry.order == asked.order
        and asked.due_at is not None
        and entry.happened_at <= asked.due_at
        and (met is None or met > entry.happened_at)
        for entry in entries
        if entry.seq > asked.seq
    )


def _level(entries: Sequence[Entry]) -> Iterator[Clock]:
    """The leader was asked for the level; the first card counts, its reminders do not."""
    asked = next((entry for entry in entries if entry.topic == "incidents.leader_card" and entry.due_at), None)
    if asked is None or asked.due_at is None:
        return
    said = [entry.happened_at for entry in entries if entry.topic == "incidents.level_confirmed"]
    yield _clock("level", asked, ref=asked.incident, what=asked.what, due=asked.due_at, met=min(said, default=None))


def _tasks(entries: Sequence[Entry]) -> Iterator[Clock]:
    """A task that nobody answered at is due again at its new time; its first time was kept by the attempt. What was
    not yet due when the incident proved false is asked for no more."""
    false_at = _false_at(entries)
    for entry in entries:
        if entry.topic != "incidents.reported" or entry.due_at is None:
            continue
        done = [one for one in entries if one.topic == "incidents.task_done" and one.what == entry.what]
        met = min((one.happened_at for one in done), default=None)
        made = _clock("task", entry, ref=entry.what, what=entry.what, due=entry.due_at, met=met)
        void = met is None and false_at is not None and false_at <= entry.due_at
        yield replace(made, state="void") if void else made


def _false_at(entries: Sequence[Entry]) -> datetime | None:
    """When the leader confirmed that it was false, unless it was reopened since."""
    said = [one for one in entries if one.topic in ("incidents.false_decided", "incidents.reopened")]
    last = next((one for one in reversed(said) if one.what == "confirmed" or one.topic == "incidents.reopened"), None)
    return last.happened_at if last is not None and last.topic == "incidents.false_decided" else None


def _reports(entries: Sequence[Entry]) -> Iterator[Clock]:
    """A limit that was moved counts as the earlier one. What was stopped before its limit is owed no more; what was
    stopped after it, with nothing sent, was missed (漏报)."""
    met, stopped, moved = (
        {entry.order: entry for entry in entries if entry.topic == f"reports.{topic}"}
        for topic in ("clocks_met", "clocks_stopped", "clock_moved")
    )
    for entry in entries:
        if entry.topic != "reports.clocks_started" or entry.due_at is None:
            continue
        id = entry.order
        due = moved[id].due_at if id in moved else entry.due_at
        done = met[id].happened_at if id in met else None
        what = f"{entry.what}:{entry.to}"
        made = _clock("report", entry, ref=id, what=what, due=due or entry.due_at, met=done)
        in_time = id in stopped and stopped[id].happened_at <= made.due_at
        yield replace(made, state="void") if in_time and done is None else made
