"""Names of places that an officer types by initials, by a part of the name or by id. Built once, then only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product
from typing import Literal
from unicodedata import normalize

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.geo import metres
from fengsui_plans.api import Place, Site

EntryKind = Literal["site", "place", "street"]
KIND_ORDER: Mapping[EntryKind, int] = {"site": 0, "place": 1, "street": 2}

NUMERALS: Mapping[str, str] = dict(
    zip("零一二三四五六七八九十", ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), strict=True)
)
SHORTEST = 2
"""Letters or characters that a token must have to stand for a name."""

MOST_MATCHES = 50


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One name of the gazetteer. `division` is its GB/T 2260 code, of 6 or 9 digits, or empty."""

    id: str
    kind: EntryKind
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

    @property
    def part(self) -> str:
        return self.entry.name[self.begins : self.ends]


@dataclass(frozen=True)
class Gazetteer:
    """`spellings` holds, by entry and by character, all that may be typed for it; `index` finds pairs of those."""

    entries: tuple[Entry, ...]
    spellings: tuple[tuple[frozenset[str], ...], ...] = field(repr=False, default=())
    index: Mapping[str, Sequence[tuple[int, int]]] = field(repr=False, default_factory=dict)
    ids: Mapping[str, int] = field(repr=False, default_factory=dict)

    @classmethod
    def build(cls, sites: Iterable[Site], places: Iterable[Place] = (), streets: Iterable[Entry] = ()) -> Gazetteer:
        """Sites first, then places, then streets; initials of every reading (长 is c and z), 二 also as 2."""
        entries = (
            *(_of_site(site) for site in sites),
            *(_of_place(place) for place in places),
            *streets,
        )
        spellings = tuple(tuple(_spellings(char) for char in entry.name) for entry in entries)
        index: dict[str, list[tuple[int, int]]] = {}
        for number, name in enumerate(spellings):
            for at, (first, second) in enumerate(pairwise(name)):
                for pair in product(first, second):
                    index.setdefault("".join(pair), []).append((number, at))
        return cls(entries, spellings, index, {entry.id.casefold(): number for number, entry in enumerate(entries)})

    def find(self, token: str) -> tuple[Match, ...]:
        """Entries of which `token` is the id, a part of the name or a run of its initials; best first."""
        typed = normalize("NFKC", token).casefold()
        if (number := self.ids.get(typed)) is not None:
            return (Match(self.entries[number], 0, len(self.entries[number].name)),)
        return tuple(sorted(self._runs(typed), key=_rank))[:MOST_MATCHES]

    def longest_at(self, text: str, at: int) -> Match | None:
        """The longest part of any name that `text` spells out from position `at` on, in the name's own characters."""
        best: Match | None = None
        for number, begins in self.index.get(text[at : at + SHORTEST], ()):
            name = self.entries[number].name
            length = 0
            while (
                begins + length < len(name) and at + length < len(text) and name[begins + length] == text[at + length]
            ):
                length += 1
            match = Match(self.entries[number], begins, begins + length)
            if best is None or (length, begins == 0) > (best.ends - best.begins, best.begins == 0):
                best = match
        return best

    def nearest_street(self, lat: float, lon: float) -> Entry | None:
        """The street whose point is nearest: a first guess of the division, for a person to correct."""
        near = [(metres((lat, lon), (entry.lat, entry.lon)), entry.id, entry) for entry in self.entries
                if entry.kind == "street" and entry.lat is not None and entry.lon is not None]  # fmt: skip
        return min(near, key=lambda one: one[:2])[2] if near else None

    def _runs(self, typed: str) -> Iterable[Match]:
        """The first run of each name that `typed` fits, letter by letter."""
        found: set[int] = set()
        for number, at in self.index.get(typed[:SHORTEST], ()):
            name = self.spellings[number]
            if number in found or at + len(typed) > len(name):
                continue
            if all(letter in name[at + step] for step, letter in enumerate(typed)):
                found.add(number)
                yield Match(self.entries[number], at, at + len(typed))


def in_words(entry: Entry) -> Words:
    return Words(entry.name, entry.name)


def _rank(match: Match) -> tuple[bool, int, int, str]:
    return (match.begins != 0, KIND_ORDER[match.entry.kind], len(match.entry.name), match.entry.id)


def read_dictionary() -> None:
    """Loads what the first name that is read would otherwise wait for; once in a process."""
    _spellings("氨")


@lru_cache(maxsize=8192)
def _spellings(char: str) -> frozenset[str]:
    """All that may be typed for one character: itself, the initials of its readings, a numeral's digit."""
    plain = normalize("NFKC", char).casefold()[:1] or char
    if not "\u4e00" <= char <= "\u9fff":
        return frozenset({plain})
    from pypinyin import Style, pinyin  # its dictionary takes a while to load, so only where a name is read

    initials = {reading[:1] for reading in pinyin(char, style=Style.FIRST_LETTER, heteronym=True)[0]}
    digit = {NUMERALS[char]} if char in NUMERALS and len(NUMERALS[char]) == 1 else set()
    return frozenset({char, *initials, *digit})


def _of_site(site: Site) -> Entry:
    return Entry(id=site.id, kind="site", name=site.name, division=site.division, lat=site.lat, lon=site.lon)


def _of_place(place: Place) -> Entry:
    """A place of the kind `street` is a street or town; its id is the division's code."""
    if place.kind == "street":
        return Entry(id=place.id, kind="street", name=place.name, division=place.id, lat=place.lat, lon=place.lon)
    return Entry(id=place.id, kind="place", name=place.name, lat=place.lat, lon=place.lon)
