from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import COUNTS, Count, Grade
from fengsui_incidents.model.assess import assess, wind_turned, wind_words
from fengsui_incidents.model.picture import Claim, ClaimStatus, Picture, Surroundings, WindReading
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
NOON = datetime.fromisoformat("2026-11-22T04:00:00+00:00")


def claims(status: ClaimStatus = "reported", **figures: int | None) -> tuple[Claim, ...]:
    return claimed(figures, status)


def claimed(figures: Mapping[str, int | None], status: ClaimStatus = "reported") -> tuple[Claim, ...]:
    counts: list[tuple[Count, int | None]] = [(count, figures[count]) for count in COUNTS if count in figures]
    return tuple(Claim(count=count, value=value, source="110", at=NOW, status=status) for count, value in counts)


def wind(degrees: int, speed: float = 2.0, minutes_ago: int = 0) -> WindReading:
    return WindReading(from_degrees=degrees, speed=speed, at=NOW - timedelta(minutes=minutes_ago))


def test_the_ammonia_night(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    judgement = assess(night, around, rules, NOW)
    found = judgement.assessment
    assert (found.urgency, found.grade, found.near_miss, found.level, found.plan) == (
        "A", "general", "to_verify", "IV", "ammonia-release",
    )  # fmt: skip
    assert judgement.triggers == ("t1", "t3")
    assert found.approach.zh == "从东北上风进入, 西南为下风"
    assert found.sensitive[0].zh.startswith("武威养老院(演示) 西南 260 m 下风")
    assert found.why["grade"][0].says.zh == "等级(初判) 一般: 亡0 重伤0 中毒2待定"
    assert "493" in found.why["grade"][0].basis
    assert found.why["near_miss"][0].says.zh == "涉险40>=10 待核实"
    assert "21号 第26条" in found.why["near_miss"][0].basis
    assert "grade_thresholds@2007-06-01" in judgement.rules
    assert all(
        "仅供参考" in words.zh and "142号" in words.zh and "reference only" in words.en for words in found.distances
    )
    assert "下风200 m(夜)" in found.distances[0].zh
    assert found.prohibitions[-1].zh == "不得直流水冲液氨罐"
    assert found.questions == ()
    assert found.tell_caller[0].zh == "向上风(东北)撤离"


@pytest.mark.parametrize(
    ("dead", "serious", "loss", "grade"),
    [
        (0, 0, None, "general"), (2, 9, 9_999_999, "general"), (3, 0, None, "larger"), (0, 10, None, "larger"),
        (0, 0, 10_000_000, "larger"), (9, 49, 49_999_999, "larger"), (10, 0, None, "major"), (0, 50, None, "major"),
        (0, 0, 50_000_000, "major"), (30, 0, None, "extraordinary"), (0, 100, None, "extraordinary"),
        (0, 0, 100_000_000, "extraordinary"), (None, None, None, "general"),
    ],
)  # fmt: skip
def test_the_grade_is_the_worst_of_three(
    dead: int | None, serious: int | None, loss: int | None, grade: Grade, night: Picture, around: Surroundings,
    rules: RuleSet,
) -> None:  # fmt: skip
    lost = Claim(count="loss_yuan", value=loss, source="110", at=NOW)
    picture = replace(night, claims=(*claims(dead=dead, serious=serious), lost))
    assert assess(picture, around, rules, NOW).assessment.grade == grade


def test_poisoned_count_as_serious_only_when_verified(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    reported = replace(night, claims=claims(poisoned=10))
    verified = replace(night, claims=claims("verified", poisoned=10))
    assert assess(reported, around, rules, NOW).assessment.grade == "general"
    assert assess(verified, around, rules, NOW).assessment.grade == "larger"
    switched_off = RuleSet({key: row for key, row in rules.rows.items() if key != "grade_counts_verified_poisoned"})
    assert assess(verified, around, switched_off, NOW).assessment.grade == "general"


@pytest.mark.parametrize(
    ("figures", "status", "verdict"),
    [
        ({"at_risk": 9}, "verified", "no"), ({"at_risk": 10}, "verified", "yes"),
        ({"at_risk": 10}, "reported", "to_verify"),
        ({"trapped": 1, "missing": 2}, "verified", "yes"), ({"trapped": 1, "missing": 1}, "verified", "no"),
        ({"evacuated": 500}, "verified", "yes"), ({"evacuated": 499}, "reported", "no"),
        ({"at_risk": None}, "reported", "to_verify"), ({}, "reported", "no"), ({"dead": 2}, "verified", "no"),
    ],
)  # fmt: skip
def test_near_miss(
    figures: dict[str, int | None],
    status: ClaimStatus,
    verdict: str,
    night: Picture,
    around: Surroundings,
    rules: RuleSet,
) -> None:
    picture = replace(night, claims=claimed(figures, status))
    assert assess(picture, around, rules, NOW).assessment.near_miss == verdict


@pytest.mark.parametrize(
    ("figures", "level", "trigger"),
    [({"poisoned": 3}, "III", "t4"), ({"dead": 3}, "II", "t9"), ({"poisoned": 50}, "I", "t11"), ({}, "IV", "t1")],
)
def test_the_level_is_the_worst_trigger_that_matched(
    figures: dict[str, int], level: str, trigger: str, night: Picture, around: Surroundings, rules: RuleSet
) -> None:
    judgement = assess(replace(night, claims=claimed(figures)), around, rules, NOW)
    assert judgement.assessment.level == level
    assert trigger in judgement.triggers
    assert any(quoted.says.zh.startswith(f"{trigger} ") for quoted in judgement.assessment.why["level"])


def test_missing_count_as_dead_only_where_the_bureau_says_so(
    night: Picture, around: Surroundings, rules: RuleSet
) -> None:
    picture = replace(night, claims=claims(missing=2))
    assert assess(picture, around, rules, NOW).assessment.level == "IV"
    row = rules.rows["level_counts_missing_as_dead"]
    local = RuleSet({**rules.rows, row.key: replace(row, value=True)})
    assert assess(picture, around, local, NOW).assessment.level == "III"
    assert assess(picture, around, local, NOW).assessment.grade == "general"


def test_without_a_plan_nothing_is_invented(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    lift = replace(night, kind="lift_trapped", substance="", site=None, words="电梯困人", lat=31.27, lon=121.399,
                   claims=claims(trapped=3), ongoing=None, wind=None)  # fmt: skip
    judgement = assess(lift, around, rules, NOON)
    assert judgement.plan is None
    assert (judgement.assessment.plan, judgement.assessment.plan_version, judgement.assessment.level) == ("", 0, "IV")
    assert judgement.assessment.urgency == "C"
    assert judgement.assessment.why["level"][0].says.zh.startswith("无触发条件")


def test_a_sites_own_plan_comes_first(
    night: Picture, around: Surroundings, ammonia: DigitalPlan, rules: RuleSet
) -> None:
    own = ammonia.model_copy(update={"id": "e01-ammonia", "site": "E01"})
    other = ammonia.model_copy(update={"id": "e02-ammonia", "site": "E02"})
    found = assess(night, replace(around, plans=[ammonia, other, own]), rules, NOW).assessment
    assert found.plan == "e01-ammonia"
    assert found.why["plan"][0].says.zh == "现场方案优先于通用预案"


def test_another_substance_is_another_plan(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    chlorine = replace(night, substance="chlorine", words="液氯泄漏", site=None)
    assert assess(chlorine, around, rules, NOW).plan is None


def test_the_sites_only_substance_is_assumed_where_something_leaks(
    night: Picture, around: Surroundings, rules: RuleSet
) -> None:
    picture = replace(night, substance="", words="")
    assert assess(picture, around, rules, NOW).assessment.plan == "ammonia-release"


def test_without_wind_the_approach_says_so(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    found = assess(replace(night, wind=None), around, rules, NOW).assessment
    assert found.approach.zh.startswith("风向未知")
    assert "下风" not in found.sensitive[0].zh
    assert any("风" in question.zh for question in found.questions)


def test_an_old_wind_is_said_to_be_old(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    found = assess(replace(night, wind=wind(45, minutes_ago=31)), around, rules, NOW).assessment
    assert "已旧" in found.why["approach"][0].says.zh
    assert wind_words(wind(45, 2.1)) == Words("东北风 2.1 m/s", "NE 2.1 m/s")
    assert wind_words(wind(45, 0.2)).zh == "静风"


@pytest.mark.parametrize(
    ("before", "after", "told"), [(45, 90, False), (45, 91, True), (350, 40, True), (10, 350, False)]
)
def test_a_turned_wind_is_told_again(before: int, after: int, told: bool, rules: RuleSet) -> None:
    assert wind_turned(wind(before), wind(after), rules) is told
    assert not wind_turned(None, wind(after), rules)


def test_a_school_is_empty_at_night(night: Picture, around: Surroundings, rules: RuleSet) -> None:
    school = replace(
        around.places[0], id="K99", name="武威小学", kind="school", sensitive=True, lat=31.2755, lon=121.3542
    )
    local = replace(around, places=[school])
    dark = assess(night, local, rules, NOW).assessment
    light = assess(night, local, rules, NOON).assessment
    assert "此时应无人" in dark.sensitive[0].zh
    assert "此时应无人" not in light.sensitive[0].zh
    assert "(昼)" in light.distances[0].zh


@given(
    figures=st.dictionaries(st.sampled_from(COUNTS), st.none() | st.integers(0, 200)),
    more=st.integers(1, 200),
    count=st.sampled_from(["dead", "serious"]),
)
def test_more_victims_never_make_a_milder_grade(
    night: Picture, around: Surroundings, rules: RuleSet, figures: dict[str, int | None], more: int, count: str
) -> None:
    order = ["extraordinary", "major", "larger", "general"]
    worse = {**figures, count: (figures.get(count) or 0) + more}
    before = assess(replace(night, claims=claimed(figures)), around, rules, NOW).assessment
    after = assess(replace(night, claims=claimed(worse)), around, rules, NOW).assessment
    assert order.index(after.grade) <= order.index(before.grade)
    assert after.urgency <= before.urgency
    assert after.level <= before.level or len(after.level) <= len(before.level)
    assert all(reasons for reasons in after.why.values())
