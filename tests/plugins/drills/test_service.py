"""Drills on a running system: nothing starts by the clock, and everything gives way to the real thing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.plugins.drills.ground import Range

from fengsui.errors import Conflict, Forbidden, Invalid, Missing


async def test_the_plugin_loads_with_its_tables(ground: Range) -> None:
    plugin = ground.system.system.host.get("drills")
    assert plugin is not None
    assert (plugin.state, plugin.reason) == ("loaded", "")


async def test_a_drill_is_scheduled_and_shown_to_other_plugins(ground: Range) -> None:
    drill = await ground.schedule()
    assert (drill.id, drill.state, drill.teams) == ("EX-07", "planned", ("T06", "T07"))
    (event,) = ground.recorded("drills.scheduled")
    assert (event.exercise, event.subject) == ("EX-07", "EX-07")


async def test_a_number_is_taken_once_and_every_fault_is_told(ground: Range) -> None:
    await ground.schedule()
    with pytest.raises(Conflict) as taken:
        await ground.schedule()
    assert taken.value.code == "drill_exists"
    with pytest.raises(Invalid) as bad:
        await ground.schedule("EX-08", lat=31.2, units=["nobody"], reported_at="2026-11-01T00:00:00Z")
    assert {fault.path for fault in bad.value.faults} == {"lat", "units.0", "reported_at"}
    with pytest.raises(Invalid) as future:
        await ground.schedule("EX-09", done_at="2027-01-01T00:00:00Z")
    assert [fault.code for fault in future.value.faults] == ["in_future"]


async def test_only_its_controller_starts_it(ground: Range) -> None:
    await ground.schedule()
    other = ground.system.actor("exercise_controller", name="someone")
    with pytest.raises(Forbidden) as refused:
        await ground.do("start", actor=other)
    assert refused.value.code == "not_controller"
    with pytest.raises(Forbidden):
        await ground.do("start", actor=ground.officer)
    assert await ground.state() == "planned"


async def test_it_starts_as_an_exercise_incident_and_says_so_everywhere(ground: Range) -> None:
    await ground.schedule()
    started = await ground.do("start")
    assert (started.state, started.incident) == ("running", "X-EX-07")
    assert {event.exercise for event in ground.recorded()} == {"EX-07"}
    (event,) = ground.recorded("drills.started")
    assert set(event.labels) == {"centre", "team:T06", "team:T07"}


async def test_nothing_starts_by_the_clock(ground: Range) -> None:
    await ground.schedule(at="2026-11-22T03:12:30+08:00")
    await ground.system.advance(seconds=40)
    assert await ground.state() == "planned"
    assert len(ground.recorded("drills.due")) == 1
    (item,) = await ground.show("queue")
    assert (item.kind, item.who) == ("drill_due", "limin")


async def test_an_urgent_real_incident_holds_todays_drills_and_refuses_their_start(ground: Range) -> None:
    await ground.schedule()
    await ground.schedule("EX-08", at="2026-11-23T10:00:00+08:00")
    await ground.happen("report")
    with pytest.raises(Conflict) as refused:
        await ground.do("start", "EX-08")
    assert refused.value.code == "held"
    await ground.system.advance(seconds=2)
    assert await ground.state() == "held"
    assert await ground.state("EX-08") == "planned"
    (held,) = ground.recorded("drills.held")
    assert held.data["because"] == "E1122-01"
    assert held.need == "displayed"
    with pytest.raises(Conflict) as refused:
        await ground.do("start")
    assert refused.value.code == "held"


async def test_the_controller_lifts_the_hold_only_after_the_incident_closed(ground: Range) -> None:
    await ground.schedule()
    await ground.happen("report")
    await ground.system.advance(seconds=2)
    with pytest.raises(Conflict) as refused:
        await ground.do("resume")
    assert refused.value.code == "held"
    await ground.happen("close")
    await ground.system.advance(seconds=5)
    assert await ground.state() == "held"
    (item,) = await ground.show("queue")
    assert item.kind == "drill_resume"
    assert (await ground.do("resume")).state == "planned"
    assert (await ground.do("start")).state == "running"


@pytest.mark.parametrize("urgency", ["C", "D"])
async def test_a_lesser_incident_holds_nothing_until_it_is_judged_urgent(ground: Range, urgency: Any) -> None:
    await ground.schedule()
    await ground.happen("report", urgency=urgency)
    await ground.system.advance(seconds=2)
    assert await ground.state() == "planned"
    await ground.happen("assess", urgency="B")
    await ground.system.advance(seconds=2)
    assert await ground.state() == "held"


async def test_a_running_drill_is_only_proposed_to_be_held(ground: Range) -> None:
    await ground.schedule()
    await ground.do("start")
    await ground.happen("report")
    await ground.system.advance(seconds=3)
    assert await ground.state() == "running"
    assert len(ground.recorded("drills.hold_proposed")) == 1
    (item,) = await ground.show("queue")
    assert (item.kind, item.because) == ("drill_hold", "E1122-01")
    held = await ground.do("hold", actor=ground.officer, because="E1122-01")
    assert (held.state, held.held_because) == ("held", "E1122-01")
    await ground.happen("close")
    assert (await ground.do("resume")).state == "running"


async def test_an_exercise_incident_holds_nothing(ground: Range) -> None:
    await ground.schedule()
    await ground.schedule("EX-08")
    await ground.do("start")
    await ground.system.advance(seconds=3)
    assert await ground.state("EX-08") == "planned"
    assert not ground.recorded("drills.hold_proposed")


async def test_a_hold_is_said_once_however_often_it_is_asked(ground: Range) -> None:
    await ground.schedule()
    await ground.do("hold", because="大风")
    await ground.do("hold", because="大风")
    assert len(ground.recorded("drills.held")) == 1


async def test_each_participant_acknowledges_and_a_silent_one_comes_to_the_queue(ground: Range) -> None:
    await ground.schedule()
    await ground.do("start")
    await ground.do("hold", because="大风")
    await ground.do("acknowledge", actor=ground.system.device("T06"), team="T06")
    await ground.do("acknowledge", actor=ground.system.device("T06"), team="T06")
    assert len(ground.recorded("drills.acknowledged")) == 1
    with pytest.raises(Forbidden):
        await ground.do("acknowledge", actor=ground.system.device("T06"), team="T07")
    with pytest.raises(Missing):
        await ground.do("acknowledge", actor=ground.system.device("T09"), team="T09")
    await ground.system.advance(seconds=121, step=60)
    silent = [item for item in await ground.show("queue") if item.kind == "drill_silent"]
    assert [item.team for item in silent] == ["T07"]


async def test_nobody_is_waited_for_where_the_drill_was_only_planned(ground: Range) -> None:
    await ground.schedule()
    await ground.happen("report")
    await ground.system.advance(seconds=121, step=60)
    assert not [item for item in await ground.show("queue") if item.kind == "drill_silent"]
    (held,) = ground.recorded("drills.held")
    assert held.data["was"] == "planned"


async def test_a_real_order_ends_nothing_for_a_team_whose_drill_has_not_begun(ground: Range) -> None:
    await ground.schedule()
    await ground.do("hold", because="E1122-01")
    await ground.happen("order", team="T06")
    await ground.system.advance(seconds=3)
    assert not ground.recorded("drills.team_released")


async def test_a_real_order_takes_its_team_out_of_the_drill(ground: Range) -> None:
    await ground.schedule()
    await ground.do("start")
    await ground.happen("order", team="T06", exercise="EX-07", incident="X-EX-07")
    await ground.system.advance(seconds=2)
    assert not ground.recorded("drills.team_released")
    await ground.happen("order", team="T06")
    await ground.happen("order", team="T06", incident="E1122-02")
    await ground.system.advance(seconds=3)
    (event,) = ground.recorded("drills.team_released")
    assert (event.exercise, event.data["team"], event.data["because"]) == ("EX-07", "T06", "E1122-01")
    assert event.labels == ("centre", "team:T06")
    card = await ground.show("drill", drill="EX-07")
    assert [p.notice for p in card.participants] == ["released", "started"]


async def test_a_team_leaves_for_a_real_call(ground: Range) -> None:
    await ground.schedule()
    await ground.do("start")
    await ground.do("leave", actor=ground.system.device("T07"), team="T07", reason="真实警情")
    await ground.do("leave", actor=ground.system.device("T07"))
    with pytest.raises(Invalid) as which:
        await ground.do("leave", actor=ground.officer)
    assert which.value.code == "which_team"
    assert len(ground.recorded("drills.left")) == 1


async def test_it_finishes_and_is_reported_and_evaluated(ground: Range) -> None:
    await ground.schedule()
    with pytest.raises(Conflict):
        await ground.do("finish")
    await ground.do("start")
    assert (await ground.do("finish")).state == "finished"
    (ended,) = ground.recorded("drills.ended")
    assert ended.data["outcome"] == "finished"
    assert len(ground.recorded("incidents.closed")) == 1
    await ground.do("report")
    await ground.do("evaluate", conclusion="good", findings="堵漏慢 40 秒")
    card = await ground.show("drill", drill="EX-07")
    assert card.drill.conclusion == "good"
    assert isinstance(card.drill.reported_at, datetime)


async def test_an_abort_ends_whatever_it_was_doing(ground: Range) -> None:
    await ground.schedule()
    await ground.do("hold", because="大风")
    assert (await ground.do("abort", actor=ground.officer, reason="暴雨红色预警")).state == "aborted"
    with pytest.raises(Conflict) as refused:
        await ground.do("resume")
    assert refused.value.code == "drill_state"


async def test_who_must_drill_and_has_not(ground: Range) -> None:
    leader = ground.system.actor("duty_leader", name="zhou")
    unit = {"unit": "E01", "name": "桐澜冷链二号库", "division": "310107103", "since": "2025-01-01"}
    await ground.system.execute("drills.oblige", {**unit, "duties": ["key_enterprise"]}, leader)
    with pytest.raises(Invalid) as unknown:
        await ground.system.execute(
            "drills.oblige", {**unit, "duties": ["key_enterprise", "qingdao_government"]}, leader
        )
    assert [fault.path for fault in unknown.value.faults] == ["duties.1"]
    before, now = await ground.show("obligations")
    assert (before.status, str(before.due)) == ("overdue", "2026-06-30")
    assert (now.status, now.missing, str(now.due)) == ("open", ("drill",), "2026-12-31")
    done = {"at": "2026-09-01T09:00:00+08:00", "done_at": "2026-09-01T11:00:00+08:00", "units": ["E01"]}
    await ground.schedule("EX-05", scope="onsite", **done)
    _, now = await ground.show("obligations", unit="E01")
    assert (now.status, now.missing) == ("open", ("report",))
    await ground.do("report", "EX-05")
    _, now = await ground.show("obligations")
    assert now.status == "fulfilled"
    calendar = await ground.show("calendar", half=2)
    assert [len(month.drills) for month in calendar.months] == [0, 0, 1, 0, 0, 0]
    assert [len(month.due) for month in calendar.months] == [0, 0, 0, 0, 0, 1]
    assert calendar.overdue == 1
