"""The board's order, A to D: points for what makes an incident urgent, and never less than the plan says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Urgency
from fengsui_incidents.model.assess.daylight import is_night
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.assess.plan import substance_of
from fengsui_incidents.model.assess.reach import Exposed
from fengsui_incidents.model.figures import values
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_plans.api import DigitalPlan

DANGEROUS = ("toxic", "explosive")
ASPECTS: dict[str, Words] = {
    "toxic_or_explosive": Words("毒气或爆炸危险", "toxic or explosive"),
    "trapped_or_missing": Words("有人被困或失联", "people trapped or missing"),
    "casualties": Words("有伤亡或中毒", "casualties or poisoned"),
    "at_risk": Words("有人涉险", "people at risk"),
    "sensitive_downwind": Words("下风有敏感目标", "sensitive place downwind"),
    "sensitive_near": Words("近处有敏感目标", "sensitive place near"),
    "ongoing": Words("仍在发展", "still going on"),
    "night": Words("夜间", "night"),
}


def urgency_of(
    picture: Picture,
    plan: DigitalPlan | None,
    exposed: Sequence[Exposed],
    vocabulary: Vocabulary,
    around: Surroundings,
    rules: RuleSet,
    now: datetime,
) -> Found[Urgency]:
    """The letter for the points reached, or the plan's own letter where that is worse."""
    true = _aspects(picture, exposed, vocabulary, rules)
    true["night"] = is_night(now, around.zone, rules)
    weights: dict[str, int] = rules.value("urgency_weights")
    reached = {aspect: weights.get(aspect, 0) for aspect, holds in true.items() if holds}
    points = sum(reached.values())
    limits: dict[Urgency, int] = rules.value("urgency_from")
    letter: Urgency = next((one for one in ("A", "B", "C") if one in limits and points >= limits[one]), "D")
    said = Words(
        "+".join(f"{ASPECTS[aspect].zh}{weight}" for aspect, weight in reached.items() if weight) or "无",
        " + ".join(f"{ASPECTS[aspect].en} {weight}" for aspect, weight in reached.items() if weight) or "none",
    )
    why = [rules.quote("urgency_weights", f"{letter}: {said.zh} = {points}", f"{letter}: {said.en} = {points}")]
    if plan is not None and plan.urgency < letter:
        letter = plan.urgency
        why.append(_by_plan(plan))
    return Found(letter, tuple(why), ("urgency_weights", "urgency_from", "night_hours", "sensitive_near_m"))


def _aspects(picture: Picture, exposed: Sequence[Exposed], vocabulary: Vocabulary, rules: RuleSet) -> dict[str, bool]:
    figures = values(picture.claims)

    def any_of(*counts: str) -> bool:
        """A count that is unknown is taken for some until somebody knows better."""
        return any(count in figures and figures[count] != 0 for count in counts)  # type: ignore[index]

    near = rules.number("sensitive_near_m") if rules.has("sensitive_near_m") else 0.0
    close = [one for one in exposed if one.occupied and one.distance_m <= near]
    return {
        "toxic_or_explosive": _is_dangerous(picture, vocabulary),
        "trapped_or_missing": any_of("trapped", "missing"),
        "casualties": any_of("dead", "serious", "poisoned"),
        "at_risk": any_of("at_risk"),
        "sensitive_downwind": any(one.downwind and one.occupied for one in exposed),
        "sensitive_near": bool(close) and not any(one.downwind for one in close),
        "ongoing": picture.ongoing is True,
    }


def _is_dangerous(picture: Picture, vocabulary: Vocabulary) -> bool:
    """By the hazard of the substance or of the kind of event."""
    substance, kind = vocabulary.substance(substance_of(picture)), vocabulary.kind(picture.kind)
    return any(term is not None and term.hazard in DANGEROUS for term in (substance, kind))


def _by_plan(plan: DigitalPlan) -> Quoted:
    says = Words(f"预案规定不低于 {plan.urgency}", f"The plan says at least {plan.urgency}")
    return Quoted(says=says, basis=f"{plan.id} v{plan.version}: {plan.basis}", certainty="plan")
