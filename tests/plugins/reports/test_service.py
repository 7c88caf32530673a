"""Reports as they are written, sent and corrected; demands from above; what ends, and what a drill owes."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from sqlalchemy import update
from tests.plugins.reports.conftest import Begin, Night

from fengsui.errors import Conflict, FengsuiError, Forbidden, Invalid
from fengsui.events import ERASED
from fengsui.testing import NIGHT
from fengsui_incidents.api.exercises import ExerciseIncidents
from fengsui_reports.tables import cases


async def codes(refused: Any) -> set[str]:
    try:
        await refused
    except FengsuiError as error:
        return {error.code, *(fault.code for fault in error.faults)}
    return set()


async def test_a_sent_report_is_a_copy_that_nothing_changes(night: Night) -> None:
    incident = await night.report()
    drafted = await night.do("draft", incident=incident)
    assert set(drafted.missing) >= {"loss", "occurred_at"}
    assert (await night.do("draft", incident=incident)).report == drafted.report, "one draft of a kind"
    await night.do("edit", report=drafted.report, elements={"loss": "约10万元", "advice": "请派专家"})
    assert (await night.do("review", report=drafted.report)).warnings == ("reviewed_by_drafter",)
    with pytest.raises(Forbidden):
        await night.do("sign", report=drafted.report)
    await night.do("sign", night.leader, report=drafted.report)
    sent = await night.do("send", report=drafted.report)
    assert not {"unsigned", "unreviewed", "missing:loss"} & set(sent.warnings)
    card = await night.show("report", report=drafted.report)
    assert "约10万元" in card.text
    paper = await night.show("document", report=drafted.report)
    assert paper.sent
    for refused in ("edit", "review", "drop", "send"):
        assert await codes(night.do(refused, report=drafted.report)) == {"report_sent"}
    await night.figure(incident, "dead", 1)
    again = await night.show("document", report=drafted.report)
    assert (again.content, (await night.show("report", report=drafted.report)).text) == (paper.content, card.text)
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(base64.b64decode(paper.content))).paragraphs)
    assert "关于桐澜冷链二号库氨泄漏的初报" in text
    assert "约10万元" in text


@pytest.mark.both_engines
async def test_a_follow_up_carries_only_the_news_and_its_receipt_is_written_down(night: Night) -> None:
    incident = await night.report()
    first = await night.send(incident)
    await night.system.advance(seconds=600, step=300)
    await night.figure(incident, "dead", 1, "120分站")
    assert (await night.clock(incident, "supplement", "province_bureau")).at_once is True
    second = await night.send(incident)
    card = await night.show("report", report=second.report)
    assert (card.kind, card.number, card.title[-3:]) == ("follow_up", 1, "续报一")
    assert "死亡1 (前报 未报)" in card.elements["news"]
    assert "place" not in card.elements
    assert not [key for key in await night.clocks(incident) if ":supplement:" in key]
    for report in (first.report, second.report):
        await night.do("receipt", report=report, to="province_bureau", name="李工", post="值班长")
    assert await codes(night.do("receipt", report=second.report, to="province_bureau", name="李", post="员")) == {
        "receipt_there"
    }
    assert await codes(night.do("receipt", report=second.report, to="union", name="李", post="员")) == {
        "not_sent_there"
    }
    waiting = [key for key in await night.clocks(incident) if ":receipt:province" in key]
    assert waiting == []


async def test_a_lower_figure_than_reported_is_flagged_with_its_reason(night: Night) -> None:
    incident = await night.report()
    await night.figure(incident, "dead", 2, "119")
    await night.send(incident)
    await night.system.advance(seconds=60, step=60)
    await night.figure(incident, "dead", 1, "120", status="verified", reason="一人抢救成功")
    flags = {flag.kind: flag.what.zh for flag in (await night.case(incident)).flags}
    assert flags["lowered"] == "死亡 2 -> 1 一人抢救成功"
    (event,) = night.recorded("figure_lowered")
    assert event.data["counts"] == {"dead": [2, 1]}


async def test_a_false_report_ends_the_clocks_and_owes_a_correction_to_who_was_told(night: Night) -> None:
    incident = await night.report()
    await night.flash(incident, "province_bureau")
    await night.do("false_report", incident=incident, kind="mistaken", reason="到场确认无泄漏", found_by="刘敏")
    assert await night.clocks(incident) == {"0:correction:province_bureau": "04:12"}
    assert "correction_owed" in await codes(night.do("incidents.close", incident=incident, outcome="false_report"))
    sent = await night.send(incident, "correction")
    card = await night.show("report", report=sent.report)
    assert "到场确认无泄漏" in card.text
    assert "更正: 快报1" in card.text
    assert [row.kind for row in (await night.case(incident)).reports if row.state == "sent"].count("flash") == 1
    assert {"final_report_owed", "correction_owed"}.isdisjoint(
        await codes(night.do("incidents.close", incident=incident, outcome="false_report"))
    )


async def test_the_end_of_the_response_owes_a_final_report_before_the_closing(night: Night) -> None:
    incident = await night.report()
    await night.send(incident)
    await night.do("incidents.control", incident=incident)
    await night.do("incidents.end_response", night.leader, incident=incident, reason="监测合格")
    clocks = await night.clocks(incident)
    assert not [key for key in clocks if ":follow_up:" in key]
    assert {key for key in clocks if ":final:" in key} == {"0:final:province_bureau", "0:final:own_government"}
    assert "final_report_owed" in await codes(night.do("incidents.close", incident=incident))
    await night.send(incident, "final")
    assert "final_report_owed" not in await codes(night.do("incidents.close", incident=incident))


async def test_clocks_are_stopped_with_a_reason_and_started_again_with_their_limits(night: Night) -> None:
    incident = await night.report()
    before = await night.clocks(incident)
    await night.do("stop", incident=incident, reason="非生产安全事故")
    assert await night.clocks(incident) == {}
    assert await codes(night.do("stop", incident=incident, reason="再停")) == {"clocks_stopped"}
    await night.do("start", incident=incident, reason="重新认定")
    assert await night.clocks(incident) == before


async def test_an_earlier_receipt_moves_limits_earlier_and_a_later_one_moves_none(night: Night) -> None:
    incident = await night.report()
    early, late = NIGHT - timedelta(minutes=10), NIGHT
    await night.do("times", incident=incident, received_at=early.isoformat(), reason="来电录音")
    assert (await night.clocks(incident))["0:flash:province_bureau"] == "03:32"
    await night.do("times", incident=incident, received_at=late.isoformat(), reason="误录")
    assert (await night.clocks(incident))["0:flash:province_bureau"] == "03:32"
    refused = night.do("times", incident=incident, unit_told_at="2030-01-01T00:00:00+08:00", reason="x")
    assert await codes(refused) == {"invalid", "time_ahead"}


async def test_a_demand_rings_the_leader_and_is_answered_late(night: Night) -> None:
    incident = await night.report()
    made = await night.do("demand", incident=incident, kind="verify", source="市应急局指挥中心", text="核实网传视频",
                          within_minutes=20, owner="陈静")  # fmt: skip
    item = next(one for one in await night.queue() if one.id.endswith(made.demand))
    assert item.label is not None
    assert item.due is not None
    assert (item.label.zh, night.hm(item.due)) == ("核实", "03:32")
    await night.until("03:33")
    (rung,) = night.recorded("demand_overdue")
    assert "role:duty_leader" in rung.labels
    answer = await night.do("answer", demand=made.demand, reply="视频为旧片", told="李工", feedback="知悉")
    assert answer.warnings == ("late",)
    assert await codes(night.do("answer", demand=made.demand, reply="又一次")) == {"demand_answered"}
    (row,) = (await night.board(incident)).demands
    assert (row.state, row.late, row.told, row.feedback) == ("answered", True, "李工", "知悉")


async def test_the_picture_wanted_every_15_minutes_goes_on_until_it_ends(night: Night) -> None:
    incident = await night.report()
    wanted = await night.do("demand", incident=incident, kind="picture", source="市指挥部", text="每15分钟报态势",
                            every_minutes=15)  # fmt: skip
    for number, due in ((1, "03:42"), (2, "03:57")):
        await night.system.advance(seconds=600, step=300)
        kept = await night.do("print_picture", incident=incident, demand=wanted.demand)
        assert kept.number == number
        (row,) = (await night.board(incident)).demands
        assert (row.state, night.hm(row.due_at), row.answers) == ("open", due, number)
    page = await night.show("picture", incident=incident)
    assert [one.label for one in page.sections][:4] == ["地点", "级别", "人员", "力量"]
    paper = await night.show("document", report=kept.report)
    table = docx.Document(io.BytesIO(base64.b64decode(paper.content))).tables[0]
    assert "信息报告" in {row.cells[0].text for row in table.rows}
    await night.do("end_demand", demand=wanted.demand, reason="市里不再要")
    assert (await night.board(incident)).demands[0].state == "ended"


@pytest.mark.both_engines
async def test_a_limit_that_ran_out_while_the_centre_was_down_is_presented_and_rings_nobody(nights: Begin) -> None:
    async with nights() as night:
        incident = await night.report()
    async with nights(now=NIGHT + timedelta(hours=2)) as night:
        await night.system.advance(seconds=20, step=5)
        assert night.recorded("clock_overdue") == []
        assert sorted(event.data["form"] for event in night.recorded("clock_ran_out")) == ["first", "flash", "notice"]
        item = next(one for one in await night.queue() if one.id.endswith(":flash"))
        assert item.says.zh.startswith("停机期间到期")
        said = NIGHT + timedelta(minutes=20)
        read = await night.flash(incident, "province_bureau", at=said.isoformat(), witness="王磊")
        assert read.late == (), "it counts at the time of the call"
        (event,) = night.recorded("receipt")
        assert event.data["entered_late"] is True
        assert {flag.kind for flag in (await night.case(incident)).flags} == {"missing"}


async def test_a_drill_owes_nobody_a_report(night: Night) -> None:
    def begin(unit: Any) -> str:
        unit.enter("EX-07")
        opened: str = unit.ask(ExerciseIncidents).open(
            exercise="EX-07", title_zh="氨泄漏演练", title_en="Ammonia drill", site="E01", lat=None, lon=None,
            plan=None, figures={"poisoned": 2, "dead": 3},
        )  # fmt: skip
        return opened

    controller = night.system.actor("exercise_controller", name="李敏")
    incident = await night.system.run(begin, plugin="drills", actor=controller)
    await night.system.settle()
    assert (await night.board()).cases == ()
    assert [one for one in await night.queue() if one.incident == incident] == []
    for command in ("draft", "print_picture"):
        assert await codes(night.do(command, incident=incident)) == {"drill"}
    assert night.system.recorded("reports.*") == []
    card = await night.show("flash_text", incident=incident)
    assert card.text.startswith("【演练】")
    assert card.text.endswith("【演练】")
    page = await night.show("picture", incident=incident)
    assert page.title.startswith("【演练】")


async def test_names_and_words_are_destroyed_by_law_and_that_it_was_reported_stays(night: Night) -> None:
    incident = await night.report()
    read = await night.flash(incident, "province_bureau")
    admin = night.system.actor("administrator", name="管理员")
    law = {"kind": "reports.incident", "thing": incident, "basis": "突发事件应对法 84-85", "reason": "期满"}
    assert await codes(night.do("core.erase", admin, **law)) == {"thing_open"}

    def close(unit: Any) -> None:
        unit.connection.execute(update(cases).values(closed_at=unit.now))

    await night.system.run(close, plugin="reports")
    await night.do("core.erase", admin, **law)
    (row,) = (await night.case(incident)).reports
    assert [one.name for one in row.receipts] == [ERASED]
    kept_report = await night.show("report", report=read.report)
    assert (kept_report.text, kept_report.sent_at, kept_report.kind) == (ERASED, NIGHT, "flash")
    kept = await night.system.read(lambda reading: reading.history(read.report))
    assert [event.data for event in kept if event.topic == "reports.receipt"] == [None]


async def test_bad_input_is_told_all_at_once(night: Night) -> None:
    incident = await night.report()
    ahead = (NIGHT + timedelta(days=1)).isoformat()
    with pytest.raises(Invalid) as error:
        await night.flash(incident, "province_bureau", at=ahead, text="长" * 121)
    assert {fault.code for fault in error.value.faults} == {"time_ahead", "flash_too_long"}
    with pytest.raises(Invalid) as error:
        await night.do("demand", kind="picture", source="市", text="x", due=NIGHT.isoformat(), within_minutes=5)
    assert {fault.code for fault in error.value.faults} == {"due_before", "two_deadlines", "incident_needed"}
    with pytest.raises(Conflict):
        await night.do("late_figure", incident=incident, count="dead", value=1, source="医院")
    assert await codes(night.do("draft", incident=incident, kind="follow_up")) == {"invalid", "nothing_sent"}


async def test_an_incident_of_which_nothing_says_so_owes_nothing_until_a_person_starts_it(night: Night) -> None:
    incident = await night.report("js 真光路")
    assert not (await night.case(incident)).owes
    assert await night.clocks(incident) == {}
    await night.do("start", incident=incident, reason="领导要求")
    assert "0:flash:province_bureau" in await night.clocks(incident)
