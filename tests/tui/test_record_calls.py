"""Calls, tickets and the intake against the real record."""

from __future__ import annotations

from tests.tui.fixtures.pressed import presses
from tests.tui.fixtures.served import Desk

from fengsui_incidents.screen.calls import CallsScreen
from fengsui_incidents.screen.intake import IntakeScreen
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.widgets import Field


@presses(FengsuiConsole, "to('incidents.intake')")
@presses(IntakeScreen, "save_incident", "place(1)", "place(-1)", "all_left_out", "authority")
async def test_a_call_from_its_first_word(desk: Desk) -> None:
    await desk.press("7", "f2")
    assert desk.app.focused is desk.app.screen.query_one("#line")
    desk.app.screen.query_one("#line", Field).value = "tlll an zd1"
    await desk.rest()
    desk.app.screen.query_one("#where", Field).focus()
    before = desk.app.screen.query_one("#where", Field).value
    await desk.press("down")
    after = desk.app.screen.query_one("#where", Field).value
    await desk.press("up")
    assert after != before, "the arrows offer the other places"
    desk.app.screen.query_one("#line", Field).focus()
    reported = len(desk.recorded("incidents.reported"))
    await desk.press("enter")
    assert len(desk.recorded("incidents.reported")) == reported + 1, desk.message
    assert desk.app.focused is desk.app.screen.query_one("#set")
    short = desk.text
    await desk.press("w")
    assert desk.text != short, "everybody who was left out"
    await desk.press("w" if isinstance(desk.app.screen, IntakeScreen) else "escape", "h")
    await desk.type("the standing rule")
    assert "Every order quotes: the standing rule" in desk.text


@presses(CallsScreen, "record", "reward")
async def test_the_record_of_a_call_and_a_reward(desk: Desk) -> None:
    call = (await desk.story.do("incidents.take_call", source="hotline_12350", phone="021-5", text="夜间排氨"))["call"]
    desk.link.tell_news()
    await desk.press("7", "end", "ctrl+g", "1")
    assert desk.recorded("incidents.ticket_filed"), desk.message
    await desk.press("tab", "tab")
    await desk.turned_back("y")
    await desk.press("y")
    await desk.wrong("lots", "How many yuan")
    await desk.type("15000 15% of the fine")
    assert "is not the first effective report" in desk.message
    await desk.press("tab", "home")
    await desk.press("p")
    assert f"RECORD  {call}" in desk.text, desk.message
    await desk.press("escape")
    await desk.turned_back()
    assert desk.recorded("incidents.caller_answered") == []
    await desk.press("p", "escape")
    await desk.type("officer He, Taopu station")
    assert desk.last("incidents.caller_answered")["what"] == "police"
