"""One report of an umbrella event (总事件): many incidents on one sheet, as of a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.umbrellas import JointFigure, Member, SharedForce, UmbrellaCard
from fengsui_incidents.api.words import FALSE_KINDS, Count
from fengsui_reports.api.views import Section, UmbrellaPage
from fengsui_reports.api.words import FORM_SAID, GRADE_SAID
from fengsui_reports.model.chain import Chain
from fengsui_reports.model.clocks import Clock
from fengsui_reports.model.compose import STATES
from fengsui_reports.model.picture import DRILL, by_when, needs
from fengsui_reports.model.said import Said

MOST_FORCES = 30
MOST_CLOCKS = 20
STATE_SAID: Mapping[str, Words] = {
    "open": Words("处置中", "running"),
    "controlled": Words("已控制", "under control"),
    "ended": Words("响应终止", "response ended"),
    "closed": Words("办结", "closed"),
}


@dataclass(frozen=True)
class UmbrellaSheet:
    """`cards` of the members, `clocks` and `demands` of all of them."""

    umbrella: UmbrellaCard
    cards: Mapping[str, IncidentCard]
    clocks: Sequence[Clock]
    demands: Sequence[tuple[str, datetime]]
    centre: str

    @property
    def members(self) -> tuple[Member, ...]:
        """Never a drill's incident in the report of the real thing, nor the other way round."""
        mine = self.umbrella.exercise
        return tuple(one for one in self.umbrella.members if self.cards[one.incident].exercise == mine)


def page_of(sheet: UmbrellaSheet, chain: Chain, said: Said, now: datetime) -> UmbrellaPage:
    card = sheet.umbrella
    as_of = now.replace(second=0, microsecond=0)
    drill = said.say(DRILL) if card.exercise else ""
    title = f"{drill}{said.pick('总事件报告', 'Report of the umbrella event')}  {card.id}  {card.title}"
    said_at = said.pick(f"截至 {said.full(as_of)}", f"as of {said.full(as_of)}")
    sections = _sections(sheet, chain, said, now)
    body = [
        f"{one.label}: {line}" if not at else f"      {line}" for one in sections for at, line in enumerate(one.lines)
    ]
    text = [title, f"{sheet.centre}  {said_at}", *body, *([said.say(DRILL).strip()] if drill else [])]
    return UmbrellaPage(
        umbrella=card.id, title=title, as_of=as_of, as_of_said=said_at, centre=sheet.centre, figures=card.figures,
        incidents=tuple(one.incident for one in sheet.members), sections=sections, text="\n".join(text),
        exercise=card.exercise,
    )  # fmt: skip


def _sections(sheet: UmbrellaSheet, chain: Chain, said: Said, now: datetime) -> tuple[Section, ...]:
    members = sheet.members
    found = (
        (said.pick("概况", "Event"), [_head(sheet, said)]),
        (said.pick("人员合计", "People in all"), [joint_text(sheet.umbrella.figures, said)]),
        (said.pick("事件", "Incidents"), [member_text(one, sheet.cards[one.incident], said) for one in members]),
        (said.pick("力量", "Forces"), _forces(sheet.umbrella.shared, said)),
        (said.pick("信息报告", "Reporting"), _clocks(sheet, chain, said, now)),
        (said.pick("需要", "Needs"), [f"{one.incident} {line}" for one in members
                                      for line in needs(sheet.cards[one.incident], said)]),
    )  # fmt: skip
    return tuple(Section(label=label, lines=tuple(lines)) for label, lines in found if lines)


def _head(sheet: UmbrellaSheet, said: Said) -> str:
    card, count = sheet.umbrella, len(sheet.members)
    opened = said.full(card.opened_at)
    return said.pick(
        f"{opened} 建立; 共 {count} 起, 处置中 {card.running} 起",
        f"opened {opened}; {count} incidents, {card.running} running",
    )


def joint_text(figures: Mapping[Count, JointFigure], said: Said) -> str:
    """死亡2 失联3(另1起不详): the sums, and of how many incidents the count is not known."""
    parts = []
    for count, joint in figures.items():
        more = said.pick(f"(另{joint.unknown}起不详)", f" (unknown in {joint.unknown})") if joint.unknown else ""
        parts.append(f"{said.people({count: joint.known})}{more}")
    return said.pick(" ", ", ").join(parts) or said.pick("人员情况不详", "people not known")


def member_text(member: Member, card: IncidentCard, said: Said) -> str:
    """Number, what and where, urgency, state, figures, grade and level: one incident in a line."""
    level = card.level_confirmed or card.assessment.level
    sure = "" if card.level_confirmed else said.pick("(建议)", " (proposed)")
    grade = said.say(GRADE_SAID[card.assessment.grade])
    state = said.say(STATE_SAID.get(member.state, Words(member.state, member.state)))
    if member.outcome in FALSE_KINDS:
        state = said.pick(f"{state}, 不实, 不计入合计", f"{state}, false, not counted")
    return said.join([
        f"{member.incident} {said.say(member.title)}", member.place,
        said.pick(f"紧急程度 {member.urgency}", f"urgency {member.urgency}"), state, said.people(card.figures),
        said.pick(f"等级初判 {grade}, 响应 {level} 级{sure}", f"first grade {grade}, response level {level}{sure}"),
    ])  # fmt: skip


def _forces(shared: Sequence[SharedForce], said: Said) -> list[str]:
    """Each force once, those of several incidents first, with where it is."""
    lines = []
    for force in shared[:MOST_FORCES]:
        orders = ", ".join(
            f"{incident} {said.say(STATES[state]) if state in STATES else said.pick('已通知', 'told')}"
            for _, incident, state in force.orders
        )
        lines.append(f"{force.name}: {orders}")
    more = len(shared) - MOST_FORCES
    return [*lines, *([said.pick(f"另有 {more} 支", f"{more} more")] if more > 0 else [])]


def _clocks(sheet: UmbrellaSheet, chain: Chain, said: Said, now: datetime) -> list[str]:
    """What is owed of any member, the soonest first; what is owed to several by the same time in one line."""
    mine = {one.incident for one in sheet.members}
    key = lambda one: (one.late_after, one.incident, one.form)  # noqa: E731
    running = sorted((one for one in sheet.clocks if one.state == "open" and one.incident in mine), key=key)
    due: list[tuple[datetime, str]] = []
    for (by, incident, form), group in groupby(running, key=key):
        names = ", ".join(dict.fromkeys(said.say(chain.name(clock.to)) for clock in group))
        due.append((by, f"{incident} {said.say(FORM_SAID[form])} {names}"))
    due = sorted([*due, *((by, text) for text, by in sheet.demands)])
    lines = [by_when(text, by, said, now) for by, text in due[:MOST_CLOCKS]]
    more = len(due) - MOST_CLOCKS
    return [*lines, *([said.pick(f"另有 {more} 项", f"{more} more")] if more > 0 else [])]
