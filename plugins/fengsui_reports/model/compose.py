"""Written reports, drafted from the record: each element's text, what is missing, and the whole as plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.board import Force, IncidentCard, LogLine
from fengsui_incidents.api.events import Words
from fengsui_reports.api.words import ELEMENTS, GRADE_SAID, KIND_SAID, SOURCE_SAID, ReportKind
from fengsui_reports.model.case import Case
from fengsui_reports.model.said import Said, numeral

NEWS = (
    "incidents.reported", "incidents.noted", "incidents.level_confirmed", "incidents.figure_changed",
    "incidents.controlled", "incidents.cordon_lifted", "incidents.response_ended", "incidents.ordered",
    "incidents.evacuation_ordered", "incidents.stood_down", "incidents.force_moving", "incidents.task_done",
    "incidents.call_merged", "incidents.command_passed",
)  # fmt: skip
"""What of the record a report's course tells; receipts and reminders stay in the record."""
FIGURE = "incidents.figure_changed"
ORDERED = "incidents.ordered"
MOST_LINES = 16
MOST_FORCES = 20

STATES: Mapping[str, Words] = {
    "accepted": Words("已受领", "accepted"),
    "moving": Words("途中", "on the way"),
    "arrived": Words("到场", "on scene"),
    "need_more": Words("请求增援", "needs more"),
    "controlled": Words("已控制", "controlled"),
    "withdrawn": Words("已撤出", "withdrawn"),
    "returning": Words("返回", "returning"),
    "ready": Words("归队", "back"),
    "unable": Words("不能出动", "unable"),
    "declined": Words("谢绝", "declined"),
}


@dataclass(frozen=True)
class Record:
    """What a draft is made of. `since`: when the last report before was written; None for the first."""

    case: Case
    card: IncidentCard
    lines: Sequence[LogLine]
    since: datetime | None
    grade_before: str = ""


def elements_of(kind: ReportKind, record: Record, said: Said) -> dict[str, str]:
    """The texts of a draft; those that the record knows nothing of are empty, and are listed as missing."""
    case, card = record.case, record.card
    people = said.people(case.figures)
    if kind in ("follow_up", "supplement"):
        found = {"news": _news(record, said), "casualties": people}
        return found | ({"measures": measures(card, said, record.since)} if kind == "follow_up" else {})
    if kind == "correction":
        return {"news": "", "casualties": people}
    made = {
        "received_at": said.full(case.received_at),
        "source": said.say(SOURCE_SAID.get(case.source, Words(case.source, case.source))),
        "occurred_at": said.full(case.occurred_at) if case.occurred_at else "",
        "place": card.place,
        "unit": _unit(card, said),
        "nature": nature(case, said),
        "scene": _scene(card, said),
        "course": _course(record, said),
        "casualties": people,
        "loss": said.pick(f"约{case.loss_yuan}元", f"about {case.loss_yuan} yuan")
        if case.loss_yuan is not None
        else "",
        "impact": _impact(card, said),
        "measures": measures(card, said),
        "leaders": _leaders(card, said),
        "trend": trend(card, said),
    }
    if kind == "final":
        return {**{name: text for name, text in made.items() if name != "trend"}, "ending": _ending(card, said)}
    return made


def told(lines: Sequence[LogLine]) -> list[LogLine]:
    """The lines of the record that a report tells: of dispatches only the orders themselves."""
    return [line for line in lines if line.topic in NEWS and (line.topic != ORDERED or line.order)]


def missing(kind: ReportKind, elements: Mapping[str, str], required: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Elements that the law asks for and that have no text (493 art 12)."""
    return tuple(name for name in required.get(kind, ()) if not elements.get(name, "").strip())


def nature(case: Case, said: Said) -> str:
    grade = said.say(GRADE_SAID[case.grade])
    near = case.near_miss in ("yes", "to_verify")
    doubt = case.near_miss == "to_verify"
    zh = f"{case.title.zh}; 等级初判 {grade}" + (f"; 较大涉险{'(待核实)' if doubt else ''}" if near else "")
    en = f"{case.title.en or case.title.zh}; first grade {grade}" + (
        f"; larger near miss{' (to be verified)' if doubt else ''}" if near else ""
    )
    return said.pick(zh, en)


def _unit(card: IncidentCard, said: Said) -> str:
    site = card.site
    if site is None:
        return ""
    held = ", ".join(site.substances)
    return said.join([site.name, site.address, site.hazard, held])


def _scene(card: IncidentCard, said: Said) -> str:
    wind = said.pick("风 ", "wind ") + said.say(card.wind) if card.wind is not None else ""
    here = sum(1 for force in card.forces if force.state in ("arrived", "controlled", "need_more"))
    forces = said.pick(f"现场力量 {here} 支", f"{here} forces on scene") if here else ""
    return said.join([wind, forces])


def _course(record: Record, said: Said) -> str:
    lines = told(record.lines)
    return "\n".join(f"{said.hm(line.at)} {said.say(line.says)}" for line in lines[:MOST_LINES])


def _news(record: Record, said: Said) -> str:
    """Only what is new since the report before."""
    case, since = record.case, record.since
    parts: list[str] = []
    if record.grade_before and record.grade_before != case.grade:
        was, now = said.say(GRADE_SAID[record.grade_before]), said.say(GRADE_SAID[case.grade])  # type: ignore[index]
        parts.append(said.pick(f"等级初判由{was}变为{now}", f"first grade now {now}, before {was}"))
    before = case.reported or {}
    moved = {count: value for count, value in case.figures.items() if before.get(count) != value}
    for count, value in moved.items():
        was_count = said.people({count: before[count]}) if count in before else said.pick("未报", "not reported")
        now_count = said.people({count: value})
        parts.append(said.pick(f"{now_count} (前报 {was_count})", f"{now_count} (reported before: {was_count})"))
    fresh = [line for line in told(record.lines) if line.topic != FIGURE and (since is None or line.at > since)]
    parts += [f"{said.hm(line.at)} {said.say(line.says)}" for line in fresh[-MOST_LINES:]]
    return "\n".join(parts)


def measures(card: IncidentCard, said: Said, since: datetime | None = None) -> str:
    forces = [force for force in card.forces if force.kind != "notice" and (since is None or _moved(force, since))]
    told = [force.name for force in card.forces if force.kind == "notice" and since is None]
    texts = [force_text(force, said) for force in forces[:MOST_FORCES]]
    if told:
        texts.append(said.pick("已通报: ", "told: ") + ", ".join(told))
    return said.join(texts)


def force_text(force: Force, said: Said) -> str:
    """石泉危化专业队 8人 到场: 堵漏."""
    people = next((fact.people for fact in reversed(force.facts) if fact.people is not None), None)
    state = STATES.get(force.state)
    head = " ".join(
        part
        for part in (
            force.name,
            said.pick(f"{people}人", f"{people} people") if people is not None else "",
            said.say(state) if state is not None else said.pick("已通知", "told"),
        )
        if part
    )
    task = said.say(force.task)
    return f"{head}: {task}" if task else head


def _moved(force: Force, since: datetime) -> bool:
    return force.ordered_at > since or any(fact.at > since for fact in force.facts)


def _impact(card: IncidentCard, said: Said) -> str:
    parts = [said.say(one) for one in card.assessment.sensitive[:3]]
    if card.site is not None and card.site.people_500m:
        count = card.site.people_500m
        parts.insert(0, said.pick(f"500米内约{count}人", f"about {count} people within 500 m"))
    return said.join(parts)


def _leaders(card: IncidentCard, said: Said) -> str:
    told = ""
    if card.leader_told_at is not None:
        at = said.hm(card.leader_told_at)
        told = said.pick(f"带班领导 {at} 知悉", f"duty leader told at {at}")
    level = card.level_confirmed
    decided = (
        said.pick(f"{card.level_by} 确定 {level} 级响应", f"{card.level_by} decided level {level}") if level else ""
    )
    return said.join([told, decided])


def trend(card: IncidentCard, said: Said) -> str:
    if card.ended_at is not None:
        return said.pick(f"响应已于 {said.hm(card.ended_at)} 终止", f"response ended at {said.hm(card.ended_at)}")
    if card.controlled_at is not None:
        at = said.hm(card.controlled_at)
        return said.pick(f"险情已于 {at} 控制", f"under control since {at}")
    return said.pick("险情尚未控制, 正在处置", "not under control yet, response going on")


def _ending(card: IncidentCard, said: Said) -> str:
    parts: list[str] = []
    if card.controlled_at is not None:
        at = said.full(card.controlled_at)
        parts.append(said.pick(f"{at} 险情控制", f"under control {at}"))
    if card.ended_at is not None:
        at = said.full(card.ended_at)
        parts.append(said.pick(f"{at} 响应终止", f"response ended {at}"))
    return said.join(parts)


# -- the whole -------------------------------------------------------------------------------------------


def title_of(kind: ReportKind, number: int, case: Case, said: Said) -> str:
    """关于桐澜冷链氨泄漏的续报二: follow-ups and supplements are numbered, the others where there is a second one."""
    name = KIND_SAID[kind]
    counted = kind in ("follow_up", "supplement", "correction") or number > 1
    place = case.place if case.place not in case.title.zh else ""
    zh = f"关于{place}{case.title.zh}的{name.zh}{numeral(number) if counted else ''}"
    en = f"{name.en}{f' {number}' if counted else ''}: {case.title.en or case.title.zh}, {case.place}"
    return said.pick(zh, en)


def plain(
    kind: ReportKind,
    number: int,
    case: Case,
    elements: Mapping[str, str],
    said: Said,
    *,
    centre: str,
    to: Sequence[str],
    at: datetime,
    corrects: str = "",
) -> str:
    """The report as text, for a message or a fax, and what its hash is made of."""
    head = [title_of(kind, number, case, said), f"{case.incident}  {centre}  {said.full(at)}"]
    if to:
        head.append(said.pick("报: ", "To: ") + ", ".join(to))
    if corrects:
        head.append(said.pick(f"更正: {corrects}", f"Corrects: {corrects}"))
    body = [f"{said.say(ELEMENTS[name])}: {text}" for name, text in ordered(elements)]
    return "\n".join([*head, *body])


def ordered(elements: Mapping[str, str]) -> list[tuple[str, str]]:
    """Elements that have a text, in the order in which they are said."""
    return [(name, elements[name].strip()) for name in ELEMENTS if elements.get(name, "").strip()]
