"""The answers of the drills' views: plain frozen values, so that a client needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from fengsui_drills.api import Notice
from fengsui_drills.model.lifecycle import Exercise, OpenIncident
from fengsui_drills.model.obligations import Obligation

ItemKind = Literal["drill_due", "drill_hold", "drill_resume", "drill_silent"]
"""Wait for the controller's start; should give way; may be resumed; a team has not said that it knows."""


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A team in a drill: what it was told last, and whether it said that it knows.

    `real_order` is the real order that takes it out; `left_at` when it said itself that it leaves.
    """

    drill: str
    team: str
    notice: Notice
    told_at: datetime
    answer_by: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    left_at: datetime | None = None
    real_incident: str = ""
    real_order: str = ""


@dataclass(frozen=True, kw_only=True)
class DrillItem:
    """Something about a drill that needs a person: `who` acts on it, from `since` on, at the latest at `due`."""

    id: str
    kind: ItemKind
    drill: str
    title: str
    who: str
    since: datetime
    due: datetime | None = None
    because: str = ""
    team: str = ""


@dataclass(frozen=True, kw_only=True)
class DrillCard:
    """One drill whole, with its teams; `held_by` are the real incidents that hold it now."""

    drill: Exercise
    participants: tuple[Participant, ...]
    held_by: tuple[OpenIncident, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarMonth:
    """A month of drills; `due` are the duties whose last day falls in it."""

    month: date
    drills: tuple[Exercise, ...]
    due: tuple[Obligation, ...]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The drill duty calendar of a year or half-year. `overdue` counts duties already failed on `today`."""

    begins: date
    ends: date
    today: date
    months: tuple[CalendarMonth, ...]
    overdue: int


def queue(
    drills: Iterable[Exercise], waiting: Iterable[Participant], holds: Sequence[OpenIncident], now: datetime
) -> tuple[DrillItem, ...]:
    """What needs a person, what is urgent first: give way, then silent teams, then start, then resume."""
    known = {drill.id: drill for drill in drills}
    found = [item for drill in known.values() if (item := _item(drill, holds, now)) is not None]
    found += [
        DrillItem(
            id=f"{p.drill}:{p.team}:{p.notice}",
            kind="drill_silent",
            drill=p.drill,
            title=known[p.drill].title if p.drill in known else "",
            who=known[p.drill].controller if p.drill in known else "",
            since=p.told_at,
            due=p.answer_by,
            team=p.team,
            because=p.notice,
        )
        for p in waiting
        if p.answer_by is not None and p.answer_by <= now
    ]
    order: dict[ItemKind, int] = {"drill_hold": 0, "drill_silent": 1, "drill_due": 2, "drill_resume": 3}
    return tuple(sorted(found, key=lambda item: (order[item.kind], item.since, item.id)))


def _item(drill: Exercise, holds: Sequence[OpenIncident], now: datetime) -> DrillItem | None:
    kind: ItemKind
    if drill.state == "running" and drill.hold_proposed and holds:
        kind, since, because = "drill_hold", holds[0].reported_at, drill.hold_proposed
    elif drill.state == "held" and not holds:
        kind, since, because = "drill_resume", drill.scheduled_at, drill.held_because
    elif drill.state == "planned" and drill.scheduled_at <= now and not holds:
        kind, since, because = "drill_due", drill.scheduled_at, ""
    else:
        return None
    return DrillItem(
        id=f"{drill.id}:{kind}",
        kind=kind,
        drill=drill.id,
        title=drill.title,
        who=drill.controller,
        since=since,
        because=because,
    )
