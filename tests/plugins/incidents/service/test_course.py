"""Figures, tasks, and the separate acts of control, end and close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid, Missing

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def test_closing_says_everything_that_is_open(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    with pytest.raises(Conflict) as error:
        await night.do("close", incident=incident)
    paths = " ".join(f"{fault.path} {fault.expected}" for fault in error.value.faults)
    for order in sent.values():
        assert order in paths
    assert (await night.card(incident)).state == "open"


async def test_control_end_and_close_are_three_rights(night: Night) -> None:
    incident = await night.report()
    assert (await night.do("control", incident=incident))["state"] == "controlled"
    with pytest.raises(Conflict):
        await night.do("control", incident=incident)
    with pytest.raises(Forbidden):
        await night.do("end_response", incident=incident, reason="x")
    with pytest.raises(Invalid):
        await night.do("end_response", night.leader, incident=incident, reason="")
    with pytest.raises(Forbidden):
        await night.do("confirm_level", incident=incident, level="IV")


async def test_the_cordon_is_lifted_by_who_commands_on_scene(night: Night) -> None:
    incident = await night.report()
    with pytest.raises(Invalid):
        await night.do("lift_cordon", incident=incident, by="")
    with pytest.raises(Conflict) as early:
        await night.do("lift_cordon", incident=incident, by="现场总指挥 刘")
    assert [fault.code for fault in early.value.faults] == ["not_controlled"]
    await night.do("control", incident=incident)
    with pytest.raises(Forbidden):
        await night.do("lift_cordon", night.device("T06"), incident=incident, by="队长")
    await night.do("lift_cordon", incident=incident, by="现场总指挥 刘", note="两次监测合格")
    assert (await night.card(incident)).cordon_lifted_at == night.system.clock.now()
    assert (await night.card(incident)).state == "controlled", "nobody goes home by it"
    last = (await night.show("log", incident=incident))[-1]
    assert last.says.zh == "警戒解除: 现场总指挥 刘 两次监测合格"
    with pytest.raises(Conflict):
        await night.do("lift_cordon", incident=incident, by="x")


async def test_another_level_than_proposed_needs_a_reason(night: Night) -> None:
    incident = await night.report()
    with pytest.raises(Invalid):
        await night.do("confirm_level", night.leader, incident=incident, level="II")
    await night.do("confirm_level", night.leader, incident=incident, level="II", reason="下风养老院")
    assert (await night.card(incident)).level_confirmed == "II"


async def test_a_lower_figure_needs_a_reason(night: Night) -> None:
    incident = await night.report()
    await night.system.advance(seconds=60)
    for status in ("verified", "withdrawn"):
        with pytest.raises(Invalid):
            await night.do("set_figure", incident=incident, count="missing", value=0, source="桃浦站", status=status)
    await night.do("set_figure", incident=incident, count="missing", value=0, source="桃浦站", status="verified",
                   reason="两人已找到")  # fmt: skip
    assert (await night.card(incident)).figures["missing"] == 0
    assert len(night.recorded("assessed")) == 2


async def test_a_plant_where_nobody_answers_is_rung_again(night: Night) -> None:
    incident = await night.report()
    assert (await night.do("do_task", incident=incident, task="verify", result="nobody_answers"))["open"]
    await night.do("do_task", incident=incident, task="verify", result="true", note="仍在漏")
    with pytest.raises(Conflict):
        await night.do("do_task", incident=incident, task="verify")
    with pytest.raises(Missing):
        await night.do("do_task", incident=incident, task="no-such-task")


async def test_what_was_taken_note_of_leaves_the_queue(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "unable", reason="vehicle")
    item = next(item for item in (await night.board()).queue if item.kind == "unable")
    for _ in range(2):
        await night.do("acknowledge", incident=incident, item=item.id)
    assert item.id not in {one.id for one in (await night.board()).queue}
    assert len(night.recorded("acknowledged")) == 1


async def test_a_closed_incident_takes_no_order(night: Night) -> None:
    incident = await night.report()
    await night.do("confirm_level", night.leader, incident=incident, level="IV")
    for task in (await night.card(incident)).tasks:
        await night.do("do_task", incident=incident, task=task.id)
    await night.do("control", incident=incident)
    await night.do("end_response", night.leader, incident=incident, reason="误报")
    await night.do("close", incident=incident)
    with pytest.raises(Conflict, match="closed"):
        await night.dispatch(incident, ("T06", "stop_leak"))
    with pytest.raises(Conflict):
        await night.do("close", incident=incident)
    assert [row.id for row in await night.show("closed")] == [incident]
    assert (await night.show("timeline", incident=incident))[-1].topic == "incidents.closed"
