"""What there is to choose from: the teams, their terminals, what they already do here, and how long a way takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from fengsui_incidents.model.geo import metres
from fengsui_incidents.model.picture import Point
from fengsui_rosters.api import Team


class TravelTime(Protocol):
    def minutes(self, start: Point, end: Point) -> float:
        """Minutes of driving between two points (assembling not counted)."""
        ...


@dataclass(frozen=True)
class StraightLine:
    """The default estimate: straight-line distance times a detour factor at an average speed."""

    kmh: float
    detour: float

    def minutes(self, start: Point, end: Point) -> float:
        return metres(start, end) / 1000 * self.detour / self.kmh * 60


@dataclass(frozen=True)
class Contact:
    """Whether a team's terminal is connected now, and when it was last seen (None: never)."""

    online: bool
    last_seen: datetime | None = None


@dataclass(frozen=True)
class Engaged:
    """A team that is already on this incident: for which need (empty: any), and whether another authority sent it.

    `answered` is its order's state where it can come no more: unable, declined, recalled, or replaced (it did not
    answer and another was sent); else empty.
    """

    need: str = ""
    other_authority: str = ""
    answered: str = ""


@dataclass(frozen=True, kw_only=True)
class Available:
    """What there is to choose from. `consented`: teams of a neighbour whose consent was given."""

    teams: Sequence[Team]
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    engaged: Mapping[str, Engaged] = field(default_factory=dict)
    consented: frozenset[str] = frozenset()
    zone: tzinfo | None = None
