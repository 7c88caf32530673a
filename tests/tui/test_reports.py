"""F8 and F9 on the console: what they show in both languages and sizes, and what their keys send."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, OFFERS, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import OFFICER, FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_incidents.api.events import Words
from fengsui_reports.api.views import (
    CaseRow,
    ClockRow,
    DemandRow,
    Document,
    Flag,
    FlashCard,
    Picture,
    ReceiptRow,
    ReportRow,
    ReportsBoard,
    Section,
    UmbrellaPage,
    UmbrellaSent,
    WindowRow,
)
from fengsui_reports.screen.board import ReportsScreen
from fengsui_reports.screen.picture import PictureScreen
from fengsui_reports.screen.umbrella import UmbrellaReportScreen
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.loading import Offer

SCREENS = (
    *OFFERS,
    Offer(plugin="reports", package="fengsui_reports", name="board", title="Reports", key="f8",
          target="fengsui_reports.screen.board:ReportsScreen"),
    Offer(plugin="reports", package="fengsui_reports", name="picture", title="Picture", key="f9",
          target="fengsui_reports.screen.picture:PictureScreen"),
    Offer(plugin="reports", package="fengsui_reports", name="umbrella", title="Umbrella",
          target="fengsui_reports.screen.umbrella:UmbrellaReportScreen"),
)  # fmt: skip
CITY, ROOM = Words("市应急局", "municipal bureau"), Words("区总值班室", "district duty room")
CLOCK = ClockRow(
    id="c1", incident="E1122-01", form="flash", line="emergency", to="province_bureau", name=CITY, phone="021-1",
    step=0, began_at=night.NOW, due_at=night.NOW + timedelta(minutes=25), late_after=night.NOW + timedelta(minutes=25),
    at_once=False, basis="上海 30/60", certainty="K-H", state="open", met_at=None, report="", reason="", late=False,
    overdue=False, presented=False,
)  # fmt: skip
OVERDUE = replace(CLOCK, id="c2", to="own_government", name=ROOM, late_after=night.NOW - timedelta(minutes=1),
                  overdue=True)  # fmt: skip
RECEIPT = ReceiptRow(to="province_bureau", name_of=CITY, sent_at=night.NOW, name="", post="", at=None,
                     channel="network", entered_late=False, witness="")  # fmt: skip
DRAFT = ReportRow(
    id="r2", incident="E1122-01", kind="follow_up", number=1, title="关于氨泄漏的续报一", state="draft",
    grade="general", written_at=night.NOW, drafted_by="陈静", reviewed_by="", reviewed_at=None, signed_by="",
    signed_at=None, sent_at=None, missing=("news",), warnings=(), corrects="", receipts=(),
)  # fmt: skip
SENT = replace(DRAFT, id="r1", kind="first", title="关于氨泄漏的初报", state="sent", sent_at=night.NOW, missing=(),
               receipts=(RECEIPT,))  # fmt: skip
CASE = CaseRow(
    incident="E1122-01", title=Words("氨泄漏", "Ammonia release"), place="桐澜冷链二号库", received_at=night.NOW,
    occurred_at=None, unit_told_at=None, unit_late=False, grade="larger", near_miss="yes", figures={"dead": 3},
    kind="", kinds=("explosion", "fire"), owes=True, owed_since=night.NOW, stopped_reason="", ended_at=None,
    closed_at=None, chain=(CITY,), clocks=(OVERDUE, CLOCK), reports=(SENT, DRAFT),
    windows=(
        WindowRow(days=7, last_day=(night.NOW + timedelta(days=7)).date(), open=True, basis="493-13"),
        WindowRow(days=30, last_day=(night.NOW + timedelta(days=30)).date(), open=True, basis="493-13"),
    ),
    flags=(Flag(kind="missing", what=Words("快报 区总值班室", "FLASH duty room"), at=night.NOW),),
)  # fmt: skip
DEMAND = DemandRow(
    id="d1", kind="verify", incident="E1122-01", source="市应急局", text="核实网传视频", owner="",
    received_at=night.NOW, due_at=night.NOW + timedelta(minutes=20), every_minutes=None, state="open", reply="",
    told="", feedback="", answered_at=None, late=False, overdue=False, answers=0, presented=False,
)  # fmt: skip
BOARD = ReportsBoard(now=night.NOW, centre="普陀区应急局", cases=(CASE,), demands=(DEMAND,))
FLASH = FlashCard(incident="E1122-01", text="03:12接报,桐澜冷链二号库氨泄漏。", characters=20, most=120,
                  missing=("unit",), lines=(CLOCK,), heard=())  # fmt: skip
PAGE = Picture(
    incident="E1122-01", title="态势一张纸  E1122-01", as_of=night.NOW, as_of_said="截至 03:16", centre="普陀区应急局",
    sections=(Section(label="人员", lines=("死亡3 (120, 核实, 03:10)",)),), text="态势",
)  # fmt: skip

WHOLE = UmbrellaPage(
    umbrella="U1122-01", title="总事件报告  U1122-01  11-22 暴雨", as_of=night.NOW, as_of_said="截至 03:16",
    centre="普陀区应急局", figures={}, incidents=("E1122-01", "E1122-02"), text="总事件", to=("province_bureau",),
    names=(CITY,), sections=(
        Section(label="人员合计", lines=("被困3 失联2(另1起不详)",)),
        Section(label="事件", lines=("E1122-01 氨泄漏; 紧急程度 A; 处置中; 响应 II 级", "E1122-02 电梯困人; 办结")),
    ),
    sent=(UmbrellaSent(id="u1", number=1, sent_at=night.NOW, sent_by="陈静", sha256="ab" * 32,
                       incidents=("E1122-01",), text="总事件", receipts=(RECEIPT,)),),
)  # fmt: skip


def link() -> FakeLink:
    made = FakeLink(who=replace(OFFICER, permissions=OFFICER.permissions | {"reports.*"}))
    made.views |= {
        "reports.board": BOARD, "reports.flash_text": FLASH, "reports.picture": PAGE,
        "reports.umbrella": WHOLE,
        "reports.document": Document(name="../E1122-01.docx", content="UEs=", sha256="0", sent=True),
    }  # fmt: skip
    made.answers |= {f"reports.{name}": {"warnings": ["unsigned"]} for name in ("send", "flash", "answer", "sign_for")}
    made.answers["reports.print_picture"] = {"report": "p1"}
    return made


@pytest.mark.parametrize("size", [SMALL, (120, 36), LARGE], ids=str)
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["信息报告 REPORTS   时限 2   超时 1   上级要求 1", "核实", "快报", "区总值班室", "续报 1", "拟稿"]),
        ("en", ["REPORTS   clocks 2   overdue 1   demands 1", "VERIFY", "FLASH", "district duty room", "Follow-up 1"]),
    ],
)
@presses(FengsuiConsole, "to('reports.board')")
async def test_the_clocks(tmp_path: Path, size: tuple[int, int], language: str, expected: list[str]) -> None:
    async with running(link(), tmp_path, size, language=language, offers=SCREENS) as (app, pilot):
        await press(pilot, "f8")
        await settle(pilot)
        assert [what for what in expected if what not in text(app)] == []
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
        await press(pilot, "down")
        both = "尚未定性" if language == "zh_CN" else "kind not settled"
        assert size == SMALL or both in text(app)


@presses(ReportsScreen, "read_out")
async def test_the_flash_is_read_out_and_who_took_it_is_written_down(tmp_path: Path) -> None:
    made = link()
    async with running(made, tmp_path, offers=SCREENS) as (app, pilot):
        await press(pilot, "f8", "r")
        await settle(pilot)
        assert FLASH.text in text(app)
        assert "20/120" in text(app)
        await press(pilot, "enter", "1", *"li", "enter", "enter")
        (sent,) = made.sent("reports.flash")
        assert (sent["to"], sent["name"], sent["post"]) == ("province_bureau", "li", "值班员")


@presses(ReportsScreen, "dispatch")
async def test_sending_names_what_is_not_in_order_and_holds_nothing_back(tmp_path: Path) -> None:
    made = link()
    async with running(made, tmp_path, offers=SCREENS) as (app, pilot):
        await press(pilot, "f8", "f5")
        await settle(pilot)
        shown = text(app)
        assert [what for what in ("续报一", "未签发", "未审核", "缺新情况") if what not in shown] == []
        assert made.sent("reports.send") == []
        await press(pilot, "enter")
        assert made.sent("reports.send") == [{"report": "r2"}]
        assert "未签发" in text(app)


@presses(ReportsScreen, "answer", "receipt", "sign")
async def test_the_leaders_signature_by_phone_a_receipt_and_an_answer(tmp_path: Path) -> None:
    made = link()
    made = FakeLink(who=replace(OFFICER, permissions=frozenset(
        {"incidents.*", "reports.view", "reports.sign_for", "reports.send", "reports.demand"})))  # fmt: skip
    made.views |= link().views
    async with running(made, tmp_path, offers=SCREENS) as (_, pilot):
        await press(pilot, "f8", "g", "end", *"x", "enter")
        (signed,) = made.sent("reports.sign_for")
        assert (signed["report"], signed["by"].endswith("x")) == ("r2", True)
        await press(pilot, "t", *"wu", "enter", "enter")
        assert made.sent("reports.receipt") == [
            {"report": "r1", "to": "province_bureau", "name": "wu", "post": "值班员"}
        ]
        await press(pilot, "a", *"old", "enter", "enter", "enter")
        assert made.sent("reports.answer") == [{"demand": "d1", "reply": "old", "told": "", "feedback": ""}]


@presses(ReportsScreen, "demand")
async def test_a_demand_is_entered_and_letters_never_fire_in_a_field(tmp_path: Path) -> None:
    made = link()
    async with running(made, tmp_path, offers=SCREENS) as (_, pilot):
        await press(pilot, "f8", "n", "2", *"xfrd", "enter", *"gz", "enter", *"20", "enter")
        (sent,) = made.sent("reports.demand")
        assert (sent["kind"], sent["source"], sent["text"], sent["within_minutes"]) == ("instruction", "xfrd", "gz", 20)
        assert [name for name, _ in made.calls if name.startswith("reports.")] == ["reports.demand"]


@presses(ReportsScreen, "false")
async def test_a_false_report_needs_its_kind_who_found_it_and_a_confirmation(tmp_path: Path) -> None:
    made = link()
    async with running(made, tmp_path, offers=SCREENS) as (_, pilot):
        await press(pilot, "f8", "f", "1", *"no", "enter", *"liu", "enter", "escape")
        assert made.sent("reports.false_report") == []
        await press(pilot, "f", "1", *"no", "enter", *"liu", "enter", "enter")
        (sent,) = made.sent("reports.false_report")
        assert (sent["kind"], sent["reason"], sent["found_by"]) == ("mistaken", "no", "liu")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@presses(FengsuiConsole, "to('reports.picture')")
@presses(PictureScreen, "keep")
async def test_the_picture_is_kept_and_saved_within_its_folder(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengsui_tui.saving.data_folder", lambda: tmp_path / "here")
    made = link()
    async with running(made, tmp_path, size, offers=SCREENS) as (app, pilot):
        await press(pilot, "f9")
        await settle(pilot)
        assert "死亡3 (120, 核实, 03:10)" in text(app)
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
        await press(pilot, "p")
        await settle(pilot)
        assert made.sent("reports.print_picture") == [{"incident": "E1122-01"}]
        assert [one.name for one in (tmp_path / "here" / "reports").iterdir()] == ["E1122-01.docx"]
        assert (tmp_path / "here" / "reports" / "E1122-01.docx").read_bytes() == b"PK"


@pytest.mark.parametrize("size", [SMALL, (120, 36), LARGE], ids=str)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@presses(ReportsScreen, "umbrella")
@presses(UmbrellaReportScreen, "dispatch", "receipt")
async def test_the_report_of_a_whole_umbrella_event(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    made = link()
    async with running(made, tmp_path, size, language=language, offers=SCREENS) as (app, pilot):
        await press(pilot, "f8", "b")
        await settle(pilot)
        said = "报告1" if language == "zh_CN" else "report 1"
        wanted = ("U1122-01", "被困3 失联2(另1起不详)", "E1122-02 电梯困人", said, "abababababab")
        assert [what for what in wanted if what not in text(app)] == []
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
        await press(pilot, "f5", "escape")
        assert made.sent("reports.send_umbrella") == [], "not without the confirmation"
        await press(pilot, "f5", "enter")
        assert made.sent("reports.send_umbrella") == [{"umbrella": "U1122-01", "to": ["province_bureau"]}]
        await press(pilot, "t", "1", *"li", "enter", "enter")
        (taken,) = made.sent("reports.receipt_umbrella")
        assert (taken["report"], taken["to"], taken["name"]) == ("u1", "province_bureau", "li")
