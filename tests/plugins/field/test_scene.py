"""Command post, relief, casualties, supplies, experts, and what the law has destroyed: one night each."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.plugins.field.conftest import KEEPER, Begin, Scene, report

from fengsui.errors import Conflict, Forbidden, Invalid, Missing

HOUR = 3600


async def test_a_command_post_has_one_commander_and_its_groups(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    with pytest.raises(Conflict):
        await scene.field("change_commander", incident=incident, commander="陈", reason="到场")
    await scene.field(
        "open_post", incident=incident, place="祁连山路口", commander="周建国", post="副区长", phone="021-1"
    )
    with pytest.raises(Conflict):
        await scene.field("open_post", incident=incident, place="别处", commander="李")
    await scene.field(
        "set_group", incident=incident, group="rescue", leader="石卫平", members=["甲", "乙"], teams=["T06"]
    )
    await scene.field("set_group", incident=incident, group="rescue", leader="袁立伟", members=["甲"], teams=["T06"])
    await scene.field("set_group", incident=incident, group="liaison", title="联络组")
    with pytest.raises(Invalid) as error:
        await scene.field("set_group", incident=incident, group="other")
    assert error.value.code == "title_needed"
    with pytest.raises(Invalid):
        await scene.field("set_group", incident=incident, group="medical", teams=["T99"])
    with pytest.raises(Invalid):
        await scene.field("change_commander", incident=incident, commander="周建国", reason="x")
    await scene.field("change_commander", incident=incident, commander="赵市长", post="副市长", reason="升级指挥")
    [post] = (await scene.look(incident)).posts
    assert [(one.name, one.until is None) for one in post.commanders] == [("周建国", False), ("赵市长", True)]
    assert [(group.title.zh, group.leader, group.members) for group in post.groups] == [
        ("抢险救灾组", "袁立伟", ("甲",)),
        ("联络组", "", ()),
    ]
    assert len((await scene.look(incident)).groups_usual) == 12
    lines = await scene.lines(incident)
    assert any("总指挥变更: 周建国 -> 赵市长" in line for line in lines)
    entry = await scene.go_in(incident)
    with pytest.raises(Conflict) as still:
        await scene.field("close_post", incident=incident, reason="完毕")
    assert still.value.code == "still_inside"
    await scene.field("come_out", entry=entry)
    with pytest.raises(Conflict) as closing:
        await scene.do("close", incident=incident)
    assert "post_open" in {fault.code for fault in closing.value.faults}
    await scene.field("close_post", incident=incident, reason="完毕")
    assert (await scene.look(incident)).posts[0].closed_at is not None


# -- relief ----------------------------------------------------------------------------------------------


async def arrived(scene: Scene) -> tuple[str, str]:
    incident, orders = await scene.out(("T06", "stop_leak"))
    for fact in ("accepted", "moving", "arrived"):
        await scene.says("T06", orders["T06"], fact)
    return incident, orders["T06"]


async def test_a_team_is_relieved_after_the_plans_hours_and_rests_from_its_return(scene: Scene) -> None:
    incident, order = await arrived(scene)
    await scene.system.advance(seconds=3 * HOUR - 5, step=60)
    assert await scene.waits("relief") == []
    await scene.system.advance(seconds=10, step=1)
    [item] = await scene.waits("relief")
    assert (item.label.zh, item.life) == ("换防", False)
    assert item.due == (await scene.look(incident)).reliefs[0].since + timedelta(hours=4)
    await scene.system.advance(seconds=HOUR, step=60)
    assert [event.data["late"] for event in scene.said("relief_due")] == [False]
    await scene.field("postpone_relief", order=order, hours=1, reason="堵漏将成")
    await scene.system.advance(seconds=HOUR + 60, step=60)
    assert len(scene.said("relief_due")) == 2
    with pytest.raises(Invalid) as error:
        await scene.field("arrange_relief", order=order, by_team="T06", in_minutes=30)
    assert error.value.code == "same_team"
    await scene.field("arrange_relief", order=order, by_team="T09", in_minutes=30)
    assert await scene.waits("relief") == []
    await scene.system.advance(seconds=1801, step=60)
    assert "由T09队接替" in (await scene.waits("relief"))[0].says.zh
    await scene.says("T06", order, "returning")
    assert await scene.waits("relief") == []
    [row] = (await scene.look(incident)).reliefs
    assert (row.state, row.readiness, row.rests_until) == ("relieved", "out", None), "released is no rest"
    await scene.system.advance(seconds=1200, step=60)
    await scene.says("T06", order, "ready")
    [row] = (await scene.look(incident)).reliefs
    assert row.rests_until == scene.system.clock.now() + timedelta(hours=8)
    with pytest.raises(Conflict):
        await scene.field("postpone_relief", order=order, hours=1, reason="x")


async def test_a_relief_that_fell_due_while_the_centre_was_down_is_said_late(scenes: Begin, data: Path) -> None:
    async with scenes(data=data) as scene:
        incident, _ = await arrived(scene)
        since = scene.system.clock.now()
    async with scenes(data=data, now=since + timedelta(hours=5)) as scene:
        await scene.system.advance(seconds=2, step=1)
        assert [event.data["late"] for event in scene.said("relief_due")] == [True]
        assert len(await scene.waits("relief")) == 1
        assert (await scene.look(incident)).reliefs[0].state == "due"


async def test_what_another_authority_sent_it_relieves_itself(scene: Scene) -> None:
    incident = await scene.report()
    await scene.do("force_moving", incident=incident, team="T01", authority="119", need="water")
    [force] = (await scene.card(incident)).forces
    await scene.do("answer_for", order=force.order, kind="arrived", channel="radio", said_by="站长")
    assert (await scene.look(incident)).reliefs == ()


# -- casualties ------------------------------------------------------------------------------------------


async def test_totals_follow_the_list_and_become_figures(scene: Scene) -> None:
    incident = await scene.report(line="tlll an", figures={"dead": 0})
    first = await scene.field(
        "add_casualty", incident=incident, degree="serious", name="张三丰", source="区医院", age=41
    )
    await scene.field("add_casualty", incident=incident, degree="poisoned", source="120")
    card = await scene.card(incident)
    assert (card.figures["serious"], card.figures["poisoned"], card.figures["dead"]) == (1, 1, 0)
    with pytest.raises(Invalid) as error:
        await scene.field("change_casualty", casualty=first["casualty"], degree="dead")
    assert error.value.code == "reason_needed", "one seriously injured fewer"
    assert (await scene.look(incident)).totals["dead"] == 0, "and nothing of it was kept"
    await scene.system.advance(seconds=60, step=60)
    await scene.field("change_casualty", casualty=first["casualty"], degree="dead", reason="抢救无效")
    card = await scene.card(incident)
    assert (card.figures["serious"], card.figures["dead"]) == (0, 1)
    assert card.assessment.grade == "general"
    claims = [event.data for event in scene.recorded("figure_changed", source="伤亡名单 casualty list")]
    assert [(claim["count"], claim["value"]) for claim in claims] == [
        ("serious", 1), ("poisoned", 1), ("dead", 1), ("serious", 0),
    ]  # fmt: skip
    assert claims[-1]["reason"] == "抢救无效"
    with pytest.raises(Conflict):
        await scene.field("change_casualty", casualty=first["casualty"], if_version=1, hospital="市一医院")
    await scene.field("change_casualty", casualty=first["casualty"], if_version=2, hospital="市一医院")
    with pytest.raises(Invalid):
        await scene.field("strike_casualty", casualty=first["casualty"], reason="")
    await scene.field("strike_casualty", casualty=first["casualty"], reason="同一人登记两次")
    assert scene.recorded("figure_changed", source="伤亡名单 casualty list")[-1].data["value"] == 0
    assert not any("张三丰" in line for line in await scene.lines(incident))


async def test_names_are_for_those_who_need_them(scene: Scene) -> None:
    incident = await scene.report()
    await scene.field("add_casualty", incident=incident, degree="minor", name="张三丰", source="家属 张四")
    officer, auditor = await scene.look(incident), await scene.look(incident, scene.system.actor("auditor"))
    assert (officer.casualties[0].name, officer.names_shown) == ("张三丰", True)
    assert (auditor.casualties[0].name, auditor.casualties[0].source, auditor.names_shown) == ("张**", "", False)
    assert auditor.totals == officer.totals
    said = str([event.data for event in scene.system.recorded("field.*")])
    assert "张三丰" not in said


async def test_a_death_on_the_twentieth_day_counts_after_the_closing_one_on_the_fortieth_does_not(scene: Scene) -> None:
    incident = await scene.report()
    made = await scene.field("add_casualty", incident=incident, degree="serious", name="张三", source="医院")
    await scene.close(incident)
    scene.system.clock.advance(timedelta(days=20))
    await scene.field("change_casualty", casualty=made["casualty"], degree="dead", reason="第20天死亡")
    assert scene.said("totals_derived")[-1].data["closed"] is True
    assert scene.recorded("figure_changed", count="dead", value=1)
    assert (await scene.card(incident)).figures["dead"] == 1
    scene.system.clock.advance(timedelta(days=20))
    with pytest.raises(Conflict) as error:
        await scene.field("change_casualty", casualty=made["casualty"], name="李四", reason="x")
    assert error.value.code == "casualty_window_over"


async def test_a_drills_casualties_never_reach_a_real_figure(scene: Scene) -> None:
    drill, real = await scene.report(exercise="EX-07"), await scene.report()
    made = await scene.field("add_casualty", incident=drill, degree="dead", source="导调")
    assert (await scene.card(real)).figures.get("dead") is None
    assert {event.exercise for event in scene.said("totals_derived")} == {"EX-07"}
    controller = scene.system.actor("exercise_controller")
    await scene.field("change_casualty", controller, casualty=made["casualty"], name="假人")
    with pytest.raises(Forbidden):
        await scene.field("add_casualty", controller, incident=real, degree="dead", source="导调")


# -- supplies and experts --------------------------------------------------------------------------------


async def stock(scene: Scene) -> dict[str, int]:
    [row] = await scene.system.show("rosters.supplies", {}, KEEPER)
    return {one.stock.batch: one.stock.quantity for one in row.stock}


async def test_supplies_leave_by_what_expires_first_and_come_back(scene: Scene) -> None:
    incident = await scene.report()
    made = await scene.field("draw", incident=incident, depot="D01", item="foam", quantity=15, purpose="稀释")
    assert await stock(scene) == {"B0": 5, "B1": 0, "B2": 25}
    moved: list[Any] = scene.system.recorded("rosters.stock_moved")
    moved = [event for event in moved if event.data["kind"] == "out"]
    assert {event.data["reference"] for event in moved} == {incident}
    with pytest.raises(Conflict) as error:
        await scene.field("draw", incident=incident, depot="D01", item="foam", quantity=26)
    assert error.value.code == "not_enough_stock"
    with pytest.raises(Missing):
        await scene.field("draw", incident=incident, depot="D01", item="sand", quantity=1)
    with pytest.raises(Invalid):
        await scene.field("give_back", draw=made["draws"][0], quantity=11)
    await scene.field("give_back", draw=made["draws"][0], quantity=4)
    assert await stock(scene) == {"B0": 5, "B1": 4, "B2": 25}
    rows = (await scene.look(incident)).draws
    assert sorted((row.quantity, row.returned) for row in rows) == [(5, 0), (10, 4)]


async def test_in_a_drill_nothing_leaves_the_depot(scene: Scene) -> None:
    incident = await scene.report(exercise="EX-07")
    before = await stock(scene)
    made = await scene.field("draw", incident=incident, depot="D01", item="foam", quantity=12)
    await scene.field("give_back", draw=made["draws"][0], quantity=10)
    assert await stock(scene) == before
    with pytest.raises(Conflict):
        await scene.field("draw", incident=incident, depot="D01", item="foam", quantity=41)


async def test_an_expert_is_asked_gives_advice_or_is_silent(scene: Scene) -> None:
    incident = await report(scene)
    with pytest.raises(Conflict) as error:
        await scene.field("ask_expert", incident=incident, expert="X02", about="氨")
    assert [fault.code for fault in error.value.faults] == ["conflict"]
    with pytest.raises(Invalid):
        await scene.field("ask_expert", incident=incident, expert="X99", about="氨")
    call = (await scene.field("ask_expert", incident=incident, expert="X01", about="液氨罐能否转移"))["call"]
    assert len(await scene.waits("expert")) == 1
    await scene.system.advance(seconds=605, step=5)
    assert [event.data["state"] for event in scene.said("expert_changed")] == ["silent"]
    [item] = await scene.waits("expert")
    assert (item.phone, item.due < scene.system.clock.now()) == ("021-00000501", True)
    await scene.field("take_advice", call=call, text="先倒罐再堵漏", adopted="周建国 采纳")
    assert await scene.waits("expert") == []
    await scene.field("expert_says", call=call, state="released")
    with pytest.raises(Conflict):
        await scene.field("expert_says", call=call, state="online")
    [row] = (await scene.look(incident)).experts
    assert (row.name, row.state, row.advice[0].text) == ("X01专家", "released", "先倒罐再堵漏")
    assert any("意见: 先倒罐再堵漏 [周建国 采纳]" in line for line in await scene.lines(incident))


# -- by law ----------------------------------------------------------------------------------------------


async def test_names_are_destroyed_when_the_law_asks_for_it(scene: Scene) -> None:
    incident, order = await arrived(scene)
    entry = await scene.go_in(incident)
    await scene.field("come_out", entry=entry)
    made = await scene.field("add_casualty", incident=incident, degree="dead", name="张三丰", source="医院", age=41)
    await scene.field("change_casualty", casualty=made["casualty"], name="张三峰", reason="张三丰更正")
    await scene.field(
        "issue_voucher",
        incident=incident,
        basis="法",
        reason="抢险",
        owner="李总",
        things=[{"name": "车", "quantity": 1}],
    )
    admin = KEEPER
    erase = {"kind": "field.people", "thing": incident, "basis": "突发事件应对法 第八十五条", "reason": "到期"}
    with pytest.raises(Conflict):
        await scene.system.execute("core.erase", erase, admin)
    await scene.close(incident, order)
    await scene.system.execute("core.erase", erase, admin)
    board = await scene.look(incident)
    for name in ("张三丰", "张三峰", "石卫平", "李总"):
        assert name not in str(board)
        assert name not in str(await scene.lines(incident))
    assert board.totals["dead"] == 1
    [row] = board.casualties
    assert (row.age, row.degree) == (None, "dead")
