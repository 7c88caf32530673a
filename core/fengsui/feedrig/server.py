"""The rig's server, which `act.py` starts. Real but for its haste: nobody waits minutes for a check.

It ends on SIGTERM as every server does, and by itself when nobody has asked anything of it for long.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fengsui.errors import FengsuiError
from fengsui.feed.limits import Limits
from fengsui.feedrig.history import POINT, made
from fengsui.feedrig.holders import Holders
from fengsui.ports import free_port
from fengsui.serve import Serving, serving
from fengsui.settings import Settings

HASTY = Limits(hello_s=2.0, heartbeat_s=0.7, stall_s=1.0, close_s=3.0, collect_s=0.02, positions_s=0.05)
FORGOTTEN_S = 600.0


class Control:
    """The acts' own door: a socket in a folder that belongs to who runs the check."""

    def __init__(self, work: Path, server: Serving) -> None:
        self._holders = Holders(server.system, server.feed_port)
        self._facts = work / "facts.json"
        self.asked = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.set()
        try:
            act, *given = json.loads(await reader.readline())
            said = {"said": await self._acts()[act](*given)}
        except (FengsuiError, ValueError, KeyError, TypeError) as error:
            said = {"failed": f"{type(error).__name__}: {error}"}
        writer.write(json.dumps(said).encode())
        await writer.drain()
        writer.close()

    def _acts(self) -> dict[str, Callable[..., Awaitable[str]]]:
        holders: Any = self._holders
        return {
            "facts": self._told,
            **{act: getattr(holders, act) for act in ("issue", "lend", "revoke", "change", "widen")},
        }

    async def _told(self) -> str:
        """The same after each start: tokens outlive it."""
        if not self._facts.exists():
            said = json.loads(await self._holders.facts()) | {"slow_s": HASTY.stall_s}
            self._facts.write_text(json.dumps(said), "utf-8")
        return self._facts.read_text("utf-8")


def settings_of(work: Path) -> Settings:
    """The same place after each start; nobody asks for its HTTP."""
    file, data = work / "port", work / "data"
    if not file.exists():
        data.mkdir(exist_ok=True)
        file.write_text(str(free_port()), "ascii")
    return Settings(data=data, http_port=0, feed_port=int(file.read_text("ascii")), language="en")


async def serve(work: Path) -> None:
    settings, stop = settings_of(work), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if not (settings.data / "fengsui.sqlite").exists():
        await made(settings)
    async with serving(settings, points=[POINT], limits=HASTY) as server:
        control = Control(work, server)
        await asyncio.start_unix_server(control.answer, work / "control")
        while not stop.is_set():
            control.asked.clear()
            try:
                await asyncio.wait_for(stop.wait(), FORGOTTEN_S)
            except TimeoutError:
                if not control.asked.is_set():
                    return


def main(work: Path) -> None:
    os.umask(0o077)
    asyncio.run(serve(work))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
