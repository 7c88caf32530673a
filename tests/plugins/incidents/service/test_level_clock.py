"""The leader owes a decision on the level: a deadline in the one queue, a ring by the channels, each step once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.testing import NIGHT
from fengsui_channels.api import MockGateway
from fengsui_incidents.api.board import QueueItem

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night

LEADER = {"plugins": {"incidents": {"leader_phone": "021-00000900"}}}


async def level(night: Night) -> QueueItem:
    (item,) = [item for item in await night.queue("level") if not item.id.startswith("grade:")]
    return item


def steps(night: Night) -> list[tuple[str, str]]:
    return [(event.data["asks"], event.data["step"]) for event in night.recorded("level_overdue")]


async def test_an_incident_for_which_nobody_was_sent_has_its_deadline(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway, settings=LEADER) as night:
        incident = await night.report()
        item = await level(night)
        assert item.due == NIGHT + timedelta(seconds=180)
        night.system.connect("role:duty_officer")
        await night.system.advance(seconds=170, step=5)
        assert steps(night) == []
        await night.system.advance(seconds=800, step=5)
        assert steps(night) == [("start", "leader"), ("start", "leader"), ("start", "above")]
        rung = [one.text for one in gateway.sent.values() if one.to == "021-00000900"]
        assert len(rung) == 2
        assert all("响应级别待定(建议" in text for text in rung)
        assert [event.data["rung"] for event in night.recorded("leader_card")] == [1, 2]
        item = await level(night)
        assert (item.due, item.late) == (NIGHT + timedelta(seconds=180), False), "it stays until he has decided"
        await night.do("confirm_level_for", incident=incident, level="IV", said_by="周建国", channel="phone")
        await night.system.advance(seconds=600, step=5)
        assert len(steps(night)) == 3
        assert not await night.queue("level")


async def test_an_upgrade_after_a_regrade_is_told_at_once_and_rung_once_each_step(night: Night) -> None:
    incident, _ = await night.out(("T06", "stop_leak"))
    decided = (await night.card(incident)).assessment.level
    await night.do("confirm_level", night.leader, incident=incident, level=decided)
    await night.do("set_figure", incident=incident, count="dead", value=3, source="医院", status="verified")
    told = night.recorded("leader_card")[-1].data
    assert (told["asks"], told["rung"]) == ("upgrade", 0)
    item = await level(night)
    assert item.due == night.system.clock.now() + timedelta(seconds=180)
    await night.do("set_figure", incident=incident, count="trapped", value=1, source="队", status="reported")
    assert (await level(night)).due == item.due, "what is learned meanwhile puts nothing off"
    await night.system.advance(seconds=185, step=5)
    assert steps(night) == [("upgrade", "leader")]
    proposed = (await night.card(incident)).assessment.level
    await night.do("confirm_level", night.leader, incident=incident, level=proposed)
    await night.system.advance(seconds=900, step=5)
    assert steps(night) == [("upgrade", "leader")]
    assert not [item for item in await night.queue("level") if not item.id.startswith("grade:")]


async def test_once_over_a_restart_and_presented_where_it_ran_out_meanwhile(nights: Begin, tmp_path: Path) -> None:
    async with nights(data=tmp_path) as night:
        await night.report()
        await night.system.advance(seconds=185, step=5)
        assert steps(night) == [("start", "leader")]
    async with nights(data=tmp_path, now=NIGHT + timedelta(seconds=200)) as night:
        await night.system.advance(seconds=60)
        assert steps(night) == [("start", "leader")], "not once more"
    async with nights(data=tmp_path, now=NIGHT + timedelta(seconds=900)) as night:
        await night.system.advance(seconds=5)
        assert steps(night)[-1] == ("start", "expired")
        top = (await night.board()).queue[0]
        assert (top.kind, top.late) == ("level", True)
        assert "由人决定" in top.says.zh
        await night.system.advance(seconds=900, step=10)
        assert len(steps(night)) == 2, "a person decides"


async def test_a_drill_rings_nobody_outside(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway, settings=LEADER) as night:
        controller = night.system.actor("exercise_controller", name="李敏")
        made = await night.do("report", controller, line="tlll an", exercise="EX-07")
        await night.system.advance(seconds=2000, step=10)
        assert steps(night), made
        assert not [one for one in gateway.sent.values() if one.to == "021-00000900"]


async def test_taken_note_of_it_comes_back_while_it_is_owed(night: Night) -> None:
    incident = await night.report()
    item = await level(night)
    await night.do("acknowledge", incident=incident, item=item.id)
    assert not await night.queue("level")
    await night.system.advance(seconds=310, step=5)
    assert (await level(night)).id == item.id


async def test_nobody_at_a_console_and_a_decision_overdue(nights: Begin) -> None:
    """There is no order that waits, and still somebody is rung."""
    gateway = MockGateway()
    async with nights(gateway=gateway, settings=LEADER) as night:
        await night.report()
        await night.system.advance(seconds=260, step=2)
        assert night.recorded("centre_alone")
        assert "1个命令或决定未结" in next(one.text for one in gateway.sent.values() if "值班席" in one.text)
