"""Grade, 较大涉险, level and plan as properties: equal to their tables, never better for a worse figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.hooks import Rule
from fengsui_incidents.api.scales import GRADES, RESPONSES
from fengsui_incidents.api.words import COUNTS, FIGURE_NAMES, FigureName, Grade
from fengsui_incidents.model.assess import assess
from fengsui_incidents.model.assess.grading import grade_of, near_miss_of
from fengsui_incidents.model.assess.level import level_of, table_level
from fengsui_incidents.model.assess.plan import fits_of
from fengsui_incidents.model.assess.special import by_special, faults_of, special_keys, special_scale
from fengsui_incidents.model.assess.statute import by_table
from fengsui_incidents.model.picture import Circumstance, Claim, Picture, SpecialFacts, Surroundings
from fengsui_incidents.model.rules import RuleSet, shipped_by_key, shipped_rows
from fengsui_incidents.model.vocabulary import Vocabulary
from fengsui_plans.api import DigitalPlan
from fengsui_plans.library import read_plans

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
RULES = RuleSet.of(shipped_rows())
PLANS = [held.plan for held in read_plans()[0]]
AMMONIA = next(plan for plan in PLANS if plan.id == "ammonia-release")
BARE = Picture(id="E1", reported_at=NOW, title=GRADES.name, place=GRADES.name)

AMOUNTS = st.one_of(st.integers(0, 40), st.integers(0, 120), st.integers(0, 200_000_000))
FIGURES = st.fixed_dictionaries({}, optional={name: AMOUNTS for name in FIGURE_NAMES})


def picture(figures: Mapping[FigureName, int | None], status: Any = "verified", **more: Any) -> Picture:
    claims = tuple(
        Claim(count=name, value=value, source="110", at=NOW, status=status) for name, value in figures.items()
    )
    return replace(BARE, claims=claims, **more)


def by_hand(dead: int, serious: int, loss: int) -> Grade:
    """493 art 3, written out once more."""
    if dead >= 30 or serious >= 100 or loss >= 100_000_000:
        return "extraordinary"
    if dead >= 10 or serious >= 50 or loss >= 50_000_000:
        return "major"
    return "larger" if dead >= 3 or serious >= 10 or loss >= 10_000_000 else "general"


@given(dead=AMOUNTS, serious=AMOUNTS, loss=AMOUNTS)
def test_the_grade_equals_the_table(dead: int, serious: int, loss: int) -> None:
    found = by_table({"dead": dead, "serious": serious, "loss_yuan": loss}, RULES)
    assert found.grade == by_hand(dead, serious, loss)
    assert bool(found.decided_by) is (found.grade != "general")
    seen = picture({"dead": dead, "serious": serious, "loss_yuan": loss})
    assert grade_of(seen, RULES).value == found.grade


@given(figures=FIGURES, name=st.sampled_from(FIGURE_NAMES), more=st.integers(0, 1_000_000))
def test_grade_near_miss_and_level_never_improve_with_a_worse_figure(
    figures: dict[FigureName, int], name: FigureName, more: int
) -> None:
    worse = {**figures, name: figures.get(name, 0) + more}
    one, other = picture(figures), picture(worse)
    assert not GRADES.worse(grade_of(one, RULES).value, grade_of(other, RULES).value)
    order = ("no", "to_verify", "yes")
    assert order.index(near_miss_of(one, RULES).value) <= order.index(near_miss_of(other, RULES).value)
    for plan in (None, AMMONIA):
        before, after = level_of(one, plan, RULES).value.level, level_of(other, plan, RULES).value.level
        assert not RESPONSES.worse(before, after)


@given(figures=FIGURES)
def test_who_is_missing_trapped_at_risk_or_endangered_never_makes_the_grade(figures: dict[FigureName, int]) -> None:
    counted: dict[FigureName, int] = {
        name: value for name, value in figures.items() if name in ("dead", "serious", "loss_yuan", "poisoned")
    }
    assert grade_of(picture(figures), RULES).value == grade_of(picture(counted), RULES).value


@pytest.mark.parametrize(
    ("column", "bound", "level"),
    [
        (column, bound, row["level"])
        for row in shipped_by_key()["level_table"]["value"]["rows"]
        for column, bound in row.items()
        if column != "level"
    ],
)
def test_the_level_table_holds_its_bounds_exactly(column: str, bound: int, level: str) -> None:
    counts = shipped_by_key()["level_table"]["value"]["columns"][column]["of"]
    for count in counts:
        assert table_level(picture({count: bound}), RULES) == level
        below = table_level(picture({count: bound - 1}), RULES)
        assert below is None or RESPONSES.worse(RESPONSES.read(level), below)


def test_the_worst_of_plan_and_table_wins_and_both_are_quoted() -> None:
    found = level_of(picture({"poisoned": 3, "endangered": 30}), AMMONIA, RULES)
    assert found.value.level == "I"
    said = [one.says.zh for one in found.why]
    assert said[0] == "分级表 I: 危及生命 30>=30"
    assert any(one.startswith("t4 ") for one in said)
    assert "level_table" in found.why[0].basis
    assert "level_table" in found.rules


def test_missing_people_count_where_the_table_says_so() -> None:
    assert table_level(picture({"dead": 1, "missing": 2}), RULES) == "III"
    columns = {
        **shipped_by_key()["level_table"]["value"]["columns"],
        "dead": {"of": ["dead"], "zh": "亡", "en": "dead"},
    }
    row = {**shipped_by_key()["level_table"], "value": {**shipped_by_key()["level_table"]["value"], "columns": columns}}
    others = RuleSet.of([one for one in shipped_rows() if one["key"] != "level_table"] + [row])
    assert table_level(picture({"dead": 1, "missing": 2}), others) == "IV"


@pytest.mark.parametrize(
    "broken",
    [None, [], "x", {"columns": {}}, {"columns": {"dead": {"of": ["moon"]}}, "rows": []},
     {"columns": {"dead": {"of": ["dead"], "zh": "a", "en": "b"}}, "rows": [{"level": "V", "dead": 1}]},
     {"columns": {"dead": {"of": ["dead"], "zh": "a", "en": "b"}}, "rows": [{"level": "I", "dead": "many"}]}],
)  # fmt: skip
def test_a_table_that_cannot_be_read_keeps_no_call_from_being_judged(broken: Any) -> None:
    def ask(key: str) -> Rule:
        value = broken if key == "level_table" else shipped_by_key()[key]["value"]
        return Rule("incidents", key, value, "本局", "local", date(2026, 11, 1))

    found = level_of(picture({"dead": 3}), None, RuleSet.read(ask))
    assert found.value.level == "III"
    assert "出厂值" in found.why[0].basis


def test_nothing_reached_gives_the_default() -> None:
    found = level_of(BARE, None, RULES)
    assert (found.value.level, found.value.triggers) == ("IV", ())
    assert "默认" in found.why[0].says.zh


def test_a_trigger_may_start_the_response_by_itself() -> None:
    triggers = [one.model_copy(update={"start": "automatic"}) if one.id == "t6" else one for one in AMMONIA.triggers]
    plan = AMMONIA.model_copy(update={"triggers": tuple(triggers)})
    assert level_of(picture({"dead": 1}), plan, RULES).value.automatic == "III"
    assert level_of(picture({"poisoned": 50}), plan, RULES).value.automatic is None
    assert "自动启动" in level_of(picture({"dead": 1}), plan, RULES).why[0].says.zh


# -- 较大涉险 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "bound"),
    [({"at_risk": 10}, "at_risk"), ({"trapped": 1, "missing": 2}, "missing"), ({"evacuated": 500}, "evacuated")],
)
def test_each_number_of_the_article_has_its_bound(figures: dict[FigureName, int], bound: FigureName) -> None:
    assert near_miss_of(picture(figures), RULES).value == "yes"
    assert near_miss_of(picture(figures, "reported"), RULES).value == "to_verify"
    assert near_miss_of(picture({**figures, bound: figures[bound] - 1}), RULES).value == "no"
    assert near_miss_of(picture({**figures, bound: None}), RULES).value == "to_verify"


@pytest.mark.parametrize("key", ["serious_pollution", "important_place", "other_near_miss"])
@pytest.mark.parametrize(
    ("holds", "status", "verdict"),
    [(True, "verified", "yes"), (True, "reported", "to_verify"), (None, "reported", "to_verify"),
     (False, "verified", "no")],
)  # fmt: skip
def test_each_branch_that_is_no_number_may_be_ticked(key: str, holds: bool | None, status: Any, verdict: str) -> None:
    tick = Circumstance(key=key, holds=holds, source="环保", at=NOW, status=status, which="南盘江")
    found = near_miss_of(replace(BARE, circumstances=(tick,)), RULES)
    assert found.value == verdict
    assert all("南盘江" in one.says.zh and "第26条" in one.basis for one in found.why)


def test_who_lives_near_by_is_not_at_risk() -> None:
    assert near_miss_of(picture({"endangered": 2100}), RULES).value == "no"


# -- special scales -----------------------------------------------------------------------------------------------


def test_a_special_scale_makes_the_first_grade_worse_and_never_better() -> None:
    moved = SpecialFacts(scale="pressure", facts={"toxic_moved": 10_000})
    found = grade_of(picture({"dead": 1}, special=moved), RULES)
    assert found.value == "larger"
    assert "第549号" in found.why[-1].basis
    assert grade_of(picture({"dead": 10}, special=moved), RULES).value == "major"
    low = SpecialFacts(scale="lift", facts={"stranded_hours": 1.9})
    assert grade_of(picture({"dead": 3}, special=low), RULES).value == "larger"


@pytest.mark.parametrize("key", special_keys(RULES))
def test_every_row_of_a_special_scale_is_reached_at_its_bound(key: str) -> None:
    scale = special_scale(key, RULES)
    for row in scale.rows:
        when: dict[str, Any] = dict(row.when)
        exact: dict[str, Any] = {fact: bound[0] if isinstance(bound, list) else bound for fact, bound in when.items()}
        assert not faults_of(scale, exact)
        found = by_special(scale, exact).grade
        assert found is not None
        assert not GRADES.worse(row.grade, found)


@settings(max_examples=60)
@given(data=st.data(), key=st.sampled_from(special_keys(RULES)))
def test_a_special_scale_is_monotone_in_what_is_not_the_size_of_a_grid(data: st.DataObject, key: str) -> None:
    scale = special_scale(key, RULES)
    facts: dict[str, Any] = {
        fact.key: data.draw(st.sampled_from(sorted(fact.choices)) if fact.choices else st.floats(0, 200_000))
        for fact in scale.facts
    }
    growing = [fact.key for fact in scale.facts if not fact.choices and fact.key != "grid_mw"]
    name = data.draw(st.sampled_from(growing))
    worse = {**facts, name: float(facts[name]) + data.draw(st.floats(0, 1000))}
    before, after = by_special(scale, facts).grade, by_special(scale, worse).grade
    assert before is None or (after is not None and not GRADES.worse(before, after))


# -- plans --------------------------------------------------------------------------------------------------------


def plan_of(**changes: Any) -> DigitalPlan:
    return DigitalPlan.model_validate({**AMMONIA.model_dump(mode="json"), **changes})


def test_every_plan_says_why_it_fits_or_not(night: Picture) -> None:
    fits = {one.plan.id: one for one in fits_of(night, PLANS, Vocabulary.of(RULES), "IV")}
    assert fits["ammonia-release"].fits
    assert next(says.zh for says in fits["ammonia-release"].why) == "物质: 氨"
    assert not fits["high-rise-fire"].fits
    for one in fits.values():
        assert one.why if one.fits else one.why_not


def test_a_site_plan_before_a_level_plan_before_a_general_one(night: Picture, around: Surroundings) -> None:
    site = plan_of(id="of-site", site=night.site.id if night.site else "")
    level = plan_of(id="of-level", applies={"substances": ["ammonia"], "levels": ["III", "II"]})
    other = plan_of(id="of-another-site", site="E99")
    plans = [AMMONIA, other, level, site]
    order = [one.plan.id for one in fits_of(night, plans, Vocabulary.of(RULES), "III")]
    assert order == ["of-site", "of-level", "ammonia-release", "of-another-site"]
    fits = {one.plan.id: one for one in fits_of(night, plans, Vocabulary.of(RULES), "IV")}
    assert fits["of-level"].why_not[0].zh == "等级预案 III, II, 现为 IV"
    assert fits["of-another-site"].why_not[0].zh == "现场方案, 属 E99"
    decided = replace(night, level_decided="III")
    found = assess(decided, replace(around, plans=[AMMONIA, level]), RULES, NOW).assessment
    assert found.plan == "of-level"


def test_a_level_plan_that_names_nothing_fits_any_incident_of_its_level() -> None:
    level = plan_of(id="of-level", applies={"levels": ["II"]})
    quiet = replace(BARE, kind="collapse")
    assert fits_of(quiet, [level], Vocabulary.of(RULES), "II")[0].fits
    assert not fits_of(quiet, [level], Vocabulary.of(RULES), None)[0].fits


def test_every_count_may_be_claimed() -> None:
    assert set(COUNTS) | {"loss_yuan"} == set(FIGURE_NAMES)
