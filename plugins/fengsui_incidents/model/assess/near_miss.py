"""较大涉险事故 (order 21 art 26): people at risk, trapped or missing, evacuated, each with its own limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count, FigureName
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.figures import Figure
from fengsui_incidents.model.picture import Circumstance
from fengsui_incidents.model.rules import RuleSet

NearMiss = Literal["no", "to_verify", "yes"]
LIMITS, BRANCHES = "near_miss_thresholds", "near_miss_circumstances"
GROUPS: tuple[tuple[str, tuple[Count, ...], Words], ...] = (
    ("at_risk", ("at_risk",), Words("涉险", "at risk")),
    ("trapped_or_missing", ("trapped", "missing"), Words("被困或失联", "trapped or missing")),
    ("evacuated", ("evacuated",), Words("紧急疏散", "evacuated")),
)
WORSE: tuple[NearMiss, ...] = ("no", "to_verify", "yes")


def near_miss_by(
    figures: Mapping[FigureName, Figure], ticked: Iterable[Circumstance], rules: RuleSet
) -> Found[NearMiss]:
    """`yes` on verified facts, `to_verify` while only reported or unknown; each branch that tells is quoted."""
    if not rules.has(LIMITS):
        return Found("no")
    verdict: NearMiss = "no"
    why: list[Quoted] = []
    for limit, counts, name in GROUPS:
        found = _of_group([figures[count] for count in counts if count in figures], limit, name, rules)
        if found is not None:
            verdict = max(verdict, found[0], key=WORSE.index)
            why.append(found[1])
    for tick in ticked:
        if (told := _of_circumstance(tick, rules)) is not None:
            verdict = max(verdict, told[0], key=WORSE.index)
            why.append(told[1])
    return Found(verdict, tuple(why), (LIMITS, BRANCHES))


def branches(rules: RuleSet) -> Mapping[str, Words]:
    """The branches of the article that are no numbers, by key: what an officer may tick."""
    rows = rules.value(BRANCHES) if rules.has(BRANCHES) else []
    return {row["key"]: Words(row["zh"], row["en"]) for row in rows}


def _of_circumstance(tick: Circumstance, rules: RuleSet) -> tuple[NearMiss, Quoted] | None:
    name = branches(rules).get(tick.key)
    if name is None or tick.holds is False:
        return None
    which = f" {tick.which}" if tick.which else ""
    if tick.holds is None:
        says = Words(f"{name.zh}{which} 待核实", f"{name.en}{which}: to be verified")
    elif tick.status == "verified":
        return "yes", rules.quote(BRANCHES, f"{name.zh}{which} 已核实", f"{name.en}{which}, verified")
    else:
        says = Words(f"{name.zh}{which} 报告, 待核实", f"{name.en}{which}: reported, to be verified")
    return "to_verify", rules.quote(BRANCHES, says.zh, says.en)


def _of_group(present: list[Figure], limit: str, name: Words, rules: RuleSet) -> tuple[NearMiss, Quoted] | None:
    least: int = rules.value(LIMITS)[limit]
    known = sum(figure.value or 0 for figure in present)
    sure = sum(figure.value or 0 for figure in present if figure.status == "verified")
    if sure >= least:
        return "yes", rules.quote(LIMITS, f"{name.zh}{sure}>={least} 已核实", f"{name.en} {sure} >= {least}, verified")
    if known >= least:
        zh, en = f"{name.zh}{known}>={least} 待核实", f"{name.en} {known} >= {least}, to be verified"
        return "to_verify", rules.quote(LIMITS, zh, en)
    if any(figure.value is None for figure in present):
        zh, en = f"{name.zh}人数未知, 待核实", f"{name.en}: number unknown, to be verified"
        return "to_verify", rules.quote(LIMITS, zh, en)
    return None
