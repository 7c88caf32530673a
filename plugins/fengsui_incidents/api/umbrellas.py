"""An umbrella event (总事件) holds many incidents: what other plugins and the console may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import Count, Urgency


@dataclass(frozen=True, kw_only=True)
class JointFigure:
    """One count over all members: `known` together, and how many members say that it is unknown to them."""

    known: int
    unknown: int = 0


@dataclass(frozen=True, kw_only=True)
class UmbrellaRow:
    """One line of the board. `urgency` is the worst of its running members'; `figures` leave out what was false."""

    id: str
    title: str
    state: str
    opened_at: datetime
    incidents: tuple[str, ...]
    running: int
    urgency: Urgency | None
    figures: Mapping[Count, JointFigure]
    forces: int
    exercise: str | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    incident: str
    title: Words
    place: str
    urgency: Urgency
    state: str
    outcome: str
    calls: int
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class SharedForce:
    """One team, request or notice over all members, with each order of it: (order, incident, state)."""

    team: str
    name: str
    orders: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class UmbrellaLine:
    """A line of the common log: the umbrella's own (`incident` empty), or one of a member's record."""

    at: datetime
    says: Words
    actor: str
    topic: str
    incident: str = ""


@dataclass(frozen=True, kw_only=True)
class UmbrellaCard(UmbrellaRow):
    """The umbrella, whole. `log` is common: its own lines and its members', oldest first."""

    members: tuple[Member, ...]
    shared: tuple[SharedForce, ...]
    log: tuple[UmbrellaLine, ...]
    closed_at: datetime | None = None


class Umbrellas(Protocol):
    """Provided by the incidents plugin, in the asker's transaction: for one report on a whole storm. Who is
    confined to a division sees the members in it."""

    def open(self) -> tuple[UmbrellaRow, ...]:
        """Umbrella events that are not closed, drills' among them."""
        ...

    def of(self, incident: str) -> str:
        """The id of the umbrella that holds the incident, or an empty text."""
        ...

    def card(self, umbrella: str) -> UmbrellaCard:
        """One umbrella with members, joint figures, shared forces and the common log; raises Missing."""
        ...
