"""The chain from this centre up: a district of a municipality has no city between itself and the province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Grade
from fengsui_reports.api.words import LADDER, RECEIVER_SAID, Level, Receiver
from fengsui_reports.model.rules import RuleSet

BUREAUS: dict[Level, Receiver] = {
    "district": "district_bureau",
    "city": "city_bureau",
    "province": "province_bureau",
    "ministry": "ministry",
}


@dataclass(frozen=True)
class Chain:
    """`levels`: this centre's own, then each one above it."""

    levels: tuple[Level, ...]
    municipality: bool

    @property
    def own(self) -> Level:
        return self.levels[0]

    def at_least(self, level: Level) -> Level:
        """The level itself, or the next above it where this chain has none such (no city in a municipality)."""
        return next(one for one in (*self.levels, "ministry") if _rank(one) >= _rank(level))

    def above(self) -> Level | None:
        return self.levels[1] if len(self.levels) > 1 else None

    def hops(self, grade: Grade, rules: RuleSet) -> tuple[Level, ...]:
        """From this centre to the level up to which an accident of `grade` is reported (493 art 10)."""
        top = cast(Level, rules.value("report_top_level")[grade])
        if _rank(self.own) >= _rank(top):
            return (self.own,)
        last = self.levels.index(self.at_least(top))
        return self.levels[: last + 1]

    def name(self, receiver: Receiver) -> Words:
        """How a receiver is called, seen from this chain: the province's bureau of a municipality is 市应急局."""
        if receiver == "province_bureau" and self.municipality:
            return Words("市应急局", "municipal bureau")
        if receiver == "own_government":
            return _GOVERNMENTS["municipality" if self.municipality and self.own == "province" else self.own]
        return RECEIVER_SAID[receiver]


_GOVERNMENTS: dict[str, Words] = {
    "street": Words("街镇值班室", "street office's duty room"),
    "district": Words("区总值班室", "district government's duty room"),
    "city": Words("市总值班室", "city government's duty room"),
    "province": Words("省总值班室", "provincial government's duty room"),
    "municipality": Words("市总值班室", "municipal government's duty room"),
    "ministry": Words("国务院总值班室", "State Council's duty room"),
}


def in_municipality(division: str, rules: RuleSet) -> bool:
    return bool(division) and any(division.startswith(code) for code in rules.value("municipalities"))


def chain_of(level: Level, *, municipality: bool, direct: bool = False) -> Chain:
    """The chain of a centre. A municipality's own centre is of the provincial level, whatever it calls itself."""
    own: Level = "province" if municipality and level == "city" else level
    levels = LADDER[_rank(own) :]
    if municipality or (direct and own in ("street", "district")):
        levels = tuple(one for one in levels if one != "city")
    return Chain(levels, municipality)


def chain_for(level: Level, division: str, rules: RuleSet) -> Chain:
    """The chain of the centre that serves `division` (GB/T 2260) at `level`."""
    direct = rules.has("direct_counties") and division[2:4] in rules.value("direct_counties")
    return chain_of(level, municipality=in_municipality(division, rules), direct=direct)


def _rank(level: Level) -> int:
    return LADDER.index(level)
