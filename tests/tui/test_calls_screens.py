"""Calls, transfers, tickets and umbrella events on the console, in both languages and sizes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.tui.fixtures import night
from tests.tui.fixtures.console import LARGE, SMALL, lines, play, press, refused, running, settle, text
from tests.tui.fixtures.link import OFFICER, FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_incidents.api.board import CallRow, QueueItem
from fengsui_incidents.screen.board import BoardScreen
from fengsui_incidents.screen.calls import CallsScreen
from fengsui_incidents.screen.intake import IntakeScreen
from fengsui_incidents.screen.umbrellas import UmbrellasScreen
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.connection import Who
from fengsui_tui.widgets import Field

CALL = "C1122-0118"
HANDLER = replace(OFFICER, id="user:ticket", name="举报员")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@presses(CallsScreen, "part")
@presses(FengsuiConsole, "to('incidents.calls')", "to('incidents.umbrellas')")
async def test_the_lists_fit(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    async with running(FakeLink(), tmp_path, size, language=language) as (app, pilot):
        await press(pilot, "7")
        for what in ("真光路异味", "真北路下立交积水", "夜间排氨", "真光路异味"):
            await settle(pilot)
            assert what in text(app)
            assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
            await press(pilot, "tab")
        await press(pilot, "escape", "8")
        await settle(pilot)
        assert [cell_len(row) for row in lines(app)] == [size[0]] * size[1]
        assert "11-22 暴雨" in text(app)
        assert "桐澜冷链二号库" in text(app), "its incidents stand beside it"


ENDS: tuple[tuple[tuple[str, ...], str, dict[str, object]], ...] = (
    (("m",), "merge_call", {"call": CALL, "incident": "E1122-01"}),
    (("f3", "enter"), "close_call", {"call": CALL, "outcome": "log_only"}),
    (("f4", "1"), "transfer_call", {"call": CALL, "to": "water"}),
    (("f4", "0", *"abc", "enter"), "transfer_call", {"call": CALL, "to": "abc"}),
    (("f7", "6"), "close_call", {"call": CALL, "outcome": "false_report", "kind": "not_safety"}),
    (("ctrl+g", "1"), "file_ticket", {"call": CALL, "kind": "report"}),
)


@presses(CallsScreen, "merge", "log_only", "transfer", "false_report", "ticket")
async def test_the_ends_of_a_call_from_the_list(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path) as (_, pilot):
        await press(pilot, "7", "down")
        for keys, command, payload in ENDS:
            if len(keys) > 1:
                await press(pilot, keys[0], "escape")
                assert link.calls == [], f"{keys[0]}: Esc turns back"
            await press(pilot, *keys)
            assert link.calls == [(f"incidents.{command}", payload)]
            link.calls.clear()


@presses(CallsScreen, "reopen", "unmerge")
async def test_a_merge_is_undone_and_a_call_opened_again(tmp_path: Path) -> None:
    link = FakeLink()
    link.views["incidents.calls"] = (
        CallRow(id="C1", at=night.NOW, source="web", text="x", phone="", state="merged", incident="E1122-01"),
        CallRow(id="C2", at=night.NOW, source="web", text="y", phone="", state="closed", outcome="log_only"),
    )
    async with running(link, tmp_path, language="en") as (_, pilot):
        await press(pilot, "7", "tab", "tab", "tab")
        await settle(pilot)
        await press(pilot, "x", *"other", "enter")
        await press(pilot, "down", "x", "r", *"again", "enter")
        await settle(pilot)
        assert link.sent("incidents.unmerge_call") == [{"call": "C1", "reason": "other"}]
        assert link.sent("incidents.reopen_call") == [{"call": "C2", "reason": "again"}]


@presses(CallsScreen, "answer")
async def test_what_a_receiver_said_by_phone(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "7", "tab")
        await settle(pilot)
        assert "NOT TAKEN IN TIME" in text(app)
        await press(pilot, "enter", "2", *"why", "enter", *"li", "enter")
        await settle(pilot)
        assert link.sent("incidents.answer_transfer") == [
            {"transfer": "Z1122-001", "answer": "refused", "reason": "why", "said_by": "li"}
        ]


async def test_a_reward_is_noted_with_its_basis(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (_, pilot):
        await press(pilot, "7", "tab", "tab", "y")
        assert "How many yuan" in await refused(pilot, "15000")
        await play(pilot, "=15000 15% of the fine")
        assert link.sent("incidents.note_reward") == [
            {"ticket": "T1122-0117", "yuan": 15000, "basis": "15% of the fine"}
        ]


@presses(CallsScreen, "step")
async def test_a_tickets_steps(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (_, pilot):
        await press(pilot, "7", "tab", "tab")
        await settle(pilot)
        await press(pilot, "enter", "1", "1", *"me", "enter")
        await press(pilot, "down", "enter", "1", "2", *"m1", "enter")
        await settle(pilot)
        assert link.sent("incidents.triage_ticket") == [{"ticket": "T1122-0117", "kind": "report", "owner": "me"}]
        assert link.sent("incidents.move_ticket") == [
            {"ticket": "T1121-0003", "to": "verified", "result": "partly", "material": "m1"}
        ]


@presses(CallsScreen, "who")
async def test_who_reported_is_asked_with_a_reason_and_not_kept(tmp_path: Path) -> None:
    link = FakeLink()
    link.answers["incidents.see_reporter"] = {"name": "王小明", "phone": "139", "address": "", "said": "排氨"}
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "7", "tab", "tab")
        await settle(pilot)
        await press(pilot, "w", *"answer", "enter")
        await settle(pilot)
        assert "王小明" in text(app)
        await press(pilot, "enter")
        assert "王小明" not in text(app)
        assert link.sent("incidents.see_reporter") == [{"ticket": "T1122-0117", "reason": "answer"}]
    assert "王小明" not in written_in(tmp_path)


def written_in(folder: Path) -> str:
    """All that this console has on its disk."""
    return "".join(path.read_text("utf-8", errors="replace") for path in folder.rglob("*") if path.is_file())


async def test_without_the_permission_nobody_asks(tmp_path: Path) -> None:
    mine = OFFICER.permissions - {"incidents.*"} | {"incidents.view", "incidents.ticket", "incidents.take_call"}
    link = FakeLink(who=Who(id="user:x", name="x", roles=(), permissions=frozenset(mine)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "7", "tab", "tab")
        await settle(pilot)
        await press(pilot, "w")
        assert "incidents.whistleblower" in text(app)
        assert link.sent("incidents.see_reporter") == []


@presses(CallsScreen, "back")
async def test_the_queue_opens_the_transfer_and_the_leaders_question(tmp_path: Path) -> None:
    returned = QueueItem(id="transfer:Z1122-002", kind="transfer", incident="", order="", call="C1122-0115",
                         says=night.w("电力 拒收", "Power refuses"), due=night.NOW, opens="incidents.calls",
                         subject="transfer:Z1122-002")  # fmt: skip
    false = QueueItem(id="false:f1", kind="false", incident="E1122-01", order="", call="", due=night.NOW,
                      says=night.w("误报?", "false?"), subject="f1")  # fmt: skip
    link = FakeLink(replace(night.BOARD, queue=(returned, false)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        assert "RETURNED" in text(app)
        await press(pilot, "space")
        await settle(pilot)
        assert isinstance(app.screen, CallsScreen)
        assert "REFUSED" in text(app)
        assert "非公用变" in text(app), "the one that the queue named is chosen"
        await press(pilot, "escape", "down", "space")
        await settle(pilot)
        assert "石泉队 刘队长" in text(app)
        await press(pilot, "1", "enter")
        await settle(pilot)
        assert link.sent("incidents.confirm_false") == [{"finding": "f1", "decision": "confirmed"}]


async def test_a_leader_who_says_that_it_is_true_after_all_says_why(tmp_path: Path) -> None:
    false = QueueItem(id="false:f1", kind="false", incident="E1122-01", order="", call="", due=night.NOW,
                      says=night.w("误报?", "false?"), subject="f1")  # fmt: skip
    link = FakeLink(replace(night.BOARD, queue=(false,)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "space")
        await settle(pilot)
        await press(pilot, "2")
        await settle(pilot)
        assert "Why is it not false?" in text(app)
        await press(pilot, *"alarm", "enter", "enter")
        await settle(pilot)
        assert link.sent("incidents.confirm_false") == [{"finding": "f1", "decision": "refused", "reason": "alarm"}]


@presses(IntakeScreen, "another", "back")
async def test_a_second_call_while_one_is_written_down(tmp_path: Path) -> None:
    ringing = replace(night.BOARD.calls[0], id="C9", ring="ringing", text="")
    link = FakeLink(replace(night.BOARD, calls=(ringing, *night.BOARD.calls)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "f2", *"an")
        assert "1 OTHER CALLS: F2" in text(app)
        await press(pilot, "f2", *"js")
        await settle(pilot)
        assert app.screen.query_one("#line", Field).value == "js"
        await press(pilot, "escape")
        assert isinstance(app.screen, IntakeScreen)
        assert app.screen.query_one("#line", Field).value == "an"


@presses(IntakeScreen, "secret", "source")
async def test_a_secret_caller_is_not_in_the_text(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "f2", "f6", "f6", "f6", "f6", "f6", "f6", "f6", "f6", "f6", "f6", "f6", "ctrl+y")
        app.screen.query_one("#who", Field).value = "王小明"
        app.screen.query_one("#phone", Field).value = "13900001234"
        await press(pilot, *"an")
        for _ in range(60):
            await pilot.pause(0.05)
            if link.sent("incidents.take_call"):
                break
        (taken,) = link.sent("incidents.take_call")
        assert taken["text"] == "an"
        assert taken["secret"] is True
        assert taken["reporter"] == {"name": "王小明", "phone": "13900001234"}
        assert "SECRET" in text(app)


@presses(CallsScreen, "take")
async def test_a_call_that_another_has_is_taken_over_by_name(tmp_path: Path) -> None:
    mine = replace(night.BOARD.calls[0], claimed_by="user:chen", claimed_name="陈静")
    link = FakeLink(replace(night.BOARD, calls=(mine, *night.BOARD.calls[1:])))
    link.views["incidents.calls"] = link.board.calls
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, "7", "enter")
        await settle(pilot)
        assert "陈静 is writing down" in text(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert link.sent("incidents.claim_call") == [{"call": mine.id, "take_over": True}]


@presses(BoardScreen, "umbrella")
@presses(UmbrellasScreen, "close", "note")
async def test_one_key_puts_an_incident_under_the_storm(tmp_path: Path) -> None:
    link = FakeLink(replace(night.BOARD, umbrellas=(night.UMBRELLA,)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        assert "U1122-01" in text(app)
        await press(pilot, "b")
        await settle(pilot)
        assert link.sent("incidents.join_umbrella") == [{"umbrella": "U1122-01", "incident": "E1122-01"}]
        await press(pilot, "8", "plus", *"rain", "enter", "z", "enter")
        await settle(pilot)
        assert link.sent("incidents.note_umbrella") == [{"umbrella": "U1122-01", "text": "rain"}]
        assert link.sent("incidents.close_umbrella") == [{"umbrella": "U1122-01"}]


@presses(BoardScreen, "end")
async def test_false_on_scene_from_the_board(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (_, pilot):
        await press(pilot, "z", "4", "1", *"liu", "enter")
        await settle(pilot)
        assert link.sent("incidents.find_false") == [
            {"incident": "E1122-01", "kind": "false_report", "found_by": "liu", "where": "scene"}
        ]


async def test_the_cordon_is_lifted_by_name_and_confirmed(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="zh_CN") as (app, pilot):
        await press(pilot, "z", "6")
        await settle(pilot)
        assert "现场由谁决定解除警戒" in text(app)
        await press(pilot, *"liu", "enter")
        await settle(pilot)
        assert link.sent("incidents.lift_cordon") == []
        await press(pilot, "enter")
        await settle(pilot)
        assert link.sent("incidents.lift_cordon") == [{"incident": "E1122-01", "by": "liu"}]
