"""The rest of the desk's day: reports, the field, warnings, tickets, transfers, telephones, the watch, the evaluation.

Everything that has a deadline is now and then done late, or never: what follows then is what is looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from tests.simulator.desk import DIVISION, Desk
from tests.simulator.people import Person

ABOVE = ("province_bureau", "own_government")
LISTENER = {"name": "顾明", "post": "值班员"}
STORM = {
    "event": "暴雨", "event_en": "rainstorm", "area": "普陀区", "area_en": "Putuo",
    "matters": "未来6小时雨量将达100毫米", "measures": "避免外出", "urgency": "Expected", "certainty": "Likely",
}  # fmt: skip
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>SIM-{number}</identifier>
<sender>qx.shanghai.example</sender><sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType>
<scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>大风</event>
<urgency>Expected</urgency><severity>Moderate</severity><certainty>Likely</certainty><expires>{expires}</expires>
<senderName>上海中心气象台</senderName><headline>大风黄色预警</headline>
<area><areaDesc>普陀区</areaDesc><geocode><valueName>GB/T 2260</valueName><value>310107</value></geocode></area>
</info></alert>"""


# -- beside a response ---------------------------------------------------------------------------------------


async def reporting(desk: Desk, incident: str) -> None:
    """Flash, a demand from above, the first report: drafted, signed, sent, each with people's delays."""
    officer, leader = desk.officer, desk.leader
    await officer.pause(30, 600)
    if officer.maybe(0.3):
        await officer.do("reports.start", incident=incident, reason="带班领导要求上报")
    for to in ABOVE:
        if officer.maybe(0.8):
            await officer.do("reports.flash", incident=incident, to=to, **LISTENER)
    if officer.maybe(0.6):
        await demanded(desk, incident)
    await officer.pause(60, 2400)
    made = await officer.do("reports.draft", incident=incident)
    if made is None:
        return
    await officer.pause(60, 1800)
    if officer.maybe(0.7):
        await officer.do("reports.review", report=made["report"])
    if leader.maybe(0.7):
        await leader.pause(60, 2400)
        await leader.do("reports.sign", report=made["report"])
    await officer.pause(30, 600)
    await officer.do("reports.send", report=made["report"])
    if officer.maybe(0.5):
        await officer.pause(60, 2400)
        await officer.do("reports.receipt", report=made["report"], to=ABOVE[0], **LISTENER)


async def demanded(desk: Desk, incident: str) -> None:
    """核实: answered in time, late, or never."""
    officer = desk.officer
    asked = await officer.do(
        "reports.demand", kind="verify", incident=incident, source="市应急局 指挥中心", text="核实中毒人数",
        within_minutes=officer.chance.randrange(2, 12),
    )  # fmt: skip
    if asked is not None and officer.maybe(0.7):
        await officer.pause(30, 900)
        await officer.do("reports.answer", demand=asked["demand"], reply="已核实, 2人", told="沈工")


async def scene(officer: Person, incident: str, team: str) -> None:
    """A command post, people inside with their air, aid from a neighbour; some of it forgotten."""
    await officer.pause(30, 200)
    await officer.do("field.open_post", incident=incident, place="祁连山路口", commander="陈建国", post="副区长")
    entered = await officer.do(
        "field.go_in", incident=incident, team=team, where="二号库", task="关阀", minutes=officer.chance.uniform(9, 16),
        people=[{"name": f"{team}-{number}"} for number in range(officer.chance.randrange(1, 4))],
    )  # fmt: skip
    if officer.maybe(0.5):
        asked = await officer.do("field.ask_aid", incident=incident, to="嘉定区应急局", what="堵漏器材一套",
                                 answer_minutes=officer.chance.randrange(1, 6))  # fmt: skip
        if asked is not None and officer.maybe(0.5):
            await officer.pause(20, 400)
            await officer.do("field.answer_aid", aid=asked["aid"], accepted=officer.maybe(0.6), answer="一台车",
                             said_by="值班长")  # fmt: skip
    if entered is not None and officer.maybe(0.4):
        await officer.pause(60, 700)
        await officer.do("field.turning", entry=entered["entry"])
    if entered is not None and officer.maybe(0.2):
        await officer.do("field.recall", entry=entered["entry"])


async def clear(desk: Desk, officer: Person, incident: str) -> None:
    """What the field and the reports still hold open is settled: nobody inside, no post, no request, no clock."""
    board = await desk.show("field.board", incident=incident)
    for entry in board.entries if board else ():
        if entry.out_at is None:
            await officer.do("field.come_out", entry=entry.id)
    for aid in board.aid if board else ():
        if aid.state in ("asked", "received", "silent"):
            await officer.do("field.withdraw_aid", aid=aid.id, reason="处置完毕")
    await officer.do("field.close_post", incident=incident, reason="处置完毕")
    if officer is desk.officer:
        await officer.do("reports.stop", incident=incident, reason="未构成生产安全事故")


async def found(desk: Desk, incident: str) -> None:
    """An evaluator's finding becomes an action that is due today: done, or overdue at midnight."""
    officer, leader = desk.officer, desk.leader
    made = await officer.do("evaluation.enter_finding", incident=incident, text="堵漏器材配备不足", basis="现场记录")
    if made is None:
        return
    today = desk.now().date().isoformat()
    await officer.do("evaluation.assign", finding=made["finding"], owner="装备科", due=today)
    if officer.maybe(0.4):
        await officer.pause(600, 7200)
        await officer.do("evaluation.done", finding=made["finding"], evidence="已补充堵漏枪两套")
        await leader.do("evaluation.verify", finding=made["finding"], accepted=True)


# -- the day -------------------------------------------------------------------------------------------------


async def warned(desk: Desk) -> None:
    """A storm warning of our own: published by the second person, its list ticked in part, ended by its time."""
    officer, now = desk.officer, desk.now()
    ends = now + timedelta(minutes=officer.chance.uniform(4, 180))
    made = await officer.do(
        "warnings.draft", level=officer.chance.choice(("yellow", "blue", "yellow", "orange")),
        starts_at=now.isoformat(), ends_at=ends.isoformat(), divisions=[DIVISION], **STORM,
    )  # fmt: skip
    if made is None:
        return
    await desk.leader.pause(10, 120)
    await desk.leader.do("warnings.publish", warning=made["warning"])
    card = await desk.show("warnings.warning", warning=made["warning"])
    for duty in (card.duties if card else ())[: officer.chance.randrange(4)]:
        await officer.do("warnings.tick", warning=made["warning"], duty=duty.key)
    if officer.maybe(0.2):
        await officer.pause(60, 1200)
        await desk.leader.do("warnings.lift", warning=made["warning"], reason="雨停")


async def told_of_wind(desk: Desk) -> None:
    """Another issuer's warning as CAP, handed in twice as senders do."""
    officer, now = desk.officer, desk.now().replace(microsecond=0)
    text = CAP.format(number=officer.chance.randrange(10**9), sent=now.isoformat(),
                      expires=(now + timedelta(minutes=officer.chance.randrange(5, 90))).isoformat())  # fmt: skip
    for _ in range(officer.chance.randrange(1, 3)):
        await officer.do("warnings.receive_cap", text=text)
        await officer.pause(5, 60)


async def ticket(desk: Desk) -> None:
    """12345: received, triaged in time or late, verified, answered."""
    officer = desk.officer
    number = f"PT-{officer.chance.randrange(10**6)}"
    call = await officer.do("incidents.take_call", source="hotline_12345", number=number, phone="021-00000345",
                            text="沿街餐饮店占用疏散通道")  # fmt: skip
    made = await officer.do("incidents.file_ticket", call=call["call"], unit="某餐饮店") if call else None
    if made is None:
        return
    await officer.pause(60, 3600)
    steps: Sequence[dict[str, Any]] = (
        {"to": "verifying", "owner": "王工"}, {"to": "verified", "result": "true", "material": "现场检查记录"},
        {"to": "rectifying", "signed_by": "店主 李某"}, {"to": "replied", "text": "已责令整改", "channel": "phone"},
    )  # fmt: skip
    if await officer.do("incidents.triage_ticket", ticket=made["ticket"], kind="report") is None:
        return
    for step in steps[: officer.chance.randrange(5)]:
        await officer.pause(60, 900)
        await officer.do("incidents.move_ticket", ticket=made["ticket"], **step)


async def handed_on(desk: Desk) -> None:
    """A call that is not ours: its receiver answers in time, late, or never."""
    officer = desk.officer
    call = await officer.do("incidents.take_call", source="street", phone="021-00000119", text="路面塌陷无人员伤亡")
    sent = (
        await officer.do("incidents.transfer_call", call=call["call"], to="区建管委", why="市政设施") if call else None
    )
    if sent is not None and officer.maybe(0.6):
        await officer.pause(60, 1500)
        await officer.do("incidents.answer_transfer", transfer=sent["transfer"], answer="accepted", said_by="值班员")


async def rang(desk: Desk) -> None:
    """A line that rings: taken, or missed."""
    officer = desk.officer
    key = f"sim-{officer.chance.randrange(10**9)}"
    given = {"key": key, "phone": "13900000001", "line": "3"}
    made = await officer.do("incidents.ring", state="ringing", **given)
    await officer.pause(5, 50)
    if officer.maybe(0.5):
        await officer.do("incidents.ring", state="answered", **given)
    if made is not None and officer.maybe(0.7):
        await officer.pause(5, 200)
        await officer.do("incidents.close_call", call=made["call"], outcome="log_only")


async def handed_over(desk: Desk) -> None:
    """交接班: one signs, the other takes over, or says no; whoever has no watch to hand over takes it."""
    first, second = desk.officer, desk.leader
    if first.maybe(0.5):
        first, second = second, first
    signed = await first.do("handover.sign_out")
    if signed is None:
        await first.do("handover.take_watch")
        return
    await second.pause(20, 400)
    if second.maybe(0.15):
        await second.do("handover.refuse", handover=signed["handover"], reason="氨泄漏处置未交代清楚")
        return
    for _ in range(3):
        board = await desk.show("handover.board")
        if board is None:
            continue
        taken = await second.do("handover.take_over", handover=signed["handover"], seen=board.sheet.seen)
        if taken is not None:
            return


async def promised(desk: Desk) -> None:
    officer = desk.officer
    made = await officer.do("handover.promise", text="半小时内回复", to="市局值班室",
                            due=(desk.now() + timedelta(minutes=30)).isoformat())  # fmt: skip
    if made is not None and officer.maybe(0.6):
        await officer.pause(60, 2400)
        await officer.do("handover.keep_promise", promise=made["promise"])


ERRANDS: Sequence[Callable[[Desk], Awaitable[None]]] = (
    handed_over, warned, ticket, handed_on, rang, told_of_wind, handed_over, promised,
)  # fmt: skip
"""Of a day."""
