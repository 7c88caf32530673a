"""Tasks: they wait for others, are given on the spot, given to somebody else, and proven."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.plugins.incidents.service.conftest import Night

from fengsui.errors import Conflict, Invalid, Missing
from fengsui_incidents.api.board import Task


async def task(night: Night, incident: str, id: str) -> Task:
    return next(task for task in (await night.card(incident)).tasks if task.id == id)


async def test_the_plans_tasks_wait_for_others(night: Night) -> None:
    incident = await night.report()
    assert (await task(night, incident, "isolate")).after == ("wind",)
    with pytest.raises(Conflict) as error:
        await night.do("do_task", incident=incident, task="isolate")
    assert [(fault.path, fault.code) for fault in error.value.faults] == [("tasks.wind", "task_waits")]
    with pytest.raises(Invalid):
        await night.do("do_task", incident=incident, task="isolate", regardless=True)
    await night.do("do_task", incident=incident, task="isolate", regardless=True, note="现场已自行划定")
    assert night.recorded("task_done", task="isolate")[0].data["skipped"] == ["wind"]
    await night.do("do_task", incident=incident, task="wind")
    await night.do("do_task", incident=incident, task="warn_downwind")
    assert night.recorded("task_done", task="warn_downwind")[0].data["skipped"] == []


async def test_a_task_that_waits_enters_the_queue_when_it_is_free_or_overdue(night: Night) -> None:
    incident = await night.report()

    async def queued() -> set[str]:
        return {item.id for item in (await night.board()).queue if item.kind == "task"}

    assert f"task:{incident}:wind" in await queued()
    assert f"task:{incident}:isolate" not in await queued()
    await night.system.advance(seconds=301, step=60)
    item = next(item for item in (await night.board()).queue if item.id == f"task:{incident}:isolate")
    assert "等待: " in item.says.zh
    await night.do("do_task", incident=incident, task="wind")
    assert f"task:{incident}:warn_downwind" in await queued(), "free before its time"


async def test_the_same_task_of_two_incidents_is_two_items(night: Night) -> None:
    both = {await night.report(), await night.report()}
    items = [item for item in (await night.board()).queue if item.kind == "task" and item.id.endswith(":verify")]
    assert {item.incident for item in items} == both
    assert len({item.id for item in items}) == 2, "a console finds an item by its id: a result never lands elsewhere"


async def test_a_task_given_on_the_spot(night: Night) -> None:
    incident = await night.report()
    await night.system.advance(seconds=600, step=60)
    given: dict[str, Any] = {"incident": incident, "title": "接应120车辆", "owner": "陈静", "within_minutes": 15}
    with pytest.raises(Invalid) as error:
        await night.do("add_task", **given, after=["wind", "no-such"])
    assert [fault.path for fault in error.value.faults] == ["after.1"]
    made = await night.do("add_task", **given, after=["wind"])
    assert made["task"] == "hand-1"
    found = await task(night, incident, "hand-1")
    assert (found.title.zh, found.post.zh, found.after, found.by_hand) == ("接应120车辆", "陈静", ("wind",), True)
    assert found.due == night.system.clock.now() + timedelta(minutes=15)
    assert (await night.do("add_task", **{**given, "owner": "duty_officer"}))["task"] == "hand-2"
    assert (await task(night, incident, "hand-2")).post.zh == "值班员"
    lines = [line.says.zh for line in await night.show("timeline", incident=incident)]
    assert "任务: 接应120车辆 -> 陈静 T+25" in lines


async def test_a_task_is_given_to_somebody_else(night: Night) -> None:
    incident = await night.report()
    await night.do("assign_task", incident=incident, task="flash", owner="陈静", reason="王磊在通话")
    assert (await task(night, incident, "flash")).owner == "陈静"
    [event] = night.recorded("task_assigned")
    assert (event.data["was"], event.data["owner"]) == ("duty_officer", "陈静")
    with pytest.raises(Missing):
        await night.do("assign_task", incident=incident, task="no-such", owner="陈静")
    await night.do("do_task", incident=incident, task="flash")
    with pytest.raises(Conflict):
        await night.do("assign_task", incident=incident, task="flash", owner="王磊")


async def test_evidence_says_who_brought_it(night: Night) -> None:
    incident = await night.report()
    await night.do("add_evidence", incident=incident, task="flash", text="市局 刘敏 接听", reference="录音 0312-4")
    await night.do("do_task", incident=incident, task="flash")
    await night.do("add_evidence", incident=incident, task="flash", reference="照片 17")
    proofs = (await task(night, incident, "flash")).evidence
    assert [(one.text, one.reference, one.by) for one in proofs] == [
        ("市局 刘敏 接听", "录音 0312-4", "王磊"),
        ("", "照片 17", "王磊"),
    ]
    with pytest.raises(Invalid):
        await night.do("add_evidence", incident=incident, task="flash")
    assert any("凭据 " in line.says.zh for line in await night.show("timeline", incident=incident))
