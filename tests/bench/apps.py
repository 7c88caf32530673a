"""Three terminal applications whose first paint is measured: `python -m tests.bench.apps empty|table|console`.

Each imports only what it needs. All show the same 500 rows but the empty one: the console as what waits in its queue.
"""

from __future__ import annotations

import sys
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


def console() -> None:
    import tempfile
    from dataclasses import replace
    from pathlib import Path

    from tests.tui.fixtures import night
    from tests.tui.fixtures.console import console as made
    from tests.tui.fixtures.link import FakeLink

    from fengsui_incidents.api.events import Words

    one = night.QUEUE[1]
    queue = tuple(replace(one, id=f"silent:{number}", says=Words(says(number), says(number))) for number in range(ROWS))
    with tempfile.TemporaryDirectory() as folder:
        made(FakeLink(replace(night.BOARD, queue=queue)), Path(folder), language="en").run()


if __name__ == "__main__":
    {"empty": empty, "table": table, "console": console}[sys.argv[1]]()
