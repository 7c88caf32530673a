"""Who has withdrawn, or was turned back, is told of no change; the command to withdraw still reaches everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict
from fengsui_channels.api import MockGateway

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


async def test_a_station_that_only_withdraws_hears_of_no_change_and_gets_its_task_when_it_is_out(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted", people=8)
    night.system.connect("team:T07")
    await night.system.advance(seconds=1)
    (station,) = (await night.do("withdraw_first", incident=incident, teams=["T07"]))["orders"]
    changed = await night.do("change_order", incident=incident, what="集结改真南路", rendezvous="真南路口")
    assert changed["told"] == (sent["T06"],)
    assert [item.order for item in await night.queue("change")] == [sent["T06"]]
    with pytest.raises(Conflict) as refused:
        await night.do("change_order", incident=incident, what="进去", orders=[station, sent["T06"]])
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("orders.0", "no_open_order")]
    await night.system.advance(seconds=1)
    await night.do("evacuate", incident=incident)
    called = await night.show("roll_call", incident=incident)
    assert {row.order for row in called.rows} == {station, sent["T06"]}, "everybody who is still out"
    await night.says("T07", station, "withdrawn", people=6)
    task = await night.dispatch(incident, ("T07", "cordon"), left_out_reason="试验")
    withdrawn = await night.force(station)
    assert (withdrawn.open, withdrawn.replaced_by) == (False, task["T07"])
    assert not [item for item in await night.queue() if item.order == station]


async def test_who_has_withdrawn_goes_in_again_by_a_change_that_names_it(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T24", "cordon"))
    for team in ("T06", "T24"):
        await night.says(team, sent[team], "arrived", people=7)
    await night.system.advance(seconds=1)
    await night.do("evacuate", incident=incident)
    with pytest.raises(Conflict):
        await night.do("change_order", incident=incident, what="再进入", orders=[sent["T06"]])
    for team in ("T06", "T24"):
        await night.says(team, sent[team], "withdrawn", people=7)
    assert (await night.do("change_order", incident=incident, what="集结改真南路"))["told"] == ()
    assert (await night.do("set_wind", incident=incident, wind={"from_degrees": 225, "speed": 3, "source": "队"}))[
        "told"
    ] == (sent["T06"], sent["T24"]), "the wind concerns them where they wait"
    await night.system.advance(seconds=1)
    await night.says("T24", sent["T24"], "accepted")
    await night.system.advance(seconds=1)
    told = await night.do("change_order", incident=incident, what="阀门已关, 再进入堵漏", orders=[sent["T06"]])
    assert told["told"] == (sent["T06"],)
    assert not (await night.force(sent["T06"])).change_acknowledged
    await night.says("T06", sent["T06"], "accepted")
    assert (await night.force(sent["T06"])).state == "accepted"
    assert (await night.force(sent["T24"])).state == "withdrawn"


async def test_who_was_turned_back_is_told_of_no_change(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T24", "cordon"))
    await night.says("T06", sent["T06"], "moving")
    await night.system.advance(seconds=1)
    await night.do("change_order", incident=incident, what="集结改真南路")
    await night.do("stand_down", incident=incident, orders=[sent["T06"]], reason="误报")
    assert (await night.force(sent["T06"])).change_acknowledged, "turned back: nothing is asked of the change"
    assert (await night.do("change_order", incident=incident, what="集结改祁连山路"))["told"] == (sent["T24"],)
    await night.do("evacuate", incident=incident)
    assert {row.team for row in (await night.show("roll_call", incident=incident)).rows} == {"T06", "T24"}


async def until(night: Night, team: str) -> tuple[str, str]:
    rows = {row.team.id: row.team for row in await night.system.show("rosters.teams", {}, night.officer)}
    ends = rows[team].until
    return rows[team].readiness, f"{(ends - night.system.clock.now()).total_seconds() / 3600:g}" if ends else ""


async def test_rest_counts_from_the_return_not_from_its_late_entry(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"), ("T24", "cordon"))
    for team in ("T06", "T24"):
        await night.says(team, sent[team], "arrived", people=7)
    await night.system.advance(seconds=10 * 3600, step=1800)
    back = {"kind": "ready", "channel": "phone", "said_by": "队长"}
    three, nine = (night.system.clock.now() - timedelta(hours=hours) for hours in (3, 9))
    await night.do("answer_for", order=sent["T06"], said_at=three, **back)
    await night.do("answer_for", order=sent["T24"], said_at=nine, **back)
    assert await until(night, "T06") == ("resting", "5")
    assert (await until(night, "T24"))[0] == "ready", "its eight hours have passed already"
    (entry,) = [one for one in await night.show("facts", order=sent["T06"]) if one.fact.fact == "ready"]
    later = night.system.clock.now() - timedelta(hours=1)
    await night.do("correct_fact", order=sent["T06"], entry=entry.fact.id, at=later, why="记错时间")
    assert await until(night, "T06") == ("resting", "7")


async def test_the_deadline_shown_is_the_one_that_the_queue_goes_by(night: Night) -> None:
    incident = await night.report()
    await night.do("propose", incident=incident)
    sent = await night.dispatch(incident, ("T34", "medical"), cards=["street"], left_out_reason="试验")
    items = {item.order: item for item in await night.queue("card")}
    for force in (await night.card(incident)).forces:
        assert force.answer_by == items[force.order].due
        seconds = {"request": 300, "notice": 900}[force.kind]
        assert force.answer_by == force.ordered_at + timedelta(seconds=seconds)
    assert set(items) == set(sent.values())


async def test_a_team_on_its_way_that_does_not_answer_its_stand_down_is_rung_with_the_reason(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        night.system.connect("role:duty_officer")
        incident, sent = await night.out(("T06", "stop_leak"))
        await night.says("T06", sent["T06"], "moving")
        await night.system.advance(seconds=1)
        await night.do("stand_down", incident=incident, reason="误报(到场确认)")
        await night.system.advance(seconds=100)
        assert night.steps(sent["T06"]) == ["remind", "channel", "leader"]
        (text,) = {one.text for one in gateway.sent.values() if one.to == "021-00001000"}
        assert text.startswith(f"【真实】撤销出动 {sent['T06']} 误报(到场确认) 请返回")
        await night.says("T06", sent["T06"], "returning")
        assert (await night.force(sent["T06"])).state == "returning"
