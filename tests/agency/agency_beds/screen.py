"""A console screen that shows free beds, and reads them again when one is reported."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from fengsui_tui.widgets import ConsoleScreen, Happened


class Beds(ConsoleScreen):
    PACKAGE = "agency_beds"
    BINDINGS = [("escape", "app.pop_screen", "Back")]  # noqa: RUF012

    def body(self) -> ComposeResult:
        yield Static("Free hospital beds", id="beds")

    def on_mount(self) -> None:
        super().on_mount()
        self.read()

    def heard(self, event: Happened) -> None:
        if event.topic.startswith("beds."):
            self.read()

    @work(exclusive=True)
    async def read(self) -> None:
        rows: list[dict[str, Any]] | None = await self.fetch("beds.free", {})
        if rows is not None:
            lines = [f"{row['hospital']}  {row['free']}" for row in rows]
            self.query_one("#beds", Static).update("\n".join(["Free hospital beds", *lines]))
