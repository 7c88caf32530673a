"""A console screen that shows free beds."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static


class Beds(Screen[None]):
    TITLE = "Beds"
    BINDINGS = [("escape", "app.pop_screen", "Back")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("Free hospital beds", id="beds")
        yield Footer()
