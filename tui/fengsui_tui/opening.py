"""The console opened on a server, from its first picture until it is left."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

from fengsui.text import choose_language
from fengsui_tui.app import FengsuiConsole
from fengsui_tui.connection import Link
from fengsui_tui.drafts import data_folder
from fengsui_tui.options import Options
from fengsui_tui.server_link import ServerLink


def run(
    *,
    url: str = "http://127.0.0.1:8600",
    feed: str | None = None,
    token: str = "",
    language: str | None = None,
    user: str = "",
    sheet: str | Path | None = None,
    folder: str | Path | None = None,
    theme: str = "night",
    zone: str = "",
) -> int:
    """Opens the console on a server; returns the exit code when it is left."""
    spoken = choose_language(language)
    options = Options(
        folder=Path(folder) if folder else data_folder(),
        sheet=Path(sheet) if sheet else None,
        language=spoken,
        theme=theme,
        zone=ZoneInfo(zone) if zone else None,
        where=url,
        user=user,
    )
    link = ServerLink(url, token=token, feed=feed or "", language=spoken)
    console = FengsuiConsole(link, options)
    asyncio.run(_until_left(console, link))
    return console.return_code or 0


async def _until_left(console: FengsuiConsole, link: Link) -> None:
    try:
        await console.run_async()
    finally:
        await link.close()
