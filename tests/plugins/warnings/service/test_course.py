"""The life of a warning of ours: drafted, published by a second person, adjusted, lifted; its lists, receipts, end."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.plugins.warnings.service.conftest import Begin, Centre, text_of

from fengsui.errors import Conflict, Forbidden, Invalid
from fengsui.testing import NIGHT
from fengsui_warnings.model.cap.alert import Alert
from fengsui_warnings.model.message import read_message

EIGHT = {"event", "level", "starts_at", "area", "matters", "measures"}


async def test_publishing_says_everything_that_is_missing(centre: Centre) -> None:
    answer = await centre.do("draft")
    assert set(answer["lacks"]) == EIGHT
    with pytest.raises(Invalid) as refused:
        await centre.do("publish", centre.second, warning=answer["warning"])
    assert {fault.path for fault in refused.value.faults} == EIGHT
    assert (await centre.board()).queue == ()


async def test_a_second_person_publishes_and_a_leader_red_and_orange(centre_on: Centre) -> None:
    yellow = await centre_on.draft()
    with pytest.raises(Forbidden) as same:
        await centre_on.do("publish", warning=yellow)
    assert same.value.code == "same_person"
    await centre_on.do("publish", centre_on.second, warning=yellow)
    orange = await centre_on.draft(level="orange")
    assert {item.subject for item in (await centre_on.board()).queue} == {yellow, orange}
    with pytest.raises(Forbidden) as leader:
        await centre_on.do("publish", centre_on.second, warning=orange)
    assert leader.value.code == "needs_leader"
    await centre_on.do("publish", centre_on.leader, warning=orange)
    card = await centre_on.card(orange)
    assert (card.drafted_by, card.approved_by, card.issuer.zh) == ("user:wanglei", "user:zhoujianguo", card.issuer.zh)
    assert card.title.zh == "暴雨橙色预警"
    assert {line.list for line in card.duties} == {"issue", "all", "high"}
    with pytest.raises(Forbidden):
        await centre_on.do("lift", warning=orange, reason="雨停")
    await centre_on.do("lift", centre_on.leader, warning=orange, reason="雨停")


async def test_an_issued_warning_is_never_edited_but_adjusted(centre: Centre) -> None:
    first = await centre.issue()
    with pytest.raises(Conflict) as never:
        await centre.do("redraft", warning=first, event="大风")
    assert never.value.code == "never_edited"
    await centre.do("tick", warning=first, duty="hotline")
    await centre.do("ask_receipt", warning=first, who="苏州河泵站")
    second = (await centre.do("draft", adjusts=first, level="red", ends_at=(NIGHT + timedelta(hours=20)).isoformat()))[
        "warning"
    ]
    assert (await centre.card(first)).state == "issued"
    await centre.do("publish", centre.leader, warning=second)
    old, new = await centre.card(first), await centre.card(second)
    assert (old.state, old.superseded_by) == ("superseded", second)
    assert (new.level, new.area.zh, new.title.zh) == ("red", "普陀区", "暴雨红色预警")
    assert [line.key for line in new.duties if line.done_at] == ["hotline"]
    assert [line.who.zh for line in new.receipts if line.key.startswith("own-")] == ["苏州河泵站"]
    third = await centre.do("draft", adjusts=second)
    lower = (await centre.do("draft", adjusts=second, level="blue"))["warning"]
    with pytest.raises(Forbidden) as leader:
        await centre.do("publish", centre.second, warning=lower)
    assert leader.value.code == "needs_leader"
    await centre.do("lift", centre.leader, warning=second, reason="雨停")
    with pytest.raises(Conflict):
        await centre.do("publish", centre.leader, warning=third["warning"])
    await centre.do("discard", warning=third["warning"])


async def test_ticks_have_a_name_and_are_taken_back_with_a_reason(centre: Centre) -> None:
    warning = await centre.issue()
    await centre.do("tick", centre.second, warning=warning, duty="analyse", note="专家2人")
    line = next(one for one in (await centre.card(warning)).duties if one.key == "analyse")
    assert (line.done_by, line.done_at, line.note) == ("user:chenjing", NIGHT, "专家2人")
    with pytest.raises(Invalid):
        await centre.do("tick", warning=warning, duty="analyse", done=False)
    await centre.do("tick", warning=warning, duty="analyse", done=False, note="专家未到")
    assert [(event.data["duty"], event.data["done"]) for event in centre.recorded("duty_ticked")] == [
        ("analyse", True), ("analyse", False)]  # fmt: skip


async def test_what_is_late_is_told_once_and_stands_in_the_queue(centre: Centre) -> None:
    warning = await centre.issue(level="red")
    item = (await centre.board()).queue[0]
    assert (item.id, item.opens, item.subject) == (f"warnings:{warning}", "warnings.board", warning)
    assert item.due == NIGHT + timedelta(minutes=10)
    await centre.system.advance(seconds=12 * 60, step=120)
    assert [(event.data["duties"], event.data["receipts"]) for event in centre.recorded("overdue")] == [(0, 6)]
    for line in (await centre.card(warning)).receipts:
        refused = line.key == "schools"
        await centre.do("receipt", warning=warning, receiver=line.key, said_by="刘敏", refused=refused,
                        note="夜间无人" if refused else "")  # fmt: skip
    for duty in (await centre.card(warning)).duties:
        await centre.do("tick", warning=warning, duty=duty.key)
    await centre.system.advance(seconds=60 * 60, step=900)
    assert len(centre.recorded("overdue")) == 1
    assert "夜间无人" in (await centre.board()).queue[0].says.zh
    await centre.do("receipt", warning=warning, receiver="schools", channel="in_person")
    assert (await centre.board()).queue == ()


async def test_its_end_is_asked_for_before_and_then_comes(centre: Centre) -> None:
    warning = await centre.issue(ends_at=(NIGHT + timedelta(minutes=50)).isoformat())
    assert "续发或解除" in (await centre.board()).queue[0].says.zh
    await centre.system.advance(seconds=52 * 60, step=780)
    assert (await centre.card(warning)).state == "expired"
    assert [event.data["late"] for event in centre.recorded("expired")] == [False]
    assert (await centre.board()).queue == ()


async def test_one_that_ran_out_while_the_centre_was_down_is_presented(
    begun: Begin, seeded: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeded, tmp_path / "data")
    async with begun(data=tmp_path / "data") as centre:
        warning = await centre.issue(ends_at=(NIGHT + timedelta(minutes=5)).isoformat())
    async with begun(data=tmp_path / "data", now=NIGHT + timedelta(hours=1)) as centre:
        await centre.system.advance(seconds=2, step=1)
        queue = (await centre.board()).queue
        assert [(item.subject, item.due) for item in queue] == [(warning, NIGHT + timedelta(minutes=5))]
        await centre.do("see_end", warning=warning)
        assert (await centre.board()).queue == ()


async def test_a_level_that_nobody_said_is_asked_for(centre: Centre) -> None:
    text = text_of("rainstorm").replace("ORANGE", "-").replace("橙色", "").replace("Orange ", "")
    text = text.replace(">Severe<", ">Unknown<")
    warning = (await centre.do("receive_cap", centre.gateway, text=text))["taken"][0]["thing"]
    card = await centre.card(warning)
    assert (card.level, card.duties) == (None, ())
    assert "级别待定" in (await centre.board()).queue[0].says.zh
    await centre.do("set_level", warning=warning, level="yellow", reason="气象台电话")
    card = await centre.card(warning)
    assert (card.level, {line.list for line in card.duties}) == ("yellow", {"all"})
    assert "气象台电话" in card.level_said.zh
    with pytest.raises(Conflict):
        await centre.do("set_level", warning=await centre.issue(), level="red", reason="x")


# -- drills give way -------------------------------------------------------------------------------------


async def test_a_red_or_orange_warning_holds_drills_until_it_ends(centre: Centre) -> None:
    limin = await centre.drill(start=False)
    warning = await centre.issue(level="orange")
    await centre.system.advance(seconds=3, step=1)
    drill = (await centre.system.show("drills.drills", {}, limin))[0]
    assert (drill.state, drill.held_because) == ("held", warning)
    with pytest.raises(Conflict):
        await centre.system.execute("drills.resume", {"drill": "EX-07"}, limin)
    await centre.do("lift", centre.leader, warning=warning, reason="雨停")
    await centre.system.execute("drills.resume", {"drill": "EX-07"}, limin)


async def test_yellow_ones_and_drills_own_warnings_hold_nothing(centre: Centre) -> None:
    limin = await centre.drill()
    await centre.issue()
    await centre.receive("exercise")
    await centre.system.advance(seconds=3, step=1)
    drill = (await centre.system.show("drills.drills", {}, limin))[0]
    assert (drill.state, drill.hold_proposed) == ("running", "")
    await centre.issue(level="red")
    await centre.system.advance(seconds=3, step=1)
    assert (await centre.system.show("drills.drills", {}, limin))[0].hold_proposed.startswith("W")


async def test_a_drills_own_warning_is_drafted_inside_it(centre: Centre) -> None:
    await centre.drill()
    warning = await centre.issue(exercise="EX-07")
    assert {event.exercise for event in centre.recorded("*")} == {"EX-07"}
    xml = await centre.cap(warning)
    assert "<status>Exercise</status>" in xml
    assert "【演练】" in xml
    assert "<note>演练 DRILL EX-07</note>" in xml


async def test_a_drills_warnings_end_with_it(centre: Centre) -> None:
    limin = await centre.drill()
    received = (await centre.receive("exercise"))["thing"]
    draft = await centre.draft(exercise="EX-07")
    real = await centre.issue()
    await centre.system.execute("drills.finish", {"drill": "EX-07"}, limin)
    states = [(await centre.card(one)).state for one in (received, draft, real)]
    assert states == ["lifted", "discarded", "issued"]


# -- CAP out ---------------------------------------------------------------------------------------------


async def test_ours_goes_out_as_cap_that_our_own_reader_takes(centre: Centre) -> None:
    draft = await centre.draft()
    assert "<status>Draft</status>" in await centre.cap(draft)
    await centre.do("publish", centre.second, warning=draft)
    alert = _read(await centre.cap(draft))
    assert (alert.status, alert.message_type, alert.scope) == ("Actual", "Alert", "Public")
    assert [info.language for info in alert.infos] == ["zh-CN", "en-US"]
    assert alert.infos[0].parameters[0].value == "YELLOW"
    assert alert.infos[0].severity == "Moderate"
    assert (await centre.card(draft)).identifier == alert.identifier
    new = (await centre.do("draft", adjusts=draft, level="blue"))["warning"]
    await centre.do("publish", centre.second, warning=new)
    update = _read(await centre.cap(new))
    assert (update.message_type, [one.identifier for one in update.references]) == ("Update", [alert.identifier])
    await centre.do("lift", warning=new, reason="雨停")
    cancel = _read(await centre.cap(new))
    assert (cancel.message_type, cancel.references[0].identifier) == ("Cancel", update.identifier)
    assert cancel.note == "雨停"


async def test_an_ack_of_ours_is_a_receipt_and_an_error_a_refusal(centre: Centre) -> None:
    warning = await centre.issue()
    card = await centre.card(warning)
    reference = f"{card.sender},{card.identifier},2026-11-22T03:12:00+08:00"
    for name, refused in (("ack", False), ("error", True)):
        text = text_of(name).replace("qx.shanghai.example,SH-1,2026-11-22T03:12:00+08:00", reference)
        taken = (await centre.do("receive_cap", centre.gateway, text=text))["taken"][0]
        assert (taken["becomes"], taken["thing"]) == (name, warning)
        line = (await centre.card(warning)).receipts[-1]
        assert (line.key, line.channel, line.refused) == ("cap-qx.shanghai.example", "cap", refused)


async def test_an_incidents_public_alert(centre: Centre) -> None:
    await centre.drill()
    given = {"line": "tlll an zd2 sl2 sx40 hzl"}
    incident = (await centre.system.execute("incidents.report", given, centre.officer))["incident"]
    asked = {"incident": incident, "instruction": "关闭门窗", "instruction_en": "Close doors and windows",
             "radius_m": 500}  # fmt: skip
    answer = await centre.system.show("warnings.incident_cap", asked, centre.officer)
    alert = _read(answer.xml)
    assert (alert.status, alert.incidents, alert.infos[0].categories) == ("Actual", (incident,), ("CBRNE",))
    assert alert.infos[0].areas[0].circles[0].radius == 0.5
    assert alert.infos[1].instruction == "Close doors and windows"
    drill = next(row.id for row in (await centre.board()).incidents if row.exercise)
    answer = await centre.system.show("warnings.incident_cap", {"incident": drill}, centre.officer)
    alert = _read(answer.xml)
    assert (alert.status, alert.note) == ("Exercise", "演练 DRILL EX-07")
    assert all(info.headline.startswith(("【演练】", "[DRILL]")) for info in alert.infos)


def _read(xml: str) -> Alert:
    checked = read_message(xml.encode())
    assert checked.faults == ()
    assert checked.message is not None
    return checked.message.alerts[0]


async def test_what_names_people_is_destroyed_by_law_once_it_is_over(centre: Centre) -> None:
    keeper = centre.system.actor("administrator")
    warning = (await centre.receive("rainstorm"))["thing"]
    await centre.do("receipt", warning=warning, receiver="streets", said_by="刘敏 13800000000", note="已转发")
    law = {"kind": "warnings.warning", "thing": warning, "basis": "突发事件应对法 art 85", "reason": "over"}
    with pytest.raises(Conflict) as still:
        await centre.system.execute("core.erase", law, keeper)
    assert still.value.code == "thing_open"
    await centre.do("lift", centre.leader, warning=warning, reason="雨停")
    await centre.system.execute("core.erase", law, keeper)
    card = await centre.card(warning)
    line = next(one for one in card.receipts if one.key == "streets")
    assert (line.said_by, line.note, line.received_at) == ("", "", NIGHT)
    assert await centre.cap(warning) == ""
    assert "刘敏" not in repr([event.data for event in centre.system.recorded()])
