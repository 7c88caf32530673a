"""Findings that the record itself proposes, each with what it rests on. A person takes them up or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fengsui_evaluation.api.values import Clock, ClockKind, Finding, PlanCheck
from fengsui_evaluation.model.entries import Entry
from fengsui_incidents.api.events import Words

WHAT: Mapping[ClockKind, Words] = {
    "answer": Words("应答", "answer to the order"),
    "change": Words("变更知悉", "acknowledging the change"),
    "stand_down": Words("撤销出动答复", "answer to the stand-down"),
    "evacuation": Words("撤出报告", "report of the withdrawal"),
    "card": Words("请求或通报的接听", "taking of the request or notice"),
    "level": Words("响应级别确认", "confirmation of the level"),
    "task": Words("任务", "task"),
    "report": Words("信息报告", "report"),
}


def proposed(
    incident: str, clocks: Sequence[Clock], plan: PlanCheck | None, entries: Sequence[Entry]
) -> tuple[Finding, ...]:
    """Stable ids, so that one that was taken up or dropped is not proposed again. What the plan wanted and did not get
    is only known when the response has ended."""
    over = any(entry.topic in ("incidents.response_ended", "incidents.closed") for entry in entries)
    found = [*_clocks(clocks), *_plan(plan if over else None), *_reach(entries)]
    return tuple(
        Finding(id=f"{incident}:{key}"[:120], incident=incident, text=text, basis=basis, state="proposed")
        for key, basis, text in found
    )


def _clocks(clocks: Sequence[Clock]) -> Iterator[tuple[str, str, Words]]:
    for clock in clocks:
        if clock.state not in ("late", "missed"):
            continue
        what = WHAT[clock.kind]
        said = clock.says if clock.says.zh else Words(clock.what, clock.what)
        who = Words(f" {said.zh}" if said.zh else "", f" {said.en}" if said.en else "")
        basis = f"clock {clock.kind} {clock.ref}"
        if clock.met_at is None:
            text = Words(f"{what.zh}{who.zh} 未完成", f"{what.en}{who.en}: never met")
        else:
            late = round((clock.met_at - clock.due_at).total_seconds())
            text = Words(f"{what.zh}{who.zh} 超时{late}秒", f"{what.en}{who.en}: {late} s late")
        yield f"clock:{clock.kind}:{clock.ref}:{clock.due_at:%H%M%S}", basis, text


def _plan(plan: PlanCheck | None) -> Iterator[tuple[str, str, Words]]:
    if plan is None:
        return
    for need in plan.needs:
        if (short := need.wanted - need.arrived) > 0:
            text = Words(f"预案需要 {need.title.zh} {need.wanted}, 到场 {need.arrived}",
                         f"the plan wanted {need.wanted} for {need.title.en}, {need.arrived} arrived")  # fmt: skip
            yield f"need:{need.need}", f"plan {plan.plan}, need {need.need}, short by {short}", text
    if plan.level_confirmed and plan.level_confirmed != plan.level_proposed:
        text = Words(f"响应级别 建议{plan.level_proposed} 定为{plan.level_confirmed}",
                     f"level {plan.level_proposed} proposed, {plan.level_confirmed} decided")  # fmt: skip
        yield "level", f"plan {plan.plan}, triggers", text


def _reach(entries: Sequence[Entry]) -> Iterator[tuple[str, str, Words]]:
    """Teams that could not be reached, and teams under order that could not go."""
    for team in sorted({entry.team for entry in entries if entry.topic == "incidents.unreachable" and entry.team}):
        yield (
            f"unreachable:{team}",
            f"incidents.unreachable {team}",
            Words(f"{team} 终端断线, 改打电话", f"{team} was not connected and had to be rung"),
        )
    cannot = {entry.team for entry in entries if entry.topic == "incidents.fact_recorded" and entry.what == "unable"}
    for team in sorted(team for team in cannot if team):
        yield f"unable:{team}", f"incidents.fact_recorded {team}", Words(f"{team} 不能出动", f"{team} could not go")
