"""On the board: a wrong entry is corrected (Y), the roll is called (T), a storm is one line that opens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.tui.fixtures import night
from tests.tui.fixtures.console import lines, running, text
from tests.tui.fixtures.link import FakeLink
from tests.tui.fixtures.pressed import presses

from fengsui_incidents.api.board import Fact, QueueItem
from fengsui_incidents.api.entries import FactEntry, RollCall, RollCallRow
from fengsui_incidents.api.events import Words
from fengsui_incidents.screen.board import BoardScreen

ARRIVED = FactEntry(
    fact=Fact(fact="arrived", at=night.at("15:40"), people=8, said_by="队长", answered_for=True, id="f2"),
    entered_at=night.at("15:42"), actor="user:wanglei", note="", change=0, state="holds",
)  # fmt: skip
DELIVERED = FactEntry(
    fact=Fact(fact="delivered", at=night.at("14:02"), id="f1"), entered_at=night.at("14:02"), actor="system:feed",
    note="", change=0, state="holds",
)  # fmt: skip
ROW = RollCallRow(
    order="PT1122-01-02", team="T06", name="石泉危化专业队", phone="021-00000306", kind="order",
    asked_at=night.at("15:00"), due=night.at("15:30"), overdue=True, went_in=8, came_out=None, missing=None,
)  # fmt: skip
ROLL = RollCall(
    incident="E1122-01", ordered_at=night.at("15:00"), went_in=20, came_out=10, missing=2, unknown=1, open=1,
    rows=(ROW, replace(ROW, order="O2", name="T09队", went_in=12, came_out=10, missing=2, answered=night.at("15:20"))),
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@presses(BoardScreen, "roll_call")
async def test_the_roll_says_who_is_missing_and_who_has_not_answered(tmp_path: Path, language: str) -> None:
    link = FakeLink()
    link.views["incidents.roll_call"] = ROLL
    async with running(link, tmp_path, language=language) as (app, pilot):
        await pilot.press("t")
        await pilot.pause()
        shown = text(app)
        wanted = ["缺2人", "未答复", "021-00000306"] if language == "zh_CN" else ["MISSING 2", "NOT ANSWERED"]
        assert [what for what in wanted if what not in shown] == []
        assert ("incidents.roll_call", {"incident": "E1122-01"}) in link.shown


@presses(BoardScreen, "correct")
async def test_a_wrong_entry_is_corrected_with_its_reason(tmp_path: Path) -> None:
    link = FakeLink()
    link.views["incidents.facts"] = (DELIVERED, ARRIVED)
    async with running(link, tmp_path, language="en") as (app, pilot):
        await pilot.press("tab", "tab", "y")
        await pilot.pause()
        assert "arrived" in text(app)
        assert "03:14:02 delivered" not in text(app), "what the device said of itself is not offered"
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press(*"heard wrong", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        sent = [payload for command, payload in link.calls if command == "incidents.correct_fact"]
        assert [(one["entry"], one["void"], one["why"]) for one in sent] == [("f2", True, "heard wrong")]


async def test_forty_calls_are_one_line_that_opens_and_no_key_acts_on_it(tmp_path: Path) -> None:
    calls = [
        QueueItem(id=f"call:{at}", kind="call", incident="", order="", call=f"C{at}", says=Words("积水", f"water {at}"),
                  due=None)
        for at in range(40)
    ]  # fmt: skip
    link = FakeLink(replace(night.BOARD, queue=(night.QUEUE[1], *calls), bundle_from=5))
    async with running(link, tmp_path, language="en") as (app, pilot):
        rows = [row for row in lines(app) if "water" in row]
        assert len(rows) == 1
        assert "CALL*40" in rows[0]
        assert "40 alike" in rows[0]
        await pilot.press("down", "a", "n")
        await pilot.pause()
        assert link.calls == [], "nothing happens to forty at once, nor to the top one instead"
        await pilot.press("space")
        await pilot.pause()
        assert len([row for row in lines(app) if "water" in row]) > 1
        await pilot.press("space")
        await pilot.pause()
        assert len([row for row in lines(app) if "water" in row]) == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_a_corrected_fact_is_marked_on_the_board(tmp_path: Path, language: str) -> None:
    """Whoever reads a time on the board sees that it is not the first word on it."""
    link, card = FakeLink(), night.card_of()
    arrived = Fact(fact="arrived", at=night.at("15:50"), id="f9", corrects="f2", why="x")
    forces = (replace(card.forces[0], facts=(*card.forces[0].facts, arrived), corrected=True), *card.forces[1:])
    link.cards[card.id] = replace(card, forces=forces)
    async with running(link, tmp_path, language=language) as (app, _pilot):
        shown = text(app)
    assert "03:15:50^" in shown
    assert ("有更正" if language == "zh_CN" else "corrected") in shown
