"""态势一张纸: the picture on one page as of a minute: figures with their source, forces, level, clocks, needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fengsui_incidents.api.board import IncidentCard, LogLine
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count
from fengsui_reports.api.views import Picture, Section
from fengsui_reports.api.words import FORM_SAID, GRADE_SAID
from fengsui_reports.model.chain import Chain
from fengsui_reports.model.clocks import Clock
from fengsui_reports.model.compose import force_text, told, trend
from fengsui_reports.model.said import Said

MOST_FORCES = 14
MOST_LINES = 8
MOST_CLOCKS = 8
DRILL = Words("【演练】", "[DRILL] ")


@dataclass(frozen=True)
class Sourced:
    """Who said a figure, and when."""

    source: str
    status: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """What the page is made of."""

    card: IncidentCard
    figures: Mapping[Count, int | None]
    sources: Mapping[str, Sourced]
    clocks: Sequence[Clock]
    demands: Sequence[tuple[str, datetime]]
    lines: Sequence[LogLine]
    centre: str


def picture_of(sheet: Sheet, chain: Chain, said: Said, now: datetime) -> Picture:
    card = sheet.card
    as_of = now.replace(second=0, microsecond=0)
    drill = said.say(DRILL) if card.exercise else ""
    title = f"{drill}{said.pick('态势一张纸', 'Picture on one page')}  {card.id}  {said.say(card.title)}"
    sections = tuple(
        Section(label=label, lines=tuple(lines))
        for label, lines in (
            (said.pick("地点", "Place"), _place(card, said)),
            (said.pick("级别", "Level"), _level(card, said)),
            (said.pick("人员", "People"), _people(sheet, said)),
            (said.pick("力量", "Forces"), _forces(card, said)),
            (said.pick("需要", "Needs"), needs(card, said)),
            (said.pick("信息报告", "Reporting"), _clocks(sheet, chain, said, now)),
            (said.pick("安全", "Safety"), _safety(card, said)),
            (said.pick("最近经过", "Latest"), _latest(sheet, said)),
        )
        if lines
    )
    said_at = said.pick(f"截至 {said.full(as_of)}", f"as of {said.full(as_of)}")
    body = [
        f"{one.label}: {line}" if not at else f"      {line}" for one in sections for at, line in enumerate(one.lines)
    ]
    head = [title, f"{sheet.centre}  {said_at}"]
    return Picture(
        incident=card.id, title=title, as_of=as_of, as_of_said=said_at, centre=sheet.centre, sections=sections,
        text="\n".join([*head, *body, *([said.say(DRILL).strip()] if drill else [])]), exercise=card.exercise,
    )  # fmt: skip


def _place(card: IncidentCard, said: Said) -> list[str]:
    began = said.pick(f"{said.full(card.reported_at)} 接报", f"reported {said.full(card.reported_at)}")
    wind = said.pick("风 ", "wind ") + said.say(card.wind) if card.wind is not None else ""
    return [said.join([card.place, began, wind]), trend(card, said)]


def _level(card: IncidentCard, said: Said) -> list[str]:
    grade = said.say(GRADE_SAID[card.assessment.grade])
    level = card.level_confirmed or card.assessment.level
    by = card.level_by if card.level_confirmed else said.pick("建议, 待确认", "proposed")
    return [
        said.pick(f"等级初判 {grade}; 响应 {level} 级 ({by})", f"first grade {grade}; response level {level} ({by})"),
        *([said.pick("授权 ", "authority: ") + card.authority] if card.authority else []),
    ]


def _people(sheet: Sheet, said: Said) -> list[str]:
    lines: list[str] = []
    for count, value in sheet.figures.items():
        who = sheet.sources.get(count)
        status = {"verified": said.pick("核实", "verified"), "reported": said.pick("报告", "reported")}
        source = f" ({who.source}, {status.get(who.status, who.status)}, {said.hm(who.at)})" if who is not None else ""
        lines.append(f"{said.people({count: value})}{source}")
    return lines or [said.pick("人员情况不详", "people not known")]


def _forces(card: IncidentCard, said: Said) -> list[str]:
    forces = [force for force in card.forces if force.kind != "notice"]
    here = sum(1 for force in forces if force.state in ("arrived", "controlled", "need_more"))
    way = sum(1 for force in forces if force.state in ("moving", "accepted"))
    head = said.pick(
        f"共 {len(forces)} 支, 到场 {here}, 途中 {way}", f"{len(forces)}: {here} on scene, {way} on the way"
    )
    more = len(forces) - MOST_FORCES
    lines = [force_text(force, said) for force in forces[:MOST_FORCES]]
    return [head, *lines, *([said.pick(f"另有 {more} 支", f"{more} more")] if more > 0 else [])]


def needs(card: IncidentCard, said: Said) -> list[str]:
    asked = [
        said.pick(f"{force.name} 请求增援", f"{force.name} needs more") + (f": {fact.reason}" if fact.reason else "")
        for force in card.forces
        for fact in force.facts[-1:]
        if fact.fact == "need_more"
    ]
    cannot = [
        said.pick(f"{force.name} 不能出动", f"{force.name} cannot go")
        for force in card.forces
        if force.state in ("unable", "declined") and not force.replaced_by
    ]
    undone = [said.say(task.title) for task in card.tasks if task.done_at is None]
    tasks = [said.pick("未完成: ", "not done: ") + ", ".join(undone[:6])] if undone else []
    return [*asked, *cannot, *tasks]


def _clocks(sheet: Sheet, chain: Chain, said: Said, now: datetime) -> list[str]:
    """What is owed, the soonest first; one line for what is owed to several by the same time."""
    running = sorted((one for one in sheet.clocks if one.state == "open"), key=lambda one: (one.late_after, one.form))
    lines = []
    for (by, form), group in groupby(running, key=lambda one: (one.late_after, one.form)):
        names = ", ".join(dict.fromkeys(said.say(chain.name(clock.to)) for clock in group))
        lines.append(by_when(f"{said.say(FORM_SAID[form])} {names}", by, said, now))
    lines = lines[:MOST_CLOCKS]
    done = [one for one in sheet.clocks if one.state == "met" and one.form in ("flash", "first", "follow_up")]
    if done:
        last = max(done, key=lambda one: one.met_at or now)
        what = f"{said.say(FORM_SAID[last.form])} {said.say(chain.name(last.to))} {said.hm(last.met_at or now)}"
        lines.append(said.pick(f"最近已报: {what}", f"last sent: {what}"))
    lines += [by_when(text, due, said, now) for text, due in sheet.demands]
    return lines


def by_when(text: str, by: datetime, said: Said, now: datetime) -> str:
    when = said.near(by, now)
    late = said.pick(" 已超时", " OVERDUE") if now > by else ""
    return said.pick(f"{text} 限 {when}{late}", f"{text} by {when}{late}")


def _safety(card: IncidentCard, said: Said) -> list[str]:
    judged = card.assessment
    approach = said.join([said.say(judged.approach), said.say(judged.rendezvous)])
    stops = said.join([said.say(one) for one in judged.prohibitions])
    return [line for line in (approach, said.pick("禁止: ", "DO NOT: ") + stops if stops else "") if line]


def _latest(sheet: Sheet, said: Said) -> list[str]:
    lines = told(sheet.lines)
    return [f"{said.hm(line.at)} {said.say(line.says)}" for line in lines[-MOST_LINES:]]
