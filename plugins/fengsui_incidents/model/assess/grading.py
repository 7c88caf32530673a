"""The legal first grade, 较大涉险, and the response level: three scales that are never mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count, Grade, ResponseLevel
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.assess.near_miss import NearMiss, near_miss_by
from fengsui_incidents.model.assess.statute import by_table
from fengsui_incidents.model.figures import Figure, in_use
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Condition, DigitalPlan

GRADE_WORDS: Mapping[Grade, Words] = {
    "extraordinary": Words("特别重大", "extraordinary"),
    "major": Words("重大", "major"),
    "larger": Words("较大", "larger"),
    "general": Words("一般", "general"),
}
WORST_FIRST: tuple[ResponseLevel, ...] = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Level:
    level: ResponseLevel
    triggers: tuple[str, ...]


def grade_of(picture: Picture, rules: RuleSet) -> Found[Grade]:
    """The worst of dead, seriously injured and loss, from known figures only (493 art 3); a first judgement (初判)."""
    figures = in_use(picture.claims)
    dead, serious = _known(figures, "dead"), _known(figures, "serious")
    poisoned = figures.get("poisoned")
    counted = 0
    if poisoned and poisoned.value and poisoned.status == "verified" and rules.has("grade_counts_verified_poisoned"):
        counted = poisoned.value if rules.value("grade_counts_verified_poisoned") else 0
    graded = by_table({"dead": dead, "serious": serious + counted, "loss_yuan": picture.loss_yuan}, rules)
    grade = graded.grade
    pending = f" 中毒{poisoned.value}待定" if poisoned and poisoned.value and not counted else ""
    pending_en = f", {poisoned.value} poisoned pending" if poisoned and poisoned.value and not counted else ""
    name = GRADE_WORDS[grade]
    quoted = rules.quote(
        "grade_thresholds",
        f"等级(初判) {name.zh}: 亡{_shown(figures, 'dead')} 重伤{_shown(figures, 'serious', counted)}{pending}",
        f"Grade (first judgement) {name.en}: {_shown(figures, 'dead')} dead, "
        f"{_shown(figures, 'serious', counted)} seriously injured{pending_en}",
    )
    return Found(grade, (quoted,), ("grade_thresholds", "grade_counts_verified_poisoned"))


def near_miss_of(picture: Picture, rules: RuleSet) -> Found[NearMiss]:
    return near_miss_by(in_use(picture.claims), rules)


def level_of(picture: Picture, plan: DigitalPlan | None, rules: RuleSet) -> Found[Level]:
    """The worst level of which one of the plan's triggers matched, each quoted; a person confirms it."""
    key, as_dead = "level_without_triggers", "level_counts_missing_as_dead"
    matched = [trigger for trigger in plan.triggers if _met(trigger.when, picture, rules)] if plan else []
    if not matched or plan is None:
        level: ResponseLevel = rules.value(key)
        zh, en = f"无触发条件, 按默认 {level}", f"No trigger matched: {level} by default"
        return Found(Level(level, ()), (rules.quote(key, zh, en),), (key,))
    basis = f"{plan.id} v{plan.version}: {plan.basis}"
    why = tuple(
        Quoted(
            says=Words(f"{trigger.id} {trigger.says.zh}", f"{trigger.id} {trigger.says.en}"),
            basis=basis,
            certainty="plan",
        )
        for trigger in matched
    )
    level = min((trigger.level for trigger in matched), key=WORST_FIRST.index)
    return Found(Level(level, tuple(trigger.id for trigger in matched)), why, (as_dead,))


def _met(when: Condition, picture: Picture, rules: RuleSet) -> bool:
    if when.fact == "floors":
        return picture.floors is not None and picture.floors >= when.at_least
    if when.fact == "tonnes":
        known = picture.site.substances if picture.site else ()
        return sum(one.tonnes for one in known if when.substance in (None, one.key)) >= when.at_least
    figures = in_use(picture.claims)
    value = _known(figures, when.fact)
    if (
        when.fact == "dead"
        and rules.has("level_counts_missing_as_dead")
        and rules.value("level_counts_missing_as_dead")
    ):
        value += _known(figures, "missing")
    return value >= when.at_least


def _known(figures: Mapping[Count, Figure], count: Count) -> int:
    figure = figures.get(count)
    return figure.value or 0 if figure else 0


def _shown(figures: Mapping[Count, Figure], count: Count, more: int = 0) -> str:
    """A number as the grade quotes it: what nobody spoke of is 0, what is unknown is `?`."""
    figure = figures.get(count)
    if figure is not None and figure.value is None and not more:
        return "?"
    return str((figure.value or 0 if figure else 0) + more)
