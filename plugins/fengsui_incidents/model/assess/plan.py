"""Which digital plan fits: a site's own before a general one, and by what it fits."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_plans.api import DigitalPlan

BY_SUBSTANCE, BY_KIND, BY_KEYWORD = 4, 2, 1
"""How much each kind of fit tells: a substance more than a kind and a keyword together."""


def substance_of(picture: Picture) -> str:
    """The substance that was named, else the only one of the site where something is released."""
    if picture.substance or picture.kind not in ("release", "smell"):
        return picture.substance
    known = picture.site.substances if picture.site else ()
    return known[0].key if len(known) == 1 else ""


def by_hand(plan: DigitalPlan) -> Found[DigitalPlan | None]:
    """The plan that a person chose: the only reason is that he did."""
    return Found(plan, (_quote(plan, Words("由人选定", "Chosen by a person")),))


def choose_plan(picture: Picture, plans: Sequence[DigitalPlan], vocabulary: Vocabulary) -> Found[DigitalPlan | None]:
    """The plan that fits best: the site's own first, then by substance, kind and keyword, then by id."""
    site = picture.site.id if picture.site else ""
    fitting = [(plan, score, why) for plan in plans for score, why in [_fit(picture, plan, vocabulary)]
               if score and plan.site in (None, site)]  # fmt: skip
    if not fitting:
        return Found(None)
    plan, _, why = min(fitting, key=lambda one: (one[0].site is None, -one[1], one[0].id))
    others = [other for other, _, _ in fitting if other.id != plan.id]
    reasons = [_quote(plan, says) for says in why]
    if plan.site:
        reasons.insert(
            0, _quote(plan, Words("现场方案优先于通用预案", "The site's own plan comes before a general one"))
        )
    elif others:
        ids = ", ".join(sorted(other.id for other in others))
        reasons.append(_quote(plan, Words(f"也适用: {ids}", f"Also fit: {ids}")))
    return Found(plan, tuple(reasons))


def _fit(picture: Picture, plan: DigitalPlan, vocabulary: Vocabulary) -> tuple[int, tuple[Words, ...]]:
    """How well the plan fits (0: not at all), and by what."""
    substance, applies = substance_of(picture), plan.applies
    if substance and applies.substances and substance not in applies.substances:
        return 0, ()
    score, why = 0, []
    if substance in applies.substances and substance:
        term = vocabulary.substance(substance)
        name = term.name if term else Words(substance, substance)
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
    return score, tuple(why)


def _quote(plan: DigitalPlan, says: Words) -> Quoted:
    return Quoted(says=says, basis=f"{plan.id} v{plan.version}: {plan.basis}", certainty="plan")
