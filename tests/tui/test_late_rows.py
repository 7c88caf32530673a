"""Rows of a long list are made when they are looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.tui.fixtures import night
from tests.tui.fixtures.console import press, running
from tests.tui.fixtures.link import FakeLink

from fengsui_incidents.api.said import Words
from fengsui_tui.widgets import LateRow, Lines, Row

MANY = 300


def test_a_late_row_is_made_once_and_equal_to_what_it_makes() -> None:
    made: list[str] = []

    def make() -> Row:
        made.append("a")
        return Row((("text", "bad"),), "a", "warn")

    late, other = LateRow("a", make), LateRow("a", lambda: Row((("else", ""),), "a"))
    assert (late.key, made) == ("a", [])
    assert (late.spans, late.style, made) == ((("text", "bad"),), "warn", ["a"])
    assert late == LateRow("a", lambda: Row((("text", "bad"),), "a", "warn"))
    assert late != other


async def test_of_a_long_queue_only_what_is_seen_is_made(tmp_path: Path) -> None:
    one = night.QUEUE[1]
    queue = tuple(replace(one, id=f"level:{at}", kind="level", says=Words(f"第{at}", f"no {at}")) for at in range(MANY))
    link = FakeLink(replace(night.BOARD, queue=queue, bundle_from=MANY + 1))
    async with running(link, tmp_path, language="en") as (app, pilot):
        lines = app.screen.query_one("#queue", Lines)
        rows = [row for row in lines.rows if isinstance(row, LateRow)]
        assert len(rows) == MANY
        made = [row for row in rows if "_made" in vars(row)]
        assert 0 < len(made) <= 2 * lines.size.height
        await press(pilot, "end")
        assert "no 299" in "".join(text for text, _ in lines.rows[-1].spans)
        assert lines.chosen == "level:299"
