"""One report of an umbrella event: joint figures, each incident in a line, all clocks; sent once, never changed."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from tests.plugins.reports.conftest import Night
from tests.tui.fixtures.night import STORM, card_2, card_of

from fengsui.errors import Conflict, FengsuiError
from fengsui.events import ERASED
from fengsui_incidents.api.umbrellas import JointFigure
from fengsui_reports.model.said import Said
from fengsui_reports.model.umbrella import UmbrellaSheet, joint_text, page_of

ZONE = ZoneInfo("Asia/Shanghai")
FLOOD = "真北路积水 bk3 sl?"


async def codes(refused: Any) -> set[str]:
    try:
        await refused
    except FengsuiError as error:
        return {error.code, *(fault.code for fault in error.faults)}
    return set()


async def storm(night: Night) -> tuple[str, str, str]:
    first, second = await night.report(), await night.report(FLOOD)
    made = await night.do("incidents.open_umbrella", title="11-22 暴雨", incidents=[first, second])
    return str(made["umbrella"]), first, second


async def close(night: Night, umbrella: str) -> None:
    """As false, each of its incidents: who was not told owes no correction."""
    for incident in (await night.show("incidents.umbrella", umbrella=umbrella)).incidents:
        found = await night.do("incidents.find_false", incident=incident, kind="hoax", found_by="值班")
        await night.do("incidents.confirm_false", night.leader, finding=found["finding"])
        await night.do("incidents.close", incident=incident)
    await night.do("incidents.close_umbrella", umbrella=umbrella)


def lines_of(page: Any, label: str) -> tuple[str, ...]:
    return next(one.lines for one in page.sections if one.label == label)


async def test_its_figures_are_the_umbrellas_and_every_member_has_its_line(night: Night) -> None:
    umbrella, first, second = await storm(night)
    await night.figure(first, "dead", 1, "120")
    page = await night.show("umbrella", umbrella=umbrella)
    card = await night.show("incidents.umbrella", umbrella=umbrella)
    cards = [await night.show("incidents.incident", incident=one) for one in (first, second)]
    assert page.figures == card.figures
    assert {count: joint.known for count, joint in page.figures.items()} == {
        count: sum(one.figures.get(count) or 0 for one in cards) for count in page.figures
    }
    assert lines_of(page, "人员合计") == (joint_text(card.figures, Said(True, ZONE)),)
    assert "死亡1" in page.text
    assert [line.split()[0] for line in lines_of(page, "事件")] == [first, second]
    for needed in ("紧急程度 A", "处置中", "等级初判", "响应"):
        assert needed in lines_of(page, "事件")[0]
    owed = [line for line in lines_of(page, "信息报告") if first in line]
    assert owed[0].startswith(f"{first} 快报")
    english = await night.show("umbrella", umbrella=umbrella, language="en")
    assert [one.label for one in english.sections][:3] == ["Event", "People in all", "Incidents"]
    assert "1 dead" in english.text


async def test_it_is_sent_once_for_all_numbered_and_nothing_changes_it(night: Night) -> None:
    umbrella, first, second = await storm(night)
    before = await night.clocks(first)
    sent = await night.do("send_umbrella", umbrella=umbrella)
    assert sent.number == 1
    assert await night.clocks(first) == before, "its members' own clocks go on"
    await night.figure(first, "dead", 2, "120")
    assert (await night.do("send_umbrella", umbrella=umbrella, to=["ministry"])).number == 2
    kept, later = (await night.show("umbrella", umbrella=umbrella)).sent
    assert kept.text == sent.text
    assert "死亡2" not in kept.text
    assert "死亡2" in later.text
    assert (
        kept.sha256
        == hashlib.sha256(kept.text.encode()).hexdigest()
        == night.recorded("umbrella_sent")[0].data["sha256"]
    )
    assert {one.to for one in kept.receipts} == {"province_bureau", "own_government"}
    assert kept.incidents == (first, second)
    paper = await night.show("umbrella_document", umbrella=umbrella, report=kept.id)
    assert paper.sent
    cells = [cell.text for row in docx.Document(io.BytesIO(base64.b64decode(paper.content))).tables[0].rows
             for cell in row.cells]  # fmt: skip
    assert any(second in text for text in cells)
    assert not any("死亡2" in text for text in cells)
    record = [line.says.zh for line in (await night.show("incidents.incident", incident=second)).log]
    assert any(f"总事件 {umbrella} 报告1 已报" in line for line in record)


async def test_its_receipt_and_what_is_refused(night: Night) -> None:
    umbrella, _, _ = await storm(night)
    sent = await night.do("send_umbrella", umbrella=umbrella)
    given = {"report": sent.report, "to": "province_bureau", "name": "李工", "post": "值班长"}
    await night.do("receipt_umbrella", **given)
    (report,) = (await night.show("umbrella", umbrella=umbrella)).sent
    assert [(one.name, one.at is not None) for one in report.receipts if one.to == "province_bureau"] == [
        ("李工", True)
    ]
    assert await codes(night.do("receipt_umbrella", **given)) == {"receipt_there"}
    assert await codes(night.do("receipt_umbrella", **given | {"to": "union"})) == {"not_sent_there"}
    assert await codes(night.do("receipt_umbrella", **given | {"report": "none"})) == {"no_report"}
    assert await codes(night.do("send_umbrella", umbrella="U9")) == {"no_umbrella"}
    own = night.system.actor("duty_officer", name="张", area="310107")
    assert await codes(night.do("send_umbrella", own, umbrella=umbrella)) == {"confined"}
    admin = night.system.actor("administrator", name="管理员")
    erase = {"kind": "reports.umbrella", "thing": umbrella, "basis": "个人信息保护法47", "reason": "期满"}
    assert await codes(night.do("core.erase", admin, **erase)) == {"thing_open"}
    await close(night, umbrella)
    await night.do("core.erase", admin, **erase)
    (report,) = (await night.show("umbrella", umbrella=umbrella)).sent
    assert {one.name for one in report.receipts} == {ERASED}
    kept = await night.system.read(lambda reading: reading.history(report.id))
    assert [event.data for event in kept if event.topic == "reports.umbrella_receipt"] == [None]


async def test_a_drill_is_never_in_the_report_of_the_real_thing(night: Night) -> None:
    umbrella, _, _ = await storm(night)
    drill = await night.report(exercise="EX-07")
    with pytest.raises(Conflict) as refused:
        await night.do("incidents.join_umbrella", umbrella=umbrella, incident=drill)
    assert refused.value.code == "exercise_mixed"
    assert drill not in (await night.do("send_umbrella", umbrella=umbrella)).text
    made = await night.do("incidents.open_umbrella", title="演练", incidents=[drill])
    page = await night.show("umbrella", umbrella=made["umbrella"])
    assert page.text.startswith("【演练】")
    assert page.text.endswith("【演练】")
    assert await codes(night.do("send_umbrella", umbrella=made["umbrella"])) == {"drill"}


def test_a_drills_incident_is_left_out_even_where_the_umbrella_holds_it() -> None:
    cards = {"E1122-01": card_of(), "E1122-02": replace(card_2(), exercise="EX-07")}
    sheet = UmbrellaSheet(umbrella=STORM, cards=cards, clocks=(), demands=(), centre="普陀")
    page = page_of(sheet, None, Said(True, ZONE), datetime(2026, 11, 22, tzinfo=UTC))  # type: ignore[arg-type]
    assert page.incidents == ("E1122-01",)
    assert "E1122-02" not in page.text


def test_what_is_not_known_is_said_beside_the_sum() -> None:
    figures = {"trapped": JointFigure(known=3), "missing": JointFigure(known=2, unknown=1)}
    assert joint_text(figures, Said(True, ZONE)) == "被困3 失联2(另1起不详)"  # type: ignore[arg-type]
    assert joint_text(figures, Said(False, ZONE)) == "3 trapped, 2 missing (unknown in 1)"  # type: ignore[arg-type]
    assert joint_text({}, Said(True, ZONE)) == "人员情况不详"
