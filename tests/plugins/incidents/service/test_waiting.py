"""No team is free: needs wait by urgency with their reason. Who comes back is proposed for one of them, never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fengsui.access.policy import Actor

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

KEEPER = Actor(id="system:tests", permissions=frozenset({"*"}))
LEAK = ("T06", "T07", "T41")
"""Who has suits and can stop a leak; T41 is a neighbour's."""


@pytest.fixture(autouse=True)
def by_points(plan: dict[str, Any]) -> None:
    """The urgency of an incident is what its facts make of it: the shipped plans say A whatever they are."""
    plan["urgency"] = "D"


async def readiness(night: Night, team: str, to: str) -> None:
    await night.system.execute("rosters.set_readiness", {"team": team, "readiness": to, "reason": "试验"}, KEEPER)
    await night.system.advance(seconds=2)


async def two_that_wait(night: Night) -> tuple[str, str]:
    """No team for the leak: first a quiet incident, then a worse one."""
    for team in ("T06", "T07"):
        night.system.connect(f"team:{team}")
        await readiness(night, team, "out_of_service")
    mild = await night.report(line="an", place="真南路", lat=31.245, lon=121.375, wind=None)
    await night.do("propose", incident=mild)
    await night.system.advance(seconds=60)
    grave = await night.report(line="tlll an zd2 sl2 sx40 hzl")
    await night.do("propose", incident=grave)
    return mild, grave


async def test_needs_wait_by_urgency_with_their_reason(night: Night) -> None:
    mild, grave = await two_that_wait(night)
    rows = {row.id: row.urgency for row in (await night.board()).incidents}
    assert rows[grave] < rows[mild]
    waiting = [item for item in await night.queue("uncovered") if item.id.endswith(":stop_leak")]
    assert [item.incident for item in waiting] == [grave, mild], "the worse first, though it came later"
    assert waiting[0].says.zh.startswith("堵漏")
    assert "停用" in waiting[0].says.zh
    events = night.recorded("need_waits", waiting="stop_leak")
    assert [event.data["incident"] for event in events] == [mild, grave]


async def test_two_incidents_compete_for_the_team_that_comes_back(night: Night) -> None:
    mild, grave = await two_that_wait(night)
    before = len(night.recorded("ordered"))
    await night.system.advance(seconds=240, step=10)
    await readiness(night, "T06", "ready")
    (offer,) = await night.queue("offer")
    assert (offer.incident, offer.team) == (grave, "T06")
    assert offer.due is not None
    assert [item.incident for item in await night.queue("uncovered") if item.id.endswith(":stop_leak")] == [mild]
    (event,) = night.recorded("team_offered")
    assert (event.data["team"], event.data["waiting"], event.data["incident"]) == ("T06", "stop_leak", grave)
    assert event.data["waited_s"] >= 240
    await night.system.advance(seconds=300, step=10)
    assert len(night.recorded("ordered")) == before, "a proposal, never an order"
    assert len(night.recorded("team_offered")) == 1
    await night.dispatch(grave, ("T06", "stop_leak"), left_out_reason="试验")
    await night.system.advance(seconds=2)
    (filled,) = night.recorded("need_filled", waiting="stop_leak")
    assert filled.data["incident"] == grave
    assert not await night.queue("offer")
    await readiness(night, "T07", "ready")
    (second,) = await night.queue("offer")
    assert (second.incident, second.team) == (mild, "T07")


async def test_an_offer_is_taken_back_when_a_worse_incident_takes_the_team(night: Night) -> None:
    mild, grave = await two_that_wait(night)
    await readiness(night, "T06", "ready")
    await readiness(night, "T07", "ready")
    offered = {item.incident: item.team for item in await night.queue("offer")}
    assert offered.keys() == {grave, mild}
    assert set(offered.values()) == {"T06", "T07"}
    await night.dispatch(grave, (offered[mild], "stop_leak"), left_out_reason="试验")
    await night.system.advance(seconds=3)
    again = {item.incident: item.team for item in await night.queue("offer")}
    assert again == {mild: offered[grave]}


async def test_the_team_goes_out_of_service_again_and_the_need_waits_on(night: Night) -> None:
    _, grave = await two_that_wait(night)
    await readiness(night, "T06", "ready")
    assert await night.queue("offer")
    await readiness(night, "T06", "out_of_service")
    assert not await night.queue("offer")
    assert [item for item in await night.queue("uncovered") if item.incident == grave]


async def test_a_drill_is_offered_no_team_that_the_real_thing_waits_for(night: Night) -> None:
    for team in ("T06", "T07"):
        night.system.connect(f"team:{team}")
        await readiness(night, team, "out_of_service")
    drill = await night.report(exercise="EX-07")
    await night.do("propose", incident=drill)
    real = await night.report()
    await night.do("propose", incident=real)
    await readiness(night, "T06", "ready")
    assert [(item.incident, item.exercise) for item in await night.queue("offer")] == [(real, None)]


async def test_what_has_ended_waits_no_more(night: Night) -> None:
    _, grave = await two_that_wait(night)
    await night.do("control", incident=grave)
    await night.do("end_response", night.leader, incident=grave, reason="处置完毕")
    await readiness(night, "T06", "ready")
    assert grave not in {item.incident for item in await night.queue("offer", "uncovered")}
