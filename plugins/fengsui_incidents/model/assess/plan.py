"""Which digital plan fits: a site's own before a general one, and by what it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_plans.api import DigitalPlan

BY_SUBSTANCE, BY_KIND, BY_KEYWORD, BY_LEVEL = 4, 2, 1, 1
"""How much each kind of fit tells: a substance more than a kind and a keyword together."""

PlanKind = Literal["site", "level", "general", "ad_hoc"]
PREFERENCE: tuple[PlanKind, ...] = ("ad_hoc", "site", "level", "general")
SITE_FIRST = Words("现场方案优先于通用预案", "The site's own plan comes before a general one")
NOTHING = Words("物质、事件、来电用语均不符", "Neither substance nor kind nor a word of the call fits")


def substance_of(picture: Picture) -> str:
    """The substance that was named, else the only one of the site where something is released."""
    if picture.substance or picture.kind not in ("release", "smell"):
        return picture.substance
    known = picture.site.substances if picture.site else ()
    return known[0].key if len(known) == 1 else ""


def by_hand(plan: DigitalPlan) -> Found[DigitalPlan | None]:
    """The plan that a person chose: the only reason is that he did."""
    return Found(plan, (_quote(plan, Words("由人选定", "Chosen by a person")),))


@dataclass(frozen=True, kw_only=True)
class PlanFit:
    """One plan against what is known: by what it fits, or why it does not.

    `kind`: site 现场方案, level 等级预案, general 类型预案."""

    plan: DigitalPlan
    fits: bool
    score: int
    kind: PlanKind
    why: tuple[Words, ...]
    why_not: tuple[Words, ...]


def choose_plan(
    picture: Picture, plans: Sequence[DigitalPlan], vocabulary: Vocabulary, level: ResponseLevel | None = None
) -> Found[DigitalPlan | None]:
    """The plan that fits best: the site's own first, then a level plan, then by substance, kind, keyword, then by id.

    `level` is the response level that was decided, or that the centre's table gives."""
    ranked = fits_of(picture, plans, vocabulary, level)
    if not ranked or not ranked[0].fits:
        return Found(None)
    best = ranked[0]
    others = sorted(one.plan.id for one in ranked[1:] if one.fits)
    reasons = [_quote(best.plan, says) for says in best.why]
    if best.kind != "site" and others:
        ids = ", ".join(others)
        reasons.append(_quote(best.plan, Words(f"也适用: {ids}", f"Also fit: {ids}")))
    return Found(best.plan, tuple(reasons))


def fits_of(
    picture: Picture, plans: Sequence[DigitalPlan], vocabulary: Vocabulary, level: ResponseLevel | None
) -> list[PlanFit]:
    """Every plan with its reasons, best first; those that do not fit come last."""
    found = [_fit_of(picture, plan, vocabulary, level) for plan in plans]
    return sorted(found, key=lambda one: (not one.fits, PREFERENCE.index(one.kind), -one.score, one.plan.id))


def _fit_of(picture: Picture, plan: DigitalPlan, vocabulary: Vocabulary, level: ResponseLevel | None) -> PlanFit:
    kind: PlanKind = "site" if plan.site else "level" if plan.applies.levels else "general"
    score, why, why_not = _fit(picture, plan, vocabulary)
    if plan.site is not None and plan.site != (picture.site.id if picture.site else ""):
        why_not.insert(0, Words(f"现场方案, 属 {plan.site}", f"A site plan, of {plan.site}"))
    if plan.site and not why_not:
        why.insert(0, SITE_FIRST)
    if plan.applies.levels:
        score, why, why_not = _by_level(plan, level, score, why, why_not)
    if not score and not why_not:
        why_not.append(NOTHING)
    return PlanFit(
        plan=plan, fits=not why_not, score=score, kind=kind, why=tuple(why), why_not=tuple(why_not)
    )  # fmt: skip


def _by_level(
    plan: DigitalPlan, level: ResponseLevel | None, score: int, why: list[Words], why_not: list[Words]
) -> tuple[int, list[Words], list[Words]]:
    """A level plan fits at its levels only, and then whatever the substance is, if it names none."""
    asked = ", ".join(plan.applies.levels)
    if level not in plan.applies.levels:
        shown = level or "-"
        not_now = Words(f"等级预案 {asked}, 现为 {shown}", f"For level {asked}; the level is {shown}")
        return score, why, [*why_not, not_now]
    named = plan.applies.substances or plan.applies.kinds or plan.applies.keywords
    if named and not score:
        return score, why, why_not
    return score + BY_LEVEL, [*why, Words(f"响应级别: {level}", f"Response level: {level}")], why_not


def _fit(picture: Picture, plan: DigitalPlan, vocabulary: Vocabulary) -> tuple[int, list[Words], list[Words]]:
    """How well the plan fits (0: not at all), by what, and what speaks against it."""
    substance, applies = substance_of(picture), plan.applies
    if substance and applies.substances and substance not in applies.substances:
        name = _substance(substance, vocabulary)
        for_what = [_substance(one, vocabulary) for one in applies.substances]
        zh, en = ", ".join(one.zh for one in for_what), ", ".join(one.en for one in for_what)
        return (
            0,
            [],
            [Words(f"物质不符: 现为{name.zh}, 预案为{zh}", f"Another substance: {name.en}, the plan is for {en}")],
        )
    score, why = 0, []
    if substance in applies.substances and substance:
        name = _substance(substance, vocabulary)
        score += BY_SUBSTANCE
        why.append(Words(f"物质: {name.zh}", f"Substance: {name.en}"))
    # A plan may name the kind alone (fire) or with its substance (ammonia_release).
    if picture.kind and {picture.kind, f"{substance}_{picture.kind}"} & set(applies.kinds):
        kind = vocabulary.kind(picture.kind)
        name = kind.name if kind else Words(picture.kind, picture.kind)
        score += BY_KIND
        why.append(Words(f"事件: {name.zh}", f"Kind: {name.en}"))
    said = picture.words.lower()
    if heard := [word for word in applies.keywords if word.lower() in said]:
        score += BY_KEYWORD
        why.append(Words(f"来电中有: {heard[0]}", f"The call says: {heard[0]}"))
    return score, why, []


def _substance(key: str, vocabulary: Vocabulary) -> Words:
    term = vocabulary.substance(key)
    return term.name if term else Words(key, key)


def _quote(plan: DigitalPlan, says: Words) -> Quoted:
    return Quoted(says=says, basis=f"{plan.id} v{plan.version}: {plan.basis}", certainty="plan")
