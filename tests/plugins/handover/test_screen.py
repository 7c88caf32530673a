"""The handover on the console: what it shows, and that nothing passes by one key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, OFFERS, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_handover.api.values import HandoverView, Line, Pending, Section, Sheet, Watch
from fengsui_handover.screen.board import HandoverScreen
from fengsui_incidents.api.events import Words
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.loading import Offer

OFFER = Offer(plugin="handover", package="fengsui_handover", name="board", title="Handover", key="9",
              target="fengsui_handover.screen.board:HandoverScreen")  # fmt: skip
INCIDENT = Line(id="incident:E1122-01", says=Words("A E1122-01 氨泄漏 桐澜冷链二号库", "A E1122-01 Ammonia release"))
PROMISE = Line(id="promise:P1", says=Words("答复 市应急局: 核实视频 (王磊)", "to the city: the video (wang)"),
               due=night.NOW - timedelta(minutes=2))  # fmt: skip
GONE = Line(id="silent:1", says=Words("石泉队 未应答", "Shiquan: not answered"))
SHEET = Sheet(made_at=night.NOW, sections=(Section(kind="incidents", lines=(INCIDENT,)),
                                           Section(kind="promises", lines=(PROMISE,))), seen="abc")  # fmt: skip
SIGNED = Sheet(made_at=night.NOW, sections=(Section(kind="incidents", lines=(INCIDENT,)),
                                            Section(kind="unanswered", lines=(GONE,))), seen="abd")  # fmt: skip
WATCH = Watch(id="W1", began_at=night.NOW - timedelta(hours=8), taken_by="王磊", main="王磊", second="陈静",
              leader="周建国", ends_at=night.NOW + timedelta(minutes=5))  # fmt: skip
PENDING = Pending(handover="H1", sheet=SIGNED, out_by="王磊", out_at=night.NOW, for_whom="", note="gas off",
                  added=(PROMISE,), gone=(GONE,))  # fmt: skip


def link(*, watch: Watch | None = WATCH, pending: Pending | None = None) -> FakeLink:
    made = FakeLink()
    view = HandoverView(now=night.NOW, watch=watch, sheet=SHEET, pending=pending, promises=(), next_main="张敏")
    made.views |= {"handover.board": view, "handover.printed": "交班人: 王磊\n接班人: ____"}
    return made


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh_CN", ["交接班  王磊", "已签交班", "+ 承诺", "- 未答复", "03:14"]),
        ("en", ["HANDOVER  王磊", "SIGNED OUT", "+ PROMISE", "- SILENT"]),
    ],
)
@presses(FengsuiConsole, "to('handover.board')")
async def test_what_came_and_went_since_the_signature(
    tmp_path: Path, size: tuple[int, int], language: str, expected: list[str]
) -> None:
    async with running(link(pending=PENDING), tmp_path, size, language=language, offers=(*OFFERS, OFFER)) as (
        app,
        pilot,
    ):
        await press(pilot, "9")
        await settle(pilot)
        shown = text(app)
        assert [what for what in expected if what not in shown] == []
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]


@presses(HandoverScreen, "out")
async def test_signing_out_names_what_passes_and_waits_for_enter(tmp_path: Path) -> None:
    server = link()
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "9")
        await settle(pilot)
        await press(pilot, "t")
        assert "上一班尚未签字" in text(app)
        await press(pilot, "g", *"gas off", "enter")
        assert "你签字移交2项" in text(app)
        assert server.sent("handover.sign_out") == []
        await press(pilot, "enter")
        assert server.sent("handover.sign_out")[0]["note"] == "gas off"


@presses(HandoverScreen, "refuse", "take")
async def test_taking_over_signs_the_sheet_that_is_shown(tmp_path: Path) -> None:
    server = link(pending=PENDING)
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "9")
        await settle(pilot)
        await press(pilot, "t")
        assert "其中1项是交班签字后新增" in text(app)
        assert text(app).count("gas off") == 2, "the word that goes with the sheet: beside it, and in the question"
        await press(pilot, "escape")
        assert server.sent("handover.take_over") == []
        await press(pilot, "t", "enter")
        assert server.sent("handover.take_over") == [{"handover": "H1", "seen": "abc"}]
        await press(pilot, "x", "1", *"no flash", "enter")
        assert server.sent("handover.refuse") == [{"handover": "H1", "reason": "no flash"}]


async def test_the_watch_that_nobody_has_is_taken(tmp_path: Path) -> None:
    server = link(watch=None)
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "9")
        await settle(pilot)
        assert "无人当班" in text(app)
        await press(pilot, "t", "enter")
        assert server.sent("handover.take_watch") == [{}]


@presses(HandoverScreen, "kept", "late", "promise")
async def test_promises_and_late_entries(tmp_path: Path) -> None:
    server = link()
    async with running(server, tmp_path, offers=(*OFFERS, OFFER)) as (_, pilot):
        await press(pilot, "9")
        await settle(pilot)
        await press(pilot, "p", *"city", "enter", *"call back", "enter", *"20", "enter", "1")
        sent = server.sent("handover.promise")[0]
        assert (sent["to"], sent["text"], sent["incident"]) == ("city", "call back", "E1122-01")
        assert sent["due"] == (night.NOW + timedelta(minutes=20)).isoformat()
        await press(pilot, "p", *"x", "enter", *"y", "enter", "enter", "escape")
        assert len(server.sent("handover.promise")) == 1, "who turns back promises nothing"
        await press(pilot, "down", "v", *"done", "enter")
        assert server.sent("handover.keep_promise") == [{"promise": "P1", "result": "done"}]
        await press(pilot, "b", "1", *"99:99", "enter")
        assert server.sent("handover.catch_up") == []
        await press(pilot, *["backspace"] * 5, *"23:59", "enter", *"police there", "enter", *"chen", "enter", "2")
        late = server.sent("handover.catch_up")[0]
        assert (late["text"], late["witness"], late["channel"]) == ("police there", "chen", "radio")
        assert late["happened_at"] == "2026-11-21T23:59:00+08:00"


@presses(HandoverScreen, "paper")
async def test_the_sheet_as_text(tmp_path: Path) -> None:
    async with running(link(), tmp_path, offers=(*OFFERS, OFFER)) as (app, pilot):
        await press(pilot, "9")
        await settle(pilot)
        await press(pilot, "o")
        assert "接班人: ____" in text(app)
