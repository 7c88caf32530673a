"""What is not ours: handed on with a deadline; refused or silent, it is back on top."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import NIGHT

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Begin, Night


async def flooded(night: Night) -> str:
    return str((await night.do("take_call", source="duty_phone", text="真北路下立交积水", phone="139"))["call"])


async def top(night: Night) -> str:
    (item,) = [one for one in (await night.board()).queue if one.kind == "transfer"]
    assert (await night.board()).queue[0] == item, "on top"
    return item.says.zh


async def test_the_water_authority_takes_it(night: Night) -> None:
    call = await flooded(night)
    proposed = (await night.show("receivers", call=call))[0]
    assert (proposed.key, proposed.because, proposed.within_minutes) == ("water", "积水", 10)
    sent = await night.do("transfer_call", call=call, to=proposed.key)
    assert sent["receipt_by"] == NIGHT + timedelta(minutes=10)
    assert (await night.board()).calls == ()
    event = night.recorded("transferred")[0]
    assert "receiver:water" in event.labels
    assert (event.need, event.due) == ("accept", sent["receipt_by"])
    water = night.system.actor("transfer_receiver", name="device:WATER", labels=["receiver:water"])
    await night.do("answer_transfer", water, transfer=sent["transfer"], answer="accepted")
    await night.system.advance(seconds=1200, step=60)
    assert not [one for one in (await night.board()).queue if one.kind == "transfer"]
    (row,) = await night.show("transfers", state="all")
    assert (row.state, row.call) == ("accepted", call)
    with pytest.raises(Conflict):
        await night.do("transfer_call", call=call, to="power")


async def test_silent_it_comes_back_once_and_may_go_to_another(night: Night) -> None:
    call = await flooded(night)
    sent = await night.do("transfer_call", call=call, to="water")
    await night.system.advance(seconds=599, step=599)
    assert not [one for one in (await night.board()).queue if one.kind == "transfer"]
    await night.system.advance(seconds=2, step=1)
    assert await top(night) == f"{call} 水务 未签收 真北路下立交积水"
    await night.system.advance(seconds=600, step=60)
    assert len(night.recorded("transfer_silent")) == 1
    await night.do("transfer_call", call=call, to="某街道", said_by="刘敏")
    assert not [one for one in (await night.board()).queue if one.kind == "transfer"]
    with pytest.raises(Conflict):
        await night.do("answer_transfer", transfer=sent["transfer"], answer="accepted", said_by="x")


async def test_who_had_it_hears_that_it_is_his_no_more(night: Night) -> None:
    call = await flooded(night)
    first = await night.do("transfer_call", call=call, to="water")
    await night.do("transfer_call", call=call, to="water")
    assert night.recorded("transfer_withdrawn") == [], "it is still his, by the new transfer"
    assert ["receiver:water" in event.labels for event in night.recorded("transferred")] == [True, True]
    second = (await night.show("transfers", state="open"))[0].id
    await night.do("transfer_call", call=call, to="power")
    (gone,) = night.recorded("transfer_withdrawn")
    assert gone.data == {"transfer": second, "call": call, "ticket": "", "receiver": "water"}
    assert second != first
    assert set(gone.labels) == {"centre", "receiver:water"}
    await night.do("answer_transfer", transfer=(await night.show("transfers", state="open"))[0].id, answer="accepted",
                   said_by="值班员")  # fmt: skip
    await night.do("reopen_call", call=call, reason="自行处置")
    assert [event.data["receiver"] for event in night.recorded("transfer_withdrawn") if event.data] == [
        "water",
        "power",
    ]


async def test_refused_it_is_on_top_with_the_reason(night: Night) -> None:
    call = await flooded(night)
    sent = await night.do("transfer_call", call=call, to="water")
    with pytest.raises(Invalid) as refused:
        await night.do("answer_transfer", transfer=sent["transfer"], answer="refused")
    assert {fault.code for fault in refused.value.faults} == {"said_by_needed", "reason_needed"}
    await night.do("answer_transfer", transfer=sent["transfer"], answer="refused", reason="非管辖路段", said_by="李")
    assert "水务 拒收: 非管辖路段" in await top(night)
    await night.do("reopen_call", call=call, reason="自行处置")
    assert [row.id for row in (await night.board()).calls] == [call]
    assert not [one for one in (await night.board()).queue if one.kind == "transfer"]
    assert night.recorded("transfer_withdrawn") == [], "who gave it back knows"


async def test_the_silence_of_a_receiver_outlasts_a_restart(nights: Begin, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with nights(data=tmp_path / "data") as night:
        await night.do("transfer_call", call=await flooded(night), to="water")
    async with nights(data=tmp_path / "data", now=NIGHT + timedelta(hours=2)) as night:
        await night.system.advance(seconds=2)
        assert "未签收" in await top(night)


async def test_one_receiver_cannot_answer_for_another(night: Night) -> None:
    sent = await night.do("transfer_call", call=await flooded(night), to="water")
    power = night.system.actor("transfer_receiver", name="device:POWER", labels=["receiver:power"])
    with pytest.raises(Forbidden):
        await night.do("answer_transfer", power, transfer=sent["transfer"], answer="accepted")
    with pytest.raises(Missing):
        await night.do("answer_transfer", transfer="Z0", answer="accepted", said_by="x")
