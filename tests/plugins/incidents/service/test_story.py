"""The ammonia night, from the first word of the call to the closed incident, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

CALL = {"source": "joint_centre", "phone": "021-00000110", "number": "110-2026-1122-7"}
SAID = "桃浦镇桐澜冷链氨泄漏, 中毒2人, 失联2人, 现场约40人, 119已派两车"


async def test_the_ammonia_night(night_on: Night) -> None:
    night = night_on
    for team in ("T06", "T07", "T09", "T24"):
        night.system.connect(f"team:{team}")

    taken = await night.do("take_call", **CALL, text="氨")
    await night.do("note_call", call=taken["call"], text=SAID)
    reported = await night.do("report", call=taken["call"], line="tlll an zd2 sl2 sx40 hzl",
                              wind={"from_degrees": 45, "speed": 2.1, "source": "气象局"})  # fmt: skip
    incident = reported["incident"]
    assessment = reported["assessment"]
    assert incident == "E1122-01"
    assert (assessment.urgency, assessment.grade, assessment.near_miss) == ("A", "general", "to_verify")
    assert (assessment.level, assessment.plan) == ("IV", "ammonia-release")
    assert "verify" in reported["tasks"]

    moving = await night.do("force_moving", incident=incident, team="T01", authority="119")
    proposal = await night.do("propose", incident=incident)
    assert proposal.needs
    assert night.recorded("proposed")[-1].data["rules"]

    sent = await night.dispatch(
        incident,
        ("T06", "stop_leak"),
        ("T09", "water"),
        ("T33", "cordon"),
        ("T24", "cordon"),
        cards=["police", "street"],
        left_out_reason="120由急救中心调派",
    )
    card = await night.card(incident)
    assert {force.team: force.state for force in card.forces if force.team} == {
        "T01": "moving", "T06": "ordered", "T09": "ordered", "T33": "ordered", "T24": "ordered",
    }  # fmt: skip
    assert [event.data["team"] for event in night.recorded("ordered")] == ["T06", "T09", "T33", "T24"]
    assert [event.data["team"] for event in night.recorded("unreachable")] == ["T33"]
    assert len(night.recorded("leader_card")) == 1
    await night.do("confirm_level", night.leader, incident=incident, level="IV")

    await night.delivered("T06", "incidents.ordered", sent["T06"])
    await night.says("T06", sent["T06"], "displayed")
    await night.says("T06", sent["T06"], "accepted", people=8, minutes=9)
    await night.says("T09", sent["T09"], "unable", reason="on_another_job")
    await night.do("answer_for", order=sent["T33"], kind="accepted", channel="phone", said_by="刘敏", people=14)
    force = await night.force(sent["T33"])
    assert force.facts[-1].answered_for
    assert force.facts[-1].said_by == "刘敏"

    await night.system.advance(seconds=130)
    silent = night.recorded("escalated", order=sent["T24"])
    assert [event.data["step"] for event in silent].count("next_team") == 1

    await night.do("evacuate", incident=incident, reason="储罐异响")
    told = {event.data["order"] for event in night.recorded("evacuation_ordered")}
    assert {sent["T06"], sent["T33"], moving["order"]} <= told
    await night.says("T06", sent["T06"], "withdrawn", people=8)
    assert not (await night.force(sent["T06"])).evacuating

    with pytest.raises(Conflict) as refused:
        await night.do("close", incident=incident)
    assert len(refused.value.faults) > 2

    await wind_up(night, incident)
    assert (await night.do("close", incident=incident))["state"] == "closed"
    assert (await night.board()).incidents == ()
    timeline = await night.show("timeline", incident=incident)
    assert timeline[0].topic == "incidents.reported"
    assert timeline[-1].topic == "incidents.closed"


async def wind_up(night: Night, incident: str) -> None:
    """Everybody home, everything done, the response ended by the leader."""
    await night.do("control", incident=incident)
    for force in (await night.card(incident)).forces:
        if not force.open:
            continue
        kinds: tuple[str, ...] = ("accepted",) if force.kind == "notice" else ("withdrawn", "returning", "ready")
        if force.kind == "order" and not {"accepted", "moving", "arrived"} & {fact.fact for fact in force.facts}:
            await night.do("stand_down", incident=incident, orders=[force.order], reason="处置完毕")
            kinds = ("returning", "ready")
        for kind in kinds:
            if (await night.force(force.order)).open:
                await night.do("answer_for", order=force.order, kind=kind, channel="phone", said_by="队长")
    for task in (await night.card(incident)).tasks:
        await night.do("do_task", incident=incident, task=task.id)
    await night.do("end_response", night.leader, incident=incident, reason="泄漏已止")
