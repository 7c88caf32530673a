"""The evaluation report (应急处置评估, order 95): its sections, what the record gives each, and room for judgement.

The standard knows no score, and none is made up: where a judgement is due, the draft says whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from fengsui_evaluation.api.values import (
    STEPS,
    Clock,
    ClockKind,
    Evaluation,
    Finding,
    Measure,
    PlanCheck,
    SectionText,
    Spread,
    StepName,
)  # fmt: skip
from fengsui_evaluation.model.clocks import counted
from fengsui_evaluation.model.findings import WHAT
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.events import Words
from fengsui_reports.api.words import COUNT_SAID

SECTIONS: Mapping[str, Words] = {
    "basics": Words("一、基本情况", "1. Basic facts"),
    "unit": Words("二、事故单位责任落实", "2. The unit's duties"),
    "government": Words("三、地方政府责任落实", "3. The local government's duties"),
    "conclusion": Words("四、评估结论", "4. Conclusion"),
    "lessons": Words("五、经验教训", "5. Lessons"),
    "proposals": Words("六、工作建议", "6. Proposals"),
}
STEP_WORDS: Mapping[StepName, Words] = {
    "reported": Words("接报", "reported"),
    "judged": Words("研判定级", "level decided"),
    "ordered": Words("首次下令", "first order"),
    "acknowledged": Words("首次应答", "first answer"),
    "departed": Words("首队出动", "first departure"),
    "arrived": Words("首队到场", "first arrival"),
    "controlled": Words("险情控制", "under control"),
    "ended": Words("响应终止", "response ended"),
    "closed": Words("结案", "closed"),
}
MEASURE_WORDS: Mapping[Measure, Words] = {
    "report_to_order": Words("接报至下令", "report to order"),
    "report_to_judgement": Words("接报至定级", "report to level"),
    "order_to_answer": Words("下令至应答", "order to answer"),
    "answer_to_departure": Words("应答至出动", "answer to departure"),
    "order_to_arrival": Words("下令至到场", "order to arrival"),
    "report_to_first_arrival": Words("接报至首队到场", "report to first arrival"),
    "report_to_control": Words("接报至控制", "report to control"),
    "report_to_end": Words("接报至终止", "report to end"),
}
FOR_PEOPLE = Words("(由评估组判断填写; 标准不设分值, 本系统不打分)",
                   "(for the evaluators to judge; the standard has no score and this system gives none)")  # fmt: skip


def drafted(
    card: IncidentCard,
    steps: Mapping[StepName, datetime],
    spreads: Sequence[Spread],
    clocks: Sequence[Clock],
    plan: PlanCheck | None,
    findings: Sequence[Finding],
    zone: tzinfo,
) -> tuple[SectionText, ...]:
    """What the record gives each section. The unit's part has only what it said itself: the rest is for people."""
    computed: Mapping[str, Sequence[Words]] = {
        "basics": [*_basics(card, zone), *_chain(steps, zone)],
        "unit": [*_tasks(plan), FOR_PEOPLE],
        "government": [*_spread_lines(spreads), *_clock_lines(clocks), *_plan_lines(plan), FOR_PEOPLE],
        "conclusion": [FOR_PEOPLE],
        "lessons": [one.text for one in findings if one.state != "dropped"] or [FOR_PEOPLE],
        "proposals": _actions(findings) or [FOR_PEOPLE],
    }
    return tuple(
        SectionText(section=section, title=title, computed=tuple(computed[section]))
        for section, title in SECTIONS.items()
    )


def text_of(evaluation: Evaluation, *, centre: str, as_of: str, chinese: bool) -> str:
    """The whole report as text: what is computed, then what people wrote, each said to be what it is."""

    def say(words: Words) -> str:
        return words.zh if chinese else words.en

    drill = say(Words("【演练】", "[DRILL] ")) if evaluation.exercise is not None else ""
    head = say(Words("应急处置评估报告(草稿)", "EVALUATION OF THE RESPONSE (draft)"))
    lines = [f"{drill}{centre} {head}", f"{evaluation.incident} {say(evaluation.title)}", as_of, ""]
    for section in evaluation.sections:
        lines.append(say(section.title))
        lines += [f"  {say(words)}" for words in section.computed]
        if section.written:
            who = say(Words("评估组", "evaluators"))
            lines += [f"  [{who} {section.written_by}]", *(f"  {line}" for line in section.written.splitlines())]
        lines.append("")
    if drill:
        lines.append(drill)
    return "\n".join(lines)


def _basics(card: IncidentCard, zone: tzinfo) -> list[Words]:
    at = f"{card.reported_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    said = [(COUNT_SAID[count], "?" if value is None else value) for count, value in card.figures.items()]
    zh, en = "、".join(f"{name.zh}{value}" for name, value in said), ", ".join(f"{n.en} {value}" for n, value in said)
    return [
        Words(f"{card.title.zh}, {card.place}, 接报 {at}, 来电 {card.calls}",
              f"{card.title.en}, {card.place}, reported {at}, {card.calls} calls"),
        Words(f"人员(采用口径): {zh or '无'}", f"People (figures in use): {en or 'none'}"),
        Words(f"响应级别: 建议 {card.assessment.level}, 确定 {card.level_confirmed or '--'} {card.level_by}",
              f"Level: {card.assessment.level} proposed, {card.level_confirmed or '--'} decided {card.level_by}"),
        Words(f"力量: {len(card.forces)}", f"Forces: {len(card.forces)}"),
    ]  # fmt: skip


def _chain(steps: Mapping[StepName, datetime], zone: tzinfo) -> list[Words]:
    found = []
    for step in STEPS:
        at = f"{steps[step].astimezone(zone):%m-%d %H:%M:%S}" if step in steps else "--"
        found.append(Words(f"{STEP_WORDS[step].zh}: {at}", f"{STEP_WORDS[step].en}: {at}"))
    return found


def _tasks(plan: PlanCheck | None) -> list[Words]:
    """What the plan asked of the posts, by when."""
    if plan is None:
        return []
    found = []
    for task in plan.tasks:
        done = f"T+{task.done_minutes}" if task.done_minutes is not None else "--"
        found.append(Words(f"{task.title.zh}: 要求 T+{task.within_minutes}, 完成 {done}",
                           f"{task.title.en}: wanted T+{task.within_minutes}, done {done}"))  # fmt: skip
    return found


def spread_words(spread: Spread) -> Words:
    name = MEASURE_WORDS[spread.measure]
    figures = f"{clocked(spread.median)} / {clocked(spread.ninetieth)}"
    return Words(
        f"{name.zh}: 中位数/90分位 {figures} (n={spread.count}, {clocked(spread.least)}-{clocked(spread.most)})",
        f"{name.en}: median/90th {figures} (n={spread.count}, {clocked(spread.least)}-{clocked(spread.most)})",
    )


def clocked(seconds: float) -> str:
    """A duration as minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _spread_lines(spreads: Iterable[Spread]) -> list[Words]:
    return [spread_words(spread) for spread in spreads]


def _clock_lines(clocks: Sequence[Clock]) -> list[Words]:
    kept: Mapping[ClockKind, tuple[int, int]] = counted(clocks)
    return [
        Words(f"时限 {WHAT[kind].zh}: {inside}/{all_of} 按时", f"Deadlines, {WHAT[kind].en}: {inside} of {all_of} kept")
        for kind, (inside, all_of) in kept.items()
    ]


def _plan_lines(plan: PlanCheck | None) -> list[Words]:
    if plan is None:
        return [Words("未按数字化预案处置", "No digital plan was followed")]
    lines = [Words(f"预案 {plan.title.zh}", f"Plan: {plan.title.en}")]
    for need in plan.needs:
        first = f"T+{need.first_minutes}" if need.first_minutes is not None else "--"
        lines.append(Words(f"{need.title.zh}: 需 {need.wanted} 派 {need.ordered} 到 {need.arrived}, 首队 {first}",
                           f"{need.title.en}: wanted {need.wanted}, ordered {need.ordered}, arrived {need.arrived}, "
                           f"first {first}"))  # fmt: skip
    if plan.beyond:
        teams = " ".join(plan.beyond)
        lines.append(Words(f"未建议而派出: {teams}", f"Sent though not proposed: {teams}"))
    return lines


def _actions(findings: Iterable[Finding]) -> list[Words]:
    return [
        Words(f"{one.text.zh} -- {one.owner} {one.due}", f"{one.text.en} -- {one.owner}, {one.due}")
        for one in findings
        if one.owner and one.state != "dropped"
    ]
