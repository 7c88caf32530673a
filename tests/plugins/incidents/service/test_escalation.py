"""Silence escalates, each step once; who is not connected is rung; what ran out while down is presented, not fired."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fengsui.testing import NIGHT

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


def steps(night: Night, order: str) -> list[str]:
    return [str(event.data["step"]) for event in night.recorded("escalated", order=order) if event.data]


async def test_a_silent_team_is_reminded_then_replaced_then_the_leader_is_told(night: Night) -> None:
    night.system.connect("team:T07")
    _, sent = await night.out(("T06", "stop_leak"))
    await night.delivered("T06", "incidents.ordered", sent["T06"])
    await night.system.advance(seconds=300, step=5)
    assert steps(night, sent["T06"])[:2] == ["remind", "next_team"]
    assert len(steps(night, sent["T06"])) == len(set(steps(night, sent["T06"])))
    (replaced,) = night.recorded("escalated", order=sent["T06"], step="next_team")
    assert replaced.data["next_team"] == "T07"
    assert "role:duty_leader" in replaced.labels
    following = [event for event in night.recorded("ordered") if event.data["order"] == replaced.data["next_order"]]
    assert following[0].data["team"] == "T07"
    assert following[0].data["alert"]["task"] == night.recorded("ordered")[0].data["alert"]["task"]


async def test_the_sweep_fires_once_however_often_it_runs(night: Night) -> None:
    night.system.connect("team:T07")
    _, sent = await night.out(("T06", "stop_leak"))
    await night.system.advance(seconds=90, step=0.1)
    for _ in range(20):
        await night.system.system.sweeps.run_due(night.system.clock.now())
    await night.system.settle()
    assert steps(night, sent["T06"]).count("next_team") == 1
    assert len([e for e in night.recorded("ordered") if e.data["team"] == "T07"]) == 1


async def test_an_answer_in_time_stops_it(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    await night.system.advance(seconds=30)
    await night.says("T06", sent["T06"], "displayed")
    await night.says("T06", sent["T06"], "accepted", people=8, minutes=9)
    await night.says("T06", sent["T06"], "moving")
    await night.system.advance(seconds=120)
    assert steps(night, sent["T06"]) == []


async def test_who_is_not_connected_is_unreachable_at_once_and_never_silent(night: Night) -> None:
    incident = await night.report()
    sent = await night.dispatch(incident, ("T33", "cordon"))
    (gone,) = night.recorded("unreachable")
    assert gone.at == night.recorded("ordered")[0].at
    board = await night.board()
    assert board.incidents[0].silent == 0
    assert [item.kind for item in board.queue if item.order == sent["T33"]] == ["unreachable"]
    await night.do("answer_for", order=sent["T33"], kind="accepted", channel="phone", said_by="值班员")
    open_items = {item.id for item in (await night.board()).queue}
    assert not {item for item in open_items if item.startswith("unreachable") and item.endswith("displayed")}


async def test_a_terminal_lost_after_the_order_is_rung(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    night.system.disconnect("team:T06")
    await night.system.advance(seconds=5)
    assert not night.recorded("unreachable")
    await night.system.advance(seconds=10)
    assert len(night.recorded("unreachable", order=sent["T06"])) == 1
    await night.system.advance(seconds=10)
    assert len(night.recorded("unreachable", order=sent["T06"])) == 1
    night.system.connect("team:T06")
    await night.system.advance(seconds=5)
    assert len(night.recorded("reachable", order=sent["T06"])) == 1
    assert not (await night.force(sent["T06"])).unreachable


async def test_whom_a_reminder_cannot_reach_is_rung_when_it_is_due(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    await night.system.advance(seconds=58)
    night.system.disconnect("team:T06")
    await night.system.advance(seconds=3)
    (gone,) = night.recorded("unreachable", order=sent["T06"])
    assert (gone.at - night.recorded("ordered")[0].at).total_seconds() < 61
    assert steps(night, sent["T06"]) == []
    night.system.connect("team:T06")
    await night.system.advance(seconds=2)
    assert steps(night, sent["T06"]) == ["remind"]


async def test_a_broken_network_alerts_nobody_else(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"), ("T09", "water"), ("T24", "cordon"), ("T33", "cordon"))
    await night.system.advance(seconds=55)
    for team in ("T09", "T24", "T33"):
        night.system.disconnect(f"team:{team}")
    await night.system.advance(seconds=10)
    assert steps(night, sent["T06"]) == ["hold"]


async def test_what_ran_out_while_the_centre_was_down_is_presented_not_fired(nights: Begin, tmp_path: Path) -> None:
    async with nights(data=tmp_path) as night:
        _, sent = await night.out(("T06", "stop_leak"))
    async with nights(data=tmp_path, now=NIGHT + timedelta(minutes=10)) as night:
        night.system.connect("team:T06")
        night.system.connect("team:T07")
        await night.system.advance(seconds=120)
        (late,) = night.recorded("escalated", order=sent["T06"])
        assert (late.data["step"], late.data["late"]) == ("expired", True)
        assert [event.data["team"] for event in night.recorded("ordered")] == ["T06"]
        board = await night.board()
        assert board.queue[0].kind == "expired"
        made = await night.do("next_team", order=sent["T06"])
        assert made["team"] == "T07"


async def test_a_short_restart_loses_no_deadline(nights: Begin, tmp_path: Path) -> None:
    async with nights(data=tmp_path) as night:
        _, sent = await night.out(("T06", "stop_leak"))
    async with nights(data=tmp_path, now=NIGHT + timedelta(seconds=20)) as night:
        for team in ("T06", "T07"):
            night.system.connect(f"team:{team}")
        await night.system.advance(seconds=120)
        assert "next_team" in steps(night, sent["T06"])


async def test_the_leader_is_rung_again_until_the_level_is_confirmed(night: Night) -> None:
    incident, _ = await night.out(("T06", "stop_leak"))
    await night.system.advance(seconds=185, step=5)
    assert [event.data["rung"] for event in night.recorded("leader_card")] == [0, 1]
    await night.do("confirm_level_for", incident=incident, level="IV", said_by="周建国", channel="phone")
    await night.system.advance(seconds=400, step=5)
    assert len(night.recorded("leader_card")) == 2
    assert night.recorded("level_confirmed")[0].data["said_by"] == "周建国"


async def test_no_team_left_is_told_and_not_tried_again(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"), ("T07", "stop_leak"))
    await night.system.advance(seconds=300, step=5)
    for order in sent.values():
        (event,) = night.recorded("escalated", order=order, step="next_team")
        assert event.data["next_team"] == ""
