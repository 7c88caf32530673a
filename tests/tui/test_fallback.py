"""The console where no websocket goes through: it says by what it is connected, and every proof is a sign of life."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace

from tests.core.feed.serving import QUICK
from tests.core.http.fallback.serving import site

from fengsui.events import Position
from fengsui_tui.connection import Happened, Heard, Standing
from fengsui_tui.server_link import ServerLink


async def test_the_link_falls_back_says_so_and_shows_that_it_lives() -> None:
    async with site(replace(QUICK, heartbeat_s=0.1)) as here:
        link = ServerLink(here.url, token="wang", feed="ws://127.0.0.1:9/feed")
        live, beats, happened = 0, 0, 0
        async with aclosing(link.feed(Position("e1", 0))) as items:  # type: ignore[type-var]
            async for item in items:
                if isinstance(item, Standing) and item.state == "live":
                    assert item.way == "SSE"
                    live += 1
                    here.source.add("centre")
                elif isinstance(item, Heard):
                    beats += 1
                elif isinstance(item, Happened):
                    happened += 1
                if live and happened and beats > 4:
                    break
        await link.close()
