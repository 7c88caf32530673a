"""Counts of people are claims with a source; this says which claim stands, and what may not pass in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import COUNTS, FIGURE_NAMES, Count, FigureName
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


LOSS = Words("直接经济损失", "direct loss")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The claim in use for one figure: a number, or None where somebody said that it is unknown."""

    count: FigureName
    value: int | None
    status: ClaimStatus
    source: str
    at: datetime


def in_use(claims: Iterable[Claim]) -> Mapping[FigureName, Figure]:
    """The figure in use for each that anybody spoke of, from claims in any order.

    The latest verified claim stands, unless a later report is worse; without one, the worst of what each source
    said last. Withdrawn claims count for nothing. What would lower a figure and gives no reason changes nothing
    (谎报, 瞒报: 493 art 4): it stands in the history, and the worse figure stands.
    """
    by_count: dict[FigureName, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: claim.at):
        by_count.setdefault(claim.count, []).append(claim)
    stand = {count: _standing(by_count[count]) for count in FIGURE_NAMES if count in by_count}
    return {count: _figure(claim) for count, claim in stand.items() if claim is not None}


def effective(claims: Sequence[Claim]) -> tuple[bool, ...]:
    """Which of one figure's claims count, oldest first: all but those that would lower it and give no reason."""
    kept = _kept(list(claims))
    return tuple(any(one is claim for one in kept) for claim in claims)


def values(claims: Iterable[Claim]) -> Mapping[Count, int | None]:
    """`in_use` as bare numbers of people: what the board shows."""
    found = in_use(claims)
    return {count: found[count].value for count in COUNTS if count in found}


def needs_reason(claims: Iterable[Claim], claim: Claim) -> bool:
    """Whether a new claim would lower, un-know or un-verify the figure in use, or what its own source said last."""
    known = [one for one in claims if one.count == claim.count]
    mine = [one for one in known if one.source == claim.source and one.at <= claim.at]
    kept = _kept([*sorted(known, key=lambda one: one.at)])
    before, after = _stand(kept), _stand([*kept, claim])
    return _lowers(before, after) or (bool(mine) and claim.status != "withdrawn" and _lowers(mine[-1], claim))


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
    """The claim that stands among one figure's, oldest first."""
    return _stand(_kept(claims))


def _kept(claims: list[Claim]) -> list[Claim]:
    """Without those that would lower what stands and give no reason."""
    kept: list[Claim] = []
    for claim in claims:
        if claim.reason or not _lowers(_stand(kept), _stand([*kept, claim])):
            kept.append(claim)
    return kept


def _stand(claims: list[Claim]) -> Claim | None:
    last: dict[str, Claim] = {}
    for claim in claims:
        before = last.get(claim.source)
        if before is None or claim.status != "reported" or before.status != "verified" or claim.value != before.value:
            last[claim.source] = claim  # a source that repeats what was verified makes it no less so
    alive = [claim for claim in last.values() if claim.status != "withdrawn"]
    verified = [claim for claim in alive if claim.status == "verified"]
    if not verified:
        return max(alive, key=_badness, default=None)
    settled = max(verified, key=lambda claim: claim.at)
    later = [claim for claim in alive if claim.at >= settled.at and _badness(claim) > _badness(settled)]
    return max(later, key=_badness, default=settled)


def _lowers(before: Claim | None, after: Claim | None) -> bool:
    if before is None or before.value is None:
        return False
    return after is None or after.value is None or after.value < before.value


def _badness(claim: Claim) -> tuple[int, datetime]:
    """Worse is more people; the unknown is less than any number, so that a number once said is not hidden by it."""
    return (-1 if claim.value is None else claim.value, claim.at)


def _figure(claim: Claim) -> Figure:
    return Figure(count=claim.count, value=claim.value, status=claim.status, source=claim.source, at=claim.at)
