"""What is judged, over the whole path: claims, ticks, special scales, levels up and down, hand-over, ad-hoc plans."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plugins.incidents.service.conftest import Night

from fengsui.errors import Conflict, Forbidden, Invalid


async def judged(night: Night, incident: str) -> Any:
    return await night.show("judgement", incident=incident)


async def test_three_sources_and_the_history_of_a_figure(night: Night) -> None:
    incident = await night.report()
    for value, source in ((5, "网传"), (2, "企业"), (3, "医院")):
        await night.do("set_figure", incident=incident, count="dead", value=value, source=source)
        await night.system.advance(seconds=10)
    assert (await night.card(incident)).figures["dead"] == 5
    await night.do("set_figure", incident=incident, count="dead", value=3, source="医院", status="verified",
                   reason="网传重复计算", said_at="2026-11-21T19:13:00+00:00")  # fmt: skip
    card = await night.card(incident)
    assert (card.figures["dead"], card.assessment.grade) == (3, "larger")
    history = next(one for one in await night.show("figures", incident=incident) if one.figure == "dead")
    assert [(row.value, row.status, row.stands) for row in history.claims] == [
        (5, "reported", False), (2, "reported", False), (3, "reported", False), (3, "verified", True),
    ]  # fmt: skip
    assert history.claims[-1].reason == "网传重复计算"
    assert history.claims[-1].said_at is not None


async def test_a_loss_is_a_claim_and_makes_the_grade(night: Night) -> None:
    incident = await night.report()
    await night.do("set_figure", incident=incident, count="loss_yuan", value=3_000_000_000, source="企业")
    card = await night.card(incident)
    assert (card.loss_yuan, card.assessment.grade) == (3_000_000_000, "extraordinary")
    assert "loss_yuan" not in card.figures
    with pytest.raises(Invalid):
        await night.do("set_figure", incident=incident, count="loss_yuan", value=1, source="企业")


async def test_figures_that_cannot_be(night: Night) -> None:
    incident = await night.report()
    with pytest.raises(Invalid) as caught:
        await night.do("set_figure", incident=incident, count="dead", value=20_000_000, source="",
                       said_at="2031-01-01T00:00:00+00:00")  # fmt: skip
    assert {fault.path for fault in caught.value.faults} == {"value", "source", "said_at"}
    with pytest.raises(Invalid) as caught:
        await night.do("set_figure", incident=incident, count="dead", value=None, source="医院", status="verified")
    assert [fault.code for fault in caught.value.faults] == ["number_needed"]


async def test_a_ticked_circumstance_makes_a_larger_near_miss(night: Night) -> None:
    incident = await night.report(line="tlll an", figures={})
    answer = await night.do("set_circumstance", incident=incident, circumstance="serious_pollution", holds=True,
                            which="桃浦河", source="环境监测站", status="verified")  # fmt: skip
    assert answer["near_miss"] == "yes"
    with pytest.raises(Invalid):
        await night.do("set_circumstance", incident=incident, circumstance="serious_pollution", holds=False,
                       source="环境监测站")  # fmt: skip
    with pytest.raises(Invalid):
        await night.do("set_circumstance", incident=incident, circumstance="moon", holds=True, source="x")
    answer = await night.do("set_circumstance", incident=incident, circumstance="serious_pollution", holds=False,
                            source="环境监测站", reason="复测达标")  # fmt: skip
    assert answer["near_miss"] == "no"
    ticked = {one.key: one.holds for one in (await judged(night, incident)).circumstances}
    assert ticked == {"serious_pollution": False, "important_place": None, "other_near_miss": None}


async def test_a_special_scale_of_the_incident(night: Night) -> None:
    incident = await night.report(line="电梯困人 wz古浪苑", figures={})
    answer = await night.do("set_special", incident=incident, scale="pressure", facts={"toxic_moved": 50_000},
                            source="特检院")  # fmt: skip
    assert answer["grade"] == "major"
    with pytest.raises(Conflict):
        await night.do("set_special", incident=incident, scale="pressure", facts={"toxic_moved": 400}, source="特检院")
    assert (await judged(night, incident)).special_facts == {"toxic_moved": 50_000}
    with pytest.raises(Invalid) as caught:
        await night.do("set_special", incident=incident, scale="power", facts={"grid": "moon", "x": 1}, source="y")
    assert {fault.path for fault in caught.value.faults} == {"facts.grid", "facts.x"}
    await night.do("set_special", incident=incident, scale="", source="特检院", reason="误选")
    assert (await night.card(incident)).assessment.grade == "general"


async def test_up_and_down_are_lines_and_events(night: Night) -> None:
    incident = await night.report()
    await night.do("confirm_level", night.leader, incident=incident, level="IV")
    await night.do("set_figure", incident=incident, count="dead", value=3, source="医院")
    waiting = {item.id: item for item in (await night.board()).queue if item.kind == "level"}
    assert set(waiting) == {f"level:{incident}:II", f"grade:{incident}:larger"}
    assert "IV->II" in waiting[f"level:{incident}:II"].says.zh
    answer = await night.do("confirm_level", night.leader, incident=incident, level="II")
    assert answer["change"] == "upgrade"
    assert not [item for item in (await night.board()).queue if item.kind == "level"]
    with pytest.raises(Invalid):
        await night.do("confirm_level", night.leader, incident=incident, level="III")
    await night.do("confirm_level", night.leader, incident=incident, level="III", reason="险情已控制")
    events = [one.data for one in night.recorded("level_confirmed")]
    assert [(one["change"], one["before"], one["level"], one["how"]) for one in events] == [
        ("start", None, "IV", "leader"), ("upgrade", "IV", "II", "leader"), ("downgrade", "II", "III", "leader"),
    ]  # fmt: skip
    assert "ammonia-release" in events[1]["basis"]
    log = [line.says.zh for line in (await night.card(incident)).log if line.topic == "incidents.level_confirmed"]
    assert log[1].startswith("响应升级 IV->II")
    assert log[2].startswith("响应降级 II->III")


async def test_a_leader_who_keeps_the_level_is_not_asked_the_same_again(night: Night) -> None:
    incident = await night.report()
    await night.do("confirm_level", night.leader, incident=incident, level="IV")
    await night.do("set_figure", incident=incident, count="dead", value=1, source="医院")
    await night.do("confirm_level", night.leader, incident=incident, level="IV", reason="力量足够")
    assert not [item for item in (await night.board()).queue if item.kind == "level"]
    await night.do("set_figure", incident=incident, count="dead", value=3, source="医院")
    assert [item.id for item in (await night.board()).queue if item.id.startswith("level:")] == [f"level:{incident}:II"]


async def test_a_higher_start_starts_ours(night: Night) -> None:
    incident = await night.report()
    answer = await night.do("higher_started", incident=incident, by="市应急局", level="II", said_by="张处长")
    assert answer == {"incident": incident, "level": "II", "started": True}
    event = night.recorded("level_confirmed")[-1].data
    assert (event["how"], event["level"]) == ("higher_plan", "II")
    await night.do("higher_started", incident=incident, by="市应急局", level="III", said_by="张处长")
    assert (await night.card(incident)).level_confirmed == "II"
    with pytest.raises(Invalid):
        await night.do("higher_started", incident=incident, by="", level="I", said_by="")


async def test_command_passes_to_the_city_and_comes_back(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    payload = {"incident": incident, "to_org": "市应急局", "to_post": "总指挥", "to_name": "张明", "basis": "ERL 17",
               "reason": "超出本区能力", "duties": ["reports", "evacuation"]}  # fmt: skip
    with pytest.raises(Invalid) as caught:
        await night.do("hand_over", **payload)
    assert [fault.path for fault in caught.value.faults] == ["said_by"]
    answer = await night.do("hand_over", **payload, said_by="周建国", channel="phone")
    assert answer["forces"] == (sent["T06"],)
    assert "桐澜冷链" in answer["picture"].zh
    assert sent["T06"] in answer["picture"].en
    card = await night.card(incident)
    assert card.commander == "市应急局总指挥 张明"
    changed = night.recorded("changed")[-1].data
    assert changed["alert"]["by"]["zh"].startswith("市应急局总指挥 张明 (")
    assert "代发" in changed["alert"]["by"]["zh"]
    with pytest.raises(Conflict):
        await night.do("hand_over", night.leader, **payload)
    with pytest.raises(Conflict):
        await night.do("confirm_level", night.leader, incident=incident, level="IV")
    await night.do("confirm_level_for", incident=incident, level="IV", said_by="张明")
    view = await judged(night, incident)
    assert (view.commander.name, view.commander.duties) == ("张明", ("reports", "evacuation"))
    assert view.commands[0].picture == answer["picture"]
    await night.do("take_back", night.leader, incident=incident, reason="险情可控", said_by="张明")
    assert (await night.card(incident)).commander == ""
    assert [row.kind for row in (await judged(night, incident)).commands] == ["handed_over", "taken_back"]
    assert not night.recorded("changed")[-1].data["alert"]["by"]["zh"].startswith("市应急局")


async def test_who_commands_ends_the_response(night: Night) -> None:
    incident = await night.report()
    await night.do("hand_over", night.leader, incident=incident, to_org="市应急局", to_name="张明", reason="移交")
    await night.do("control", incident=incident)
    with pytest.raises(Invalid) as caught:
        await night.do("end_response", night.leader, incident=incident, reason="险情消除")
    assert [fault.path for fault in caught.value.faults] == ["said_by"]
    await night.do("end_response", night.leader, incident=incident, reason="险情消除", said_by="张明")
    assert night.recorded("response_ended")[-1].data["said_by"] == "张明"
    with pytest.raises(Conflict):
        await night.do("confirm_level", night.leader, incident=incident, level="I", reason="x")


async def test_a_plan_is_composed_on_the_spot(night: Night) -> None:
    incident = await night.report(line="wz武威路 坍塌", figures={})
    plans = await night.show("plans", incident=incident)
    assert not any(match.fits for match in plans.matches)
    assert all(match.why_not for match in plans.matches)
    answer = await night.do(
        "compose_plan", incident=incident, title="路面塌陷", reason="无适用预案",
        needs=[{"plan": "ammonia-release", "part": "cordon"},
               {"title": "支护", "capabilities": {"leak": 1}, "task": "临时支护"}],
        tasks=[{"title": "联系燃气公司关阀", "within_minutes": 10}],
        prohibitions=["重型车辆靠近", {"plan": "ammonia-release", "part": "p1"}],
    )  # fmt: skip
    assert answer["tasks"] == ["typed-task-1"]
    card = await night.card(incident)
    assert card.assessment.plan_title.zh == "路面塌陷"
    assert card.assessment.prohibitions[0].zh == "重型车辆靠近"
    assert "typed-task-1" in {task.id for task in card.tasks}
    proposal = await night.do("propose", incident=incident)
    assert {need.need for need in proposal.needs} == {"cordon", "typed-need-2"}
    plans = await night.show("plans", incident=incident)
    assert (plans.matches[0].kind, plans.matches[0].chosen) == ("ad_hoc", True)
    await night.do("set_figure", incident=incident, count="trapped", value=2, source="居民")
    assert (await night.card(incident)).assessment.plan_title.zh == "路面塌陷"
    again = await night.do("compose_plan", incident=incident, title="路面塌陷", reason="补充",
                           needs=[{"plan": "ammonia-release", "part": "cordon"}])  # fmt: skip
    assert again["version"] == 2
    sent = await night.dispatch(incident, ("T24", "cordon"))
    assert sent["T24"]


async def test_an_ad_hoc_plan_is_refused_with_every_fault(night: Night) -> None:
    incident = await night.report()
    with pytest.raises(Invalid) as caught:
        await night.do("compose_plan", incident=incident, title="", reason="x",
                       needs=[{"plan": "moon", "part": "a"}, {"plan": "ammonia-release", "part": "b"}])  # fmt: skip
    assert [fault.path for fault in caught.value.faults] == ["title", "needs.0", "needs.1"]
    with pytest.raises(Invalid) as caught:
        await night.do("compose_plan", incident=incident, title="t", reason="x",
                       needs=[{"title": "n", "capabilities": {"leek": 1}, "task": "t"}])  # fmt: skip
    assert caught.value.faults[0].path == "needs[0].capabilities.leek"
    assert "leak?" in str(caught.value.faults[0])


async def test_a_site_says_that_its_filed_plan_exists(night: Night) -> None:
    incident = await night.report()
    plans = await night.show("plans", incident=incident)
    assert "310107-2026-0031" in plans.filed.zh
    chosen = next(match for match in plans.matches if match.chosen)
    assert (chosen.plan, chosen.by_hand) == ("ammonia-release", False)
    assert {part.kind for part in chosen.parts} == {"need", "task", "prohibition"}


async def test_a_team_may_not_judge(night: Night) -> None:
    incident = await night.report()
    for command, payload in (
        ("set_circumstance", {"circumstance": "important_place", "holds": True, "source": "x"}),
        ("hand_over", {"to_org": "a", "to_name": "b", "reason": "c"}),
        ("compose_plan", {"title": "t", "reason": "r", "needs": [{"plan": "ammonia-release", "part": "cordon"}]}),
    ):
        with pytest.raises(Forbidden):
            await night.do(command, night.device("T06"), incident=incident, **payload)


async def test_what_is_judged_in_a_drill_stays_in_the_drill(night: Night) -> None:
    drill = await night.report(exercise="EX-07")
    await night.do("set_figure", incident=drill, count="dead", value=30, source="导调")
    await night.do("set_circumstance", incident=drill, circumstance="important_place", holds=True, source="导调")
    await night.do("set_special", incident=drill, scale="pressure", facts={"toxic_moved": 200_000}, source="导调")
    await night.do("confirm_level", night.leader, incident=drill, level="I")
    await night.do("hand_over", night.leader, incident=drill, to_org="市应急局", to_name="张明", reason="演练移交")
    for topic in ("figure_changed", "circumstance_set", "special_scale_set", "level_confirmed", "command_passed"):
        assert [event.exercise for event in night.recorded(topic)] == ["EX-07"], topic
    real = await night.report()
    card = await night.card(real)
    assert (card.assessment.grade, card.assessment.level, card.commander) == ("general", "IV", "")
    assert "[演练]" in (await judged(night, drill)).commands[0].picture.zh
    waiting = [item for item in (await night.board()).queue if item.incident == drill and item.kind == "level"]
    assert all(item.exercise == "EX-07" for item in waiting)


async def test_what_is_verified_as_untrue_is_proposed_as_a_false_report(night: Night) -> None:
    incident = await night.report()
    answer = await night.do("do_task", incident=incident, task="verify", result="nobody_answers")
    assert (answer["open"], answer["false_proposed"]) == (True, False)
    answer = await night.do("do_task", incident=incident, task="verify", result="false", note="企业称无泄漏")
    assert answer["false_proposed"] is True
    waiting = [item for item in (await night.board()).queue if item.kind == "false"]
    assert [item.incident for item in waiting] == [incident]
    assert (await night.card(incident)).state == "open"
    other = await night.report(line="木粉尘 爆炸")
    answer = await night.do("do_task", incident=other, task="verify", result="partly", note="有烟无火")
    assert answer["false_proposed"] is False
