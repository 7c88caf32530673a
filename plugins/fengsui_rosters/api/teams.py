"""Teams and shifts as others see them, and the Protocols by which they ask for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from fengsui_rosters.api.muster import Muster

TeamKind = Literal["national", "professional", "enterprise", "social", "micro", "street", "linked"]
"""Kinds of team: 国家综合性消防救援队伍, 专业, 企业, 社会, 微型消防站, 街镇, 联动单位 (ERL art 39)."""

Reach = Literal["direct", "agreement", "request_119", "request_120", "request", "mutual"]
"""How a team is reached: own and agreement teams are ordered; 119, 120 and other bureaus are asked; a
neighbour's team (`mutual`) needs that district's consent first."""

Readiness = Literal["ready", "on_call", "moving", "out", "on_scene", "resting", "out_of_service"]
"""待命, 待召, 出动途中, 在警, 在现场, 休整, 停用."""

READY: frozenset[Readiness] = frozenset({"ready", "on_call"})


@dataclass(frozen=True)
class Certificate:
    """A qualification that ends on a day (`until`, inclusive); `capabilities` are those it is needed for."""

    name: str
    until: date
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    name: str
    post: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Team:
    """A rescue team as the dispatcher sees it.

    `lat`, `lon` in degrees WGS-84; `people` ready now and `minimum` below which it is under strength;
    `capabilities` name -> count (`suit_a`: 4 gas-tight suits); `until` when a rest or an engagement ends;
    `call_minutes` the time to assemble before it moves; `consent` whose consent it needs; `own_site` the
    enterprise whose site it knows; `host` the unit that keeps the team; `demo` marks demonstration data;
    `version` counts the edits of a person (never its readiness) and is what `if_version` is compared with.
    """

    id: str
    name: str
    kind: TeamKind
    division: str
    lat: float
    lon: float
    people: int
    minimum: int
    reach: Reach
    phone: str
    capabilities: Mapping[str, int]
    readiness: Readiness
    reason: str = ""
    until: datetime | None = None
    call_minutes: int = 0
    certificates: tuple[Certificate, ...] = ()
    insured_until: date | None = None
    consent: str = ""
    own_site: str = ""
    may_decline: bool = False
    leader: str = ""
    members: tuple[Member, ...] = ()
    demo: bool = False
    host: str = ""
    address: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Who is on duty (08:30 to 08:30): a leader (带班领导), a main and a second officer (主班, 副班)."""

    begins: datetime
    ends: datetime
    leader: str
    main: str
    second: str
    leader_phone: str = ""
    main_phone: str = ""
    second_phone: str = ""
    id: str = ""


class Teams(Protocol):
    """Answered by the rosters plugin, inside the asker's transaction."""

    def all(self) -> Sequence[Team]:
        """Every team that is not struck off, by id, without leaders and members: from memory, see `mustered`."""
        ...

    def mustered(self) -> AbstractContextManager[Muster]:
        """All teams in memory as this transaction sees them. Nobody else gets them meanwhile: be quick."""
        ...

    def some(self, teams: Collection[str]) -> Mapping[str, Team]:
        """Those of `teams` that there are, by id: cheap however many the roster has."""
        ...

    def get(self, team: str) -> Team | None: ...

    def mark(
        self, team: str, readiness: Readiness, *, reason: str = "", until: datetime | None = None, exercise: str | None
    ) -> None:
        """Changes a team's readiness (only inside a unit) and records it. A drill leaves the roster alone."""
        ...


class Duty(Protocol):
    def at(self, moment: datetime) -> Shift | None:
        """The shift that covers `moment`, or None where the roster has a gap."""
        ...

    def was_at(self, moment: datetime) -> Shift | None:
        """Who was on duty at a past `moment`: without the substitutions that were entered later."""
        ...
