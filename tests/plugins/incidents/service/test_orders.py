"""An order's life: own answers only, in any sequence, changed, taken back, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, FengsuiError, Forbidden, Invalid, Missing

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def test_another_teams_order_is_one_that_does_not_exist(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    answers: list[FengsuiError] = []
    for order in (sent["T06"], "PT1122-01-99"):
        for attempt in (
            night.do("receipt", night.device("T09"), order=order, kind="accepted"),
            night.show("order", night.device("T09"), order=order),
        ):
            with pytest.raises(Missing) as error:
                await attempt
            answers.append(error.value)
    assert {(error.code, error.message) for error in answers} == {("no_order", "There is no order {order}.")}
    assert not night.recorded("fact_recorded")
    assert await night.show("my_orders", night.device("T09")) == ()
    assert [view.order for view in await night.show("my_orders", night.device("T06"))] == [sent["T06"]]


async def test_a_device_may_do_nothing_but_answer(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    for command, payload in (
        ("dispatch", {"incident": incident, "authority": "x"}),
        ("answer_for", {"order": sent["T06"], "kind": "accepted", "channel": "phone", "said_by": "x"}),
        ("close", {"incident": incident}),
    ):
        with pytest.raises(Forbidden):
            await night.do(command, night.device("T06"), **payload)
    with pytest.raises(Forbidden):
        await night.show("board", night.device("T06"))


async def test_an_officer_does_not_answer_as_if_he_were_the_team(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    with pytest.raises(Forbidden):
        await night.do("receipt", order=sent["T06"], kind="accepted")


async def test_facts_come_in_any_order_and_once(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    order = sent["T06"]
    await night.says("T06", order, "arrived")
    await night.says("T06", order, "accepted", people=8)
    await night.delivered("T06", "incidents.ordered", order)
    await night.delivered("T06", "incidents.ordered", order)
    again = await night.says("T06", order, "arrived")
    assert not again["recorded"]
    force = await night.force(order)
    assert force.state == "arrived"
    assert sorted(fact.fact for fact in force.facts) == ["accepted", "arrived", "delivered"]
    assert len(night.recorded("fact_recorded", fact="delivered")) == 1


async def test_delivery_to_somebody_else_is_no_fact(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    await night.delivered("T09", "incidents.ordered", sent["T06"])
    await night.delivered("T06", "incidents.ordered", "PT1122-01-99")
    await night.delivered("T06", "drills.started", sent["T06"])
    assert not night.recorded("fact_recorded")


async def test_unable_needs_its_reason_and_reaches_the_leader(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    with pytest.raises(Invalid):
        await night.says("T06", sent["T06"], "unable")
    with pytest.raises(Conflict, match="may not decline"):
        await night.says("T06", sent["T06"], "declined")
    await night.says("T06", sent["T06"], "unable", reason="vehicle")
    (told,) = night.recorded("escalated", order=sent["T06"])
    assert told.data["step"] == "leader"
    await night.system.advance(seconds=1)
    kinds = {item.kind for item in (await night.board()).queue}
    assert {"unable", "uncovered"} <= kinds


async def test_volunteers_may_decline(night: Night) -> None:
    _, sent = await night.out(("T38", "water"))
    assert (await night.says("T38", sent["T38"], "declined"))["finished"]
    assert not night.recorded("escalated")


async def test_a_mayday_comes_first(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "mayday")
    assert (await night.board()).queue[0].kind == "mayday"
    assert night.recorded("escalated", step="leader")


async def test_what_was_said_later_than_now_is_refused(night: Night) -> None:
    _, sent = await night.out(("T06", "stop_leak"))
    with pytest.raises(Invalid):
        await night.do("answer_for", order=sent["T06"], kind="accepted", channel="phone", said_by="x",
                       said_at="2026-11-22T05:00:00+08:00")  # fmt: skip
    await night.do("answer_for", order=sent["T06"], kind="accepted", channel="phone", said_by="x",
                   said_at="2026-11-22T03:10:00+08:00")  # fmt: skip
    (fact,) = night.recorded("fact_recorded")
    assert fact.data["said_at"].startswith("2026-11-21T19:10:00")
    assert fact.at > (await night.force(sent["T06"])).facts[0].at


async def test_a_change_is_acknowledged_again(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted", people=8)
    await night.system.advance(seconds=1)
    changed = await night.do("change_order", incident=incident, what="集结改真南路", rendezvous="真南路口")
    assert changed["told"] == (sent["T06"],)
    (event,) = night.recorded("changed")
    assert event.data["change"] == 1
    assert event.data["alert"]["rendezvous"]["zh"] == "真南路口"
    assert not (await night.force(sent["T06"])).change_acknowledged
    await night.says("T06", sent["T06"], "accepted")
    assert (await night.force(sent["T06"])).change_acknowledged
    assert night.recorded("fact_recorded")[-1].data["change"] == 1
    (view,) = await night.show("my_orders", night.device("T06"))
    assert view.change == 1


async def test_a_wind_that_turns_tells_those_who_accepted(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    await night.says("T06", sent["T06"], "accepted")
    small = await night.do("set_wind", incident=incident, wind={"from_degrees": 60, "speed": 2})
    assert not small["turned"]
    far = await night.do("set_wind", incident=incident, wind={"from_degrees": 200, "speed": 2})
    assert far["told"] == (sent["T06"],)


async def test_a_stand_down_is_an_order_with_its_answer(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    await night.says("T06", sent["T06"], "accepted")
    await night.says("T06", sent["T06"], "moving")
    await night.system.advance(seconds=1)
    with pytest.raises(Conflict) as error:
        await night.do("stand_down", incident=incident, orders=[sent["T09"], "PT1122-01-77"], reason="误报")
    assert error.value.faults[0].path == "orders.1"
    await night.do("stand_down", incident=incident, orders=[sent["T06"]], reason="误报(到场确认)")
    (event,) = night.recorded("stood_down")
    assert event.need == "accept"
    assert (await night.force(sent["T06"])).state == "recalled"
    await night.says("T06", sent["T06"], "returning")
    await night.says("T06", sent["T06"], "ready")
    force = await night.force(sent["T06"])
    assert (force.state, force.open) == ("ready", False)
    assert (await night.force(sent["T09"])).open


async def test_an_evacuation_reaches_everybody_and_calls_the_roll(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    moving = await night.do("force_moving", incident=incident, team="T01", authority="119")
    await night.says("T06", sent["T06"], "arrived")
    await night.system.advance(seconds=1)
    told = await night.do("evacuate", incident=incident)
    assert set(told["orders"]) == {sent["T06"], sent["T09"], moving["order"]}
    assert len(night.recorded("evacuation_ordered")) == 3
    assert any(event.data["team"] == "T01" for event in night.recorded("card_sent"))
    lines = [line.says.zh for line in (await night.card(incident)).log if "紧急撤离" in line.says.zh]
    assert len(lines) == len(set(lines)) == 3, "one line a force, also where a card is read out"
    await night.says("T06", sent["T06"], "withdrawn", people=8)
    await night.system.advance(seconds=60)
    missing = {item.order for item in (await night.board()).queue if item.kind == "withdraw"}
    assert moving["order"] in missing
    assert sent["T06"] not in missing
    assert night.recorded("escalated", order=moving["order"])


async def test_a_street_answers_its_notice_and_sees_its_own_division_only(night: Night) -> None:
    incident = await night.report()
    sent = await night.dispatch(incident, cards=["street", "police"])
    here = night.system.actor("street_duty", name="liumin", labels=["duty:310107103"], area="310107103")
    there = night.system.actor("street_duty", name="zhao", labels=["duty:310107005"], area="310107005")
    assert [row.id for row in (await night.show("board", here)).incidents] == [incident]
    assert (await night.show("board", there)).incidents == ()
    with pytest.raises(Missing):
        await night.show("incident", there, incident=incident)
    with pytest.raises(Missing):
        await night.do("receipt", there, order=sent["street"], kind="accepted")
    with pytest.raises(Missing):
        await night.do("receipt", here, order=sent["police"], kind="accepted")
    assert (await night.do("receipt", here, order=sent["street"], kind="accepted"))["recorded"]


async def test_a_broadcast_is_one_event_for_a_division(night: Night) -> None:
    await night.do("broadcast", division="310107", text="关窗")
    (event,) = night.recorded("broadcast")
    assert "area:310107" in event.labels


async def test_a_station_in_danger_is_told_to_withdraw_before_any_task(night: Night) -> None:
    incident = await night.report()
    night.system.connect("team:T24")
    with pytest.raises(Invalid):
        await night.do("withdraw_first", incident=incident, teams=["T24", "T99"])
    (order,) = (await night.do("withdraw_first", incident=incident, teams=["T24"]))["orders"]
    assert not night.recorded("ordered")
    assert (await night.force(order)).state == "evacuating"
    await night.system.advance(seconds=1)
    await night.says("T24", order, "withdrawn", people=7)
    await night.says("T24", order, "ready")
    assert not (await night.force(order)).open
    assert await night.dispatch(incident, ("T24", "cordon"))
