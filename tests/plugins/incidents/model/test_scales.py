"""Seven scales, seven types: none is passed for another, by mypy or at run time."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.errors import Invalid
from fengsui_incidents.api.scales import (
    GRADES,
    HAZARD_SOURCES,
    HIDDEN_DANGERS,
    RESPONSES,
    RISKS,
    SCALES,
    URGENCIES,
    WARNINGS,
    HazardSourceLevel,
    HiddenDangerLevel,
    RiskLevel,
    Scale,
    WarningLevel,
)
from fengsui_incidents.api.words import Grade, ResponseLevel, Urgency


def of_grade(code: Grade) -> int:
    return GRADES.step(code).number


def of_warning(code: WarningLevel) -> int:
    return WARNINGS.step(code).number


def of_response(code: ResponseLevel) -> int:
    return RESPONSES.step(code).number


def of_risk(code: RiskLevel) -> int:
    return RISKS.step(code).number


def of_source(code: HazardSourceLevel) -> int:
    return HAZARD_SOURCES.step(code).number


def of_danger(code: HiddenDangerLevel) -> int:
    return HIDDEN_DANGERS.step(code).number


def of_urgency(code: Urgency) -> int:
    return URGENCIES.step(code).number


def test_mypy_refuses_one_for_the_other() -> None:
    """The ignores below are held by `warn_unused_ignores`: if one became needless, the gate's mypy would say so."""
    grade: Grade = GRADES.numbered(1)
    level: ResponseLevel = RESPONSES.numbered(1)
    urgency: Urgency = URGENCIES.numbered(1)
    warning: WarningLevel = WARNINGS.numbered(1)
    risk: RiskLevel = RISKS.numbered(1)
    source: HazardSourceLevel = HAZARD_SOURCES.numbered(1)
    danger: HiddenDangerLevel = HIDDEN_DANGERS.numbered(1)
    for refused in (
        lambda: of_grade(level),  # type: ignore[arg-type]
        lambda: of_grade(risk),  # type: ignore[arg-type]
        lambda: of_grade(danger),  # type: ignore[arg-type]
        lambda: of_response(grade),  # type: ignore[arg-type]
        lambda: of_response(warning),  # type: ignore[arg-type]
        lambda: of_response(urgency),  # type: ignore[arg-type]
        lambda: of_warning(risk),  # type: ignore[arg-type]
        lambda: of_warning(level),  # type: ignore[arg-type]
        lambda: of_risk(warning),  # type: ignore[arg-type]
        lambda: of_risk(grade),  # type: ignore[arg-type]
        lambda: of_source(level),  # type: ignore[arg-type]
        lambda: of_source(danger),  # type: ignore[arg-type]
        lambda: of_danger(grade),  # type: ignore[arg-type]
        lambda: of_danger(source),  # type: ignore[arg-type]
        lambda: of_urgency(level),  # type: ignore[arg-type]
        lambda: of_urgency(grade),  # type: ignore[arg-type]
        lambda: GRADES.worst([grade, level]),  # type: ignore[list-item]
    ):
        with pytest.raises(Invalid) as caught:
            refused()
        assert caught.value.code == "not_of_this_scale"


def test_no_two_scales_share_a_code_a_name_or_a_key() -> None:
    assert len({scale.key for scale in SCALES}) == len(SCALES) == 7
    for one, other in combinations(SCALES, 2):
        assert not {step.code for step in one.steps} & {step.code for step in other.steps}
        assert not {step.name.zh for step in one.steps} & {step.name.zh for step in other.steps}
        assert not {step.name.en for step in one.steps} & {step.name.en for step in other.steps}


def test_each_scale_is_whole() -> None:
    for scale in SCALES:
        assert [step.number for step in scale.steps] == list(range(1, len(scale.steps) + 1))
        assert scale.basis
        assert scale.name.zh
        assert scale.name.en
    assert [len(scale.steps) for scale in SCALES] == [4, 4, 4, 4, 4, 2, 4]
    for coloured in (WARNINGS, RISKS):
        assert [step.colour for step in coloured.steps] == ["#E60012", "#F39800", "#FFF100", "#0068B7"]


@given(scale=st.sampled_from(SCALES), other=st.sampled_from(SCALES), at=st.integers(0, 3))
def test_a_code_is_read_by_its_own_scale_only(scale: Scale[str], other: Scale[str], at: int) -> None:
    code = scale.steps[at % len(scale.steps)].code
    assert scale.read(code) == code
    if other is not scale:
        with pytest.raises(Invalid):
            other.read(code)


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_place_that_is_not_there(number: int) -> None:
    with pytest.raises(IndexError):
        GRADES.numbered(number)


def test_worst_and_worse() -> None:
    assert GRADES.worst(["general", "major", "larger"]) == "major"
    assert RESPONSES.worse("I", "IV")
    assert not RESPONSES.worse("IV", "IV")
    with pytest.raises(ValueError, match="empty"):
        GRADES.worst([])
