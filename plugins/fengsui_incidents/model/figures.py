"""Counts of people are claims with a source; this says which claim stands, and what may not pass in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count
from fengsui_incidents.model.picture import Claim, ClaimStatus


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The claim in use for one count: a number, or None where somebody said that it is unknown."""

    count: Count
    value: int | None
    status: ClaimStatus
    source: str
    at: datetime


def in_use(claims: Iterable[Claim]) -> Mapping[Count, Figure]:
    """The figure in use for each count that anybody spoke of.

    The latest verified claim stands, unless a later report is worse; without one, the worst of what each source
    said last. Withdrawn claims count for nothing.
    """
    raise NotImplementedError


def values(claims: Iterable[Claim]) -> Mapping[Count, int | None]:
    """`in_use` as bare numbers: what the board shows."""
    raise NotImplementedError


def needs_reason(claims: Iterable[Claim], count: Count, value: int | None) -> bool:
    """Whether a new claim lowers (or un-knows) the figure in use: 谎报/瞒报, 493 art 4."""
    raise NotImplementedError


def people_words(claims: Iterable[Claim], asked: Iterable[Count] = ()) -> Words:
    """The people line of an alert: `中毒2 失联2 附近约40(待核实)`; a count asked for and unknown is said (失联? 未知)."""
    raise NotImplementedError
