"""Counts of people are claims with a source; this says which claim stands, and what may not pass in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import COUNTS, Count
from fengsui_incidents.model.picture import Claim, ClaimStatus

SHORT: Mapping[Count, Words] = {
    "dead": Words("亡", "dead"),
    "serious": Words("重伤", "seriously injured"),
    "minor": Words("轻伤", "slightly injured"),
    "injured": Words("受伤", "injured"),
    "poisoned": Words("中毒", "poisoned"),
    "trapped": Words("被困", "trapped"),
    "missing": Words("失联", "missing"),
    "at_risk": Words("涉险", "at risk"),
    "endangered": Words("危及", "endangered"),
    "evacuated": Words("已疏散", "evacuated"),
}
"""The counts as an alert and the board write them."""


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
    by_count: dict[Count, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: claim.at):
        by_count.setdefault(claim.count, []).append(claim)
    stand = {count: _standing(by_count[count]) for count in COUNTS if count in by_count}
    return {count: _figure(claim) for count, claim in stand.items() if claim is not None}


def values(claims: Iterable[Claim]) -> Mapping[Count, int | None]:
    """`in_use` as bare numbers: what the board shows."""
    return {count: figure.value for count, figure in in_use(claims).items()}


def needs_reason(claims: Iterable[Claim], count: Count, value: int | None) -> bool:
    """Whether a new claim lowers (or un-knows) the figure in use: 谎报/瞒报, 493 art 4."""
    figure = in_use(claims).get(count)
    return figure is not None and figure.value is not None and (value is None or value < figure.value)


def people_words(claims: Iterable[Claim], asked: Iterable[Count] = ()) -> Words:
    """The people line: `中毒2 失联2 涉险40(待核实)`; a count `asked` for and not known is said (失联? 未知)."""
    figures, wanted = in_use(claims), frozenset(asked)
    said = [_said(count, figures.get(count)) for count in COUNTS if count in figures or count in wanted]
    if not said:
        return Words("人员情况未知", "people: unknown")
    return Words(" ".join(part.zh for part in said), ", ".join(part.en for part in said))


def _said(count: Count, figure: Figure | None) -> Words:
    name = SHORT[count]
    if figure is None or figure.value is None:
        return Words(f"{name.zh}? 未知", f"{name.en}? unknown")
    # Only "at risk" is a guess by nature (users of the alert must not take a crowd's size for a count of victims).
    doubt = count == "at_risk" and figure.status != "verified"
    return Words(f"{name.zh}{figure.value}{'(待核实)' if doubt else ''}",
                 f"{figure.value} {name.en}{' (unverified)' if doubt else ''}")  # fmt: skip


def _standing(claims: list[Claim]) -> Claim | None:
    """The claim that stands among one count's, oldest first."""
    last: dict[str, Claim] = {}
    for claim in claims:
        last[claim.source] = claim
    alive = [claim for claim in last.values() if claim.status != "withdrawn"]
    verified = [claim for claim in alive if claim.status == "verified"]
    if not verified:
        return max(alive, key=_badness, default=None)
    settled = max(verified, key=lambda claim: claim.at)
    later = [claim for claim in alive if claim.at >= settled.at and _badness(claim) > _badness(settled)]
    return max(later, key=_badness, default=settled)


def _badness(claim: Claim) -> tuple[int, datetime]:
    """Worse is more people; the unknown is less than any number, so that a number once said is not hidden by it."""
    return (-1 if claim.value is None else claim.value, claim.at)


def _figure(claim: Claim) -> Figure:
    return Figure(count=claim.count, value=claim.value, status=claim.status, source=claim.source, at=claim.at)
