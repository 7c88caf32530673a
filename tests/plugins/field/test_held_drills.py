"""A drill that is held: its air clock, reliefs and requests wait; what ran out meanwhile is presented, not fired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.plugins.field.conftest import Scene
from tests.plugins.incidents.service.conftest import plans_stand_in, register

from fengsui.testing import NIGHT, running

DRILL = {"drill": "EX-07", "title": "氨泄漏演练", "at": NIGHT.isoformat(), "controller": "limin", "teams": ["T06"],
         "site": "E01"}  # fmt: skip
MINUTE = 60


@asynccontextmanager
async def ground(data: Path) -> AsyncIterator[Scene]:
    async with running(
        plugins=["rosters", "incidents", "drills", "field"], extra=[plans_stand_in()], data=data, now=NIGHT
    ) as system:
        limin = system.actor("exercise_controller", name="limin")
        scene = Scene(system, limin, system.actor("duty_leader", name="周建国"))
        await register(system)
        yield scene


async def drill(scene: Scene, command: str, **more: Any) -> Any:
    return await scene.system.execute(f"drills.{command}", {"drill": "EX-07", **more}, scene.officer)


async def begun(scene: Scene) -> str:
    await drill(scene, "schedule", **{key: DRILL[key] for key in DRILL if key != "drill"})
    return str((await drill(scene, "start")).incident)


def steps(scene: Scene) -> list[str]:
    return [str(event.data["step"]) for event in scene.system.recorded("field.turn_back", "field.air_alarm")
            if event.data]  # fmt: skip


async def test_an_air_clock_waits_while_its_drill_is_held_and_nothing_is_fired_afterwards(data: Path) -> None:
    async with ground(data) as scene:
        incident = await begun(scene)
        entry = await scene.go_in(incident)
        await scene.system.advance(seconds=5 * MINUTE, step=10)
        await drill(scene, "hold", because="真实警情")
        await scene.system.advance(seconds=50 * MINUTE, step=30)
        assert steps(scene) == [], "no alarm of a drill while the real thing is on"
        (item,) = await scene.waits("air")
        assert (item.life, item.due) == (False, None), "in sight, above nothing real"
        await drill(scene, "resume")
        await scene.system.advance(seconds=2, step=1)
        assert steps(scene) == ["late"], "what ran out meanwhile is said once, for a person to decide"
        (item,) = await scene.waits("air")
        assert item.life
        assert "挂起" in item.says.zh
        await scene.system.advance(seconds=10 * MINUTE, step=10)
        assert steps(scene) == ["late"]
        await scene.field("come_out", entry=entry)
        assert await scene.waits("air") == []


async def test_tasks_and_level_of_a_held_drill_have_no_deadline_that_runs(data: Path) -> None:
    async with ground(data) as scene:
        await begun(scene)
        before = [item for item in (await scene.board()).queue if item.kind in ("task", "level")]
        assert all(item.due is not None for item in before)
        await drill(scene, "hold", because="真实警情")
        await scene.system.advance(seconds=10 * MINUTE, step=30)
        waiting = (await scene.board()).queue
        assert {item.id for item in before} <= {item.id for item in waiting}, "in sight"
        assert {(item.due, item.life) for item in waiting} == {(None, False)}
        await drill(scene, "resume")
        assert any(item.due is not None for item in (await scene.board()).queue)


async def test_a_hold_that_ends_in_time_changes_nothing(data: Path) -> None:
    async with ground(data) as scene:
        incident = await begun(scene)
        await scene.go_in(incident)
        await drill(scene, "hold", because="真实警情")
        await scene.system.advance(seconds=2 * MINUTE, step=10)
        await drill(scene, "resume")
        await scene.system.advance(seconds=20 * MINUTE, step=10)
        assert steps(scene)[:2] == ["warn", "turn_back"]


async def test_requests_of_a_held_drill_are_not_called_silent_and_the_real_ones_are(data: Path) -> None:
    async with ground(data) as scene:
        exercise = await begun(scene)
        officer = scene.system.actor("duty_officer", name="王磊")
        await scene.field("ask_aid", incident=exercise, to="嘉定区局", what="泡沫", answer_minutes=5)
        await drill(scene, "hold", because="真实警情")
        real = str((await scene.system.execute("incidents.report", {"line": "tlll an"}, officer))["incident"])
        await scene.field("ask_aid", officer, incident=real, to="嘉定区局", what="泡沫", answer_minutes=5)
        await scene.system.advance(seconds=6 * MINUTE, step=10)
        silent = [event.exercise for event in scene.said("aid_changed", state="silent")]
        assert silent == [None]


@pytest.mark.parametrize("end", ["abort", "finish"])
async def test_a_drill_that_is_over_alarms_nobody(data: Path, end: str) -> None:
    async with ground(data) as scene:
        await scene.go_in(await begun(scene))
        await drill(scene, end, **({"reason": "结束"} if end == "abort" else {}))
        await scene.system.advance(seconds=50 * MINUTE, step=60)
        assert steps(scene) == []


async def test_the_leader_is_not_rung_about_the_level_of_a_held_drill(data: Path) -> None:
    async with ground(data) as scene:
        incident = await begun(scene)
        teams = [{"team": "T06", "need": "stop_leak", "reason": "试验"}]
        sent = {"incident": incident, "authority": "4.2", "teams": teams, "left_out_reason": "试验"}
        await scene.system.execute("incidents.dispatch", sent, scene.officer)
        await drill(scene, "hold", because="真实警情")
        rung = len(scene.recorded("leader_card"))
        await scene.system.advance(seconds=20 * MINUTE, step=5)
        assert len(scene.recorded("leader_card")) == rung
        await drill(scene, "resume")
        await scene.system.advance(seconds=2, step=1)
        assert len(scene.recorded("leader_card")) == rung, "what ran out meanwhile is presented, not fired"
        (presented,) = scene.recorded("level_overdue")
        assert (presented.data["step"], presented.data["late"]) == ("expired", True)
