"""`python -m tests.tui.picture`: the README's pictures, taken from the console on a real server.

Plays the story's first steps, opens the console on it and saves docs/console.svg and docs/intake.svg.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from tests.tui.fixtures.gallery import write_svg

from fengsui.clock import Ids, SystemClock
from fengsui_sample.story import answers, night
from fengsui_sample.story.play import stage_of
from fengsui_sample.story.stage import Stage
from fengsui_sample.story.telling import Teller
from fengsui_tui.server_link import ServerLink

DOCS = Path(__file__).parents[2] / "docs"
TYPED = " ".join("space" if char == " " else char for char in night.TYPED)
STEPS = (
    night.called, night.reported, night.merged, night.assessed, night.proposed, night.dispatched,
    night.leader_confirmed, answers.delivered, answers.displayed, answers.accepted, answers.unable,
)  # fmt: skip


async def _photograph(stage: Stage) -> None:
    for name, keys in (("console", ""), ("intake", f"f2 {TYPED}")):
        server, token = stage.server, stage.officer.http.token or ""
        link = ServerLink(server.http_url, token=token, feed=server.feed_url, language="zh_CN")
        await write_svg(DOCS / f"{name}.svg", link, keys=keys)
        await link.close()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        teller = Teller(SystemClock(), as_json=False, language="zh_CN")
        async with stage_of(Path(folder) / "data", teller, Ids(), patience=None) as stage:
            for step in STEPS:
                await step(stage)
            await _photograph(stage)


if __name__ == "__main__":
    asyncio.run(main())
