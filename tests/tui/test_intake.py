"""Taking a call: saved from its first word, never lost, and dispatched in at most six keys beside the typed text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, SMALL, lines, press, running, settle, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses
from textual.pilot import Pilot

from fengsui.errors import Invalid
from fengsui_incidents.screen.board import BoardScreen
from fengsui_incidents.screen.intake import IntakeScreen
from fengsui_tui.widgets import Field, Lines

TYPED = "tlll 2hk an zd2 sx40 sl2 hzl"


async def type_in(pilot: Pilot[None], typed: str) -> None:
    for char in typed:
        await pilot.press("space" if char == " " else char)
    await settle(pilot)


async def until(pilot: Pilot[None], *, what: str, seconds: float = 3.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if what in text(pilot.app):  # type: ignore[arg-type]
            return
        await pilot.pause(0.05)
    raise AssertionError(f"never shown: {what}")


@presses(BoardScreen, "call")
@presses(IntakeScreen, "send_all")
async def test_from_an_empty_board_to_dispatched_in_four_keys_beside_the_text(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, queue=(), incidents=(), calls=()))
    link.cards = {}
    keys = 0

    async with running(link, tmp_path, language="en") as (app, pilot):

        async def key(name: str) -> None:
            nonlocal keys
            keys += 1
            await press(pilot, name)

        await key("f2")
        await type_in(pilot, TYPED)
        await key("enter")
        await key("f5")
        assert "2 teams: 石泉危化专业队, 桃浦专职消防队" in " ".join(text(app).split())
        await key("enter")
        await settle(pilot)
        assert keys <= 6
        sent = link.sent("incidents.dispatch")
        assert [team["team"] for team in sent[0]["teams"]] == ["T06", "T09"]
        assert sent[0]["cards"] == ["119", "120", "street"]
        assert sent[0]["authority"]
        assert "NEEDS YOU" in text(app), "back on the board"
        assert "E1122-03" in text(app)


async def test_the_line_is_read_while_it_is_typed(tmp_path: Path) -> None:
    """By this console alone: no server has judged anything, which would say it in its own words a moment later."""
    link = FakeLink()
    del link.views["incidents.assessment"]
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an zd2 sl? xyz")
        await until(pilot, what="不认识: xyz")
        shown = " ".join(text(app).split())
        assert "氨 / 中毒2 / 失联?" in shown
        assert "中毒[2]" in shown
        assert "失联[?]" in shown


async def test_the_call_is_saved_at_the_first_pause_and_added_to(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        await until(pilot, what="已存 03:16:42")
        taken = link.sent("incidents.take_call")[0]
        assert taken["text"] == "an"
        assert taken["number"].startswith("K-"), "by which a repetition is known"
        await type_in(pilot, " zd2")
        for _ in range(40):
            await pilot.pause(0.05)
            if link.sent("incidents.note_call"):
                break
        assert link.sent("incidents.note_call") == [{"call": "C1122-0120", "text": "zd2"}]
        assert app.screen.query_one("#line", Field).value == "an zd2"


@presses(BoardScreen, "drafts")
async def test_esc_keeps_the_draft_also_over_a_restart(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an zd2")
        await press(pilot, "escape")
        assert not isinstance(app.screen, IntakeScreen)
        await pilot.pause(0.6)
        assert "草稿 1" in text(app)
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "d")
        assert app.screen.query_one("#line", Field).value == "an zd2"


async def test_nothing_typed_is_lost_when_the_console_is_killed(tmp_path: Path) -> None:
    """No Esc, no pause: what was typed is on disk at every letter."""
    link = FakeLink()
    link_is_cut = False
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "f2")
        link.cut()
        link_is_cut = True
        await type_in(pilot, "an sl2")
    assert link_is_cut
    assert link.sent("incidents.take_call") == []
    link.mend()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "d")
        assert app.screen.query_one("#line", Field).value == "an sl2"
        await until(pilot, what="已存 03:16", seconds=4)
        assert link.sent("incidents.take_call")[0]["text"] == "an sl2"


async def test_without_a_server_it_says_so_and_saves_later(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "f2")
        link.cut()
        await type_in(pilot, "an")
        await until(pilot, what="kept on this console")
        assert "OFFLINE" in text(app)
        assert "READ AS: ammonia" in text(app), "read on this machine"
        link.mend()
        await until(pilot, what="saved 03:16:42", seconds=4)
        assert len(link.sent("incidents.take_call")) == 1


async def test_f5_saves_first(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        await press(pilot, "f5", "enter")
        await settle(pilot)
        assert [name for name, _ in link.calls] == [
            "incidents.take_call", "incidents.report", "incidents.propose", "incidents.dispatch",
        ]  # fmt: skip


async def test_one_enter_too_many_makes_one_incident(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        for _ in range(3):
            await pilot.press("enter")
        await settle(pilot, 10)
        assert len(link.sent("incidents.report")) == 1
        assert link.sent("incidents.dispatch") == []


async def test_a_stray_key_does_not_confirm(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        await press(pilot, "enter", "f5", "x")
        assert link.sent("incidents.dispatch") == []


@presses(IntakeScreen, "tick")
async def test_a_team_that_was_not_proposed_goes_with_its_reason(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        await press(pilot, "enter")
        sets = app.screen.query_one("#set", Lines)
        sets.choose("team:leak:T12")
        await press(pilot, "space", *"near", "enter")
        sets.choose("team:water:T09")
        await press(pilot, "space", "f5", *"busy", "enter", "enter")
        await settle(pilot)
        sent = link.sent("incidents.dispatch")[0]
        assert sent["teams"] == [{"team": "T06", "need": "leak"}, {"team": "T12", "need": "leak", "reason": "near"}]
        assert sent["left_out_reason"] == "busy"


async def test_what_was_refused_stays_to_be_corrected(tmp_path: Path) -> None:
    link = FakeLink()
    link.refuse["incidents.report"] = Invalid("The report cannot be taken as it is.")
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        await press(pilot, "enter")
        assert "REFUSED" in text(app)
        assert app.screen.query_one("#line", Field).value == "an"
        link.refuse.clear()
        await press(pilot, "enter")
        await settle(pilot)
        assert len(link.sent("incidents.report")) == 1


OTHER_ENDS: tuple[tuple[tuple[str, str], str, dict[str, object]], ...] = (
    (("f3", "enter"), "close_call", {"outcome": "log_only"}),
    (("f4", "1"), "transfer_call", {"to": "water"}),
    (("f4", "enter"), "transfer_call", {"to": "water"}),
    (("f7", "1"), "close_call", {"outcome": "false_report", "kind": "false_report", "good_faith": True}),
    (("f7", "2"), "close_call", {"outcome": "false_report", "kind": "hoax", "good_faith": False}),
    (("ctrl+g", "4"), "file_ticket", {"kind": "report", "secret": True}),
)


@presses(IntakeScreen, "log_only", "transfer", "false_report", "ticket")
async def test_other_ends_of_a_call_are_two_keys(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        for keys, command, payload in OTHER_ENDS:
            await press(pilot, "f2")
            await type_in(pilot, "js")
            link.calls.clear()
            await press(pilot, keys[0], "escape")
            assert isinstance(app.screen, IntakeScreen), "Esc turns back, and the call is still there"
            await press(pilot, *keys)
            await settle(pilot)
            assert link.sent(f"incidents.{command}") == [{"call": "C1122-0120", **payload}]
            assert not isinstance(app.screen, IntakeScreen)
            assert app.drafts.all("call") == []


@presses(IntakeScreen, "merge")
async def test_merging_from_the_call_is_one_key(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "an")
        await pilot.pause(0.5)
        await press(pilot, "f8")
        await settle(pilot)
        assert link.sent("incidents.merge_call") == [{"call": "C1122-0120", "incident": "E1122-01"}]


async def test_taking_a_waiting_call_goes_on_with_its_text(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (app, pilot):
        await press(pilot, "tab", "end", "enter")
        assert app.screen.query_one("#line", Field).value == "真光路异味"
        await press(pilot, "enter")
        await settle(pilot)
        assert link.sent("incidents.take_call") == [], "it is saved already"
        assert link.sent("incidents.report")[0]["call"] == "C1122-0118"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_the_intake_fits(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    async with running(FakeLink(), tmp_path, size, language=language) as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, TYPED)
        await pilot.pause(0.5)
        rows = lines(app)
        assert [cell_len(row) for row in rows] == [size[0]] * size[1]
        assert "石泉危化专业队" in text(app), "the proposed set stands beside the line"
        asked = "还要问" if language == "zh_CN" else "STILL TO ASK"
        assert asked in text(app)
