"""The warnings on the console: what it shows in both languages and sizes, and what its keys call."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, OFFERS, SMALL, lines, play, press, refused, running, settle, text
from tests.tui.fixtures.link import OFFICER, FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.loading import Offer
from fengsui_warnings.api.board import CapText, DutyLine, ReceiptLine, WarningCard, WarningRow
from fengsui_warnings.screen.board import WarningsScreen

FILES = Path(__file__).with_name("files")
SCREENS = (*OFFERS, Offer(plugin="warnings", package="fengsui_warnings", name="board", title="Warnings", key="6",
                          target="fengsui_warnings.screen.board:WarningsScreen"))  # fmt: skip
HOUR = timedelta(hours=1)
ROW = WarningRow(
    id="W1122-01", state="issued", origin="cap", exercise=None, level="orange", event=Words("暴雨", "Rainstorm"),
    title=Words("暴雨橙色预警", "Orange rainstorm warning"), area=Words("普陀区", "Putuo"),
    issuer=Words("上海中心气象台", "Shanghai Met Office"), scope="Public", starts_at=night.NOW,
    ends_at=night.NOW + 9 * HOUR, issued_at=night.NOW, duties_open=2, duties_total=3, receipts_open=1, receipts_total=1,
)  # fmt: skip
DUTIES = (
    DutyLine(key="open_plan", list="all", says=Words("启动应急预案", "open the emergency plan"), basis="art 66",
             due_at=night.NOW + HOUR, done_at=night.NOW, done_by="user:wanglei"),
    DutyLine(key="hotline", list="all", says=Words("公布求助电话", "publish the telephone"), basis="art 66",
             due_at=night.NOW - HOUR),
    DutyLine(key="standby", list="high", says=Words("队伍待命", "teams on standby"), basis="art 67",
             due_at=night.NOW + HOUR),
)  # fmt: skip
RECEIPTS = (ReceiptLine(key="schools", who=Words("学校", "schools"), due_at=night.NOW + HOUR),)


def card(row: WarningRow) -> WarningCard:
    fields = {name: getattr(row, name) for name in WarningRow.__dataclass_fields__}
    return WarningCard(
        **fields, category="Met", level_said=Words("severityColor 为 ORANGE", "severityColor is ORANGE"),
        matters=Words("雨量将达100毫米", "100 mm expected"), measures=Words("避免外出", "Stay indoors"),
        urgency="Expected", severity="Severe", certainty="Likely", sender="qx.example", identifier="SH-1",
        restriction="", contact="", notes=(), drafted_by="", drafted_at=None, approved_by="", supersedes="",
        superseded_by="", lifted_at=None, lifted_by="", lift_reason="", lacks=(), duties=DUTIES, receipts=RECEIPTS,
    )  # fmt: skip


def city(row: WarningRow = ROW) -> FakeLink:
    link = FakeLink(who=replace(OFFICER, permissions=frozenset({*OFFICER.permissions, "warnings.*"})))
    link.views |= {"warnings.board": (row,), "warnings.warning": card(row), "warnings.cap": CapText(xml="<alert/>")}
    return link


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["预警 WARNINGS   生效 1", "橙色", "暴雨橙色预警", "1/3", "[x] 启动应急预案", "警示事项: 雨量"]),
        ("en", ["WARNINGS   in force 1", "orange", "1/3", "[x] open the emergency plan", "beware: 100 mm"]),
    ],
)
async def test_the_list_and_the_chosen_one(
    tmp_path: Path, size: tuple[int, int], language: str, expected: list[str]
) -> None:
    async with running(city(), tmp_path, size, language=language, offers=SCREENS) as (app, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        seen = text(app)
        if size == SMALL:  # the rest of the tick-list is a scroll away
            await press(pilot, "tab", "pagedown")
            seen += text(app)
        assert [what for what in expected if what not in seen] == []
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]


@presses(FengsuiConsole, "to('warnings.board')")
async def test_a_drills_warning_says_so_everywhere(tmp_path: Path) -> None:
    link = city(replace(ROW, exercise="EX-07", id="XW1122-01"))
    async with running(link, tmp_path, offers=SCREENS) as (app, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        assert "演练 暴雨橙色预警" in text(app)
        assert "演练 DRILL EX-07" in text(app)


@presses(WarningsScreen, "receipt", "tick")
async def test_a_line_is_ticked_and_a_receipt_entered(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=SCREENS) as (_, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        await press(pilot, "enter", "1", "enter")
        assert link.sent("warnings.tick") == [{"warning": "W1122-01", "duty": "hotline", "note": ""}]
        await settle(pilot, 10)
        await press(pilot, "r", "1", "1", "l", "enter")
        assert link.sent("warnings.receipt") == [
            {"warning": "W1122-01", "receiver": "schools", "channel": "phone", "said_by": "l"}]  # fmt: skip


@presses(WarningsScreen, "adjust", "cap", "draft", "lift")
async def test_a_warning_is_drafted_published_adjusted_and_lifted(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=SCREENS) as (app, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        await press(pilot, "f5")
        assert link.sent("warnings.publish") == []  # it is in force already
        await press(pilot, "n", "g", "enter", "3", "p", "enter", "w", "enter", "s", "enter", "enter")
        await press(pilot, "enter")
        drafted = link.sent("warnings.draft")[0]
        assert (drafted["event"], drafted["level"], drafted["area"], drafted["measures"]) == (
            "g", "yellow", "p", "s")  # fmt: skip
        await settle(pilot, 10)
        await press(pilot, "a", "enter", "1", "enter", "enter", "enter", "enter", "enter")
        adjusted = link.sent("warnings.draft")[1]
        assert (adjusted["adjusts"], adjusted["level"], adjusted["event"]) == ("W1122-01", "red", "暴雨")
        await settle(pilot, 10)
        await press(pilot, "x", "o", "enter", "enter")
        assert link.sent("warnings.lift") == [{"warning": "W1122-01", "reason": "o"}]
        await press(pilot, "c")
        assert "<alert/>" in text(app)


@presses(WarningsScreen, "incident_cap")
async def test_a_drills_public_alert_is_shown_as_cap_and_sent_by_nobody(tmp_path: Path) -> None:
    link = city()
    link.views["warnings.incident_cap"] = CapText(xml="<alert><status>Exercise</status></alert>")
    drill = replace(link.board.incidents[0], id="X1122-01", exercise="EX-07")
    link.board = replace(link.board, incidents=(*link.board.incidents, drill))
    async with running(link, tmp_path, offers=SCREENS) as (app, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        await press(pilot, "i")
        assert "[演练] X1122-01" in text(app)
        await press(pilot, str(len(link.board.incidents)), "g", "enter", "x", "enter")
        assert "现场周围多少米" in text(app)
        await press(pilot, "backspace", "5", "0", "0", "enter")
        assert "<status>Exercise</status>" in text(app)
        asked = [parameters for view, parameters in link.shown if view == "warnings.incident_cap"]
        assert asked == [{"incident": "X1122-01", "instruction": "g", "radius_m": "500"}]
        assert link.calls == []


async def test_a_received_warning_gets_its_level_from_a_person(tmp_path: Path) -> None:
    link = city()
    async with running(link, tmp_path, offers=SCREENS, language="en") as (_, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        await press(pilot, "l", "2", "escape")
        assert link.calls == []
        await press(pilot, "l", "1")
        assert await refused(pilot, "") == "this cannot be empty"
        await play(pilot, "=the weather service by phone")
        assert link.sent("warnings.set_level") == [
            {"warning": "W1122-01", "level": "red", "reason": "the weather service by phone"}
        ]


@presses(WarningsScreen, "publish")
async def test_a_draft_is_published_or_discarded_by_name(tmp_path: Path) -> None:
    link = city(replace(ROW, state="draft", origin="own"))
    async with running(link, tmp_path, offers=SCREENS) as (app, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        await press(pilot, "f5")
        assert "W1122-01" in text(app)
        await press(pilot, "escape")
        assert link.sent("warnings.publish") == []
        await press(pilot, "f5", "enter")
        assert link.sent("warnings.publish") == [{"warning": "W1122-01"}]
        await press(pilot, "x", "enter")
        assert link.sent("warnings.discard") == [{"warning": "W1122-01"}]


@presses(WarningsScreen, "file")
async def test_a_file_is_looked_at_before_it_is_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = city()
    link.answers["warnings.receive_cap"] = {"taken": [], "not_understood": []}
    good, bad = tmp_path / "g", tmp_path / "b"
    monkeypatch.chdir(tmp_path)
    good.write_bytes((FILES / "good" / "ammonia.xml").read_bytes())
    bad.write_bytes((FILES / "bad" / "many_faults.xml").read_bytes())
    async with running(link, tmp_path, offers=SCREENS, language="en") as (app, pilot):
        await press(pilot, "6")
        await settle(pilot, 10)
        await press(pilot, "f", "b", "enter")
        assert "alert/identifier" in text(app)
        await press(pilot, "enter", "f", "g", "enter")
        assert "It becomes a CALL" in text(app)
        assert link.sent("warnings.receive_cap") == []
        await press(pilot, "enter")
        sent = link.sent("warnings.receive_cap")
        assert b64decode(str(sent[0]["data"])) == good.read_bytes()
        await press(pilot, "f", "n", "enter")
        assert "It cannot be read" in text(app)


async def test_the_board_shows_warnings_and_its_queue_opens_them(tmp_path: Path) -> None:
    says = Words("暴雨红色预警 至12:00", "rainstorm, red warning until 12:00")
    item = QueueItem(id="warnings:W1122-01", kind="other", incident="", order="", call="", says=says, due=None,
                     label=Words("预警", "WARNING"), opens="warnings.board", subject="W1122-01")  # fmt: skip
    link = city()
    link.board = replace(night.BOARD, warnings=(says,), urgent_warnings=(says,), queue=(item,), calls=())
    async with running(link, tmp_path, offers=SCREENS) as (app, pilot):
        assert "暴雨红色预警" in lines(app)[1]
        assert "预警 暴雨红色预警" in text(app)
        await press(pilot, "space")
        await settle(pilot, 10)
        assert "预警 WARNINGS" in text(app)
        assert "W1122-01 暴雨橙色预警" in text(app)
