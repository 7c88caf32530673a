"""A false report: found by a named person, confirmed by the leader; forces recalled, the number kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from fengsui.errors import Conflict, Forbidden, Invalid

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night


async def test_found_on_scene_and_confirmed_the_forces_turn_back(night: Night) -> None:
    incident, sent = await night.out(("T06", "stop_leak"), ("T09", "water"))
    await night.says("T06", sent["T06"], "accepted")
    await night.says("T06", sent["T06"], "moving")
    found = await night.do("find_false", incident=incident, kind="false_report", found_by="石泉队 刘队长", note="蒸汽")
    assert not night.recorded("stood_down"), "nobody turns back before the leader has decided"
    (item,) = [one for one in (await night.board()).queue if one.kind == "false"]
    assert (item.subject, item.incident) == (found["finding"], incident)
    with pytest.raises(Conflict):
        await night.do("find_false", incident=incident, kind="hoax", found_by="x")
    with pytest.raises(Forbidden):
        await night.do("confirm_false", finding=found["finding"])
    decided = await night.do("confirm_false", night.leader, finding=found["finding"])
    assert decided["recalled"] == [sent["T06"], sent["T09"]]
    assert [event.data["reason"]["zh"] for event in night.recorded("stood_down")] == ["误报(到场确认)"] * 2
    assert night.recorded("false_decided", incident=incident, kind="false_report", decision="confirmed")
    card = await night.card(incident)
    assert card.state == "ended"
    assert all(task.done_at is not None for task in card.tasks)
    with pytest.raises(Conflict) as refused:
        await night.do("close", incident=incident)
    assert {fault.code for fault in refused.value.faults} == {"order_open"}, "not before they are back"
    for team in ("T06", "T09"):
        await night.says(team, sent[team], "returning")
        await night.says(team, sent[team], "ready")
    closed = await night.do("close", incident=incident)
    assert closed["outcome"] == "false_report"
    assert night.recorded("closed")[-1].data["outcome"] == "false_report"


async def test_true_after_all_it_runs_again_under_its_number(night: Night) -> None:
    incident, _ = await night.out(("T06", "stop_leak"))
    found = await night.do("find_false", incident=incident, kind="hoax", found_by="民警", where="elsewhere")
    await night.do("confirm_false_for", finding=found["finding"], said_by="周建国")
    open_tasks = [task.id for task in (await night.card(incident)).tasks if task.result == "void"]
    assert open_tasks
    await night.do("reopen", incident=incident, reason="又报一人昏倒")
    card = await night.card(incident)
    assert (card.id, card.state, card.ended_at) == (incident, "open", None)
    assert [task.id for task in card.tasks if task.done_at is None] == open_tasks
    assert night.recorded("reopened", incident=incident, was="hoax")
    await night.do("find_false", incident=incident, kind="hoax", found_by="再次")
    with pytest.raises(Conflict):
        await night.do("reopen", incident=incident, reason="x")


async def test_the_leader_says_it_is_not_false(night: Night) -> None:
    incident, _ = await night.out(("T06", "stop_leak"))
    found = await night.do("find_false", incident=incident, kind="false_report", found_by="门卫")
    with pytest.raises(Invalid) as bare:
        await night.do("confirm_false", night.leader, finding=found["finding"], decision="refused")
    assert [fault.code for fault in bare.value.faults] == ["reason_needed"]
    await night.do("confirm_false", night.leader, finding=found["finding"], decision="refused", reason="再核")
    assert not night.recorded("stood_down")
    assert (await night.card(incident)).state == "open"
    with pytest.raises(Conflict):
        await night.do("confirm_false", night.leader, finding=found["finding"])


async def test_nobody_closes_as_false_without_the_leader(night: Night) -> None:
    incident = await night.report()
    with pytest.raises(Conflict) as refused:
        await night.do("close", incident=incident, outcome="hoax")
    assert "false_unconfirmed" in {fault.code for fault in refused.value.faults}


async def test_a_hoax_at_intake_goes_to_the_police_with_the_record(night: Night) -> None:
    call = (await night.do("take_call", source="duty_phone", phone="139", text="哈哈 炸了"))["call"]
    closed = await night.do("close_call", call=call, outcome="false_report", kind="hoax", good_faith=False)
    (item,) = [one for one in (await night.board()).queue if one.kind == "false"]
    assert item.call == call
    await night.do("confirm_false", night.leader, finding=closed["finding"])
    record = await night.show("call_record", call=call)
    whole = "".join(f"{line}\n" for line in record.lines).encode()
    assert record.sha256 == hashlib.sha256(whole).hexdigest()
    assert [line.split('"topic":"')[1].split('"')[0] for line in record.lines] == [
        "incidents.call_taken", "incidents.call_closed", "incidents.false_found", "incidents.false_decided",
    ]  # fmt: skip
    told = await night.do("answer_caller", call=call, what="police", to="桃浦所 何警官")
    assert told["sha256"] == record.sha256
    after = await night.show("call_record", call=call, form="text")
    assert after.sha256 != record.sha256
    assert record.sha256 in after.text
    assert after.text.endswith(f"SHA-256 {after.sha256}")


async def test_a_call_that_was_no_false_one_waits_again(night: Night) -> None:
    call = (await night.do("take_call", source="duty_phone", text="氨"))["call"]
    closed = await night.do("close_call", call=call, outcome="false_report")
    await night.do("confirm_false", night.leader, finding=closed["finding"], decision="refused", reason="又有人报")
    assert [row.id for row in (await night.board()).calls] == [call]
    await night.do("close_call", call=call, outcome="log_only")
    await night.do("reopen_call", call=call, reason="再看")
    with pytest.raises(Conflict):
        await night.do("reopen_call", call=call, reason="再看")
    assert [event.data["reason"] for event in night.recorded("call_reopened")] == ["又有人报", "再看"]
