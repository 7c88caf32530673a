"""Three terminal applications whose first paint is measured: `python -m tests.bench.apps empty|table|console FILE`.

Each imports only what it needs. All show the same 500 rows but the empty one: the console as what waits in its queue,
read from a file of answers.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROWS = 500


def says(number: int) -> str:
    return f"row {number:03d}: delivered, not displayed"


def empty() -> None:
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Empty(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(says(0))

    Empty().run()


def table() -> None:
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    class Table(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable()

        def on_mount(self) -> None:
            shown: DataTable[Any] = self.query_one(DataTable)
            for name in ("what", "incident", "order", "due", "phone", "kind"):
                shown.add_column(name, key=name)
            for number in range(ROWS):
                shown.add_row(says(number), "E1122-01", f"PT1122-01-{number}", "03:17:00", "021-00000312", "silent")

    Table().run()


def answers(path: Path) -> None:
    """The board and its cards as a server would answer them, for `console`, which then needs nothing of the tests."""
    from dataclasses import replace

    from tests.tui.fixtures import night

    from fengsui.encode import to_json
    from fengsui_incidents.api.said import Words

    one = night.QUEUE[1]
    queue = tuple(replace(one, id=f"silent:{number}", says=Words(says(number), says(number))) for number in range(ROWS))
    cards = {card.id: card for card in (night.card_of(), night.card_2())}
    path.write_bytes(to_json({"board": replace(night.BOARD, queue=queue), "cards": cards}))


def console(path: str) -> None:
    import asyncio
    import json
    import tempfile
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from fengsui.clock import ManualClock
    from fengsui.events import Position
    from fengsui_tui.app import FengsuiConsole
    from fengsui_tui.connection import FeedItem, Standing, Who
    from fengsui_tui.loading import Offer
    from fengsui_tui.options import Options

    told = json.loads(Path(path).read_text("utf-8"))

    class Told:
        """A server's link without the server: what it answers is decoded like any answer."""

        async def who(self) -> Who:
            return Who(id="user:wanglei", name="王磊", permissions=frozenset({"incidents.*"}))

        async def show(self, view: str, parameters: Mapping[str, Any]) -> tuple[Position, Any]:
            found = told["board"] if view == "incidents.board" else told["cards"][parameters["incident"]]
            return Position("e1", 7), found

        async def feed(self, after: Position) -> AsyncIterator[FeedItem]:
            yield Standing(state="live")
            await asyncio.Event().wait()

        async def trouble(self) -> str:
            return ""

        async def left_out(self) -> tuple[str, ...]:
            return ()

        def speak(self, language: str) -> None: ...

    board = Offer(plugin="incidents", package="fengsui_incidents", name="board", title="Board", key="1",
                  target="fengsui_incidents.screen.board:BoardScreen", permission="incidents.view")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        options = Options(folder=Path(folder), language="en", where="here")
        clock = ManualClock(datetime.fromisoformat(told["board"]["now"]))
        link: Any = Told()
        FengsuiConsole(link, options, clock=clock, offers=[board]).run()


if __name__ == "__main__":
    APPS: dict[str, Any] = {"empty": empty, "table": table, "console": console}
    APPS[sys.argv[1]](*sys.argv[2:])
