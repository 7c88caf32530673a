"""Night A, 03:12: ammonia at Tonglan's second cold store, from the first word of the call to the morning's closing."""

from __future__ import annotations

import pytest
from tests.stories.night import LINE, WIND
from tests.stories.night_a_told import CITY, ROOM, flash_on_two_lines, wanted_from_above, written
from tests.stories.tale import Centre, Tale, tale, wall

from fengsui.errors import Conflict, Forbidden


async def test_night_a(centre: Centre) -> None:
    async with tale(centre) as night:
        await the_call(night)
        await sent_ahead(night)
        await the_level(night)
        await silence_and_phones(night)
        await downwind_station(night)
        await liquid_not_water(night)
        await on_the_way(night)
        await verified(night)
        await inside_in_suits(night)
        await flash_on_two_lines(night)
        await they_come_out(night)
        await the_wind_turns(night)
        await wanted_from_above(night)
        await written(night)
        await controlled_and_home(night)
        await closed_the_next_night(night)
        await as_it_is_evaluated(night)


async def the_call(night: Tale) -> None:
    """03:12:05, from the first word; the caller is 联动中心, whose two engines are on their way."""
    await night.at("03:12:05")
    call = (await night.do("incidents.take_call", source="joint_centre", phone="021-00000110", text="氨"))["call"]
    assert await night.top() == ("call", "03:12:35"), "a call that waits is picked up within 30 s"
    await night.do("incidents.note_call", call=call, text="桐澜冷链二号库氨泄漏, 中毒2人, 失联2人; 119已派桃浦站两车")
    await night.at("03:12:31")
    made = await night.do("incidents.report", call=call, line=LINE, wind=WIND)
    night.incident = made["incident"]
    card = await night.card()
    assert (card.assessment.urgency, card.assessment.grade, card.assessment.level) == ("A", "general", "IV")
    assert card.site is not None
    assert (card.site.duty_phone, card.site.people_500m) == ("021-00000401", 2100)
    assert await night.clocks() == {
        f"0:flash:{CITY}": "03:42:05", f"0:flash:{ROOM}": "03:42:05",
        f"0:first:{CITY}": "04:12:05", f"0:first:{ROOM}": "04:12:05",
        **{f"0:notice:{one}": "03:42:05" for one in ("public_security", "labour", "union", "procuratorate")},
    }, "the law counts from the call, not from the incident"  # fmt: skip


async def sent_ahead(night: Tale) -> None:
    """03:14:02, on the officer's standing authority: teams, requests and notices; the leader has the same card."""
    moving = await night.do("incidents.force_moving", incident=night.incident, team="T01", need="water",
                            authority="119指挥中心")  # fmt: skip
    night.orders["T01"] = moving["order"]
    await night.at("03:14:02")
    teams = (("T06", "stop_leak"), ("T07", "stop_leak"), ("T09", "water"), ("T33", "cordon"))
    await night.send(*teams, cards=True, left_out_reason="120由急救中心统一调派")
    told = night.last("incidents.leader_card")
    assert (wall(told.at), (told.data or {})["authority"]) == ("03:14:02", "值班规程4.2 先行调派")
    forces = {force.order: force for force in (await night.card()).forces}
    assert {forces[night.orders[team]].kind for team in ("T06", "T07", "T09", "T33")} == {"order"}
    assert {forces[night.orders[card]].kind for card in ("fire_119", "medical_120")} == {"request"}
    assert {forces[night.orders[card]].kind for card in ("police", "street", "city_bureau")} == {"notice"}
    assert forces[night.orders["T01"]].already_moving
    alert = (night.last("incidents.ordered", team="T06").data or {})["alert"]
    assert (alert["wear"]["zh"], alert["answer_within_s"]) == ("重型防化服 + 空呼", 60)
    assert "直流水冲罐体和泄漏口" in [one["zh"] for one in alert["prohibitions"]]
    await night.stored("T06", "T07", "T09")


async def the_level(night: Tale) -> None:
    """The leader has 3 minutes; then his card rings again, and again; he says IV by phone and it is entered for him."""
    assert (await night.dues("level"))["level"] == "03:17:02"


async def silence_and_phones(night: Tale) -> None:
    """T06 goes; T09 cannot; T07 stored it and is silent; T33 has no terminal on and is rung, never silent."""
    assert (await night.force("T33")).unreachable
    await night.at("03:14:11")
    await night.goes("T06", people=8, minutes=9)
    await night.at("03:14:20")
    await night.says("T09", "unable", reason="on_another_job")
    assert await night.steps_at("T09") == [("leader", "03:14:20")], "a team under order that cannot go: at once"
    await night.at("03:14:55")
    await night.do("incidents.answer_for", order=night.orders["T33"], kind="accepted", people=12, minutes=15,
                   channel="phone", said_by="桃浦镇值班 老孙", post="街镇值班员")  # fmt: skip
    await night.just_before("03:15:02")
    assert await night.steps_at("T07") == []
    await night.at("03:15:02")
    assert await night.steps_at("T07") == [("remind", "03:15:02")], "60 s, as the plan has it"
    await night.just_before("03:15:12")
    assert len(await night.steps_at("T07")) == 1
    await night.at("03:15:12")
    assert (await night.steps_at("T07"))[-1] == ("next_team", "03:15:12")
    await night.at("03:15:22")
    assert (await night.steps_at("T07"))[-1] == ("leader", "03:15:22")
    step = night.last("incidents.escalated", order=night.orders["T07"], step="next_team").data or {}
    assert step["next_team"] == "", "nobody else has the suits: that is said, and no other team is called out for it"
    assert await night.steps_at("T33") == await night.steps_at("T06") == []
    await night.goes("T07", people=6, minutes=4)
    await night.at("03:15:40")
    await night.cards_read_out()
    await night.just_before("03:17:02")
    assert night.heard("incidents.leader_card") == ["03:14:02"]
    await night.at("03:17:02")
    assert night.heard("incidents.leader_card") == ["03:14:02", "03:17:02"]
    assert (await night.dues("level"))["level"] == "03:17:02", "it stays overdue"
    await night.at("03:17:40")
    await night.do("incidents.confirm_level_for", incident=night.incident, level="IV", said_by="周建国")
    assert not await night.items("level")


async def downwind_station(night: Tale) -> None:
    """A station 195 m downwind is told to withdraw before it gets any task; nothing else stands above it."""
    assert await night.top() == ("withdraw", "03:12:31")
    await night.at("03:17:50")
    await night.do("incidents.withdraw_first", incident=night.incident, teams=["T21"], rendezvous="祁连山路口")
    assert await night.top() == ("withdraw", "03:18:20"), "30 s to answer"
    (order,) = [item.order for item in await night.items("withdraw")]
    night.orders["T21"] = order
    await night.at("03:18:10")
    await night.says("T21", "withdrawn", people=5)
    assert not await night.items("withdraw")


async def liquid_not_water(night: Tale) -> None:
    """变更1: it is liquid. Whoever has taken his order acknowledges again within 60 s, or is rung."""
    changed = await night.do("incidents.change_order", incident=night.incident, what="为液氨, 失联2人在机房二层")
    assert {night.orders[team] for team in ("T06", "T07", "T33")} <= set(changed["told"])
    await night.at("03:18:40")
    await night.says("T06", "accepted", people=8, minutes=6)
    await night.answer_for(night.orders["T33"], "accepted")
    await night.cards_read_out()
    await night.just_before("03:19:10")
    assert (await night.dues("change"))["change"] == "03:19:10"
    before = len(await night.steps_at("T07"))
    await night.at("03:19:20", stride=1)
    assert (await night.steps_at("T07"))[before:] == [("remind", "03:19:10"), ("leader", "03:19:20")]
    await night.says("T07", "accepted", people=6, minutes=4)
    assert night.orders["T07"] not in {item.order for item in await night.items("change")}


async def on_the_way(night: Tale) -> None:
    """Accepted is no end: to leave within 300 s of it, to arrive within half as much again as the minutes it said."""
    await night.at("03:21:00")
    await night.says("T07", "moving")
    await night.says("T07", "arrived")
    await night.just_before("03:23:40")
    assert await night.steps_at("T06") == []
    await night.at("03:23:50", stride=1)
    assert await night.steps_at("T06") == [("remind", "03:23:40"), ("leader", "03:23:50")]
    await night.says("T06", "moving", minutes=4)
    await night.just_before("03:29:50")
    assert len(await night.steps_at("T06")) == 2
    await night.at("03:29:50")
    assert (await night.steps_at("T06"))[2:] == [("remind", "03:29:50")]
    await night.says("T06", "arrived")


async def verified(night: Tale) -> None:
    """Nobody answered at the plant: it stays to be done, with a new time; then the plant's answer."""
    again = await night.do("incidents.do_task", incident=night.incident, task="verify", result="nobody_answers")
    assert again["open"]
    assert [wall(task.due) for task in (await night.card()).tasks if task.id == "verify"] == ["03:31:50"]
    await night.at("03:30:00")
    await night.do("incidents.do_task", incident=night.incident, task="verify", result="true", note="阀门Z-3关不上")
    await night.tasks_done()


async def inside_in_suits(night: Tale) -> None:
    """03:30, three go in with 30 minutes of air: warned, told to turn back, the leader told; above everything else."""
    names = [{"name": name} for name in ("石卫平", "陆建", "沈涛")]
    entry = (await night.do("field.go_in", incident=night.incident, team="T06", where="机房", people=names,
                            minutes=30))["entry"]  # fmt: skip
    await night.just_before("03:38:45")
    assert not night.recorded("field.turn_back")
    await night.at("03:38:45")
    assert night.heard("field.turn_back", step="warn") == ["03:38:45"]
    assert not (await night.items("空气"))[0].life
    await night.at("03:40:45")
    assert night.heard("field.turn_back", step="turn_back") == ["03:40:45"]
    assert (await night.top())[0] == "空气"
    night.entry = entry


async def they_come_out(night: Tale) -> None:
    await night.just_before("03:43:45")
    assert not night.recorded("field.air_alarm")
    await night.at("03:43:45")
    assert night.heard("field.air_alarm", step="leader") == ["03:43:45"], "3 min after the time to turn back"
    await night.do("field.come_out", entry=night.entry)
    assert not await night.items("空气")


async def the_wind_turns(night: Tale) -> None:
    """03:45, from NE to SE, more than 45 degrees: 变更2 to all who have accepted, 60 s to acknowledge it."""
    await night.at("03:45:00")
    told = await night.do("incidents.set_wind", incident=night.incident,
                          wind={"from_degrees": 135, "speed": 3.0, "source": "现场 石泉队"})  # fmt: skip
    assert told["turned"]
    assert {night.orders[team] for team in ("T06", "T07", "T33")} <= set(told["told"])
    assert await night.dues("change") == {"change": "03:46:00"}
    card = await night.card()
    assert "东南" in card.assessment.approach.zh
    await night.at("03:45:30")
    for team in ("T06", "T07"):
        await night.says(team, "accepted")
    await night.answer_for(night.orders["T33"], "accepted")
    for item in await night.items("change"):
        await night.answer_for(item.order, "accepted")
    await night.at("03:46:10")
    assert not await night.items("change")


async def controlled_and_home(night: Tale) -> None:
    """控制, 终止, 归队: each by who may; 批示 overdue at 05:00 rings the leader; a promise to the street is kept."""
    assert (await night.dues("level"))["level"] == "04:33:00", "an upgrade is the leader's to decide, in three minutes"
    await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="III")
    assert not await night.items("level")
    await night.at("04:40:00")
    await night.do("incidents.control", incident=night.incident)
    promised = await night.do("handover.promise", text="解除警戒时回电", to="桃浦镇 老孙", incident=night.incident,
                              due=night.moment("05:40:00"))  # fmt: skip
    with pytest.raises(Conflict):
        await night.do("incidents.close", incident=night.incident)
    await night.just_before("05:00:00")
    assert not night.recorded("reports.demand_overdue")
    await night.at("05:00:05")
    (rung,) = night.recorded("reports.demand_overdue")
    assert "05:00:00" <= wall(rung.at) <= "05:00:05", "these limits are looked at every 5 s"
    assert "role:duty_leader" in night.last("reports.demand_overdue").labels
    await night.at("05:04:00")
    late = await night.do("reports.answer", demand=night.demands[1], reply="2人已救出送医, 泄漏04:40止住", told="秘书")
    assert late.warnings == ("late",)
    await night.at("05:10:00")
    sent = await night.write("supplement")
    assert sent.late == ()
    for to, name in ((CITY, "顾明"), (ROOM, "方敏")):
        await night.do("reports.receipt", report=sent.report, to=to, name=name, post="值班员")
    await night.at("05:30:00")
    with pytest.raises(Forbidden):
        await night.do("incidents.end_response", incident=night.incident, reason="泄漏已止")
    await night.do("incidents.end_response", night.leader, incident=night.incident, reason="泄漏已止, 监测两次合格")
    assert await night.clocks() == {f"0:final:{CITY}": "05:30:00", f"0:final:{ROOM}": "05:30:00"}
    assert await night.dues("PROMISE", "承诺") == {"承诺": "05:40:00"}
    await night.do("handover.keep_promise", promise=promised["promise"], result="05:32 已告老孙")
    await night.home()
    assert not await night.items()


async def closed_the_next_night(night: Tale) -> None:
    """Nothing is closed before the final report is out; 24 h after the end it would be late."""
    await night.at("09:00:00")
    with pytest.raises(Conflict) as refused:
        await night.do("incidents.close", incident=night.incident)
    assert {fault.code for fault in refused.value.faults} == {"final_report_owed"}
    await night.write("final")
    await night.do("incidents.close", incident=night.incident)


async def as_it_is_evaluated(night: Tale) -> None:
    """The record tells which clock was kept and which was late."""
    found = await night.show("evaluation.incident", night.leader, incident=night.incident)
    assert {clock.ref: clock.state for clock in found.clocks if clock.kind == "report"}.keys() == {
        row.id for row in (await night.case()).clocks
    }  # fmt: skip
    fell = {(clock.kind, clock.what, clock.state) for clock in found.clocks if clock.state in ("late", "missed")}
    assert {one for one in fell if one[0] not in ("task", "card")} == {
        ("answer", "T07", "late"), ("change", "T07", "late"), ("level", "IV", "late"),
    }, "a change in time for everybody else, the level at 03:17:40 instead of 03:17:02, and no report late"  # fmt: skip
    times = {one.measure: one.seconds for one in found.spans if not one.team}
    assert (times["report_to_order"], times["report_to_control"]) == (91, 5249)
    assert (found.outcome, found.exercise) == ("finished", None)
    verdict = await night.show("core.verify", night.system.actor("auditor"))
    assert verdict.breaks == ()
