"""Night E, 08:05 to 08:50: the network is out, the centre falls, and the watch passes with two incidents open."""

from __future__ import annotations

import pytest
from tests.stories.night import NOT_CONNECTED, TEAMS, WIND
from tests.stories.tale import Centre, Tale, on_the, tale, wall

from fengsui.errors import Conflict
from fengsui_handover.api.values import WatchKeeping

CITY, ROOM = "province_bureau", "own_government"
WANG, ZHANG = "王磊", "张敏"
Kept = tuple[dict[str, str], str, str]


async def test_night_e(centre: Centre) -> None:
    async with tale(centre, on_the(22, "08:00:00")) as night:
        kept = await two_incidents(night)
        await the_network_goes(night, kept)
    async with tale(centre, on_the(22, "08:36:00"), seed=2) as night:
        night.orders, night.incident = kept[0], kept[1]
        await what_ran_out_meanwhile(night)
        await entered_afterwards(night)
        await handed_over(night, kept)


async def two_incidents(night: Tale) -> Kept:
    wang = night.system.actor("duty_officer", name=WANG)
    await night.do("handover.take_watch", wang)
    first = (await night.do("incidents.report", line="tlll an zd2 sl2 hzl", wind=WIND))["incident"]
    night.incident = first
    await night.do("incidents.confirm_level", night.leader, incident=first, level="IV")
    await night.send(("T06", "stop_leak"), ("T09", "water"), incident=first, left_out_reason="先派两队")
    await night.stored("T06", "T09")
    await night.at("08:00:20")
    await night.goes("T06", minutes=30)
    await night.says("T06", "moving", minutes=30)
    await night.goes("T09", minutes=30)
    first_out = await night.do("incidents.withdraw_first", incident=first, teams=["T21"])
    (night.orders["T21"],) = first_out["orders"]
    await night.says("T21", "withdrawn", people=5)
    second = (await night.do("incidents.report", line="wwl dtkr bk3"))["incident"]
    await night.tasks_done(first)
    await night.tasks_done(second)
    assert [await owner(night, one) for one in (first, second)] == [WANG, WANG]
    await night.at("08:04:30")
    await night.send(("T12", "cordon"), incident=first, left_out_reason="加派一队")
    await night.stored("T12")
    return night.orders, first, second


async def the_network_goes(night: Tale, kept: Kept) -> None:
    """08:05:00 all terminals at once: 网络故障, not 38 silent teams; the officer is asked, and nobody else alerted."""
    await night.at("08:05:00")
    for team in TEAMS:
        night.system.disconnect(f"team:{team}")
    await night.at("08:05:01")
    assert night.heard("incidents.network_failed") == ["08:05:01"]
    assert (await night.top())[0] == "network"
    await night.just_before("08:05:30")
    assert not {item.order for item in await night.items("silent")}
    await night.at("08:05:45", stride=5)
    assert await night.steps_at("T12") == [], "60 s are over; but no step is taken against who cannot hear"
    force = await night.force("T12")
    assert (force.unreachable, force.phone) == (True, "021-00001012")
    (fault,) = await night.items("network")
    await night.do("incidents.answer_outage", outage=fault.outage, answer="wait")
    assert not await night.items("network")
    await night.at("08:06:30")
    await night.do("incidents.answer_for", order=night.orders["T12"], kind="accepted", channel="phone",
                   said_by="真如队 队长", people=8, minutes=12)  # fmt: skip
    await night.at("08:07:46", stride=5)
    assert await night.items("network"), "who waits is asked again after two minutes"
    await night.at("08:08:00")


async def what_ran_out_meanwhile(night: Tale) -> None:
    """The centre was down from 08:08 to 08:36: what ran out in it is presented, and rings and alerts nobody."""
    for team in TEAMS:
        if team not in NOT_CONNECTED:
            night.system.connect(f"team:{team}")
    await night.at("08:36:50", stride=5)
    presented = night.recorded("incidents.escalated", step="expired")
    assert {(event.data or {})["team"] for event in presented} == {"T09", "T12"}
    assert all((event.data or {})["late"] and "08:36:00" < wall(event.at) <= "08:36:06" for event in presented)
    assert {"incidents.ordered", "incidents.leader_card"}.isdisjoint(
        {event.topic for event in night.system.recorded() if event.at > on_the(22, "08:36:00")}
    )
    assert not night.recorded("reports.clock_overdue"), "nobody is rung for what ran out meanwhile"
    assert {wall(event.at) <= "08:36:06" for event in night.recorded("reports.clock_ran_out")} == {True}
    lost = await night.items("快报", "通知")
    assert len(lost) == 4
    assert all(item.says.zh.startswith("停机期间到期") for item in lost)
    assert {wall(item.due) for item in lost} == {"08:30:00", "08:30:20"}, "with the limit that it had"
    await night.at("08:37:30", stride=5)
    assert night.heard("incidents.network_restored") == ["08:36:45"], "terminals have 45 s to come back after a start"


async def entered_afterwards(night: Tale) -> None:
    """What was done by phone meanwhile counts at its own time and says that it was entered later (补录)."""
    said = on_the(22, "08:12:00")
    await night.do("incidents.answer_for", order=night.orders["T12"], kind="arrived", channel="phone",
                   said_by="真如队 队长", said_at=said, witness="陈静")  # fmt: skip
    fact = (await night.force("T12")).facts[-1]
    assert (wall(fact.at), fact.answered_for, fact.witness) == ("08:12:00", True, "陈静")
    await night.do("handover.catch_up", incident=night.incident, happened_at=on_the(22, "08:15:00"), channel="paper",
                   text="养老院已撤到侧风", witness="陈静")  # fmt: skip
    flash = await night.flash(CITY, "顾明", "值班员", at=on_the(22, "08:24:00"), witness="陈静")
    assert flash.late == (), "read out at 08:24 from the paper sheet, in time; entered at 08:37"
    late = await night.flash(ROOM, "方敏", "总值班长")
    assert late.late == (ROOM,)
    receipts = (await night.case()).reports[0].receipts
    assert {row.to: (wall(row.at), row.entered_late) for row in receipts} == {
        CITY: ("08:24:00", True), ROOM: ("08:37:30", False),
    }  # fmt: skip
    (entry,) = await night.show("handover.late_entries", incident=night.incident)
    assert (wall(entry["happened_at"]), wall(entry["entered_at"])) == ("08:15:00", "08:37:30")


async def handed_over(night: Tale, kept: Kept) -> None:
    """08:30 is over: the queue asks; both sign; claims of both incidents and every alarm pass at once."""
    wang, zhang = (night.system.actor("duty_officer", name=name) for name in (WANG, ZHANG))
    assert [await owner(night, one) for one in kept[1:]] == [WANG, WANG]
    promise = await night.do("handover.promise", wang, text="09:00前回电", to="市应急局", due=on_the(22, "09:00:00"),
                             incident=kept[1])  # fmt: skip
    signed = await night.do("handover.sign_out", wang, note="养老院在侧风, 未回")
    with pytest.raises(Conflict):
        await night.do("handover.take_over", wang, **signed)
    assert [await owner(night, one) for one in kept[1:]] == [WANG, WANG]
    printed = await night.show("handover.printed", handover=signed["handover"])
    for needle in (kept[1], kept[2], "09:00前回电", "养老院在侧风"):
        assert needle in printed
    await night.do("handover.take_over", zhang, **signed)
    assert [await owner(night, one) for one in kept[1:]] == [ZHANG, ZHANG]
    passed = night.last("handover.taken_over").data or {}
    assert set(passed["incidents"]) == set(kept[1:])
    assert passed["alarms"]
    assert not await night.items("交班")
    await night.just_before("09:00:00", stride=60)
    assert await night.dues("承诺") == {"承诺": "09:00:00"}
    await night.do("handover.keep_promise", zhang, promise=promise["promise"], result="已回电")


async def owner(night: Tale, incident: str) -> str:
    watch = await night.system.read(lambda reading: reading.ask(WatchKeeping).owner(incident), plugin="handover")
    return watch.taken_by if watch else ""
