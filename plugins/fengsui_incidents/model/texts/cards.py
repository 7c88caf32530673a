"""Call cards (请求) to be read out, notices (通报) that say what to do, and the leader's card."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui_incidents.api.board import Assessment, CardProposal
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.assess.approach import rendezvous_of, side_words
from fengsui_incidents.model.assess.grading import GRADE_WORDS
from fengsui_incidents.model.figures import people_words
from fengsui_incidents.model.picture import Picture, words
from fengsui_incidents.model.texts.alert import asked_of
from fengsui_plans.api import DigitalPlan


def cards(picture: Picture, plan: DigitalPlan, sent: Sequence[Words] = ()) -> tuple[CardProposal, ...]:
    """The plan's requests as call cards and its notices as what to do, filled in with what is known.

    `sent`: who is on the way already, which the other side wants to hear first.
    """
    return tuple(
        CardProposal(
            id=notice.id,
            kind=notice.kind,
            to=words(notice.to),
            says=_request(picture, plan, words(notice.says), sent)
            if notice.kind == "request"
            else _notice(picture, words(notice.says)),
        )
        for notice in plan.notices
    )


def leader_says(picture: Picture, assessment: Assessment, orders: Sequence[str], before: str = "") -> Words:
    """The leader's card in one line: what, where, people, the level proposed, what was sent. `before`: the level that
    was decided, where an upgrade is proposed."""
    people, grade = people_words(picture.claims), GRADE_WORDS[assessment.grade]
    sent = " ".join(orders)
    zh = f"{picture.title.zh} {picture.place.zh}; {people.zh}; 紧急{assessment.urgency}; 等级(初判){grade.zh}"
    en = f"{picture.title.en}, {picture.place.en}; {people.en}; urgency {assessment.urgency}; grade (first) {grade.en}"
    if before:
        zh += f"; 事态加重, 建议响应升级 {before}->{assessment.level}, 请决定"
        en += f"; it has become worse: upgrade {before} -> {assessment.level} proposed, please decide"
        return _marked(picture, Words(zh, en))
    zh += f"; 建议{assessment.level}级响应, 请确认" + (f"; 已派 {sent}" if sent else "")
    en += f"; level {assessment.level} proposed, please confirm" + (f"; sent {sent}" if sent else "")
    return _marked(picture, Words(zh, en))


def _request(picture: Picture, plan: DigitalPlan, says: Words, sent: Sequence[Words]) -> Words:
    """What is asked, of what, where, who is there already, and the lines to fill in by hand."""
    asked = says.zh.removeprefix("请求").lstrip(" :：")
    people, side = people_words(picture.claims, asked_of(plan)), side_words(picture, plan)
    meet = rendezvous_of(picture, plan)
    on_way = Words(", ".join(one.zh for one in sent) or "无", ", ".join(one.en for one in sent) or "nobody yet")
    return _marked(picture, Words(
        f"请求: {asked}; 现场: {picture.title.zh} {picture.place.zh}, {people.zh}; {side.zh}, 集结 {meet.zh}; "
        f"已派: {on_way.zh}; 接听人____ 时间____",
        f"Request: {says.en}; scene: {picture.title.en}, {picture.place.en}, {people.en}; {side.en}, "
        f"rendezvous {meet.en}; sent: {on_way.en}; taken by ____ at ____",
    ))  # fmt: skip


def _notice(picture: Picture, says: Words) -> Words:
    """What to do and where; not how dangerous it sounds."""
    return _marked(picture, Words(
        f"通报: {says.zh}; 地点: {picture.place.zh}; 接听人____ 时间____",
        f"Notice: {says.en}; place: {picture.place.en}; taken by ____ at ____",
    ))  # fmt: skip


def _marked(picture: Picture, says: Words) -> Words:
    """A drill's card says so first and last."""
    if picture.exercise is None:
        return says
    return Words(f"【演练】{says.zh}【演练】", f"[DRILL] {says.en} [DRILL]")
