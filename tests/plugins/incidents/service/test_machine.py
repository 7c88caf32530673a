"""Machine intake: once by the sender's key, once by the control centre's number; sensors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fengsui.access.policy import Actor
from fengsui.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


def machine(night: Night, name: str = "M1") -> Actor:
    return night.system.actor("intake_machine", name=f"device:{name}")


async def receive(night: Night, by: str = "M1", **payload: Any) -> Any:
    return await night.do("receive", machine(night, by), **{"source": "joint_centre", **payload})


@pytest.mark.both_engines
async def test_one_alarm_by_two_ways_is_one_record(night: Night) -> None:
    first = await receive(night, key="a", text="桐澜冷链氨泄漏", centre_number="110-2026-7", phone="021-00000110")
    again = await receive(night, key="a", text="桐澜冷链氨泄漏", centre_number="110-2026-7")
    other = await receive(night, "M2", key="z", source="city_operations", text="两人失联", centre_number="110-2026-7",
                          lat=31.277, lon=121.356)  # fmt: skip
    phone = await night.do("take_call", source="joint_centre", number="110-2026-7", text="氨")
    assert {first["call"], again["call"], other["call"], phone["call"]} == {"C1122-0001"}
    assert [again["by"], other["by"]] == ["key", "centre_number"]
    assert len(night.recorded("call_taken")) == 1
    (row,) = await night.show("calls")
    assert row.text == "桐澜冷链氨泄漏\n两人失联\n氨", "only whole lines are the same words"
    assert (row.number, row.phone) == ("110-2026-7", "021-00000110")
    third = await receive(night, "M2", key="a", text="另一件")
    assert third["call"] == "C1122-0002", "a key is the sender's own"


async def test_the_number_that_an_officer_typed_is_known_to_the_machine_after_him(night: Night) -> None:
    taken = await night.do("take_call", source="joint_centre", number="110-9", text="氨")
    assert (await receive(night, key="k", text="氨泄漏", centre_number="110-9"))["call"] == taken["call"]


async def test_what_a_repetition_brings_anew_is_never_put_where_nobody_looks(night: Night) -> None:
    """A call that was put aside or handed on waits again; the same words once more change nothing."""
    first = (await receive(night, key="a", text="没有起火\n真光路异味", centre_number="110-1"))["call"]
    await night.do("close_call", call=first, outcome="log_only")
    same = await receive(night, key="a2", text="真光路异味", centre_number="110-1")
    assert (same["call"], same["state"]) == (first, "closed")
    more = await receive(night, key="b", text="真光路异味\n起火", centre_number="110-1")
    assert (more["call"], more["state"]) == (first, "open")
    assert [(row.id, row.text) for row in (await night.board()).calls] == [(first, "没有起火\n真光路异味\n起火")]
    assert night.recorded("call_reopened", call=first)

    await night.do("transfer_call", call=first, to="fire", said_by="119 值班员")
    again = await night.do("take_call", source="joint_centre", number="110-1", text="有人被困")
    assert again == {"call": first, "known": True, "state": "open", "incident": None}
    assert [item.call for item in (await night.board()).queue if item.kind == "call"] == [first]


async def test_an_alarm_after_its_incident_was_closed_is_a_call_of_its_own(night: Night) -> None:
    first = (await receive(night, key="a", text="真光路异味", centre_number="110-1"))["call"]
    incident = await night.report(call=first)
    found = await night.do("find_false", incident=incident, kind="false_report", found_by="门卫")
    await night.do("confirm_false", night.leader, finding=found["finding"])
    await night.do("close", incident=incident, outcome="false_report")
    assert (await receive(night, key="a", text="真光路异味", centre_number="110-1"))["call"] == first
    later = await receive(night, key="b", text="真光路爆炸", centre_number="110-1")
    assert (later["known"], later["state"]) == (False, "open")
    assert later["call"] != first
    third = await receive(night, key="c", text="死亡1人", centre_number="110-1")
    assert third["call"] == later["call"], "the number names the later call from now on"
    assert [row.text for row in (await night.board()).calls] == ["真光路爆炸\n死亡1人"]


async def test_a_ticket_that_is_reported_again_is_triaged_again(night: Night) -> None:
    first = (await receive(night, key="a", source="hotline_12345", text="仓库堆放油桶", centre_number="45-9"))["call"]
    clerk = night.system.actor("ticket_officer", name="user:钱")
    ticket = (await night.do("file_ticket", clerk, call=first))["ticket"]
    await night.do("triage_ticket", clerk, ticket=ticket, kind="report", owner="执法队")
    await night.do("move_ticket", clerk, ticket=ticket, to="verifying")
    await receive(night, key="b", source="hotline_12345", text="油桶在漏", centre_number="45-9")
    (row,) = await night.show("tickets", clerk)
    assert (row.state, row.owner, row.text) == ("received", "执法队", "仓库堆放油桶\n油桶在漏")
    assert row.deadline == night.system.clock.now() + timedelta(minutes=30)


async def test_a_number_of_the_centre_and_a_number_of_the_sender_do_not_meet(night: Night) -> None:
    own = await night.do("take_call", source="street", number="7", text="街道七号单")
    other = await receive(night, key="b", source="street", text="联动中心七号警情", centre_number="7")
    assert own["call"] != other["call"]
    assert (await night.do("take_call", source="street", number="7", text="街道七号单"))["call"] == own["call"]


async def test_every_fault_of_a_message_at_once(night: Night) -> None:
    with pytest.raises(Invalid) as refused:
        await receive(night, key="x", source="sensor", lat=31.2, occurred_at="2027-01-01T00:00:00Z")
    assert {(fault.path, fault.code) for fault in refused.value.faults} == {
        ("lon", "half_a_point"), ("occurred_at", "time_in_future"), ("reading", "reading_needed"),
        ("text", "nothing_said"),
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        await receive(night, key="", source="mars", colour="red")
    assert {fault.path for fault in refused.value.faults} == {"key", "source", "colour"}
    with pytest.raises(Invalid) as refused:
        await receive(night, key="y", source="sensor", reading={"sensor": "S", "quantity": "水位", "value": 3})
    assert [fault.code for fault in refused.value.faults] == ["threshold_needed"]


async def test_only_a_machine_may(night: Night) -> None:
    for who in (night.officer, night.device("T06"), night.system.actor("public_form", name="device:W")):
        with pytest.raises(Forbidden):
            await night.do("receive", who, key="1", source="joint_centre", text="x")
    with pytest.raises(Forbidden):
        await night.show("calls", machine(night))


async def test_when_it_happened_goes_with_the_call(night: Night) -> None:
    made = await receive(night, key="1", text="tlll an", occurred_at="2026-11-21T18:00:00Z")
    incident = await night.report(call=made["call"])

    def occurred(reading: Any) -> Any:
        from sqlalchemy import select

        from fengsui_incidents.tables import incidents

        return reading.connection.execute(select(incidents.c.occurred_at).where(incidents.c.id == incident)).scalar()

    assert (await night.system.read(occurred)).hour == 18


async def test_a_sensor_that_alarms_for_an_hour_is_one_call(night: Night) -> None:
    def reading(value: float, **more: Any) -> dict[str, Any]:
        return {"sensor": "S-12", "quantity": "氨", "value": value, "unit": "ppm", **more}

    low = await receive(night, key="0", source="sensor", reading=reading(10))
    assert low == {"call": None, "known": False, "alarm": False}
    for number in range(1, 121):
        await receive(night, key=f"{number}", source="sensor", reading=reading(40))
        await night.system.advance(seconds=5, step=5)
    (row,) = await night.show("calls")
    assert (row.repeats, row.text) == (120, "S-12 氨 40 ppm (阈值 25 ppm)")
    assert 1 <= len(night.recorded("call_repeated")) <= 2, "told every five minutes, not at each reading"
    incident = await night.report(call=row.id)
    await receive(night, key="worse", source="sensor", reading=reading(400))
    assert night.recorded("call_repeated")[-1].data == {"call": row.id, "repeats": 121, "worst": 400.0}
    assert any("400 ppm" in line.says.zh for line in await night.show("log", incident=incident))
    (news,) = [item for item in (await night.board()).queue if item.kind == "news"]
    assert "400 ppm" in news.says.zh
    await receive(night, key="over", source="sensor", reading=reading(3, cleared=True))
    assert "恢复正常" in (await night.show("calls", state="incident"))[0].text
    await night.system.advance(seconds=1900, step=100)
    later = await receive(night, key="later", source="sensor", reading=reading(40))
    assert later["call"] != row.id
    assert len(night.recorded("call_taken")) == 2


async def test_a_sensors_words_are_never_lost_and_its_numbers_do_not_flood(night: Night) -> None:
    async def told(key: str, value: float, text: str) -> str:
        reading = {"sensor": "S-12", "quantity": "氨", "value": value, "unit": "ppm", "threshold": 25}
        return str((await receive(night, key=key, source="sensor", reading=reading, text=text))["call"])

    call = await told("a", 40, "1区报警 40ppm")
    for number in range(5):
        assert await told(f"b{number}", 40, f"1区报警 4{number}ppm") == call
    assert await told("c", 40, "风机已停") == call
    assert (await night.board()).calls[0].text.splitlines()[1:] == ["1区报警 40ppm", "风机已停"]
    assert await told("d", 400, "3区报警 400ppm") == call
    assert (await night.board()).calls[0].text.endswith("3区报警 400ppm"), "told of: its numbers too"
