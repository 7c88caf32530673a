"""Entry control on a moving clock: the team warned and told, the leader told, overdue above all, over a restart too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.plugins.field.conftest import PEOPLE, Begin, Scene

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import NIGHT

# 40 minutes of air: 31.5 above the reserve of 8.5, so turn back at 15:45, out by 31:30, air gone at 40:00.
TURN_BACK, OUT_BY, AIR_OUT = 945, 1890, 2400


def steps(scene: Scene, topic: str = "turn_back") -> list[str]:
    return [event.data["step"] for event in scene.said(topic)]


async def test_the_team_inside_is_warned_told_and_the_leader_told_until_it_is_out(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    entry = await scene.go_in(incident)
    assert await scene.waits("air") == []
    await scene.system.advance(seconds=TURN_BACK - 119, step=1)
    assert steps(scene) == ["warn"]
    [item] = await scene.waits("air")
    assert not item.life
    assert (item.label.zh, item.opens, item.subject) == ("空气", "field.board", f"{incident}/entry/{entry}")
    assert item.says.zh.startswith("T06队 在内3人")
    await scene.system.advance(seconds=120, step=1)
    assert steps(scene) == ["warn", "turn_back"]
    [told] = scene.said("turn_back", step="turn_back")
    assert told.labels == ("centre", "team:T06")
    assert (told.severity, told.need) == ("extreme", "displayed")
    board = await scene.board()
    assert board.queue[0].id == f"field:air:{entry}"
    assert board.queue[0].life
    await scene.system.advance(seconds=180, step=1)
    assert steps(scene, "air_alarm") == ["leader"]
    assert "role:duty_leader" in scene.said("air_alarm")[0].labels
    assert "已报领导" in (await scene.board()).queue[0].says.zh
    await scene.field("come_out", entry=entry, names=["石卫平"])
    assert (await scene.look(incident)).inside == 2
    assert (await scene.board()).queue[0].life
    await scene.field("come_out", entry=entry)
    assert await scene.waits("air") == []
    await scene.system.advance(seconds=AIR_OUT, step=10)
    assert steps(scene) == ["warn", "turn_back"]
    lines = await scene.lines(incident)
    assert any("进入 T06队 3人 机房: 空气40分钟 折返03:27:45" in line for line in lines)
    assert any("T06队 撤出2人, 全部撤出" in line for line in lines)
    assert not any("石卫平" in line for line in lines)


async def test_who_says_that_it_turns_back_is_left_alone_until_it_should_be_out(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    entry = await scene.go_in(incident)
    await scene.field("turning", scene.device("T06"), entry=entry)
    await scene.field("turning", scene.device("T06"), entry=entry)
    assert len(scene.said("turning_back")) == 1
    await scene.system.advance(seconds=TURN_BACK + 200, step=5)
    assert steps(scene) == []
    [item] = await scene.waits("air")
    assert not item.life
    assert "返回途中" in item.says.zh
    await scene.system.advance(seconds=OUT_BY - TURN_BACK, step=5)
    assert (steps(scene), steps(scene, "air_alarm")) == (["out_late"], ["out_late"])
    assert (await scene.board()).queue[0].life
    await scene.system.advance(seconds=AIR_OUT - OUT_BY, step=5)
    assert steps(scene, "air_alarm") == ["out_late", "air_out"]
    await scene.field("come_out", scene.device("T06"), entry=entry)
    [row] = (await scene.look(incident)).entries
    assert (row.state, row.inside, row.due) == ("out", (), None)


async def test_what_ran_out_while_the_centre_was_down_is_presented_and_not_fired(scenes: Begin, data: Path) -> None:
    async with scenes(data=data) as scene:
        incident, _ = await scene.out(("T06", "stop_leak"))
        entry = await scene.go_in(incident)
        went_in = scene.system.clock.now()
    async with scenes(data=data, now=went_in + timedelta(seconds=TURN_BACK + 60)) as scene:
        await scene.system.advance(seconds=2, step=0.5)
        assert steps(scene) == []
        assert [(event.data["step"], event.data["late"]) for event in scene.said("air_alarm")] == [("late", True)]
        item = (await scene.board()).queue[0]
        assert (item.id, item.life) == (f"field:air:{entry}", True)
        assert "停机期间超时" in item.says.zh
        await scene.system.advance(seconds=5, step=1)
        assert len(scene.said("air_alarm")) == 1
        await scene.field("recall", entry=entry)
        assert steps(scene) == ["recall"]
        await scene.system.advance(seconds=120, step=1)
        assert steps(scene, "air_alarm") == ["late", "leader"], "what falls due now is fired again"
        with pytest.raises(Conflict) as error:
            await scene.do("close", incident=incident)
        assert "still_inside" in {fault.code for fault in error.value.faults}


async def test_a_restart_in_time_fires_everything_once(scenes: Begin, data: Path) -> None:
    async with scenes(data=data) as scene:
        incident, _ = await scene.out(("T06", "stop_leak"))
        await scene.go_in(incident)
        await scene.system.advance(seconds=TURN_BACK - 100, step=5)
        later = scene.system.clock.now()
        assert steps(scene) == ["warn"]
    async with scenes(data=data, now=later) as scene:
        await scene.system.advance(seconds=120, step=1)
        assert steps(scene) == ["warn", "turn_back"]


async def test_everything_wrong_with_an_entry_at_once(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    await scene.go_in(incident)
    with pytest.raises(Invalid) as error:
        await scene.field("go_in", incident=incident, team="T06", people=[{"name": "石卫平"}, {"name": "新"}])
    assert [(fault.path, fault.code) for fault in error.value.faults] == [
        ("people.0.name", "inside_already"),
        ("minutes", "air_missing"),
    ]
    with pytest.raises(Invalid) as error:
        await scene.field("go_in", incident=incident, team="T99", people=[{"name": "新", "bar": 40}])
    assert [fault.code for fault in error.value.faults] == ["who_missing", "air_too_low"]
    later = scene.system.clock.now() + timedelta(hours=1)
    with pytest.raises(Invalid):
        await scene.go_in(incident, people=[{"name": "新"}], at=later.isoformat())
    assert (await scene.look(incident)).inside == 3


async def test_what_has_run_out_as_it_is_written_down_is_told_at_once_however_lately_the_centre_came_up(
    scenes: Begin, data: Path
) -> None:
    """They went in while the centre was down: nobody has missed it, so the team itself is called."""
    async with scenes(data=data) as scene:
        incident, _ = await scene.out(("T06", "stop_leak"))
    async with scenes(data=data, now=NIGHT + timedelta(minutes=30)) as again:
        await again.go_in(incident, at=(NIGHT + timedelta(minutes=6)).isoformat())
        assert steps(again)[:2] == ["warn", "turn_back"]
        assert "late" not in [*steps(again), *steps(again, "air_alarm")]
        told = len(again.system.recorded("field.turn_back"))
        await again.system.advance(seconds=3)
        assert len(again.system.recorded("field.turn_back")) == told, "each once"


async def test_people_of_no_team_have_no_device_and_the_leader_is_told_instead(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    await scene.go_in(incident, team=None, who="厂方自救", people=[{"name": "甲", "bar": 100}], minutes=None)
    await scene.system.advance(seconds=400, step=5)
    assert steps(scene) == []
    assert steps(scene, "air_alarm")[0] == "warn"


async def test_a_device_enters_its_own_people_and_nobody_elses(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    device = scene.device("T06")
    given = {"incident": incident, "people": PEOPLE, "bar": 300}
    entry = (await scene.field("go_in", device, team="T06", **given))["entry"]
    with pytest.raises(Forbidden):
        await scene.field("go_in", device, team="T07", **given)
    with pytest.raises(Forbidden):
        await scene.field("go_in", device, who="别人", **given)
    with pytest.raises(Missing):
        await scene.field("go_in", scene.device("T09"), team="T09", **given)
    with pytest.raises(Missing):
        await scene.field("come_out", scene.device("T07"), entry=entry)
    with pytest.raises(Forbidden):
        await scene.system.show("field.board", {"incident": incident}, device)


async def test_an_evacuation_calls_the_roll_of_those_inside(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"), ("T09", "water"))
    inside = await scene.go_in(incident)
    other = await scene.go_in(incident, team=None, who="厂方自救", people=[{"name": "甲"}])
    await scene.do("evacuate", incident=incident, reason="二次爆炸")
    assert sorted(steps(scene)) == ["roll_call"]
    assert steps(scene, "air_alarm") == ["roll_call"]
    items = {item.id: item for item in await scene.waits("air")}
    assert set(items) == {f"field:air:{inside}", f"field:air:{other}"}
    assert all(item.life and "逐人清点" in item.says.zh for item in items.values())
    assert len([line for line in await scene.lines(incident) if "逐人清点" in line]) == 2
    await scene.field("come_out", entry=inside)
    assert [item.id for item in await scene.waits("air")] == [f"field:air:{other}"]
    with pytest.raises(Conflict):
        await scene.field("come_out", entry=inside)
    roll = await scene.system.show("field.roll", {"incident": incident}, scene.officer)
    assert [row.inside for row in roll] == [("甲",)]


async def test_the_device_that_stored_the_alarm_is_seen(scene: Scene) -> None:
    incident, _ = await scene.out(("T06", "stop_leak"))
    entry = await scene.go_in(incident)
    await scene.field("recall", entry=entry)
    await scene.delivered("T09", "field.turn_back", entry)
    assert (await scene.look(incident)).entries[0].delivered_at is None
    await scene.delivered("T06", "field.turn_back", entry)
    assert (await scene.look(incident)).entries[0].delivered_at is not None


async def test_an_entry_of_a_drill_is_a_drills(scene: Scene) -> None:
    incident = await scene.report(exercise="EX-07")
    real = await scene.report()
    await scene.go_in(incident)
    await scene.go_in(real)
    await scene.system.advance(seconds=TURN_BACK + 1, step=5)
    assert {(event.exercise, event.data["incident"]) for event in scene.said("turn_back")} == {
        ("EX-07", incident),
        (None, real),
    }
    queue: list[Any] = await scene.waits("air")
    assert [item.exercise for item in queue] == [None, "EX-07"], "the real before any drill"
    controller = scene.system.actor("exercise_controller")
    with pytest.raises(Forbidden):
        await scene.field("go_in", controller, incident=real, team="T06", people=[{"name": "乙"}], minutes=30)
