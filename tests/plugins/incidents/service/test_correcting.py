"""An entry that was wrong: the first stays, a new one stands in its place, and state, roster and queue follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui_incidents.api.entries import FactEntry

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def entries(night: Night, order: str) -> list[FactEntry]:
    return list(await night.show("facts", order=order))


async def entry(night: Night, order: str, fact: str) -> str:
    return next(one.fact.id for one in await entries(night, order) if one.fact.fact == fact and one.state == "holds")


async def readiness(night: Night, team: str) -> str:
    rows = await night.system.show("rosters.teams", {}, night.officer)
    return next(str(row.team.readiness) for row in rows if row.team.id == team)


async def test_the_wrong_team_was_said_to_have_arrived(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.says("T06", order, "accepted", people=8, minutes=9)
    await night.system.advance(seconds=1)
    await night.do("answer_for", order=order, kind="arrived", channel="radio", said_by="队长")
    await night.system.advance(seconds=1)
    assert await readiness(night, "T06") == "on_scene"
    wrong = await entry(night, order, "arrived")
    await night.do("correct_fact", order=order, entry=wrong, void=True, why="听错, 是T09到场")
    force = await night.force(order)
    assert (force.state, force.corrected) == ("accepted", True)
    assert [fact.fact for fact in force.facts] == ["accepted"]
    assert await readiness(night, "T06") == "out"
    assert [(one.fact.fact, one.state) for one in await entries(night, order)] == [
        ("accepted", "holds"), ("arrived", "corrected"), ("arrived", "void"),
    ]  # fmt: skip
    (event,) = night.recorded("fact_corrected")
    assert (event.data["was"], event.data["void"], event.data["corrects"]) == ("arrived", True, wrong)
    assert event.actor == night.officer.id
    lines = [line.says.zh for line in (await night.card(incident)).log]
    assert any("到场" in line and "代录" in line for line in lines), "the first line stays"
    assert any(line.startswith("更正") and "听错, 是T09到场" in line for line in lines)
    await night.says("T06", order, "arrived")
    assert (await night.force(order)).state == "arrived"


async def test_a_number_a_time_and_a_kind_are_corrected(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.system.advance(seconds=30)
    await night.says("T06", order, "accepted", people=8, minutes=9)
    answer = await night.do(
        "correct_fact", order=order, entry=await entry(night, order, "accepted"), people=6, why="少报"
    )
    (fact,) = (await night.force(order)).facts
    assert (fact.people, fact.minutes, fact.why) == (6, 9, "少报")
    at = "2026-11-22T03:12:10+08:00"
    await night.do("correct_fact", order=order, entry=answer["entry"], kind="moving", at=at, why="说的是已出发")
    (fact,) = (await night.force(order)).facts
    assert (fact.fact, fact.people) == ("moving", None)
    assert fact.at.isoformat().startswith("2026-11-21T19:12:10")
    assert (await night.force(order)).state == "moving"


async def test_what_cannot_be_corrected_and_why(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.delivered("T06", "incidents.ordered", order)
    await night.says("T06", order, "arrived", people=8)
    await night.says("T06", order, "controlled")
    arrived = await entry(night, order, "arrived")

    async def refused(code: str, **payload: object) -> None:
        with pytest.raises((Conflict, Invalid, Missing)) as error:
            await night.do("correct_fact", order=order, **{"why": "x", **payload})
        assert error.value.code == code

    await refused("no_entry", entry="nothing", void=True)
    await refused("said_by_device", entry=await entry(night, order, "delivered"), void=True)
    await refused("correction_refused", entry=arrived, void=True, why="")
    await refused("correction_refused", entry=arrived, at="2026-11-23T00:00:00+08:00")
    await refused("others_stand_on_it", entry=arrived, void=True)
    await refused("nothing_changed", entry=arrived)
    await refused("receipt_refused", entry=arrived, kind="unable")
    with pytest.raises(Forbidden):
        await night.do("correct_fact", night.device("T06"), order=order, entry=arrived, void=True, why="x")
    assert len(await entries(night, order)) == 3


async def test_ready_was_wrong_so_the_order_lives_again_unless_the_team_has_another(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.says("T06", order, "accepted")
    await night.says("T06", order, "returning")
    await night.says("T06", order, "ready")
    assert not (await night.force(order)).open
    await night.do("correct_fact", order=order, entry=await entry(night, order, "ready"), void=True, why="还没到站")
    force = await night.force(order)
    assert (force.state, force.open) == ("returning", True)
    await night.says("T06", order, "ready")
    again = await night.dispatch(await night.report(), ("T06", "stop_leak"))
    with pytest.raises(Conflict) as busy:
        await night.do("correct_fact", order=order, entry=await entry(night, order, "ready"), void=True, why="x")
    assert busy.value.code == "team_busy"
    assert again
    assert incident


async def test_a_wrong_withdrawal_rings_again(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.says("T06", order, "arrived", people=8)
    await night.system.advance(seconds=1)
    await night.do("evacuate", incident=incident)
    await night.do("answer_for", order=order, kind="withdrawn", people=8, channel="radio", said_by="某人")
    assert not await night.queue("withdraw")
    await night.do("correct_fact", order=order, entry=await entry(night, order, "withdrawn"), void=True, why="是邻队")
    assert [item.order for item in await night.queue("withdraw")] == [order]
    await night.system.advance(seconds=40)
    assert night.steps(order) == ["leader", "channel"]


async def test_an_earlier_cry_that_is_corrected_hides_no_later_one(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.says("T06", order, "mayday")
    first = await entry(night, order, "mayday")
    (item,) = await night.queue("mayday")
    await night.do("acknowledge", incident=incident, item=item.id)
    await night.system.advance(seconds=5)
    await night.says("T06", order, "mayday")
    await night.do("correct_fact", order=order, entry=first, void=True, why="误触")
    assert len(await night.queue("mayday")) == 1
