"""Night D, 01:20 to 02:10: the teams have moved, the flash is out, and it was steam."""

from __future__ import annotations

import pytest
from tests.stories.night import WIND
from tests.stories.tale import Centre, Tale, on_the, tale, wall

from fengsui.errors import Conflict, Forbidden

CITY, ROOM = "province_bureau", "own_government"


async def test_night_d(either_centre: Centre) -> None:
    async with tale(either_centre, on_the(22, "01:20:00")) as night:
        await out_and_told(night)
        await found_on_scene(night)
        await turned_back(night)
        await corrected(night)
        await ready_again_and_closed(night)
        await counted(night)


async def out_and_told(night: Tale) -> None:
    call = (await night.do("incidents.take_call", source="duty_phone", phone="139", text="氨味很大"))["call"]
    made = await night.do("incidents.report", call=call, line="tlll an zd2 sl2 hzl", wind=WIND)
    night.incident = made["incident"]
    await night.at("01:22:00")
    await night.send(("T06", "stop_leak"), ("T09", "water"), ("T12", "cordon"), left_out_reason="先派三队")
    await night.stored("T06", "T09", "T12")
    await night.do("incidents.confirm_level", night.leader, incident=night.incident, level="IV")
    await night.at("01:22:30")
    for team in ("T06", "T09"):
        await night.goes(team)
        await night.says(team, "moving")
    await night.says("T12", "displayed")
    await night.says("T12", "accepted")
    await night.says("T06", "arrived")
    await night.at("01:24:00")
    await night.flash(CITY, "顾明", "值班员")
    assert await night.clocks("met") == {f"0:flash:{CITY}": "01:50:00"}


async def found_on_scene(night: Tale) -> None:
    """A named person says so; nobody turns back before the leader has decided; the officer cannot decide."""
    found = await night.do("incidents.find_false", incident=night.incident, kind="false_report",
                           found_by="石泉队 刘队长", note="蒸汽管破裂", good_faith=True)  # fmt: skip
    assert not night.recorded("incidents.stood_down")
    (item,) = await night.items("false")
    assert item.incident == night.incident
    with pytest.raises(Forbidden):
        await night.do("incidents.confirm_false", finding=found["finding"])
    await night.at("01:26:00")
    done = await night.do("incidents.confirm_false", night.leader, finding=found["finding"], reason="蒸汽")
    assert set(done["recalled"]) == {night.orders[team] for team in ("T06", "T09", "T12")}
    assert night.heard("incidents.stood_down") == ["01:26:00"] * 3


async def turned_back(night: Tale) -> None:
    """撤销出动 is an order with its own 60 s; who does not answer is reminded, then rung."""
    assert {wall(item.due) for item in await night.items("silent")} <= {"01:27:00"}
    await night.at("01:26:20")
    await night.says("T06", "returning")
    await night.says("T12", "accepted")
    assert (await night.force("T06")).state == "returning"
    assert (await night.force("T12")).state == "recalled"
    await night.just_before("01:27:00")
    assert await night.steps_at("T09") == []
    await night.at("01:27:10", stride=1)
    assert await night.steps_at("T09") == [("remind", "01:27:00"), ("channel", "01:27:10")]
    assert await night.steps_at("T06") == await night.steps_at("T12") == []
    await night.says("T09", "returning")


async def corrected(night: Tale) -> None:
    """The flash is never withdrawn: the clocks stop with that reason, and who was told is owed a correction."""
    assert await night.clocks() == {f"0:correction:{CITY}": "02:26:00"}
    assert await night.dues("更正") == {"更正": "02:26:00"}
    case = await night.case()
    assert case.stopped_reason == "误报: 蒸汽"
    assert [row.kind for row in case.reports] == ["flash"]
    for team in ("T06", "T09", "T12"):
        await night.answer_for(night.orders[team], "ready")
    with pytest.raises(Conflict) as refused:
        await night.do("incidents.close", incident=night.incident)
    assert {fault.code for fault in refused.value.faults} == {"correction_owed"}
    await night.at("01:40:00")
    sent = await night.write("correction")
    night.entry = sent.report
    assert (sent.late, [row.kind for row in (await night.case()).reports]) == ((), ["flash", "correction"])


async def ready_again_and_closed(night: Tale) -> None:
    await night.do("reports.receipt", report=night.entry, to=CITY, name="顾明", post="值班员")
    assert not await night.items()
    assert {force.team: force.state for force in (await night.card()).forces} == dict.fromkeys(
        ("T06", "T09", "T12"), "ready"
    )
    await night.do("incidents.close", incident=night.incident)
    assert (night.last("incidents.closed").data or {})["outcome"] == "false_report"


async def counted(night: Tale) -> None:
    """Left out of accidents, kept in response times."""
    period = await night.show("evaluation.period", night.leader, since="2026-11-22", until="2026-11-22")
    assert (period.incidents, period.false_reports) == (1, 1)
    times = {spread.measure: (spread.count, spread.median) for spread in period.spreads}
    assert (times["report_to_order"], times["order_to_answer"], times["order_to_arrival"]) == (
        (1, 120),
        (3, 30),
        (1, 30),
    )
    assert period.kept["stand_down"] == (2, 3)
    assert period.kept["report"] == (3, 3), "the flash, the correction and its receipt; what was stopped is not missed"
