"""What stands on the screen until the server has answered."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen

from fengsui.text import N_
from fengsui_tui.speech import Speech
from fengsui_tui.widgets.cells import Row
from fengsui_tui.widgets.lines import Lines


class StartScreen(Screen[Any]):
    def __init__(self, speech: Speech, where: str) -> None:
        super().__init__()
        self._speech, self._where = speech, where

    def compose(self) -> ComposeResult:
        yield Lines(id="start", head=False)

    def on_mount(self) -> None:
        says = self._speech.t(N_("FENGSUI  asking {where}"), where=self._where)
        self.query_one(Lines).draw(lambda _cells: [Row(((f" {says}", "strong"),))])
