"""`python -m tests.tui.picture`: the README's pictures, taken from the real console on the real server.

Plays the story's first steps, opens the console on it and saves docs/console.svg and docs/intake.svg.
"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from fengsui.clock import Ids, SystemClock
from fengsui_sample.story import answers, night
from fengsui_sample.story.play import stage_of
from fengsui_sample.story.stage import Stage
from fengsui_sample.story.telling import Teller
from fengsui_tui.app import FengsuiConsole, Options
from fengsui_tui.server_link import ServerLink

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (160, 50)
CELL = 12.2
"""Rich draws a cell so wide."""
STEPS = (
    night.called, night.reported, night.merged, night.assessed, night.proposed, night.dispatched,
    night.leader_confirmed, answers.delivered, answers.displayed, answers.accepted, answers.unable,
)  # fmt: skip


def picture(svg: str) -> str:
    """The screenshot with its texts as wide as their cells (wide characters take two), and no font from afar."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code,", "Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',")

    return re.sub(r'x="([0-9.]+)"([^>]*?) textLength="[0-9.]+"([^>]*)>([^<]+)</text>', _placed, svg)


def _placed(text: re.Match[str]) -> str:
    """Every character at its own cell, so that a reader's font cannot move them."""
    at, places = float(text[1]), []
    for char in html.unescape(text[4]):
        places.append(f"{at:.1f}")
        at += CELL * (cell_len(char) or 1)
    return f'x="{" ".join(places)}"{text[2]}{text[3]}>{text[4]}</text>'


async def _photograph(stage: Stage, folder: Path) -> None:
    options = Options(
        folder=folder, sheet=None, language="zh_CN", theme="night", zone=ZoneInfo("Asia/Shanghai"),
        where=stage.server.http_url, user="wanglei",
    )  # fmt: skip
    token = stage.officer.http.token or ""
    link = ServerLink(stage.server.http_url, token=token, feed=stage.server.feed_url, language="zh_CN")
    console = FengsuiConsole(link, options, clock=SystemClock(stage.server.offset))
    console.title = "fengsui console"
    async with console.run_test(size=SIZE) as pilot:
        await pilot.pause(3)
        (DOCS / "console.svg").write_text(picture(console.export_screenshot()), "utf-8")
        await pilot.press("f2")
        await pilot.pause(0.5)
        for char in "tlll 2hk an zd2 sx40 sl2 hzl":
            await pilot.press("space" if char == " " else char)
        await pilot.pause(3)
        (DOCS / "intake.svg").write_text(picture(console.export_screenshot()), "utf-8")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        teller = Teller(SystemClock(), as_json=False, language="zh_CN")
        async with stage_of(Path(folder) / "data", teller, Ids(), patience=None) as stage:
            for step in STEPS:
                await step(stage)
            await _photograph(stage, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
