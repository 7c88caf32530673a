"""Major hazard installations (重大危险源) by GB 18218: S identifies, R grades. Decimals throughout, never floats.

S = sum of q/Q over the substances of one unit; S >= 1 is a major hazard. R = alpha * sum of beta * q/Q, where
alpha grows with the people who live within 500 m. The numbers (Q, beta, alpha, levels) come from the rules; the
inputs and the edition are kept with each result, so that an old result can be computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Held:
    """What a unit holds: the design maximum in tonnes of one substance."""

    key: str
    name: str
    tonnes: Decimal


@dataclass(frozen=True)
class Critical:
    """A critical quantity Q in tonnes and the correction factor beta, from `table` 1 (by name) or 2 (by class)."""

    q: Decimal
    beta: Decimal
    table: str
    basis: str


@dataclass(frozen=True)
class Grading:
    """`alpha`: (least people within 500 m, factor), `levels`: (level, least R), both as the standard prints them."""

    edition: str
    identified_from: Decimal
    alpha: Sequence[tuple[int, Decimal]]
    levels: Sequence[tuple[int, Decimal]]


@dataclass(frozen=True)
class Term:
    """One substance's share in S (`ratio`), with what it was computed from."""

    key: str
    name: str
    tonnes: Decimal
    q: Decimal
    beta: Decimal
    ratio: Decimal
    basis: str


@dataclass(frozen=True)
class Hazard:
    """`level` 1 (worst) to 4, None below S = 1. `unlisted`: substances that the standard's rows do not name."""

    edition: str
    s: Decimal
    r: Decimal | None
    level: int | None
    alpha: Decimal
    people_500m: int
    terms: tuple[Term, ...]
    unlisted: tuple[str, ...]


def assess_hazard(held: Iterable[Held], people_500m: int, critical: Mapping[str, Critical], grading: Grading) -> Hazard:
    """S, and where it is a major hazard R and its level, of one unit."""
    terms: list[Term] = []
    unlisted: list[str] = []
    for one in held:
        known = critical.get(one.key)
        if known is None:
            unlisted.append(one.key)
        else:
            ratio = one.tonnes / known.q
            terms.append(Term(one.key, one.name, one.tonnes, known.q, known.beta, ratio, known.basis))
    s = sum((term.ratio for term in terms), Decimal())
    alpha = max(row for row in grading.alpha if row[0] <= people_500m)[1]
    r = level = None
    if s >= grading.identified_from:
        r = alpha * sum((term.beta * term.ratio for term in terms), Decimal())
        level = min(number for number, least in grading.levels if r >= least)
    return Hazard(grading.edition, s, r, level, alpha, people_500m, tuple(terms), tuple(unlisted))
