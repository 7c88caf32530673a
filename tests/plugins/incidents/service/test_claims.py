"""Telephones that ring, and two officers: nothing leaves the queue by itself, nobody writes the same call twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fengsui.access.policy import Actor
from fengsui.errors import Conflict

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


def exchange(night: Night) -> Actor:
    return night.system.actor("intake_machine", name="device:PBX")


async def ring(night: Night, key: str, state: str) -> str:
    answer = await night.do("ring", exchange(night), key=key, state=state, phone="021-00000110", line="2")
    return str(answer["call"])


async def words(night: Night) -> list[str]:
    return [item.says.zh for item in (await night.board()).queue if item.kind == "call"]


@pytest.mark.both_engines
async def test_a_ringing_line_is_missed_and_stays(night: Night) -> None:
    call = await ring(night, "1", "ringing")
    assert await words(night) == ["值班电话 振铃 2"]
    assert await ring(night, "1", "ringing") == call
    await night.system.advance(seconds=61)
    assert await words(night) == ["值班电话 未接, 须回拨 2"]
    assert [event.data["ring"] for event in night.recorded("call_rung")] == ["ringing", "missed"]
    await night.system.advance(seconds=3600, step=60)
    assert await words(night) == ["值班电话 未接, 须回拨 2"], "it waits until somebody takes it"
    assert (await night.board()).queue[0].phone == "021-00000110"


async def test_the_exchange_says_answered_or_missed_itself(night: Night) -> None:
    await ring(night, "1", "ringing")
    await ring(night, "1", "answered")
    await ring(night, "2", "missed")
    assert sorted(await words(night)) == ["值班电话", "值班电话 未接, 须回拨 2"]
    await night.system.advance(seconds=120, step=5)
    assert len(night.recorded("call_rung", ring="missed")) == 1


async def test_a_missed_call_over_a_restart(nights: Begin, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with nights(data=tmp_path / "data") as night:
        await ring(night, "1", "waiting")
        now = night.system.clock.now()
    from datetime import timedelta

    async with nights(data=tmp_path / "data", now=now + timedelta(hours=1)) as night:
        await night.system.advance(seconds=2)
        assert await words(night) == ["值班电话 未接, 须回拨 2"]


async def test_two_officers_and_one_call(night: Night) -> None:
    other = night.system.actor("duty_officer", name="陈静")
    call = await ring(night, "1", "ringing")
    await night.do("claim_call", call=call)
    assert await words(night) == ["值班电话 [王磊记录中]"]
    assert (await night.board()).queue[0].due is not None
    for command, payload in (
        ("claim_call", {}),
        ("close_call", {"outcome": "log_only"}),
        ("transfer_call", {"to": "water"}),
        ("merge_call", {"incident": await night.report()}),
        ("report", {}),
    ):
        with pytest.raises(Conflict) as refused:
            await night.do(command, other, call=call, **payload)
        assert refused.value.code == "call_claimed"
    await night.do("note_call", other, call=call, text="我也听到了")
    await night.do("claim_call", other, call=call, take_over=True)
    assert night.recorded("call_claimed")[-1].data["from_actor"] == "user:王磊"
    await night.do("close_call", other, call=call, outcome="log_only")


async def test_a_claim_that_goes_stale_is_anybodys(night: Night) -> None:
    other = night.system.actor("duty_officer", name="陈静")
    call = (await night.do("take_call", source="duty_phone", text="氨", claim=True))["call"]
    await night.system.advance(seconds=100, step=20)
    await night.do("note_call", call=call, text="还在漏")
    await night.system.advance(seconds=100, step=20)
    with pytest.raises(Conflict):
        await night.do("claim_call", other, call=call)
    await night.system.advance(seconds=21, step=3)
    await night.do("claim_call", other, call=call)
    await night.do("release_call", other, call=call)
    assert (await night.show("calls"))[0].claimed_name == ""
