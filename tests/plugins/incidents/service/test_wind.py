"""The wind turns, at once or little by little: who has accepted is told again, who lies downwind is to withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def blows(night: Night, incident: str, degrees: int) -> Any:
    return await night.do("set_wind", incident=incident, wind={"from_degrees": degrees, "speed": 2})


async def test_small_shifts_add_up_since_the_wind_that_a_team_was_told_of(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted")
    await night.system.advance(seconds=1)
    for degrees in (65, 85):
        assert (await blows(night, incident, degrees))["told"] == ()
    assert (await blows(night, incident, 95))["told"] == (sent["T06"],), "45 to 95, in steps of 20, 20 and 10"
    (event,) = night.recorded("changed")
    assert "东" in event.data["what_changed"]["zh"]
    assert not (await night.force(sent["T06"])).change_acknowledged
    assert (await blows(night, incident, 120))["told"] == (), "told of 95 a moment ago"
    assert (await blows(night, incident, 141))["told"] == (sent["T06"],)
    await night.system.advance(seconds=61)
    assert night.steps(sent["T06"]) == ["remind"], "a change is answered anew"


async def test_exactly_45_degrees_is_no_shift(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted")
    assert (await blows(night, incident, 90))["told"] == ()
    assert (await blows(night, incident, 91))["told"] == (sent["T06"],)


async def test_who_accepts_after_the_wind_has_turned_is_told_at_once(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    assert (await blows(night, incident, 200))["told"] == ()
    await night.says("T06", sent["T06"], "accepted")
    assert [event.data["order"] for event in night.recorded("changed")] == [sent["T06"]]
    await night.says("T06", sent["T06"], "accepted")
    assert len(night.recorded("changed")) == 1


async def test_the_first_wind_is_told_where_the_way_in_depends_on_it(night: Night) -> None:
    night.system.connect("team:T06")
    incident = await night.report(wind=None)
    sent = await night.dispatch(incident, ("T06", "stop_leak"))
    await night.says("T06", sent["T06"], "accepted")
    assert (await blows(night, incident, 45))["told"] == (sent["T06"],)


async def test_a_station_that_lies_downwind_now_is_to_withdraw(night: Night) -> None:
    night.system.connect("team:T07")
    incident = await night.report()
    await night.do("propose", incident=incident)
    assert not await night.queue("withdraw")
    await blows(night, incident, 220)
    await night.system.advance(seconds=1)
    (item,) = await night.queue("withdraw")
    assert item.says.zh.startswith("T07队 下风")
