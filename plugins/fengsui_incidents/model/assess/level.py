"""The response level that is proposed: the worst of the plan's triggers and the centre's own table, each quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import RESPONSES
from fengsui_incidents.api.words import FigureName, ResponseLevel
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.figures import Figure, in_use
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import Condition, DigitalPlan, Trigger

LEVELS = frozenset(step.code for step in RESPONSES.steps)
DEFAULT, AS_DEAD, TABLE = "level_without_triggers", "level_counts_missing_as_dead", "level_table"


@dataclass(frozen=True)
class Level:
    """`triggers`: ids of the plan's that matched. `automatic`: the worst level that the plan starts by itself."""

    level: ResponseLevel
    triggers: tuple[str, ...]
    automatic: ResponseLevel | None = None


@dataclass(frozen=True)
class _Reached:
    level: ResponseLevel
    why: Quoted


def level_of(picture: Picture, plan: DigitalPlan | None, rules: RuleSet) -> Found[Level]:
    """The worst level that anything reached; a person confirms it. With nothing reached the default of the rules."""
    matched = [trigger for trigger in plan.triggers if _met(trigger.when, picture, rules)] if plan else []
    reached = [*_by_plan(plan, matched), *by_level_table(picture, rules)] if plan else [*by_level_table(picture, rules)]
    if not reached:
        level: ResponseLevel = rules.value(DEFAULT)
        zh, en = f"无触发条件, 按默认 {level}", f"No trigger matched: {level} by default"
        return Found(Level(level, ()), (rules.quote(DEFAULT, zh, en),), (DEFAULT, TABLE))
    reached.sort(key=lambda one: RESPONSES.step(one.level).number)
    itself = [trigger.level for trigger in matched if trigger.start == "automatic"]
    found = Level(
        level=reached[0].level,
        triggers=tuple(trigger.id for trigger in matched),
        automatic=RESPONSES.worst(itself) if itself else None,
    )
    return Found(found, tuple(one.why for one in reached), (AS_DEAD, TABLE))


def table_level(picture: Picture, rules: RuleSet) -> ResponseLevel | None:
    """The level by the centre's table alone, without any plan; None where it reaches nothing."""
    found = [one.level for one in by_level_table(picture, rules)]
    return RESPONSES.worst(found) if found else None


def by_level_table(picture: Picture, rules: RuleSet) -> Iterator[_Reached]:
    """Each column of the centre's table with the worst row that it reaches."""
    if not rules.has(TABLE):
        return
    table, figures = rules.value(TABLE), in_use(picture.claims)
    for key, column in table["columns"].items():
        value = sum(_known(figures, count) for count in column["of"])
        for row in table["rows"]:
            if key in row and value >= row[key]:
                level = RESPONSES.read(row["level"])
                zh = f"分级表 {level}: {column['zh']} {value}>={row[key]}"
                en = f"Table, {level}: {column['en']} {value} >= {row[key]}"
                yield _Reached(level, rules.quote(TABLE, zh, en))
                break


def _by_plan(plan: DigitalPlan, matched: list[Trigger]) -> Iterator[_Reached]:
    basis = f"{plan.id} v{plan.version}: {plan.basis}"
    for trigger in matched:
        by_itself = trigger.start == "automatic"
        zh = f"{trigger.id} {trigger.says.zh}{' (预案规定自动启动)' if by_itself else ''}"
        en = f"{trigger.id} {trigger.says.en}{' (starts by itself, as the plan says)' if by_itself else ''}"
        yield _Reached(trigger.level, Quoted(says=Words(zh, en), basis=basis, certainty="plan"))


def _met(when: Condition, picture: Picture, rules: RuleSet) -> bool:
    if when.fact == "floors":
        return picture.floors is not None and picture.floors >= when.at_least
    if when.fact == "tonnes":
        known = picture.site.substances if picture.site else ()
        return sum(one.tonnes for one in known if when.substance in (None, one.key)) >= when.at_least
    figures = in_use(picture.claims)
    value = _known(figures, when.fact)
    if when.fact == "dead" and rules.has(AS_DEAD) and rules.value(AS_DEAD):
        value += _known(figures, "missing")
    return value >= when.at_least


def _known(figures: Mapping[FigureName, Figure], count: FigureName) -> int:
    figure = figures.get(count)
    return figure.value or 0 if figure else 0
