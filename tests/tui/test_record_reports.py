"""F8 and F9 against the real record: each key, filled in well and badly, turned back from, and what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.fixtures.pressed import presses
from tests.tui.fixtures.served import Desk, at_the_desk

from fengsui_reports.screen.board import ReportsScreen
from fengsui_reports.screen.picture import PictureScreen
from fengsui_reports.screen.umbrella import UmbrellaReportScreen
from fengsui_tui.app import FengsuiConsole


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this console keeps its papers."""
    monkeypatch.setattr("fengsui_tui.saving.data_folder", lambda: tmp_path / "here")
    return tmp_path / "here" / "reports"


def kept(disk: Path) -> list[str]:
    return [one.suffix for one in disk.iterdir()]


@presses(ReportsScreen, "settle", "times", "figure", "begin", "grave", "stop")
@presses(FengsuiConsole, "to('incidents.board')")
async def test_what_a_person_decides_about_a_case(desk: Desk) -> None:
    await desk.press("1", "f8")
    await desk.turned_back("c")
    await desk.turned_back("c", "2")
    await desk.press("c", "2")
    await desk.wrong("", "cannot be empty")
    await desk.type("it exploded")
    assert (await desk.story.case()).kind == "explosion"

    await desk.turned_back("i", "2")
    await desk.press("i", "2")
    await desk.wrong("25:99", "hh:mm, or YYYY-MM-DD hh:mm")
    await desk.type("03:05", "the caller said so")
    assert (await desk.story.case()).occurred_at == desk.story.moment("03:05:00").replace(day=21)

    await desk.turned_back("plus", "1")
    await desk.press("plus", "1")
    await desk.wrong("many", "How many is a number.")
    await desk.type("1", "hospital", "")
    assert "REFUSED" in desk.message, "before the closing the board's G is the way"

    await desk.turned_back("y")
    await desk.press("y")
    await desk.wrong("", "cannot be empty")
    await desk.type("all over the net")
    assert "socially grave: all over the net" in desk.text
    assert not (await desk.story.clocks("stopped"))
    await desk.press("enter")
    assert "done" in desk.message

    await desk.press("x")
    await desk.type("taken over by the city")
    await desk.turned_back()
    assert await desk.story.clocks()
    await desk.press("x")
    await desk.type("taken over by the city")
    await desk.press("enter")
    assert await desk.story.clocks() == {}
    assert desk.last("reports.clocks_stopped")["reason"] == "taken over by the city"

    await desk.turned_back("z")
    await desk.press("z")
    await desk.type("it is ours after all")
    await desk.press("enter")
    assert await desk.story.clocks() != {}


@presses(ReportsScreen, "draft", "whole", "edit", "review", "drop", "paper", "reload", "all_or_one")
async def test_a_report_from_its_draft_to_its_paper(desk: Desk, disk: Path) -> None:
    await desk.press("f8", "v")
    assert "There is no draft: D makes one." in desk.message
    await desk.turned_back("d")
    await desk.press("d", "1")
    assert "missing" in desk.message
    assert len(desk.recorded("reports.drafted")) == 1
    await desk.press("home", "down")
    await desk.press("enter")
    assert "a draft: nothing of it has been sent" in desk.text
    await desk.press("escape")

    await desk.turned_back("e")
    await desk.press("e", "2")
    assert "// is a new line" in desk.text
    await desk.type("pump shut // valve shut")
    assert desk.recorded("reports.edited")
    await desk.press("enter")
    assert "pump shut" in desk.text
    await desk.press("escape")

    await desk.press("v")
    assert desk.last("reports.reviewed")
    await desk.press("p")
    assert "saved:" in desk.message
    assert kept(disk) == [".docx"]

    await desk.turned_back("delete")
    await desk.press("delete", "enter")
    assert desk.last("reports.dropped")

    await desk.press("f6", "l")
    assert "E1122-01" in desk.text.splitlines()[2], "the clocks of this one alone"
    await desk.press("l")
    assert desk.text.splitlines()[2].rstrip().split("|")[0].rstrip().endswith("all")


@presses(ReportsScreen, "demand", "owner", "answer", "picture", "back")
@presses(PictureScreen, "copy", "other", "reload", "board", "back")
@presses(UmbrellaReportScreen, "paper", "copy", "other", "reload", "back")
async def test_a_demand_the_picture_and_the_umbrellas_report(desk: Desk, disk: Path) -> None:
    await desk.press("f8", "o")
    assert "No demand waits for an answer." in desk.message
    await desk.turned_back("n")
    await desk.press("n", "1")
    await desk.type("city duty room", "is the video true")
    await desk.wrong("soon", "Minutes are a number, such as 20.")
    await desk.type("20")
    assert desk.last("reports.demand_received")
    await desk.turned_back("o")
    await desk.press("o")
    await desk.wrong("", "cannot be empty")
    await desk.type("chenjing")
    assert desk.last("reports.demand_assigned")
    await desk.press("a")
    await desk.type("no fire", "", "")
    assert desk.last("reports.demand_answered")

    await desk.press("f9", "c")
    assert desk.message == "copied"
    await desk.press("n", "f6")
    assert "Picture on one page" in desk.text
    await desk.press("f8")
    assert "REPORTS" in desk.text
    await desk.press("escape", "escape")
    assert isinstance(desk.app.screen, ReportsScreen)
    await desk.press("escape")

    await desk.press("b")
    await desk.type("storm of 11-22")
    await desk.press("f8", "b", "f6", "c")
    assert desk.message == "copied"
    await desk.press("p")
    assert "saved:" in desk.message
    await desk.press("n", "escape")
    assert isinstance(desk.app.screen, ReportsScreen)


async def test_the_leader_signs_in_his_own_session(desk: Desk, tmp_path: Path) -> None:
    await desk.story.do("reports.draft", incident=desk.story.incident)
    async with at_the_desk(desk.story, tmp_path / "leader", who=desk.story.leader) as leader:
        await leader.press("f8")
        await leader.turned_back("g")
        await leader.press("g", "enter")
        assert leader.last("reports.signed")
