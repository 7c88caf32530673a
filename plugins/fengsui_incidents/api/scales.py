"""The scales of four levels that the law keeps apart, and the board's own urgency: each a type, none an other's.

They look alike (four steps, the worst first) and mean different things: a larger accident (较大事故) is not an orange
warning (橙色预警) and does not start a response of level III. No two scales share a code, so that mypy refuses one
where another is meant, and `Scale.read` refuses it at run time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from fengsui.errors import Fault, Invalid
from fengsui.text import N_
from fengsui_incidents.api.said import Words
from fengsui_incidents.api.words import Grade, ResponseLevel, Urgency

WarningLevel = Literal["red", "orange", "yellow", "blue"]
"""预警: 一级红, 二级橙, 三级黄, 四级蓝 (ERL art 63)."""

RiskLevel = Literal["risk_major", "risk_larger", "risk_general", "risk_low"]
"""风险四色: 重大红, 较大橙, 一般黄, 低蓝."""

HazardSourceLevel = Literal["source_1", "source_2", "source_3", "source_4"]
"""重大危险源: 一级 to 四级 by R (GB 18218-2018)."""

HiddenDangerLevel = Literal["danger_major", "danger_general"]
"""事故隐患: 重大 or 一般; there is nothing between."""

Code = TypeVar("Code", bound=str)

RED, ORANGE, YELLOW, BLUE = "#E60012", "#F39800", "#FFF100", "#0068B7"
"""Never shown alone: a colour always stands beside its word."""


@dataclass(frozen=True)
class Step(Generic[Code]):
    """One step: its code, its place (1 is the worst), its name; `colour` only where the law gives it one."""

    code: Code
    number: int
    name: Words
    colour: str = ""


@dataclass(frozen=True)
class Scale(Generic[Code]):
    """One scale, worst step first, with where it stands in the law."""

    key: str
    name: Words
    basis: str
    steps: tuple[Step[Code], ...]

    def step(self, code: Code) -> Step[Code]:
        """The step of a code; raises Invalid (`not_of_this_scale`) for a code of another scale."""
        for step in self.steps:
            if step.code == code:
                return step
        expected = N_("one of {codes}")
        fault = Fault(self.key, expected, "not_of_this_scale", {"codes": ", ".join(one.code for one in self.steps)})
        message = N_("{given} is no step of the scale {scale}.")
        raise Invalid(message, code="not_of_this_scale", faults=[fault], given=code, scale=self.key)

    def read(self, written: str) -> Code:
        """A code that came from outside; raises Invalid (`not_of_this_scale`)."""
        return self.step(written).code  # type: ignore[arg-type]

    def numbered(self, number: int) -> Code:
        """The code of a place, 1 the worst; raises IndexError for a place that the scale does not have."""
        if not 1 <= number <= len(self.steps):
            raise IndexError(number)
        return self.steps[number - 1].code

    def worst(self, codes: Iterable[Code]) -> Code:
        """The worst of some; raises ValueError where there are none."""
        return min(codes, key=lambda code: self.step(code).number)

    def worse(self, code: Code, than: Code) -> bool:
        return self.step(code).number < self.step(than).number


GRADES: Scale[Grade] = Scale(
    "grade",
    Words("事故等级", "accident grade"),
    "《生产安全事故报告和调查处理条例》国务院令第493号 第3条",
    (
        Step("extraordinary", 1, Words("特别重大", "extraordinary")),
        Step("major", 2, Words("重大", "major")),
        Step("larger", 3, Words("较大", "larger")),
        Step("general", 4, Words("一般", "general")),
    ),
)

WARNINGS: Scale[WarningLevel] = Scale(
    "warning",
    Words("预警级别", "warning level"),
    "《突发事件应对法》第63条",
    (
        Step("red", 1, Words("一级(红色)", "red (1)"), RED),
        Step("orange", 2, Words("二级(橙色)", "orange (2)"), ORANGE),
        Step("yellow", 3, Words("三级(黄色)", "yellow (3)"), YELLOW),
        Step("blue", 4, Words("四级(蓝色)", "blue (4)"), BLUE),
    ),
)

RESPONSES: Scale[ResponseLevel] = Scale(
    "response",
    Words("响应级别", "response level"),
    "《突发事件应对法》第71条",
    (
        Step("I", 1, Words("一级响应", "response level I")),
        Step("II", 2, Words("二级响应", "response level II")),
        Step("III", 3, Words("三级响应", "response level III")),
        Step("IV", 4, Words("四级响应", "response level IV")),
    ),
)

RISKS: Scale[RiskLevel] = Scale(
    "risk",
    Words("风险等级", "risk"),
    "安全风险分级管控 (红橙黄蓝)",
    (
        Step("risk_major", 1, Words("重大风险(红)", "major risk (red)"), RED),
        Step("risk_larger", 2, Words("较大风险(橙)", "larger risk (orange)"), ORANGE),
        Step("risk_general", 3, Words("一般风险(黄)", "general risk (yellow)"), YELLOW),
        Step("risk_low", 4, Words("低风险(蓝)", "low risk (blue)"), BLUE),
    ),
)

HAZARD_SOURCES: Scale[HazardSourceLevel] = Scale(
    "hazard_source",
    Words("重大危险源级别", "major hazard source"),
    "GB 18218-2018",
    (
        Step("source_1", 1, Words("一级重大危险源", "major hazard source, level 1")),
        Step("source_2", 2, Words("二级重大危险源", "major hazard source, level 2")),
        Step("source_3", 3, Words("三级重大危险源", "major hazard source, level 3")),
        Step("source_4", 4, Words("四级重大危险源", "major hazard source, level 4")),
    ),
)

HIDDEN_DANGERS: Scale[HiddenDangerLevel] = Scale(
    "hidden_danger",
    Words("事故隐患", "hidden danger"),
    "《安全生产法》第41条",
    (
        Step("danger_major", 1, Words("重大事故隐患", "major hidden danger")),
        Step("danger_general", 2, Words("一般事故隐患", "general hidden danger")),
    ),
)

URGENCIES: Scale[Urgency] = Scale(
    "urgency",
    Words("紧急程度", "urgency"),
    "设计值; 仅用于看板排序, 不是事故等级",
    (
        Step("A", 1, Words("A 特急", "A, at once")),
        Step("B", 2, Words("B 紧急", "B, urgent")),
        Step("C", 3, Words("C 一般", "C, soon")),
        Step("D", 4, Words("D 可缓", "D, may wait")),
    ),
)

SCALES: tuple[Scale[Any], ...] = (GRADES, WARNINGS, RESPONSES, RISKS, HAZARD_SOURCES, HIDDEN_DANGERS, URGENCIES)
