"""Night B, 21:40: aluminium dust at a polishing shop, from 一般 to 较大 to 重大, into the next day."""

from __future__ import annotations

import pytest
from tests.stories.tale import Centre, Tale, on_the, tale, wall

from fengsui.errors import Conflict, Invalid

CITY, ROOM = "province_bureau", "own_government"
TEAMS = (("T11", "lifting"), ("T09", "exposure"), ("T13", "smother"), ("T33", "cordon"))
BODIES = ("public_security", "labour", "union", "procuratorate")


async def test_night_b(centre: Centre) -> None:
    async with tale(centre, on_the(22, "21:40:00")) as night:
        await no_water(night)
        await everybody_out(night)
        await three_sources(night)
        await the_third_death(night)
        await graver_still(night)
        await the_city_takes_over(night)
        await a_picture_every_quarter(night)
        await the_list(night)
        await six_hours_later(night)
        await two_windows(night)


async def no_water(night: Tale) -> None:
    """Metal dust: the plan's prohibitions stand in every alert and on the board."""
    made = await night.do("incidents.report", site="E06", line="bz lfc zs4 bk5",
                          wind={"from_degrees": 45, "speed": 2.0, "source": "气象局"})  # fmt: skip
    night.incident = made["incident"]
    assert (made["assessment"].grade, made["assessment"].level) == ("general", "III")
    await night.at("21:42:00")
    await night.send(*TEAMS, cards=True, left_out_reason="119、120统一调派")
    for team, _ in TEAMS:
        if team != "T33":
            await night.stored(team)
    forbidden = "对金属粉尘用水、泡沫或二氧化碳"
    assert forbidden in [words.zh for words in (await night.card()).assessment.prohibitions]
    for event in night.recorded("incidents.ordered"):
        assert forbidden in [one["zh"] for one in (event.data or {})["alert"]["prohibitions"]]
    await night.at("21:42:40")
    for team, people in (("T11", 16), ("T09", 12), ("T13", 10)):
        await night.goes(team, people=people, minutes=8)
    await night.answer_for(night.orders["T33"], "accepted", people=14)
    await night.cards_read_out()
    await night.just_before("21:45:00")
    assert night.heard("incidents.leader_card") == ["21:42:00"]
    assert await night.dues("level") == {"level": "21:45:00"}
    await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="III")
    await night.at("21:45:10")
    assert night.heard("incidents.leader_card") == ["21:42:00"], "confirmed in his own session a second before"
    await night.at("21:46:30")
    for team in ("T11", "T09", "T13"):
        await night.says(team, "moving")
    await night.answer_for(night.orders["T33"], "moving")
    await night.at("21:52:00")
    await night.is_there_already("T11", "T09", "T13")
    await night.tasks_done()


async def everybody_out(night: Tale) -> None:
    """21:55, a second explosion: one command to every force, 30 s to answer, then the roll, force by force."""
    await night.at("21:55:00")
    await night.do("incidents.evacuate", incident=night.incident, rendezvous="金迎路口", reason="二次爆炸")
    told = {(event.data or {})["order"] for event in night.recorded("incidents.evacuation_ordered")}
    assert {night.orders[team] for team, _ in TEAMS} <= told
    assert await night.top() == ("withdraw", "21:55:30")
    await night.at("21:55:20")
    await night.says("T09", "withdrawn", people=12)
    await night.says("T13", "withdrawn", people=10)
    await night.answer_for(night.orders["T33"], "withdrawn", people=14)
    await night.just_before("21:55:30")
    assert await night.steps_at("T11") == []
    await night.at("21:55:30")
    assert (await night.steps_at("T11"))[0] == ("leader", "21:55:30")
    assert await night.steps_at("T09") == await night.steps_at("T13") == []
    await night.at("21:56:00")
    await night.says("T11", "withdrawn", people=15)
    first = (await night.items())[0]
    assert (first.kind, first.order, first.life) == ("missing", night.orders["T11"], True)
    roll = await night.show("incidents.roll_call", incident=night.incident)
    assert {row.team: (row.went_in, row.came_out, row.missing) for row in roll.rows if row.team == "T11"} == {
        "T11": (16, 15, 1),
    }  # fmt: skip
    (entry,) = [one for one in await night.show("incidents.facts", order=night.orders["T11"])
                if one.fact.fact == "withdrawn"]  # fmt: skip
    await night.do("incidents.correct_fact", order=night.orders["T11"], entry=entry.fact.id, people=16,
                   why="1人从西门撤出, 队长点到")  # fmt: skip
    for force in (await night.card()).forces:
        if force.evacuating:
            await night.answer_for(force.order, "withdrawn", people=0)
    assert not await night.items("missing", "withdraw")


async def three_sources(night: Tale) -> None:
    """Two, then five dead: the worst that a source says stands until somebody has verified; lowering needs a reason."""
    await night.at("22:00:00")
    await night.dead(2, "119指挥中心")
    assert (await night.case()).grade == "general"
    await night.at("22:04:00")
    first = await night.flash(CITY, "顾明", "值班员")
    await night.flash(ROOM, "方敏", "总值班长")
    assert "死亡2" in first.text or "亡2" in first.text
    for body in BODIES:
        await night.flash(body, "值班员", "值班室")


async def the_third_death(night: Tale) -> None:
    """22:10: 较大. New duties beside the old; none of the old moves, none that was sent is taken back."""
    before = await night.clocks()
    assert before == {
        f"0:first:{CITY}": "22:40:00", f"0:first:{ROOM}": "22:40:00",
    }  # fmt: skip
    sent = [row.id for row in (await night.case()).reports]
    await night.at("22:10:00")
    await night.dead(3, "普陀区中心医院", status="verified")
    case = await night.case()
    assert case.grade == "larger"
    assert [row.id for row in case.reports] == sent
    after = await night.clocks()
    assert {key: after[key] for key in before} == before
    assert {key: limit for key, limit in after.items() if key not in before} == {
        f"1:flash:{CITY}": "22:40:00", f"1:flash:{ROOM}": "22:40:00",
        f"1:regrade:{CITY}": "23:10:00", f"1:regrade:{ROOM}": "23:10:00",
        f"0:supplement:{CITY}": "23:10:00", f"0:supplement:{ROOM}": "23:10:00",
    }  # fmt: skip
    await night.at("22:12:00")
    await night.dead(5, "家属")
    assert (await night.card()).figures["dead"] == 5, "the worst that was said later stands until it is withdrawn"
    with pytest.raises(Invalid, match="reason"):
        await night.dead(3, "家属")
    await night.at("22:13:00")
    await night.dead(5, "家属", status="withdrawn", reason="家属误认, 医院逐人核对为3人")
    assert (await night.card()).figures["dead"] == 3
    await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="II")
    await night.at("22:16:00")
    second = await night.flash(CITY, "顾明", "值班员")
    await night.flash(ROOM, "方敏", "总值班长")
    assert (second.number, "较大" in second.text) == (2, True)
    await night.at("22:20:00")
    await night.write("first")
    left = await night.clocks()
    assert not [key for key in left if "first" in key or "regrade" in key or "supplement" in key]
    follow = [row for row in (await night.case()).clocks if row.form == "follow_up" and row.state == "open"]
    assert {wall(row.late_after) for row in follow} == {"22:20:00"}, "a larger one is followed up once a day"


async def graver_still(night: Tale) -> None:
    """22:25: ten dead, 重大. A third step of its own; a municipality's district has one hop less to the ministry."""
    await night.at("22:25:00")
    kept = await night.clocks()
    await night.dead(10, "市卫健委", status="verified")
    case = await night.case()
    assert case.grade == "major"
    assert [name.zh for name in case.chain] == ["市应急局", "应急管理部"]
    clocks = await night.clocks()
    assert {key: limit for key, limit in clocks.items() if key.startswith("2:")} == {
        f"2:flash:{CITY}": "22:55:00", f"2:flash:{ROOM}": "22:55:00",
        f"2:regrade:{CITY}": "23:25:00", f"2:regrade:{ROOM}": "23:25:00",
    }  # fmt: skip
    assert {key: clocks[key] for key in kept if "receipt" in key} == {
        key: limit for key, limit in kept.items() if "receipt" in key
    }
    assert (await night.dues("level"))["level"] == "22:28:00", "three minutes for the leader to decide on the upgrade"


async def the_city_takes_over(night: Tale) -> None:
    """22:30, 指挥权移交: from then on orders carry the new commander's name, and the end is the city's to say."""
    await night.at("22:30:00")
    await night.do("incidents.hand_over", night.leader, incident=night.incident, to_org="市应急局", to_post="副局长",
                   to_name="许振国", to_phone="021-00000002", duties=["reports", "logistics", "evacuation"],
                   reason="重大事故, 市级指挥")  # fmt: skip
    passed = night.last("incidents.command_passed")
    assert wall(passed.at) == "22:30:00"
    assert (await night.card()).commander
    assert await night.dues("change") == {"change": "22:31:00"}, "whoever is out acknowledges who commands now"
    for team in ("T11", "T09", "T13"):
        await night.says(team, "accepted")
    await night.answer_for(night.orders["T33"], "accepted")
    await night.cards_read_out()
    assert not await night.items("change")
    await night.send(("T12", "search"), incident=night.incident, left_out_reason="市级调派")
    by = (night.last("incidents.ordered", team="T12").data or {})["alert"]["by"]["zh"]
    assert "许振国" in by
    with pytest.raises(Conflict):
        await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="I", reason="重大")
    await night.do("incidents.confirm_level_for", incident=night.incident, level="I", said_by="许振国",
                   reason="重大事故")  # fmt: skip
    await night.stored("T12")
    await night.goes("T12")
    await night.says("T12", "moving", minutes=20)
    await night.at("22:40:00")
    await night.says("T12", "arrived")


async def a_picture_every_quarter(night: Tale) -> None:
    """The city wants the picture every 15 minutes; one key answers, and what is missed rings once."""
    wanted = await night.do("reports.demand", kind="picture", incident=night.incident, source="市应急局 指挥中心",
                            text="每15分钟一报", every_minutes=15)  # fmt: skip
    assert await night.dues("要态势") == {"要态势": "22:55:00"}
    await night.at("22:52:00")
    await night.flash(CITY, "顾明", "值班员")
    await night.flash(ROOM, "方敏", "总值班长")
    page = await night.show("reports.picture", incident=night.incident)
    assert page.as_of_said.endswith("22:52") or "22:52" in page.as_of_said
    assert "10" in page.text
    assert "许振国" in page.text
    await night.do("reports.print_picture", incident=night.incident, demand=wanted.demand, told="指挥中心 沈工")
    assert await night.dues("要态势") == {"要态势": "23:10:00"}
    await night.at("23:00:00")
    await night.write("follow_up")
    await night.just_before("23:10:00")
    assert not night.recorded("reports.demand_overdue")
    await night.at("23:10:05")
    assert "23:10:00" <= night.heard("reports.demand_overdue")[0] <= "23:10:05"
    await night.do("reports.print_picture", incident=night.incident, demand=wanted.demand)
    assert await night.dues("要态势") == {"要态势": "23:25:00"}
    await night.do("reports.end_demand", demand=wanted.demand, reason="指挥部已派联络员")


async def the_list(night: Tale) -> None:
    """The casualty list: names for who may see them, totals that follow from it and become the figures."""
    await night.at("23:20:00")
    people = [("dead", "现场", n) for n in range(10)] + [("serious", "市六院", n) for n in range(4)]
    for degree, hospital, number in people:
        await night.do("field.add_casualty", incident=night.incident, degree=degree, name=f"伤者{degree}{number}",
                       hospital=hospital, source="医院传真")  # fmt: skip
    board = await night.show("field.board", incident=night.incident)
    assert (board.totals["dead"], board.totals["serious"]) == (10, 4)
    assert (await night.card()).figures["dead"] == 10
    masked = await night.show("field.board", night.system.actor("auditor"), incident=night.incident)
    assert (board.casualties[0].name, masked.casualties[0].name) == ("伤者dead0", "伤****")
    (last,) = [row for row in board.casualties if row.number == 14]
    await night.at("23:30:00")
    await night.do("field.change_casualty", casualty=last.id, degree="dead", reason="抢救无效")
    assert (await night.card()).figures["dead"] == 11
    assert await night.dues("补报") == {"补报": "00:30:00"}, "within the hour, over midnight"


async def six_hours_later(night: Tale) -> None:
    """The plan relieves after four hours on the scene: T11 arrived at 21:52; shown an hour before, told at 01:52."""
    await night.just_before("00:52:00")
    assert not await night.items("换防")
    await night.at("00:52:00")
    assert (await night.dues("换防"))["换防"] == "01:52:00"
    await night.just_before("01:52:00")
    assert not night.recorded("field.relief_due")
    await night.at("01:52:00")
    assert set(night.heard("field.relief_due")) == {"01:52:00"}
    await night.do("field.arrange_relief", order=night.orders["T11"], by_team="T14", in_minutes=20)
    left = {item.says.zh.split()[0] for item in await night.items("换防")}
    assert "长征工程抢险队" not in left, "arranged: it stands in the queue again only when the relief should be there"
    await night.at("02:12:00")
    assert ("02:12:00", "长征工程抢险队 由梦清水域队接替") in {
        (wall(i.due), i.says.zh) for i in await night.items("换防")
    }
    await night.at("02:15:00")
    await night.says("T11", "returning")
    await night.at("02:40:00")
    await night.says("T11", "ready")
    board = await night.show("field.board", incident=night.incident)
    (row,) = [row for row in board.reliefs if row.team == "T11"]
    assert (row.state, row.readiness, wall(row.rests_until)) == ("relieved", "resting", "10:40:00"), "from its return"


async def two_windows(night: Tale) -> None:
    """Fire or explosion is not settled: 7 and 30 days are watched, the first day not counted."""
    case = await night.case()
    assert [(one.days, one.last_day.isoformat()) for one in case.windows] == [(7, "2026-11-29"), (30, "2026-12-22")]
    await night.do("reports.settle_kind", incident=night.incident, kind="explosion", reason="专家组认定")
    assert [one.days for one in (await night.case()).windows] == [30]
    drilled = {event.topic.partition(".")[0] for event in night.system.recorded() if event.exercise}
    assert drilled <= {"drills"}, "the drills of the day were held; none has any part in it"
