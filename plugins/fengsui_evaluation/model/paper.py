"""The evaluation report as a template names its parts: what is computed and what people wrote stay apart. No score."""

from __future__ import annotations

from typing import Any

from fengsui_evaluation.api.values import Evaluation, SectionText
from fengsui_incidents.api.events import Words

TITLE = Words("应急处置评估报告", "EVALUATION OF THE RESPONSE")
BASIS = Words(
    "计算部分取自处置记录; 判断由评估组填写; 标准 (安监总厅应急〔2014〕95号) 不设分值",
    "Figures are computed from the record, judgements are the evaluators'; the standard (order 95, 2014) has no score",
)
BY = Words("评估组", "Evaluators:")
DRILL = Words("【演练】", "[DRILL]")


def paper_of(evaluation: Evaluation, *, centre: str, as_of: str, chinese: bool) -> dict[str, Any]:
    """What a template may name: see docs/evaluation.md. A drill's begins and ends with its mark."""

    def say(words: Words) -> str:
        return words.zh if chinese else words.en

    drill = say(DRILL) if evaluation.exercise is not None else ""
    return {
        "centre": centre,
        "title": f"{drill}{' ' if drill and not chinese else ''}{say(TITLE)}",
        "incident": evaluation.incident,
        "subject": say(evaluation.title),
        "at": as_of,
        "basis": say(BASIS),
        "sections": [_section(section, say(section.title), chinese=chinese) for section in evaluation.sections],
        "values": {section.section: section.written for section in evaluation.sections},
        "drill": drill,
    }


def _section(section: SectionText, label: str, *, chinese: bool) -> dict[str, Any]:
    return {
        "label": label,
        "lines": [words.zh if chinese else words.en for words in section.computed],
        "written": section.written.splitlines(),
        "by_label": BY.zh if chinese else BY.en,
        "by": section.written_by,
    }
