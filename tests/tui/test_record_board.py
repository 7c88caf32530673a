"""The board and what it opens against the real record: each key, filled in, turned back from, and what it leaves."""

from __future__ import annotations

from pathlib import Path

from tests.tui.fixtures.pressed import presses
from tests.tui.fixtures.served import Desk, at_the_desk

from fengsui_incidents.screen.board import BoardScreen
from fengsui_incidents.screen.compose import ComposeScreen
from fengsui_incidents.screen.dispatch import DispatchScreen
from fengsui_incidents.screen.judgement import JudgementScreen
from fengsui_incidents.screen.umbrellas import UmbrellasScreen
from fengsui_tui.app import FengsuiConsole


@presses(BoardScreen, "dial", "next_team", "read_out", "plan", "pane(-1)", "around(-1)", "back")
@presses(FengsuiConsole, "theme")
async def test_what_is_done_about_a_force(desk: Desk) -> None:
    await desk.press("shift+tab", "left_square_bracket", "escape", "ctrl+t")
    assert desk.app.focused is desk.app.screen.query_one("#queue")
    await desk.press("tab", "tab")
    desk.app.screen.query_one("#forces").choose(desk.story.orders["T06"])  # type: ignore[attr-defined]
    await desk.turned_back("c")
    await desk.press("c", "2")
    assert "nobody answered" in str(desk.last("incidents.noted"))
    await desk.press("c", "1")
    await desk.turned_back()
    await desk.press("c", "1", "1", "1", "enter")
    assert desk.last("incidents.fact_recorded")["fact"] == "accepted"

    await desk.turned_back("n")
    await desk.press("n", "enter")
    assert len(desk.recorded("incidents.ordered")) == 3, desk.message
    await desk.press("r")
    assert "READ OUT" in desk.text
    await desk.press("escape", "p")
    assert "PLAN AND REASONS" in desk.text
    await desk.press("escape")


async def test_a_wrong_entry_is_corrected_in_every_way(desk: Desk) -> None:
    await desk.story.answer_for(desk.story.orders["T06"], "accepted", people=8, minutes=9)
    await desk.press("tab", "tab", "f6")
    desk.app.screen.query_one("#forces").choose(desk.story.orders["T06"])  # type: ignore[attr-defined]
    await desk.press("y", "1", "2")
    await desk.wrong("some", "How many people?")
    await desk.type("6", "heard wrong")
    await desk.turned_back()
    assert desk.recorded("incidents.fact_corrected") == []
    await desk.press("y", "1", "2")
    await desk.type("6", "heard wrong")
    await desk.press("enter")
    assert desk.recorded("incidents.fact_corrected")
    await desk.press("y", "1", "3", "4")
    await desk.type("they said they had left")
    await desk.press("enter")
    assert len(desk.recorded("incidents.fact_corrected")) == 2


async def test_an_incident_to_its_end(desk: Desk) -> None:
    await desk.turned_back("z", "1")
    await desk.press("z", "1", "enter")
    assert desk.recorded("incidents.controlled"), desk.message
    await desk.press("z", "2")
    assert "[" not in desk.message
    await desk.press("escape")
    await desk.press("z", "4", "1")
    await desk.wrong("", "cannot be empty")
    await desk.type("Liu of T06")
    assert desk.last("incidents.false_found")["found_by"] == "Liu of T06"
    await desk.press("w")
    await desk.wrong("windy", "From where, and m/s")
    await desk.type("S 3.5 tower")
    assert desk.recorded("incidents.wind_changed")
    await desk.press("slash")
    await desk.type("/n gate open")
    assert "gate open" in str(desk.last("incidents.noted"))


@presses(BoardScreen, "dispatch")
@presses(DispatchScreen, "again", "tick", "authority", "back")
async def test_the_dispatch_screen(desk: Desk) -> None:
    await desk.press("f5")
    proposed = len(desk.recorded("incidents.proposed"))
    await desk.press("f6")
    assert len(desk.recorded("incidents.proposed")) == proposed + 1
    await desk.turned_back("h")
    await desk.press("h")
    await desk.wrong("", "cannot be empty")
    await desk.type("the leader by phone")
    assert "Every order quotes: the leader by phone" in desk.text
    await desk.press("home", "space")
    assert "[ ]" in desk.text
    await desk.press("space")
    await desk.turned_back("r")
    await desk.press("r", "1", "1")
    assert desk.recorded("incidents.run_card_chosen"), desk.message
    await desk.press("l")
    assert "No reserve is held back here." in desk.message
    before = len(desk.recorded("incidents.dispatched"))
    await desk.press("f5")
    await desk.press("x")
    assert len(desk.recorded("incidents.dispatched")) == before, "a stray key is no confirmation"
    await desk.press("f5", "enter")
    assert len(desk.recorded("incidents.dispatched")) == before + 1
    assert isinstance(desk.app.screen, BoardScreen)
    await desk.press("f5", "escape")
    assert isinstance(desk.app.screen, BoardScreen)


@presses(JudgementScreen, "level", "figure", "reload", "back")
@presses(ComposeScreen, "task", "back")
async def test_the_judgement_and_a_plan_on_the_spot(desk: Desk, tmp_path: Path) -> None:
    await desk.press("0", "g", "1")
    await desk.wrong("many", "How many, or ?")
    await desk.type("=1 hospital")
    assert desk.last("incidents.figure_changed")["value"] == 1
    await desk.turned_back("l", "2")
    await desk.press("l", "2")
    await desk.wrong("", "cannot be empty")
    await desk.type("one dead")
    await desk.press("1", "enter", "enter")
    assert desk.last("incidents.level_confirmed")["level"] == "II", desk.message
    await desk.press("f6")
    assert "level II" in desk.text

    await desk.press("b", "t")
    await desk.wrong("ring / soon", "in how many minutes")
    await desk.type("ring the gas company / 10 / officer")
    await desk.press("home")
    assert "ring the gas company" in desk.text
    assert "within 10 min  officer" in desk.text
    await desk.press("n")
    await desk.type("shoring / prop the wall")
    await desk.wrong("lots", "Capabilities with numbers")
    await desk.type("leak 1")
    await desk.wrong("0", "How many teams?")
    await desk.type("1")
    await desk.press("escape", "x")
    assert isinstance(desk.app.screen, ComposeScreen), "what was ticked is given up only where somebody says so"
    await desk.press("f5")
    await desk.type("hole in the road", "no plan fits")
    await desk.press("enter")
    assert desk.recorded("incidents.ad_hoc_plan_composed"), desk.message
    await desk.press("b", "escape")
    assert isinstance(desk.app.screen, JudgementScreen)
    await desk.press("escape")
    assert isinstance(desk.app.screen, BoardScreen)


@presses(UmbrellasScreen, "join", "leave", "scroll(1)", "scroll(-1)", "back")
async def test_an_umbrella_event(desk: Desk) -> None:
    other = await desk.story.do("incidents.report", line="zx dt bk3")
    await desk.press("b")
    await desk.wrong("", "cannot be empty")
    await desk.type("storm of 11-22")
    assert desk.recorded("incidents.umbrella_opened")
    await desk.press("8")
    await desk.turned_back("enter")
    await desk.press("enter", "1")
    assert desk.recorded("incidents.umbrella_joined", incident=other["incident"]), desk.message
    await desk.press("right_square_bracket", "left_square_bracket")
    await desk.turned_back("x", "1")
    await desk.press("x", "1")
    await desk.wrong("", "cannot be empty")
    await desk.type("no storm there")
    assert desk.last("incidents.umbrella_left")["reason"] == "no storm there"
    await desk.press("escape")
    assert isinstance(desk.app.screen, BoardScreen)


async def test_the_leader_in_his_own_session(desk: Desk, tmp_path: Path) -> None:
    async with at_the_desk(desk.story, tmp_path / "leader", who=desk.story.leader, language="zh_CN") as leader:
        await leader.press("l", "4", "enter")
        assert leader.last("incidents.level_confirmed")["level"] == "IV"
        await leader.press("z", "1", "enter", "z", "2")
        await leader.type("泄漏已止住")
        await leader.press("enter")
        assert leader.recorded("incidents.response_ended"), leader.message
        await leader.press("z", "3", "enter")
        assert "被拒绝" in leader.message
        assert "任务完成: " in leader.text, "what is still open is named, on a list of its own"
        assert leader.recorded("incidents.closed") == []
