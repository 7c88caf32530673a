"""What is known of an incident: the values that every decision starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import FigureName, ResponseLevel
from fengsui_plans.api import DigitalPlan, Distance, Place, Site, Text

ClaimStatus = Literal["reported", "verified", "withdrawn"]

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS-84."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Somebody's word about a count of people, or the loss in yuan; `value` None says that it is not known.

    `reason` where it lowers what stood: without one it lowers nothing."""

    count: FigureName
    value: int | None
    source: str
    at: datetime
    status: ClaimStatus = "reported"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Circumstance:
    """What an officer ticked that is no number: serious pollution, danger to an important place (order 21 art 26).

    `holds` None says that it is not known; `which` the place or the water."""

    key: str
    holds: bool | None
    source: str
    at: datetime
    status: ClaimStatus = "reported"
    which: str = ""


@dataclass(frozen=True, kw_only=True)
class SpecialFacts:
    """The special scale that an incident falls under, with what is known of it."""

    scale: str
    facts: Mapping[str, float | str]
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class WindReading:
    """`from_degrees` where the wind comes from, clockwise from north; `speed` in m/s."""

    from_degrees: int
    speed: float
    at: datetime
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One incident as it is known now. `words` is all that was said (the line and its calls), for keywords."""

    id: str
    reported_at: datetime
    title: Words
    place: Words
    division: str = ""
    kind: str = ""
    substance: str = ""
    ongoing: bool | None = None
    words: str = ""
    lat: float | None = None
    lon: float | None = None
    site: Site | None = None
    claims: tuple[Claim, ...] = ()
    wind: WindReading | None = None
    floors: int | None = None
    circumstances: tuple[Circumstance, ...] = ()
    special: SpecialFacts | None = None
    level_decided: ResponseLevel | None = None
    """The response level that a person decided, where one has: a level plan (等级预案) goes by it."""
    exercise: str | None = None

    @property
    def point(self) -> Point | None:
        """Where it is: as given, else the site's own place, else unknown."""
        if self.lat is not None and self.lon is not None:
            return self.lat, self.lon
        return (self.site.lat, self.site.lon) if self.site else None


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the other plugins know: plans in force, places to protect, reference distances, the centre's zone."""

    plans: Sequence[DigitalPlan]
    places: Sequence[Place] = ()
    distances: Mapping[str, Sequence[Distance]] = field(default_factory=dict)
    """By substance key."""
    zone: tzinfo = UTC
    chosen: DigitalPlan | None = None
    """The plan that a person chose, whatever fits."""


def words(text: Text) -> Words:
    """A plan's text as an event carries it."""
    return Words(text.zh, text.en)
