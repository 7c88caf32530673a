"""What there is to choose from: the teams, their terminals, what they already do here, and how long a way takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.geo import metres
from fengsui_incidents.model.picture import Point
from fengsui_rosters.api import Muster, Team


@dataclass(frozen=True)
class StraightLine:
    """The estimate: straight-line distance times a detour factor at an average speed."""

    kmh: float
    detour: float

    def minutes(self, start: Point, end: Point) -> float:
        return self.for_metres(metres(start, end))

    def for_metres(self, far: float) -> float:
        return far / 1000 * self.detour / self.kmh * 60


@dataclass(frozen=True)
class Routed:
    """What a routing plugin answered, in the order it was asked; `minutes` empty where it did not."""

    says: Words
    minutes: Sequence[float | None] = ()


Router = Callable[[Sequence[Point], Point], Routed]
"""Asks for all starts at once; what goes wrong is the answer's `says`, never an exception."""


@dataclass(frozen=True)
class Contact:
    """Whether a team's terminal is connected now, and when it was last seen (None: never)."""

    online: bool
    last_seen: datetime | None = None


class Contacts(Protocol):
    """A mapping, or whoever looks it up when it is asked."""

    def get(self, team: str, /) -> Contact | None: ...


@dataclass(frozen=True)
class Engaged:
    """A team that is already on this incident: for which need (empty: any), and whether another authority sent it.

    `answered` is its order's state where it can come no more: unable, declined, recalled, or replaced (it did not
    answer and another was sent); else empty.
    """

    need: str = ""
    other_authority: str = ""
    answered: str = ""


@dataclass(frozen=True)
class Consent:
    """A neighbour's team that was asked for: `answer` is empty while nobody has answered, else granted or refused."""

    asked_at: datetime
    answer: str = ""
    said_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Available:
    """What there is to choose from: `teams`, or with very many a `muster` that finds the near ones.

    `consents`: neighbours' teams that were asked for; `consented` those that may come; `released`: capabilities whose
    reserve the leader has released for this incident.
    """

    teams: Sequence[Team] = ()
    muster: Muster | None = None
    contacts: Contacts = field(default_factory=lambda: dict[str, Contact]())
    engaged: Mapping[str, Engaged] = field(default_factory=dict)
    consented: frozenset[str] = frozenset()
    consents: Mapping[str, Consent] = field(default_factory=dict)
    released: frozenset[str] = frozenset()
    zone: tzinfo | None = None

    def team(self, id: str) -> Team | None:
        if self.muster is not None:
            return self.muster.get(id)
        return next((team for team in self.teams if team.id == id), None)
