"""Tickets from the call to the visit; and that who reported in secret is nowhere but where one may look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines import tables_that_say

from fengsui.access.policy import Actor
from fengsui.errors import Conflict, FengsuiError, Forbidden, Invalid, Missing
from fengsui.hooks import Reading
from fengsui_incidents.model.secrecy import holds

if TYPE_CHECKING:
    from tests.plugins.incidents.service.conftest import Night

NAME, PHONE = "王小明", "13900001234"
WHO = {"name": NAME, "phone": PHONE, "whistleblower": True}
SAID = f"我是{NAME}, {PHONE}, 桐澜冷链夜里排氨"


def handler(night: Night) -> Actor:
    return night.system.actor("ticket_officer", name="举报员")


async def filed(night: Night, **more: Any) -> tuple[str, str]:
    call = (await night.do("take_call", source="hotline_12350", number="12350-1", text=SAID, reporter=WHO))["call"]
    made = await night.do("file_ticket", **{"call": call, "unit": "桐澜冷链", **more})
    return call, str(made["ticket"])


async def move(night: Night, ticket: str, to: str, **more: Any) -> Any:
    return await night.do("move_ticket", ticket=ticket, to=to, **more)


async def test_a_report_from_the_call_to_the_visit(night: Night) -> None:
    call, ticket = await filed(night)
    assert ticket == "T1122-0001"
    assert [item.says.zh for item in (await night.board()).queue] == ["12350 T1122-0001 待分拣"]
    await night.do("triage_ticket", ticket=ticket, kind="report", owner="危化科")
    with pytest.raises(Conflict):
        await move(night, ticket, "closed")
    await move(night, ticket, "verifying")
    with pytest.raises(Invalid) as refused:
        await move(night, ticket, "verified")
    assert {fault.code for fault in refused.value.faults} == {"result_needed", "material_needed"}
    await move(night, ticket, "verified", result="true", material="现场检查记录 2026-118")
    await move(night, ticket, "rectifying", signed_by="陈国强")
    await move(night, ticket, "replied", text="已责令整改", channel="phone")
    await move(night, ticket, "visited", text="满意")
    await move(night, ticket, "closed")
    row = await night.show("ticket", ticket=ticket)
    assert (row.state, row.result, row.first, row.steps) == ("closed", "true", True, ())
    assert [event.data["state"] for event in night.recorded("ticket_moved")] == [
        "triaged", "verifying", "verified", "rectifying", "replied", "visited", "closed",
    ]  # fmt: skip
    reward = await night.do("note_reward", ticket=ticket, yuan=15_000, fine_yuan=100_000, basis="罚款15%")
    assert reward["proposed"] == 15_000
    with pytest.raises(Invalid):
        await night.do("note_reward", ticket=ticket, yuan=100, basis="x")
    assert call


async def test_the_reward_is_for_the_first_who_was_right(night: Night) -> None:
    await filed(night)
    for number in (1, 2):
        if number == 2:
            again = (await night.do("take_call", source="hotline_12350", text="也是桐澜冷链"))["call"]
            await night.do("file_ticket", call=again, unit="桐澜冷链")
        ticket = f"T1122-000{number}"
        await night.do("triage_ticket", ticket=ticket, kind="report", owner="a")
        await move(night, ticket, "verifying")
        await move(night, ticket, "verified", result="true", material="m")
    with pytest.raises(Conflict, match="first effective"):
        await night.do("note_reward", ticket="T1122-0002", yuan=5000, basis="x")


async def test_an_emergency_goes_back_to_the_calls_and_becomes_an_incident(night: Night) -> None:
    call, ticket = await filed(night)
    await night.do("triage_ticket", ticket=ticket, kind="emergency")
    assert [row.id for row in (await night.board()).calls] == [call]
    incident = await night.report(call=call, line="tlll an")
    assert incident
    assert (await night.show("ticket", ticket=ticket)).state == "emergency"


async def test_looked_at_too_late_it_says_so_once(night: Night) -> None:
    _, ticket = await filed(night)
    await night.system.advance(seconds=1801, step=60)
    await night.system.advance(seconds=600, step=60)
    assert len(night.recorded("ticket_overdue", ticket=ticket)) == 1
    assert (await night.show("tickets"))[0].overdue


async def test_working_days_where_the_centre_has_entered_its_own(night: Night) -> None:
    root = night.system.actor("administrator", name="root1")
    days = {"consult": 1, "complaint": 5, "report": 5}
    table = {"hotline_12345": days, "hotline_12350": days}
    rule = {"plugin": "incidents", "key": "ticket_working_days", "value": table,
            "basis": "本区规定", "certainty": "V", "effective_from": "2026-01-01", "enabled": True}  # fmt: skip
    await night.system.execute("core.set_rule", rule, root)
    _, ticket = await filed(night)
    moved = await night.do("triage_ticket", ticket=ticket, kind="report", owner="a")
    assert moved["deadline"].astimezone(UTC) == datetime(2026, 11, 27, 16, tzinfo=UTC), "the end of Friday the 27th"


async def test_without_a_local_rule_there_is_no_deadline_of_days(night: Night) -> None:
    _, ticket = await filed(night)
    assert (await night.do("triage_ticket", ticket=ticket, kind="report", owner="a"))["deadline"] is None


async def test_a_ticket_that_is_not_ours(night: Night) -> None:
    _, ticket = await filed(night)
    sent = await night.do("transfer_ticket", ticket=ticket, to="environment")
    assert NAME not in str(night.recorded("transferred")[0].data)
    await night.do("answer_transfer", transfer=sent["transfer"], answer="refused", reason="不属管辖", said_by="李")
    assert (await night.board()).queue[0].kind == "transfer"
    await move(night, ticket, "verifying", owner="危化科")
    assert not [item for item in (await night.board()).queue if item.kind == "transfer"]


async def test_who_reported_is_seen_only_with_the_permission_and_the_look_is_recorded(night: Night) -> None:
    call, ticket = await filed(night)
    for who in (night.officer, night.leader, night.system.actor("auditor"), night.system.actor("administrator")):
        with pytest.raises(Forbidden):
            await night.do("see_reporter", who, ticket=ticket, reason="想看看")
    seen = await night.do("see_reporter", handler(night), ticket=ticket, reason="答复举报人")
    assert (seen["name"], seen["phone"], seen["said"]) == (NAME, PHONE, SAID)
    (look,) = night.recorded("reporter_seen")
    assert (look.subject, look.actor, look.data["reason"]) == (ticket, "user:举报员", "答复举报人")
    with pytest.raises(Invalid):
        await night.do("see_reporter", handler(night), ticket=ticket, reason="")
    with pytest.raises(Missing):
        await night.do("see_reporter", handler(night), call="C0", reason="x")
    assert call


async def test_the_answer_with_who_reported_is_not_kept(night: Night) -> None:
    _, ticket = await filed(night)
    payload = {"ticket": ticket, "reason": "答复"}
    await night.system.execute("incidents.see_reporter", payload, handler(night), key="k1")
    assert await night.system.read(lambda r: where(r, PHONE)) == ["incidents_reporters"]


async def test_a_name_that_is_learned_later_is_struck_out_everywhere(night: Night) -> None:
    call = (await night.do("take_call", source="hotline_12350", text=f"厂里排氨, 找{NAME}作证"))["call"]
    ticket = (await night.do("file_ticket", call=call, evidence=f"{NAME}有照片"))["ticket"]
    await night.do("set_reporter", call=call, reporter={"name": NAME})
    row = await night.show("ticket", ticket=ticket)
    assert (row.text, row.evidence) == ("厂里排氨, 找***作证", "***有照片")
    assert await night.system.read(lambda r: where(r, NAME)) == ["incidents_reporters"]


async def test_made_secret_only_later_it_says_what_stands_in_the_record_until_that_is_erased(night: Night) -> None:
    call = (await night.do("take_call", source="duty_phone", phone=PHONE, text=SAID))["call"]
    made = await night.do("file_ticket", call=call, secret=True, reporter={"name": NAME})
    assert made["exposed"]
    assert (await night.show("calls", state="ticket"))[0].phone == ""
    assert any("依法删除" in item.says.zh for item in (await night.board()).queue)
    assert await night.system.read(lambda r: where(r, NAME)) == ["core_journal_data", "incidents_reporters"]
    root = night.system.actor("administrator", name="root1")
    law = {"basis": "突发事件应对法 art 9", "reason": "举报人保密", "kind": "incidents.call_words", "thing": call}
    await night.system.execute("core.erase", law, root)
    assert await night.system.read(lambda r: where(r, NAME)) == ["incidents_reporters"]
    assert not (await night.show("ticket", ticket=made["ticket"])).exposed
    assert (await night.show("ticket", ticket=made["ticket"])).text


async def test_a_ticket_is_erased_whole_once_it_is_closed(night: Night) -> None:
    _, ticket = await filed(night)
    root = night.system.actor("administrator", name="root1")
    law = {"basis": "x", "reason": "y", "kind": "incidents.ticket", "thing": ticket}
    with pytest.raises(Conflict):
        await night.system.execute("core.erase", law, root)
    await night.do("triage_ticket", ticket=ticket, kind="consult")
    await move(night, ticket, "replied", text="已答", channel="phone")
    await move(night, ticket, "closed", text="不愿回访")
    await night.system.execute("core.erase", law, root)
    assert await night.system.read(lambda r: where(r, NAME)) == []
    assert await night.system.read(lambda r: where(r, "桐澜冷链夜里")) == []


def where(reading: Reading, said: str) -> list[str]:
    return tables_that_say(reading.connection, said)


NAMES = st.text(alphabet="欧阳司马诸葛慕容尉迟澹台", min_size=2, max_size=4)
ACTS = st.lists(
    st.sampled_from(
        ("note", "merge", "unmerge", "file", "triage", "verify", "verified", "transfer", "report", "close", "false",
         "reopen", "thank", "late_name", "find")
    ),
    max_size=8,
)  # fmt: skip
VIEWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("board", {}), ("calls", {"state": "all"}), ("tickets", {"state": "all"}), ("transfers", {"state": "all"}),
    ("findings", {}), ("queue", {}),
)  # fmt: skip


async def test_whatever_is_done_who_reported_is_in_no_event_view_or_log(night: Night) -> None:
    """Every free text of every act names the reporter; only the table apart has it. A place that is typed goes to the
    teams, so there the name can only be struck out where it is known by then."""
    into = await night.report(line="tlll an")
    examples: list[tuple[list[str], str, str]] = []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ACTS, NAMES, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    def collect(acts: list[str], name: str, phone: str) -> None:
        examples.append((acts, name, phone))

    collect()
    for acts, name, phone in examples:
        said = f"{name} {phone} 说漏氨 失联3人"
        known = {} if "late_name" in acts else {"name": name, "phone": phone}
        call = (await night.do("take_call", source="hotline_12350", text=said, reporter=known))["call"]
        done = _acts(call, into, said, {"name": name, "phone": phone}, place=said if known else "真光路")
        for act in acts:
            rows = await night.show("calls", state="all")
            command, payload = done(act, next(row.ticket for row in rows if row.id == call) or "T0")
            try:
                await night.do(command, **payload)
            except FengsuiError:
                continue
        if "late_name" in acts:
            await night.do("set_reporter", call=call, reporter={"name": name, "phone": phone})
        shown = [repr(await night.show(view, **parameters)) for view, parameters in VIEWS]
        shown += [repr(await night.show("call_record", call=call, form="text")), repr(await night.card(into))]
        for row in (await night.board()).incidents:
            shown.append(repr(await night.show("timeline", incident=row.id)))
        shown += [f"{event.subject} {event.labels} {event.data}" for event in night.system.recorded("*", "incidents.*")]
        leaks = [one for one in shown if holds(one, (name, phone))]
        assert not leaks, (acts, name, phone, leaks[0][:400])
    assert {"core_answers", "incidents_log"}.isdisjoint(await night.system.read(lambda r: where(r, examples[-1][2])))


def _acts(call: str, into: str, said: str, who: dict[str, str], place: str) -> Any:
    def of(act: str, ticket: str) -> tuple[str, dict[str, Any]]:
        acts: dict[str, tuple[str, dict[str, Any]]] = {
            "note": ("note_call", {"call": call, "text": said}),
            "merge": ("merge_call", {"call": call, "incident": into, "reason": said}),
            "unmerge": ("unmerge_call", {"call": call, "reason": said}),
            "file": ("file_ticket", {"call": call, "unit": said, "place": said, "evidence": said}),
            "triage": ("triage_ticket", {"ticket": ticket, "kind": "report", "owner": said}),
            "verify": ("move_ticket", {"ticket": ticket, "to": "verifying", "owner": said}),
            "verified": ("move_ticket", {"ticket": ticket, "to": "verified", "result": "true", "material": said}),
            "transfer": ("transfer_call", {"call": call, "to": "environment", "why": said}),
            "report": ("report", {"call": call, "line": said, "place": place}),
            "close": ("close_call", {"call": call, "outcome": "log_only", "note": said}),
            "false": ("close_call", {"call": call, "outcome": "false_report", "note": said, "found_by": said}),
            "reopen": ("reopen_call", {"call": call, "reason": said}),
            "thank": ("answer_caller", {"call": call, "what": "thanked", "to": said, "note": said}),
            "late_name": ("set_reporter", {"call": call, "reporter": who}),
            "find": ("receivers", {}),
        }
        return acts[act]

    return of
