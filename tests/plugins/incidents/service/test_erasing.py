"""What is destroyed of callers once the incident is over, and what of its record stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.engines import tables_that_say

from fengsui.access.policy import Actor
from fengsui.errors import Conflict, Missing
from fengsui.hooks import Reading

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

LAW = {"basis": "突发事件应对法 art 85", "reason": "处置已结束"}
PERSON = "陈某某"
PHONE = "13900001234"


async def _closed(night: Night) -> tuple[str, str]:
    call = (await night.do("take_call", source="duty_phone", phone=PHONE, text=f"氨 {PERSON} 报"))["call"]
    incident = await night.report(call=call)
    other = (await night.do("take_call", source="hotline_12345", text=f"{PERSON} 又报氨味"))["call"]
    await night.do("merge_call", call=other, incident=incident)
    await night.do("note_call", call=call, text=f"{PERSON} 昏倒")
    await night.do("note", incident=incident, text=f"{PERSON} 送医")
    with pytest.raises(Conflict):
        await night.system.execute("core.erase", {**LAW, "kind": "incidents.call", "thing": call}, _root(night))
    await night.do("confirm_level", night.leader, incident=incident, level="IV")
    for task in (await night.card(incident)).tasks:
        await night.do("do_task", incident=incident, task=task.id)
    await night.do("control", incident=incident)
    await night.do("end_response", night.leader, incident=incident, reason="误报")
    await night.do("close", incident=incident)
    return call, incident


def _root(night: Night) -> Actor:
    return night.system.actor("administrator", name="root1")


def _holds(reading: Reading, said: str) -> list[str]:
    return tables_that_say(reading.connection, said)


@pytest.mark.both_engines
async def test_nothing_of_the_callers_is_left_and_the_record_stands(night: Night) -> None:
    _, incident = await _closed(night)
    assert await night.system.read(lambda r: _holds(r, PERSON)) == [
        "core_journal_data",
        "incidents_calls",
        "incidents_log",
    ]
    before = [line.topic for line in await night.show("timeline", incident=incident)]
    await night.system.execute("core.erase", {**LAW, "kind": "incidents.incident", "thing": incident}, _root(night))
    for said in (PERSON, PHONE):
        assert await night.system.read(lambda r, said=said: _holds(r, said)) == []  # type: ignore[misc]
    assert [line.topic for line in await night.show("timeline", incident=incident)] == before
    assert [row.text for row in await night.show("calls", state="all")] == ["", ""]
    verdict = await night.system.show("core.verify", {}, night.system.actor("auditor"))
    assert (verdict.whole, verdict.erased) == (True, 17)


async def test_one_call_alone(night: Night) -> None:
    call, incident = await _closed(night)
    await night.system.execute("core.erase", {**LAW, "kind": "incidents.call", "thing": call}, _root(night))
    assert await night.system.read(lambda r: _holds(r, PHONE)) == []
    lines = [line.says.zh for line in await night.show("timeline", incident=incident)]
    assert f"来电 {call} (依法删除)" in lines
    assert sum(PERSON in line for line in lines) == 2


async def test_a_call_that_waits_or_is_not_there(night: Night) -> None:
    call = (await night.do("take_call", source="duty_phone", text="氨"))["call"]
    with pytest.raises(Conflict):
        await night.system.execute("core.erase", {**LAW, "kind": "incidents.call", "thing": call}, _root(night))
    for kind in ("call", "incident"):
        with pytest.raises(Missing):
            await night.system.execute("core.erase", {**LAW, "kind": f"incidents.{kind}", "thing": "x"}, _root(night))
