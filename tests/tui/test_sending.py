"""F on the board: a change to all or to one, a force that is moving already, stations in danger, a broadcast."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.tui.fixtures import night
from tests.tui.fixtures.console import press, running, settle, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses
from textual.pilot import Pilot

from fengsui_incidents.api.board import QueueItem
from fengsui_incidents.api.events import Words
from fengsui_incidents.screen.board import BoardScreen


async def says(pilot: Pilot[None], typed: str) -> None:
    for char in typed:
        await pilot.press("space" if char == " " else char)
    await press(pilot, "enter")
    await settle(pilot)


@presses(BoardScreen, "more")
@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_a_change_to_everybody_names_whom_it_reaches(tmp_path: Path, language: str) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language=language) as (app, pilot):
        await press(pilot, "f")
        shown = text(app)
        assert ("变更" in shown) if language == "zh_CN" else ("a change: every force acknowledges it again" in shown)
        await press(pilot, "1")
        await says(pilot, "liquid chlorine")
        await says(pilot, "north gate")
        assert "liquid chlorine" in text(app), "named before it is confirmed"
        assert not link.sent("incidents.change_order")
        await press(pilot, "enter")
        await settle(pilot)
    assert link.sent("incidents.change_order") == [
        {"incident": "E1122-01", "what": "liquid chlorine", "rendezvous": "north gate"}
    ]


async def test_a_force_that_has_withdrawn_goes_in_again_by_its_name(tmp_path: Path) -> None:
    link, card = FakeLink(), night.card_of()
    out = replace(card.forces[0], state="withdrawn")
    link.cards[card.id] = replace(card, forces=(out, *card.forces[1:]))
    async with running(link, tmp_path, language="en") as (app, pilot):
        app.screen.query_one("#forces").focus()
        await press(pilot, "f", "1")
        assert "goes IN AGAIN" in text(app)
        await says(pilot, "valve shut")
        await press(pilot, "enter")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
    (sent,) = link.sent("incidents.change_order")
    assert sent["orders"] == [out.order]


async def test_no_change_is_asked_for_where_a_force_has_not_said_that_it_is_out(tmp_path: Path) -> None:
    link, card = FakeLink(), night.card_of()
    link.cards[card.id] = replace(card, forces=(replace(card.forces[0], state="evacuating"), *card.forces[1:]))
    async with running(link, tmp_path, language="en") as (app, pilot):
        app.screen.query_one("#forces").focus()
        await press(pilot, "f", "1")
        assert "has not said yet that it is out" in text(app)
        assert "IS OUT" not in text(app)


async def test_a_force_that_moves_on_anothers_order_is_entered_without_an_alert(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (_app, pilot):
        await press(pilot, "f", "2")
        await says(pilot, "T09")
        await press(pilot, "1")
        await press(pilot, "enter")
        await settle(pilot)
    (sent,) = link.sent("incidents.force_moving")
    assert (sent["team"], sent["authority"]) == ("T09", "119")
    assert sent["need"] == night.PROPOSAL.needs[0].need


@pytest.mark.parametrize("by_queue", [True, False])
async def test_stations_in_danger_are_told_to_withdraw_first(tmp_path: Path, by_queue: bool) -> None:
    item = QueueItem(id="station:E1122-01:T21", kind="withdraw", incident="E1122-01", order="", call="",
                     says=Words("武威路微型站 先撤", "Wuwei micro station: withdraw first"), due=None)  # fmt: skip
    link = FakeLink(replace(night.BOARD, queue=(item,)))
    async with running(link, tmp_path, language="en") as (app, pilot):
        await press(pilot, *(("space",) if by_queue else ("f", "3")))
        await settle(pilot)
        assert "before any task" in text(app)
        await press(pilot, "enter")
        await settle(pilot)
    (sent,) = link.sent("incidents.withdraw_first")
    assert sent["teams"] == [one.team for one in night.PROPOSAL.withdraw_first]


async def test_a_broadcast_to_the_division(tmp_path: Path) -> None:
    link = FakeLink()
    async with running(link, tmp_path, language="en") as (_app, pilot):
        await press(pilot, "f", "4")
        await says(pilot, "shut windows")
        await press(pilot, "enter")
        await settle(pilot)
    (sent,) = link.sent("incidents.broadcast")
    assert (sent["text"], sent["incident"]) == ("shut windows", "E1122-01")
    assert sent["division"] == night.card_of().division
