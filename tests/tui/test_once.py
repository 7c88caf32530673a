"""A word of an input method, a key that is held: what comes in one go is one answer, and closes one screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.fixtures.console import running, settle
from tests.tui.fixtures.link import FakeLink
from textual import events
from textual.pilot import Pilot
from textual.screen import ModalScreen

from fengsui_incidents.screen.judgement import JudgementScreen
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.widgets import Choice, Confirmed, Picked


async def in_one_go(app: FengsuiConsole, pilot: Pilot[None], text: str) -> None:
    """Every key is there before the first one is looked at."""
    for character in text:
        key = "enter" if character == "\r" else character
        app.screen.post_message(events.Key(key, character))
    await settle(pilot)


def questions(app: FengsuiConsole) -> list[ModalScreen[str | None]]:
    says = "E1122-01"
    return [
        Confirmed(app.speech, says, says),
        Picked(app.speech, says, says, [Choice("1", says, "one"), Choice("2", says, "two")]),
    ]


@pytest.mark.parametrize(("at", "typed", "answer"), [(0, "市医院", None), (0, "\r\r", "yes"), (1, "12", "one")])
async def test_a_question_is_answered_once(tmp_path: Path, at: int, typed: str, answer: str | None) -> None:
    async with running(FakeLink(), tmp_path) as (app, pilot):
        below = list(app.screen_stack)
        answers: list[str | None] = []
        app.push_screen(questions(app)[at], answers.append)
        await settle(pilot)
        await in_one_go(app, pilot, typed)
        assert answers == [answer]
        assert app.screen_stack == below


async def test_esc_that_is_held_closes_one_screen(tmp_path: Path) -> None:
    async with running(FakeLink(), tmp_path) as (app, pilot):
        below = list(app.screen_stack)
        app.push_screen(JudgementScreen("E1122-01"))
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, JudgementScreen)
        screen.action_back()
        screen.action_back()
        await settle(pilot)
        assert app.screen_stack == below
