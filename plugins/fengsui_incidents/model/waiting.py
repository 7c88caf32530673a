"""Needs that wait for a team, and who may have the team that comes back: a proposal for the most urgent, no order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.board import NeedCover
from fengsui_incidents.api.events import Words

COULD_GO = ("chosen", "candidate")
"""Reason codes of those who may be sent for a need now."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A need without its teams. `place` among the plan's needs, `could` the teams that could go now, best first."""

    id: str
    incident: str
    need: str
    place: int
    urgency: str
    since: datetime
    missing: int
    why: Words
    exercise: str | None = None
    offered: str = ""
    offered_at: datetime | None = None
    could: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """How a need stands: teams still wanted beside those that are here, and whether nobody is left to be proposed."""

    missing: int
    nobody: bool


def gap_of(cover: NeedCover) -> Gap:
    there = sum(1 for one in cover.candidates if one.chosen and one.already_moving)
    return Gap(missing=max(0, cover.wanted - there), nobody=cover.covered < cover.wanted)


def could_go(cover: NeedCover) -> tuple[str, ...]:
    return tuple(one.team for one in cover.candidates if one.reason in COULD_GO and not one.already_moving)


def in_turn(waits: Sequence[Wait]) -> list[Wait]:
    """The real before drills, then by urgency, then who has waited longest, then as the plan names its needs."""
    return sorted(waits, key=lambda w: (w.exercise is not None, w.urgency, w.since, w.incident, w.place))


def offers(waits: Sequence[Wait], busy: Collection[str]) -> Mapping[str, str]:
    """For each wait, by its id, the team that is proposed for it now: each team once, to the most urgent first."""
    given: dict[str, str] = {}
    for wait in in_turn(waits):
        free = (team for team in wait.could if team not in busy and team not in given.values())
        if wait.missing > 0 and (team := next(free, "")):
            given[wait.id] = team
    return given
