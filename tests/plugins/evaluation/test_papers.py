"""The evaluation report as docx: computed and written apart, from an editable template, without a score."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from tests.plugins.evaluation.night import CITY, PLUGINS, after_in, awake, city_in
from tests.plugins.evaluation.test_screen import EVALUATION, OFFER, link
from tests.tui.fixtures.console import OFFERS, press, settle, text
from tests.tui.fixtures.console import running as console

from fengsui.errors import Forbidden, Missing, Unavailable
from fengsui.testing import running
from fengsui_evaluation.model.paper import paper_of
from fengsui_reports.api.views import Document

WITH_REPORTS = (*PLUGINS, "reports")


@pytest.fixture(scope="session")
def bare_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample city with everything but the evaluation."""
    before = [one for one in WITH_REPORTS if one != "evaluation"]
    return city_in(tmp_path_factory.mktemp("papers") / "data", before)


@pytest.fixture
def data(bare_city: Path, tmp_path: Path) -> Path:
    shutil.copytree(bare_city, tmp_path / "data")
    return tmp_path / "data"


def read(document: Document) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(base64.b64decode(document.content))).paragraphs if one.text]


def test_what_a_template_may_name() -> None:
    (section,) = EVALUATION.sections
    written = replace(section, written="一\n二", written_by="评估组甲")
    values = paper_of(
        replace(EVALUATION, sections=(written,)), centre="区局", as_of="2026-11-22 09:00:00", chinese=True
    )
    assert (values["title"], values["drill"], values["subject"]) == ("应急处置评估报告", "", "氨泄漏")
    assert values["sections"] == [
        {"label": "四、评估结论", "lines": ["标准不设分值"], "written": ["一", "二"], "by_label": "评估组",
         "by": "评估组甲"}
    ]  # fmt: skip
    drill = paper_of(replace(EVALUATION, exercise="EX-07"), centre="D", as_of="", chinese=False)
    assert (drill["title"], drill["drill"]) == ("[DRILL] EVALUATION OF THE RESPONSE", "[DRILL]")


async def test_the_docx_has_every_section_what_was_written_and_no_score(data: Path) -> None:
    async with awake(WITH_REPORTS, data) as after:
        incident = await after.night()
        await after.do("evaluation.write", incident=incident, section="conclusion", text="处置得当\n通信不足")
        said = read(await after.show("evaluation.document", incident=incident))
        assert "应急处置评估报告" in said[1]
        for title in (
            "一、基本情况",
            "二、事故单位责任落实",
            "三、地方政府责任落实",
            "四、评估结论",
            "五、经验教训",
            "六、工作建议",
        ):
            assert title in said
        assert said[said.index("评估组 王磊") + 1 :][:2] == ["处置得当", "通信不足"]
        assert any("接报至下令: 中位数/90分位" in line for line in said)
        assert not any(word in "".join(said) for word in ("得分", "总分", "等次"))
        english = read(await after.show("evaluation.document", incident=incident, language="en"))
        assert "4. Conclusion" in english

        kept = await after.do("evaluation.keep_report", incident=incident)
        await after.do("evaluation.write", incident=incident, section="conclusion", text="另有看法")
        again = await after.do("evaluation.keep_report", incident=incident, language="en")
        assert (kept["number"], again["number"]) == (1, 2)
        first = await after.show("evaluation.document", incident=incident, number=1)
        assert hashlib.sha256(base64.b64decode(first.content)).hexdigest() == kept["sha256"] == first.sha256
        assert "处置得当" in read(first), "nothing changes a copy that was kept"
        assert (first.name, first.sent) == (f"{incident}-evaluation-1.docx", True)
        assert after.recorded("report_kept")[0].data["sha256"] == kept["sha256"]
        assert [(one.number, one.by) for one in (await after.evaluated(incident)).kept] == [(1, "王磊"), (2, "王磊")]
        for wrong in ({"incident": incident, "number": 9}, {"incident": "E-nothing"}):
            with pytest.raises(Missing):
                await after.show("evaluation.document", **wrong)
        with pytest.raises(Forbidden):
            await after.do("evaluation.keep_report", after.system.device("T06"), incident=incident)


async def test_a_bureau_has_its_own_template_and_a_broken_one_is_named(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    mine = docx.Document()
    mine.add_paragraph("本局样式 {{ incident }} {{ values.conclusion }}")
    mine.save(str(folder / "evaluation.docx"))
    async with awake(WITH_REPORTS, data, reports={"templates": str(folder)}) as after:
        incident = await after.night()
        await after.do("evaluation.write", incident=incident, section="conclusion", text="结论")
        assert read(await after.show("evaluation.document", incident=incident)) == [f"本局样式 {incident} 结论"]
        (folder / "evaluation.docx").write_bytes(b"no docx")
        with pytest.raises(Unavailable) as broken:
            await after.show("evaluation.document", incident=incident)
        assert broken.value.code == "template_broken"


async def test_without_the_reports_there_is_text_and_no_docx(data: Path) -> None:
    async with awake(PLUGINS, data) as after:
        incident = await after.night()
        assert incident in await after.show("evaluation.report", incident=incident)
        with pytest.raises(Unavailable):
            await after.show("evaluation.document", incident=incident)


async def test_incidents_from_before_the_plugin_are_evaluated_from_the_journal(data: Path) -> None:
    before = tuple(one for one in WITH_REPORTS if one != "evaluation")
    async with awake(before, data) as after:
        incident = await after.night()
        running_on = str((await after.do("incidents.report", line="dt bk3"))["incident"])
        await after.do("reports.flash", incident=incident, to="province_bureau", name="刘敏", post="值班员")
        await after.do("reports.stop", incident=incident, reason="试验")
        await after.end(incident)
        now = after.system.clock.now()
    async with running(WITH_REPORTS, settings=CITY, data=data, now=now + timedelta(minutes=5)) as system:
        after = after_in(system)
        await system.advance(seconds=22, step=1)
        found = await after.evaluated(incident)
        assert {"reported", "judged", "ordered", "acknowledged", "departed", "arrived", "closed"} <= found.steps.keys()
        assert {spread.measure for spread in found.spreads} >= {"order_to_answer", "order_to_arrival"}
        assert {clock.kind for clock in found.clocks} >= {"answer", "level", "task", "report"}
        said = {clock.what: clock.says.zh for clock in found.clocks if clock.kind == "report"}
        assert said["flash:province_bureau"] == "快报 市应急局", "as it is called in a municipality"
        assert found.destruction is not None
        assert found.destruction.due.isoformat() == "2027-05-21", "by the centre's calendar, from its closing"
        period = await after.show("evaluation.period", since="2026-11-20", until="2026-11-25")
        assert period.incidents == 2
        await after.do("incidents.control", incident=running_on)
        assert {"reported", "controlled"} <= (await after.evaluated(running_on)).steps.keys(), "and what comes is heard"
        dated = after.recorded("destruction_dated")
        await system.advance(seconds=40, step=10)
        assert after.recorded("destruction_dated") == dated, "once"
        assert not await system.show("core.parked", {}, system.actor("administrator"))


async def test_the_docx_and_the_copy_on_the_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "disk"))
    made = link()
    made.views["evaluation.document"] = Document(
        name="E1122-01-evaluation.docx", content=base64.b64encode(b"docx").decode(), sha256="", sent=False
    )
    made.answers["evaluation.keep_report"] = {"number": 1}
    async with console(made, tmp_path, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "5", "p")
        await settle(pilot)
        (saved,) = (tmp_path / "disk").rglob("*.docx")
        assert saved.read_bytes() == b"docx"
        assert made.sent("evaluation.keep_report") == []
        await press(pilot, "n")
        assert "E1122-01" in text(app)
        assert made.sent("evaluation.keep_report") == []
        await press(pilot, "enter")
        assert made.sent("evaluation.keep_report") == [{"incident": "E1122-01", "language": "zh"}]
