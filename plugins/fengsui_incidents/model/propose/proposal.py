"""Puts the set together: who could go for what, who is chosen, and in words why everybody else is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fengsui_incidents.api.board import Candidate, NeedCover, Proposal
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.picture import Picture, Surroundings, words
from fengsui_incidents.model.propose.cover import Offer, assign, sent, spare
from fengsui_incidents.model.propose.given import Available, Router, StraightLine
from fengsui_incidents.model.propose.looks import (
    Look,
    Scene,
    chosen_words,
    cost,
    fitness,
    is_fit,
    is_late,
    look_at,
    may_cover,
    reasons_for,
    zone_metres,
)
from fengsui_incidents.model.propose.reasons import PRECEDENCE, UNFIT, Reason, first_of, kind_of
from fengsui_incidents.model.propose.reserve import Kept, reserve_reasons, reserves
from fengsui_incidents.model.propose.shortlist import shortlist
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.texts import cards
from fengsui_plans.api import DigitalPlan, Need

CHOSEN = frozenset({"chosen", "chosen_late", "already_moving", "already_ordered"})
"""Reason codes of those who are chosen; `candidate` and `chosen_elsewhere` could have been."""

ABLE = CHOSEN | {"candidate", "chosen_elsewhere"}
MOST_HINTS = 2
PREFERRED = 10**10
"""A force that is moving already is taken before one that would have to be sent."""


@dataclass(frozen=True)
class Choice:
    """A proposal with what it was made from, for the account of everybody else."""

    proposal: Proposal
    scene: Scene
    zone_m: float
    held: Mapping[str, Reason]


@dataclass(frozen=True)
class _Row:
    """A candidate with what it is sorted and left away by."""

    candidate: Candidate
    unfit: bool
    rank: tuple[int, int, int, str]


def propose(
    picture: Picture,
    plan: DigitalPlan,
    available: Available,
    rules: RuleSet,
    now: datetime,
    around: Surroundings | None = None,
    router: Router | None = None,
) -> Proposal:
    return choose(picture, plan, available, rules, now, around, router).proposal


def choose(
    picture: Picture,
    plan: DigitalPlan,
    available: Available,
    rules: RuleSet,
    now: datetime,
    around: Surroundings | None = None,
    router: Router | None = None,
) -> Choice:
    """The set of forces, the gap first.

    As many places as possible are covered, earlier needs before later ones, and no team is spent where it is the
    only one for something else; among such sets the best by fitness, then travel time, then readiness. `around`
    gives the reference distances by which stations downwind withdraw first (without it, the rule's own metres).
    With few teams every one stands with its reason under each need; with many (`available.muster`) those that could
    matter do, and `account` has the reason of every other.
    """
    scene, zone, looks, kept, says = _seen(picture, plan, available, rules, now, around, router)
    fit = [{id for id, look in looks.items() if is_fit(look, need)} for need in plan.needs]
    picked = _pick(looks, fit, scene, kept)
    going = sent(picked) - {id for id, look in looks.items() if look.here}
    held = reserve_reasons(kept, going)
    tables = _tables(looks, fit, picked, scene, held)
    covers = tuple(_cover(need, rows, looks, scene) for need, rows in zip(plan.needs, tables, strict=True))
    proposal = Proposal(
        incident=picture.id,
        plan=plan.id,
        uncovered=tuple(
            _gap_words(cover, rows, scene)
            for cover, rows in zip(covers, tables, strict=True)
            if cover.covered < cover.wanted
        ),
        needs=covers,
        withdraw_first=tuple(_withdrawing(look) for look in looks.values() if look.must_withdraw),
        cards=cards(picture, plan),
        at=now,
        considered=len(available.muster) if available.muster is not None else len(available.teams),
        in_full=available.muster is None,
        travel=says,
        released=tuple(sorted(available.released)),
        held=tuple(one.capability for one in kept if one.held_back(going)),
    )
    return Choice(proposal, scene, zone, held)


def _seen(
    picture: Picture,
    plan: DigitalPlan,
    available: Available,
    rules: RuleSet,
    now: datetime,
    around: Surroundings | None,
    router: Router | None,
) -> tuple[Scene, float, dict[str, Look], tuple[Kept, ...], Words | None]:
    """Everybody who could matter, looked at; with a routing plugin's minutes, where there is one and it answers."""
    row = rules.value("travel")
    way = StraightLine(kmh=float(row["kmh"]), detour=float(row["detour"]))
    scene = Scene(picture, plan, available, rules, now, way, around or Surroundings(plans=(plan,)))
    zone, places = zone_metres(scene), sum(need.count for need in plan.needs)
    kept = reserves(scene, places)
    most = places + spare([one.limit for one in kept])
    looks = _looks(scene, zone, most if router is None else max(most, rules.whole("routing_asks_for")))
    if router is None or picture.point is None:
        return scene, zone, looks, kept, None
    able = [look.team for look in looks.values() if any(is_fit(look, need) for need in plan.needs)]
    starts = list(dict.fromkeys((team.lat, team.lon) for team in able))
    answer = router(starts, picture.point)
    known = {start: minutes for start, minutes in zip(starts, answer.minutes, strict=False) if minutes is not None}
    if not known:
        return scene, zone, looks, kept, answer.says
    scene = replace(scene, routed=known)
    return scene, zone, {id: look_at(look.team, scene, zone) for id, look in looks.items()}, kept, answer.says


def _looks(scene: Scene, zone: float, most: int) -> dict[str, Look]:
    if scene.available.muster is not None:
        return shortlist(scene, scene.available.muster, zone, most)
    return {team.id: look_at(team, scene, zone) for team in scene.available.teams}


def as_proposed(choice: Choice, proposal: Proposal) -> Choice:
    """The choice with the set that was proposed: the account is of the proposal on record, whatever changed since."""
    return replace(choice, proposal=proposal)


def next_team(proposal: Proposal, need: str, passed: frozenset[str]) -> Candidate | None:
    """The best team for a need that was not chosen and is not in `passed`: who comes when one is silent or unable."""
    rows = (one for cover in proposal.needs if cover.need == need for one in cover.candidates)
    return next((one for one in rows if one.reason in ("candidate", "chosen") and one.team not in passed), None)


def left_out(proposal: Proposal) -> Mapping[str, str]:
    """Each team that is chosen for nothing, with the reason under the need that it came nearest to."""
    chosen = {one.team for cover in proposal.needs for one in cover.candidates if one.chosen}
    best: dict[str, str] = {}
    for one in (one for cover in proposal.needs for one in cover.candidates if one.team not in chosen):
        if one.team not in best or nearness(one.reason) < nearness(best[one.team]):
            best[one.team] = one.reason
    return dict(sorted(best.items()))


def nearness(code: str) -> tuple[bool, bool, int]:
    """A team without suits came nearer than one that cannot do the work at all; one that rests, nearer still."""
    rank = PRECEDENCE.index(code) if code in PRECEDENCE else -1
    return (code in ("lacks_capability", "not_meant"), code in UNFIT, rank)


def _pick(looks: Mapping[str, Look], fit: Sequence[set[str]], scene: Scene, kept: Sequence[Kept]) -> list[list[str]]:
    """For each need the teams that take its places: those already there for it, then the best cover of the rest."""
    needs = scene.plan.needs
    fixed = [[look.team.id for look in looks.values() if look.here and look.here.need == need.id] for need in needs]
    wanted = [max(0, need.count - len(there)) for need, there in zip(needs, fixed, strict=True)]
    offers = [
        [offer for id in sorted(able) if (offer := _offer(looks[id], need, scene)) is not None]
        for need, able in zip(needs, fit, strict=True)
    ]
    free = assign(wanted, offers, [one.limit for one in kept])
    return [there + more for there, more in zip(fixed, free, strict=True)]


def _offer(look: Look, need: Need, scene: Scene) -> Offer | None:
    """What a team that is fit for the need has to offer, unless something speaks against it."""
    if look.here is not None:
        bound = look.here.need in {one.id for one in scene.plan.needs}
        if bound or not look.here.other_authority or not may_cover(look, need, scene):
            return None
        return Offer(look.team.id, cost(look, need, scene) - PREFERRED)
    if reasons_for(look, need, scene):
        return None
    return Offer(look.team.id, cost(look, need, scene), is_late(look, scene))


def _tables(
    looks: Mapping[str, Look],
    fit: Sequence[set[str]],
    picked: Sequence[Sequence[str]],
    scene: Scene,
    held: Mapping[str, Reason],
) -> list[list[_Row]]:
    """For each need its candidates in order: with few teams every one, with many those who came near to it."""
    taken = {team: number for number, teams in enumerate(picked) for team in teams}
    in_full = scene.available.muster is None
    tables: list[list[_Row]] = []
    for number, need in enumerate(scene.plan.needs):
        rows: list[_Row] = []
        for id, look in looks.items():
            unfit = id not in fit[number] and taken.get(id) != number
            if unfit and not in_full:
                continue
            candidate = _candidate(look, need, scene, _reason(look, need, taken.get(id), number, scene, held))
            rows.append(_Row(candidate, unfit, _rank(look, need, scene, candidate, unfit=unfit)))
        rows.sort(key=lambda row: row.rank)
        tables.append(rows if in_full else _named(rows, scene.rules.whole("near_named")))
    return tables


def _named(rows: list[_Row], most: int) -> list[_Row]:
    """Everybody chosen, and of those who could come next and of those who nearly could so many each."""
    shown: Counter[int] = Counter()
    found = []
    for row in rows:
        standing = row.rank[0]
        shown[standing] += 1
        if standing == 0 or shown[standing] <= most:
            found.append(row)
    return found


def _cover(need: Need, rows: Sequence[_Row], looks: Mapping[str, Look], scene: Scene) -> NeedCover:
    in_time = sum(1 for row in rows if row.candidate.chosen and not is_late(looks[row.candidate.team], scene))
    return NeedCover(
        need=need.id,
        title=words(need.title),
        task=words(need.task),
        wear=words(need.wear),
        wanted=need.count,
        covered=min(in_time, need.count),
        candidates=tuple(row.candidate for row in rows),
    )


def _reason(look: Look, need: Need, taken: int | None, number: int, scene: Scene, held: Mapping[str, Reason]) -> Reason:
    """Why the team is chosen for the need, or why not. `taken`: the number of the need that it was chosen for."""
    late = is_late(look, scene)
    if taken == number:
        return _already(look) if look.here else Reason(
            "chosen_late" if late else "chosen", chosen_words(look, need, scene, late=late)
        )  # fmt: skip
    if taken is not None:
        title = scene.plan.needs[taken].title
        return Reason("chosen_elsewhere", Words(f"已用于: {title.zh}", f"already chosen for: {title.en}"))
    if look.here is not None:
        says = _already(look).says
        return Reason("not_counted", Words(f"{says.zh}, 此项不计", f"{says.en}; not counted here"))
    reasons = reasons_for(look, need, scene)
    if reasons:
        return first_of(reasons)
    return held.get(look.team.id) or Reason("candidate", chosen_words(look, need, scene, late=late))


def _already(look: Look) -> Reason:
    by = look.here.other_authority if look.here else ""
    if by:
        return Reason("already_moving", Words(f"已由他方派出({by})", f"already moving on another order ({by})"))
    return Reason("already_ordered", Words("已发命令", "already ordered"))


def _candidate(look: Look, need: Need, scene: Scene, reason: Reason) -> Candidate:
    return Candidate(
        team=look.team.id,
        name=look.team.name,
        need=need.id,
        chosen=reason.code in CHOSEN,
        fitness=fitness(look, need, scene) if reason.code in ABLE else 0.0,
        minutes=look.minutes,
        people=look.team.people,
        kind=kind_of(look.team, need),
        reason=reason.code,
        says=reason.says,
        already_moving=look.here is not None,
    )


def _rank(look: Look, need: Need, scene: Scene, one: Candidate, *, unfit: bool) -> tuple[int, int, int, str]:
    """Chosen first, then who could come next, then who came near to it, then the rest; each by rank."""
    if one.chosen or one.reason == "candidate":
        return (0 if one.chosen else 1, int(is_late(look, scene)), cost(look, need, scene), one.team)
    return (3 if unfit else 2, 0, one.minutes, one.team)


def _gap_words(cover: NeedCover, rows: Sequence[_Row], scene: Scene) -> Words:
    """What is missing, and who of those not too far away is nearest to filling it."""
    near = [
        row.candidate
        for row in rows
        if not row.unfit
        and row.candidate.reason not in ABLE - {"chosen_late"}
        and row.candidate.minutes <= scene.far_after
    ]
    missing = cover.wanted - cover.covered
    zh, en = f"{cover.title.zh} 缺{missing}", f"{cover.title.en}: {missing} missing"
    if hints := near[:MOST_HINTS]:
        zh += f" ({'; '.join(f'{one.name} {one.says.zh}' for one in hints)})"
        en += f" ({'; '.join(f'{one.name}: {one.says.en}' for one in hints)})"
    return Words(zh, en)


def _withdrawing(look: Look) -> Candidate:
    reason = next(one for one in look.against if one.code == "withdraw_first")
    return Candidate(
        team=look.team.id,
        name=look.team.name,
        need="",
        chosen=False,
        fitness=0.0,
        minutes=look.minutes,
        people=look.team.people,
        kind="order" if look.team.reach in ("direct", "agreement") else "request",
        reason=reason.code,
        says=reason.says,
    )
