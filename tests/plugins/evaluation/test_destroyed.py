"""One person's name in every place where somebody can type: after the destruction it is nowhere, and the record stands.

The incident lies under an umbrella event that goes on with another member: that holds up nothing.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tests.plugins.evaluation.night import CITY, After, after_in, awake, city_in

from fengsui.access.policy import Actor
from fengsui.errors import Conflict
from fengsui.hooks import Reading
from fengsui.journal.verifying import verify
from fengsui.testing import running

PERSON = "甄可辨"
"""A name that nothing else says."""
DAYS = 181 * 86400
PLUGINS = (
    "plans", "rosters", "incidents", "channels", "drills", "sample", "handover", "reports", "evaluation", "field",
)  # fmt: skip


class Reporting(After):
    """Closes an incident once its final report is out."""

    async def do(self, command: str, actor: Actor | None = None, **payload: Any) -> Any:
        if command == "incidents.close":
            await self.system.settle()
            final = await self.do("reports.draft", incident=payload["incident"], kind="final")
            await self.do("reports.send", report=final.report)
        return await super().do(command, actor, **payload)


@pytest.fixture(scope="session")
def whole_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city_in(tmp_path_factory.mktemp("destroyed") / "data", PLUGINS)


@pytest.fixture
async def after(whole_city: Path, tmp_path: Path) -> AsyncIterator[After]:
    shutil.copytree(whole_city, tmp_path / "data")
    async with awake(PLUGINS, tmp_path / "data", Reporting) as after:
        yield after


def holds(reading: Reading, said: str) -> dict[str, int]:
    """Tables and columns in which any row still says it, a docx inside and JSON's escapes included."""
    names = reading.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    found: dict[str, int] = {}
    for table in names:
        for row in reading.connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
            for column, cell in row.items():
                if cell is not None and said in _read(cell):
                    found[f"{table}.{column}"] = found.get(f"{table}.{column}", 0) + 1
    return found


def _read(cell: Any) -> str:
    if not isinstance(cell, bytes):
        plain = str(cell)
        return plain + (plain.encode().decode("unicode_escape", errors="ignore") if "\\u" in plain else "")
    if cell[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(cell)) as packed:
            return "".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())
    return cell.decode(errors="replace")


async def told_everywhere(after: After) -> tuple[str, str]:
    """The night, with the name in every text that anybody types; and the umbrella, still open over another incident."""
    do, say = after.do, PERSON
    incident = await after.night()
    order = next(force.order for force in (await after.show("incidents.incident", incident=incident)).forces
                 if force.team == "T06")  # fmt: skip
    call = (await do("incidents.take_call", source="hotline_12345", text=f"{say} 又报氨味", phone="13900001234"))[
        "call"
    ]
    await do("incidents.merge_call", call=call, incident=incident)
    await do("incidents.note_call", call=call, text=f"{say} 昏倒")
    await do("incidents.note", incident=incident, text=f"{say} 送医")
    await do("incidents.set_figure", incident=incident, count="serious", value=1, source=f"{say} 家属", reason=say)
    await do("incidents.set_circumstance", incident=incident, circumstance="serious_pollution", holds=True, source=say)
    await do("incidents.answer_for", order=order, kind="need_more", channel="phone", said_by=say, post="队员",
             witness=say, note=f"{say} 说")  # fmt: skip
    made = await do("incidents.add_task", incident=incident, title=f"陪同{say}就医", owner=say, within_minutes=5)
    await do("incidents.assign_task", incident=incident, task=made["task"], owner=f"{say}之兄", reason=say)
    await do("incidents.add_evidence", incident=incident, task=made["task"], text=f"{say} 病历", reference="照片")
    await do("incidents.do_task", incident=incident, task=made["task"], result="done", note=f"{say} 已转院")
    await do("handover.promise", incident=incident, text=f"告知{say}家属", to=f"{say}之妻")
    await do("handover.catch_up", incident=incident, text=f"{say} 08:00 来电", witness=say, channel="phone",
             happened_at=after.system.clock.now().isoformat())  # fmt: skip
    other = str((await do("incidents.report", line="dt bk3"))["incident"])
    umbrella = str((await do("incidents.open_umbrella", title="台风", incidents=[incident, other]))["umbrella"])
    await _reported(after, incident, umbrella)
    await _in_the_field(after, incident)
    return incident, umbrella


async def _reported(after: After, incident: str, umbrella: str) -> None:
    do = after.do
    await do(
        "reports.flash", incident=incident, to="province_bureau", name=PERSON, post="值班员", text=f"{PERSON} 重伤"
    )
    drafted = await do("reports.draft", incident=incident)
    await do("reports.edit", report=drafted.report, elements={"measures": f"{PERSON} 送医"})
    sent = await do("reports.send", report=drafted.report, to=["province_bureau"])
    await do("reports.receipt", report=sent.report, to="province_bureau", name=PERSON, post="值班员", channel="phone",
             witness=PERSON)  # fmt: skip
    await do("reports.draft", incident=incident, kind="follow_up")
    asked = await do("reports.demand", incident=incident, kind="instruction", source=PERSON, text=f"全力救治{PERSON}",
                     within_minutes=30)  # fmt: skip
    await do("reports.answer", demand=asked.demand, reply=f"{PERSON} 已转院", told=PERSON)
    await do("reports.print_picture", incident=incident)
    whole = await do("reports.send_umbrella", umbrella=umbrella, to=["province_bureau"])
    await do("reports.receipt_umbrella", report=whole.report, to="province_bureau", name=PERSON, post="值班员",
             channel="phone")  # fmt: skip


async def _in_the_field(after: After, incident: str) -> None:
    do = after.do
    await do(
        "field.add_casualty",
        incident=incident,
        degree="serious",
        name=PERSON,
        source=f"{PERSON} 家属",
        hospital="区医院",
    )
    entry = await do("field.go_in", incident=incident, who=PERSON, people=[{"name": PERSON}], minutes=40)
    await after.system.advance(seconds=1300, step=130)
    await do("field.come_out", entry=entry["entry"])
    aid = await do("field.ask_aid", incident=incident, to="嘉定区局", what="泡沫")
    await do("field.answer_aid", aid=aid["aid"], accepted=True, answer=f"{PERSON} 带队", said_by=PERSON)
    given = await do("field.issue_voucher", incident=incident, basis="708-26", reason="堵漏", owner=PERSON,
                     owner_contact="13900001234", things=[{"name": "挖掘机", "quantity": 1, "unit": "台"}])  # fmt: skip
    await do("field.return_property", voucher=given["voucher"], damage=f"{PERSON} 称履带损坏")


async def handed_over(after: After) -> None:
    """The watch changes while all of it is open: the sheet that both sign has it too."""
    await after.do("handover.take_watch")
    signed = await after.do("handover.sign_out", note="照常")
    await after.do("handover.refuse", after.system.actor("duty_officer", name="陈静"), handover=signed["handover"],
                   reason="未到时间")  # fmt: skip


async def test_the_name_is_nowhere_and_the_record_verifies(after: After) -> None:
    incident, umbrella = await told_everywhere(after)
    await handed_over(after)
    before = await after.system.read(lambda reading: holds(reading, PERSON))
    assert before.keys() >= {
        "incidents_facts.witness", "incidents_tasks.note", "reports_report.document", "reports_umbrella_receipt.name",
        "field_wearers.name", "handover_sheet.sheet", "handover_promise.text", "incidents_log.zh",
    }  # fmt: skip
    promise = (await after.show("handover.board")).promises[0]
    await after.do("handover.keep_promise", promise=promise.id, result=f"{PERSON} 家属已告知")
    await after.end(incident)
    await after.do("evaluation.enter_finding", incident=incident, text=f"{PERSON} 未先撤离", basis="")
    finding = next(one for one in (await after.evaluated(incident)).findings if PERSON in one.text.zh)
    await after.do("evaluation.drop", finding=finding.id, reason=f"{PERSON} 已说明")
    await after.do("evaluation.write", incident=incident, section="lessons", text=f"{PERSON} 一事")
    await after.system.advance(seconds=DAYS, step=DAYS / 4)
    facts = [fact.fact for force in (await after.show("incidents.incident", incident=incident)).forces
             for fact in force.facts]  # fmt: skip
    await after.do("evaluation.destroy", after.admin, incident=incident)
    await after.system.settle()
    destroyed = (await after.evaluated(incident)).destruction
    assert destroyed is not None
    assert destroyed.destroyed_at is not None, "the open umbrella and its other member hold up nothing"
    left = await after.system.read(lambda reading: holds(reading, PERSON))
    assert {where.partition(".")[0] for where in left} <= {
        "reports_umbrella", "reports_umbrella_receipt", "core_journal_data",
    }, left  # fmt: skip
    assert facts == [fact.fact for force in (await after.show("incidents.incident", incident=incident)).forces
                     for fact in force.facts], "which fact when stays"  # fmt: skip
    await _the_umbrella(after, umbrella)
    assert await after.system.read(lambda reading: holds(reading, PERSON)) == {}
    assert await after.system.read(lambda reading: holds(reading, "13900001234")) == {}
    verdict = await after.system.read(lambda reading: verify(reading.connection))
    assert verdict.whole
    kinds = {
        row["kind"]: row["basis"] for row in await after.system.show("core.erasures", {}, after.system.actor("auditor"))
    }
    assert {"incidents.incident", "reports.incident", "field.people", "reports.umbrella"} <= kinds.keys()
    assert all("突发事件应对法" in basis for basis in kinds.values())


async def _the_umbrella(after: After, umbrella: str) -> None:
    """What the umbrella keeps itself has its own date: from when nothing under it runs, closed by somebody or not."""
    law = {"kind": "reports.umbrella", "thing": umbrella, "basis": "突发事件应对法", "reason": "x"}
    with pytest.raises(Conflict) as running_still:
        await after.do("core.erase", after.admin, **law)
    assert running_still.value.code == "thing_open"
    card = await after.show("incidents.umbrella", umbrella=umbrella)
    (other,) = [one.incident for one in card.members if one.state != "closed"]
    await after.do("incidents.confirm_level", after.leader, incident=other, level="IV")
    await after.end(other)
    await after.system.advance(seconds=DAYS, step=DAYS / 4)
    found = await after.evaluated(umbrella)
    assert found.destruction is not None
    assert (await after.show("incidents.umbrella", umbrella=umbrella)).state == "open", "nobody has closed it"
    await after.do("evaluation.destroy", after.admin, incident=umbrella)
    await after.system.settle()
    destroyed = (await after.evaluated(umbrella)).destruction
    assert destroyed is not None
    assert destroyed.destroyed_at is not None


async def test_what_the_sheets_say_goes_on_either_database(database_url: str) -> None:
    async with running(("plans", "rosters", "incidents", "drills", "sample", "handover"), settings=CITY,
                       url=database_url) as system:  # fmt: skip
        after = after_in(system)
        incident = await after.night()
        await after.do("handover.promise", incident=incident, text=f"告知{PERSON}家属", to=f"{PERSON}之妻")
        await handed_over(after)
        (sheet,) = await after.show("handover.past")
        printed = await after.show("handover.printed", handover=sheet["id"])
        assert PERSON in printed
        await after.end(incident)
        law = {"basis": "突发事件应对法 85", "reason": incident}
        for kind in ("incidents.incident", "handover.sheets"):
            await after.do("core.erase", after.admin, kind=kind, thing=incident, **law)
        left = await after.show("handover.printed", handover=sheet["id"])
        assert PERSON not in left
        assert f"{incident} (依法删除)" in left
        assert (await system.read(lambda reading: verify(reading.connection))).whole
