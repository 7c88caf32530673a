"""Relief (换防): after how long on the scene a team is spent, what becomes of who takes over, and the way home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fengsui_field.api.words import ReliefState

STARTS = "arrived"
ENDS = frozenset({"returning", "ready"})
"""Facts with which a team leaves the scene. `withdrawn` is no end: who was evacuated stands by."""
CANNOT = frozenset({"unable", "declined", "returning", "ready"})
"""Facts after which a team does not take over any more, whether it has arrived or not."""
HOME = frozenset({"recalled", "returning", "ready"})
"""States of a force that has been ordered home, or goes: nobody has to take over from it."""
ON_SCENE: tuple[ReliefState, ...] = ("due", "arranged", "there")
TAKING: tuple[ReliefState, ...] = ("arranged", "there")


@dataclass(frozen=True)
class Watch:
    """When the team is to be relieved, and since when that stands in the queue."""

    due: datetime
    shows: datetime


def watch(since: datetime, hours: float, before_minutes: float) -> Watch:
    due = since + timedelta(hours=hours)
    return Watch(due, max(since, due - timedelta(minutes=before_minutes)))


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A relief as it stands: who takes over, by which order where one was given."""

    state: ReliefState
    by_team: str = ""
    by_order: str = ""


Becomes = Literal["ordered", "there", "lost"]


def becomes(taking: Taking, *, team: str, order: str, word: str) -> Becomes | None:
    """What a word about `team` and its `order` means for a relief: it was ordered, it has arrived, it does not come or
    has left before the other one has.

    A relief arranged by hand takes the first order of its team for its own. None where it means nothing.
    """
    if taking.state not in TAKING or not order:
        return None
    mine = order == taking.by_order if taking.by_order else bool(team) and team == taking.by_team
    if not mine:
        return None
    if word == "ordered":
        return "ordered" if not taking.by_order else None
    if word == STARTS:
        return "there" if taking.state == "arranged" else None
    return "lost" if taking.by_order and (word in CANNOT or word == "stood_down") else None
