"""Names of places that an officer types by initials, by a part of the name or by id. Built once, then only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fengsui_incidents.api.events import Words
from fengsui_plans.api import Place, Site


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One name of the gazetteer. `division` is its GB/T 2260 code, of 6 or 9 digits, or empty."""

    id: str
    kind: Literal["site", "place", "street"]
    name: str
    division: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Match:
    """An entry and the part of its name that a token stands for."""

    entry: Entry
    begins: int
    ends: int


@dataclass(frozen=True)
class Gazetteer:
    entries: tuple[Entry, ...]
    index: Mapping[str, Sequence[tuple[int, int]]] = field(repr=False, default_factory=dict)

    @classmethod
    def build(cls, sites: Iterable[Site], places: Iterable[Place] = (), streets: Iterable[Entry] = ()) -> Gazetteer:
        """Sites first, then places, then streets; initials of every reading (长 is c and z), 二 also as 2."""
        raise NotImplementedError

    def find(self, token: str) -> tuple[Match, ...]:
        """Entries of which `token` is the id, a part of the name or a run of its initials; best first."""
        raise NotImplementedError

    def nearest_street(self, lat: float, lon: float) -> Entry | None:
        """The street whose point is nearest: a first guess of the division, for a person to correct."""
        raise NotImplementedError


def in_words(entry: Entry) -> Words:
    return Words(entry.name, entry.name)
