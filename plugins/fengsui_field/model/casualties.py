"""The casualty list: totals by degree, names masked, and how long a change counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from fengsui_field.api.words import DEGREES, Degree

NOBODY = "--"


def totals(degrees: Iterable[Degree]) -> dict[Degree, int]:
    """How many of each degree; every degree is there."""
    counted = dict.fromkeys(DEGREES, 0)
    for degree in degrees:
        counted[degree] += 1
    return counted


def lowered(before: Mapping[Degree, int], after: Mapping[Degree, int]) -> tuple[Degree, ...]:
    """Degrees of which fewer are counted now."""
    return tuple(degree for degree in DEGREES if after.get(degree, 0) < before.get(degree, 0))


def changed(before: Mapping[Degree, int], after: Mapping[Degree, int]) -> tuple[Degree, ...]:
    return tuple(degree for degree in DEGREES if after.get(degree, 0) != before.get(degree, 0))


def masked(name: str) -> str:
    """张三丰 as 张**, Smith as S****: the first letter of what was written, and no more."""
    name = name.strip()
    return name[:1] + "*" * min(4, max(1, len(name) - 1)) if name else NOBODY


def counts_until(happened: datetime, days: float) -> datetime:
    """The last moment at which a change of the list counts (自事故发生之日起30日内, 493 art 13)."""
    return happened + timedelta(days=days)
