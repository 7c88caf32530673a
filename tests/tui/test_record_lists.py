"""Teams, duty, filings, drills, warnings, handover and evaluation against the real record: the keys of their lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.fixtures.pressed import presses
from tests.tui.fixtures.served import Desk, at_the_desk

from fengsui_drills.screen import DrillsScreen
from fengsui_evaluation.screen.board import EvaluationScreen
from fengsui_field.screen.board import FieldScreen
from fengsui_handover.screen.board import HandoverScreen
from fengsui_incidents.screen.board import BoardScreen
from fengsui_plans.screen import FilingsScreen
from fengsui_rosters.screen import DutyScreen, TeamsScreen
from fengsui_warnings.screen.board import WarningsScreen


@presses(TeamsScreen, "duty", "reload", "back")
@presses(DutyScreen, "reload", "back")
async def test_teams_and_duty(desk: Desk) -> None:
    await desk.press("2", "f6", "end")
    await desk.turned_back("enter", "6")
    await desk.press("enter", "6")
    await desk.wrong("", "cannot be empty")
    await desk.type("24 hours out")
    await desk.wrong("100", "hours, such as 8")
    await desk.type("6")
    assert desk.last("rosters.readiness_changed")["readiness"] == "resting"
    assert "24 hours out until 11-22 09:12" in desk.text
    await desk.press("d", "f6", "end")
    await desk.turned_back("enter", "2")
    await desk.press("enter", "2")
    await desk.wrong("", "cannot be empty")
    await desk.type("limin", "ill")
    assert desk.recorded("rosters.shift_changed"), desk.message
    await desk.press("escape")
    assert isinstance(desk.app.screen, TeamsScreen)
    await desk.press("escape")
    assert isinstance(desk.app.screen, BoardScreen)


@presses(FilingsScreen, "check", "only", "reload", "back")
async def test_filings(desk: Desk) -> None:
    await desk.press("3", "end", "c")
    assert "MISSING" in desk.text or "Nothing is missing." in desk.text or "the" in desk.text
    await desk.press("escape", "enter")
    assert "was decided already" in desk.message
    await desk.press("o")
    assert "FILINGS 0" in desk.text
    await desk.press("o", "f6")
    assert "FILINGS 12" in desk.text
    await desk.press("escape")
    assert isinstance(desk.app.screen, BoardScreen)


@presses(DrillsScreen, "hold", "resume", "finish", "reload", "back")
async def test_a_drill_from_its_start_to_its_end(desk: Desk, tmp_path: Path) -> None:
    await desk.story.do("incidents.control", incident=desk.story.incident)
    async with at_the_desk(desk.story, tmp_path / "control", who=desk.story.controller) as control:
        await control.press("4")
        await control.turned_back("f5")
        await control.press("f5", "enter")
        assert control.recorded("drills.started") or "REFUSED" in control.message
        started = bool(control.recorded("drills.started"))
        await control.turned_back("h")
        await control.press("h")
        await control.wrong("", "cannot be empty")
        await control.type("a real fire")
        await control.press("enter")
        assert control.recorded("drills.held"), control.message
        await control.turned_back("r")
        await control.press("r", "enter")
        assert control.recorded("drills.resumed") or "REFUSED" in control.message
        await control.turned_back("f")
        await control.press("f", "enter", "f6")
        assert control.recorded("drills.ended") or "REFUSED" in control.message, started
        await control.press("escape")
        assert isinstance(control.app.screen, BoardScreen)


@presses(WarningsScreen, "level", "every", "reload", "back")
async def test_a_warning_of_ones_own(desk: Desk, tmp_path: Path) -> None:
    await desk.press("6", "n")
    await desk.wrong("", "cannot be empty")
    await desk.turned_back()
    assert "nothing was sent" in desk.message
    await desk.press("n")
    await desk.type("高温")
    await desk.press("3")
    await desk.type("普陀区", "heat", "stay inside")
    await desk.wrong("tomorrow", "day and time, such as 2026-12-01 10:00")
    await desk.type("2026-11-22 04:00", "2026-11-22 16:00")
    assert desk.recorded("warnings.drafted"), desk.message
    await desk.press("l")
    assert "is not in the state for this" in desk.message
    async with at_the_desk(desk.story, tmp_path / "leader", who=desk.story.leader) as leader:
        await leader.press("6", "f5", "enter")
        assert leader.recorded("warnings.issued"), leader.message
        await leader.turned_back("l", "2")
        await leader.press("l", "2")
        await leader.wrong("", "cannot be empty")
        await leader.type("the weather service by phone")
        assert "REFUSED: W1122-01 yellow warning" in leader.message, "ours is adjusted; a received one gets its level"
        await leader.press("v", "f6", "escape")
        assert isinstance(leader.app.screen, BoardScreen)


@presses(HandoverScreen, "reload", "back")
@presses(FieldScreen, "reload", "back")
async def test_the_handover_and_the_field(desk: Desk) -> None:
    await desk.press("9", "f6")
    await desk.turned_back("t")
    await desk.press("t", "enter")
    assert desk.recorded("handover.taken_over"), desk.message
    await desk.press("p")
    await desk.type("the city", "to ring back")
    await desk.wrong("soon", "minutes, such as 20")
    await desk.type("20")
    await desk.press("0")
    assert desk.last("handover.promised")
    await desk.press("b", "1")
    await desk.wrong("99:99", "a time of day, such as 08:12")
    await desk.type("03:10", "police at the gate", "officer He")
    await desk.press("2")
    assert desk.recorded("handover.caught_up"), desk.message
    await desk.press("g")
    await desk.type("gas is off")
    await desk.turned_back()
    assert desk.recorded("handover.signed_out") == []
    await desk.press("g")
    await desk.type("gas is off")
    await desk.press("enter")
    assert desk.recorded("handover.signed_out"), desk.message
    await desk.press("x", "2")
    await desk.press("o")
    assert "HANDOVER SHEET" in desk.text
    await desk.press("escape", "escape")
    assert isinstance(desk.app.screen, BoardScreen)

    await desk.press("f7", "f6")
    assert "nothing here yet   N: people go in" in desk.text
    await desk.press("n", "1")
    await desk.type("Shi:280 Yuan")
    await desk.wrong("long", "bar, such as 300")
    await desk.type("300", "machine room")
    assert desk.recorded("field.went_in"), desk.message
    await desk.press("escape")
    assert isinstance(desk.app.screen, BoardScreen)


@presses(EvaluationScreen, "finding", "write", "incident", "back")
async def test_the_evaluation(desk: Desk) -> None:
    await desk.press("5")
    await desk.turned_back("f")
    await desk.press("f")
    await desk.wrong("", "cannot be empty")
    await desk.type("the gate was locked", "")
    assert desk.recorded("evaluation.finding_entered"), desk.message
    await desk.press("w")
    assert "Choose a part of the report." in desk.message
    await desk.press("end")
    await desk.turned_back("w")
    await desk.press("w")
    await desk.type("in time")
    assert desk.recorded("evaluation.section_written"), desk.message
    await desk.turned_back("i")
    await desk.press("i", "0")
    await desk.type("E0101-99")
    assert "REFUSED" in desk.message
    assert "EVALUATION  E1122-01" in desk.text, "it stays with the one that there is"
    await desk.press("i", "1", "t")
    await desk.wrong("2030-01-01 00:00", "a time that has been")
    await desk.type("2026-11-22 03:12")
    assert "poisoned 2" in desk.text
    await desk.press("escape", "escape")
    assert isinstance(desk.app.screen, BoardScreen)


@presses(EvaluationScreen, "paper", "keep")
async def test_the_evaluation_on_paper(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengsui_tui.saving.data_folder", lambda: tmp_path / "here")
    await desk.press("5", "p")
    assert "saved:" in desk.message
    assert not desk.recorded("evaluation.report_kept"), "as it would look now: no copy of it is numbered"
    await desk.turned_back("n")
    assert not desk.recorded("evaluation.report_kept")
    await desk.press("n", "enter")
    assert len(desk.recorded("evaluation.report_kept")) == 1, desk.message
    assert [one.suffix for one in (tmp_path / "here" / "reports").iterdir()] == [".docx", ".docx"]
