"""点名: who is out, with how many, who is missing; the alarm goes on until the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fengsui_channels.api import MockGateway
from fengsui_incidents.api.entries import RollCall

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


async def roll(night: Night, incident: str) -> RollCall:
    answer = await night.show("roll_call", incident=incident)
    assert isinstance(answer, RollCall)
    return answer


async def test_the_roll_is_called_force_by_force(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"), ("T24", "cordon"))
    assert (await roll(night, incident)).rows == ()
    await night.says("T06", sent["T06"], "accepted", people=8)
    await night.says("T09", sent["T09"], "arrived", people=12)
    await night.says("T24", sent["T24"], "accepted")
    await night.system.advance(seconds=60)
    await night.do("evacuate", incident=incident)
    await night.says("T06", sent["T06"], "withdrawn", people=6)
    await night.says("T09", sent["T09"], "withdrawn", people=12)
    called = await roll(night, incident)
    assert [(row.team, row.went_in, row.came_out, row.missing) for row in called.rows] == [
        ("T24", None, None, None), ("T06", 8, 6, 2), ("T09", 12, 12, 0),
    ]  # fmt: skip
    assert (called.went_in, called.came_out, called.missing, called.unknown, called.open) == (20, 18, 2, 1, 1)
    assert not called.rows[0].overdue
    first, second = (await night.board()).queue[:2]
    assert (first.kind, first.order, first.life) == ("missing", sent["T06"], True)
    assert first.says.zh == "T06队 点名缺2人: 进8"
    assert second.kind == "withdraw"
    await night.system.advance(seconds=31)
    assert (await roll(night, incident)).rows[0].overdue
    assert night.steps(sent["T24"])[-1] == "leader"


async def test_the_two_who_were_missing_are_found(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted", people=8)
    await night.system.advance(seconds=1)
    await night.do("evacuate", incident=incident)
    await night.says("T06", sent["T06"], "withdrawn", people=6)
    (view,) = [one for one in await night.show("facts", order=sent["T06"]) if one.fact.fact == "withdrawn"]
    await night.do("correct_fact", order=sent["T06"], entry=view.fact.id, people=8, why="2人从北门撤出")
    assert not await night.queue("missing")
    assert (await roll(night, incident)).missing == 0


async def test_nothing_but_an_answer_ends_it(nights: Begin) -> None:
    gateway = MockGateway()
    async with nights(gateway=gateway) as night:
        incident = await night.report()
        sent = await night.dispatch(incident, ("T33", "cordon"))
        await night.do("answer_for", order=sent["T33"], kind="arrived", channel="radio", said_by="队长", people=14)
        await night.system.advance(seconds=1)
        await night.do("evacuate", incident=incident)
        await night.do("stand_down", incident=incident, reason="换令")
        await night.do("change_order", incident=incident, what="集结改真南路")
        await night.system.advance(seconds=200, step=2)
        calls = [one.kind for one in gateway.sent.values() if "紧急撤离" in one.text]
        assert calls == ["sms", "voice", "sms", "voice", "sms", "voice"], "the channels begin anew each minute"
        assert [item.order for item in await night.queue("withdraw")] == [sent["T33"]]
        await night.do("answer_for", order=sent["T33"], kind="withdrawn", people=14, channel="phone", said_by="队长")
        await night.system.advance(seconds=200, step=5)
        assert len([one for one in gateway.sent.values() if "紧急撤离" in one.text]) == len(calls)


async def test_a_second_evacuation_is_answered_anew(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "arrived", people=8)
    for _ in range(2):
        await night.system.advance(seconds=5)
        await night.do("evacuate", incident=incident)
        assert (await roll(night, incident)).open == 1
        await night.system.advance(seconds=5)
        await night.says("T06", sent["T06"], "withdrawn", people=8)
        assert (await roll(night, incident)).open == 0
