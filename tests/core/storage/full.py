"""A real disk that fills up under a whole server, and empties again: a small tmpfs, which only root may mount."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.core.storage.kills import Lives, Team, faults_of, lives, rung, token_for
from tests.core.storage.small import until

from fengsui.client.http import Http
from fengsui.errors import FengsuiError
from fengsui.ports import free_port
from fengsui_tui.server_link import ServerLink

SIZE_MIB = 12
ROUNDS = 400


@dataclass
class Figures:
    acknowledged: int = 0
    refused: int = 0
    told_after: float = 0.0
    back_after: float = 0.0
    codes: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of SIZE_MIB at `folder`."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Takes every byte that is left."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    os.write(file.fileno(), bytes(size))
            except OSError:
                continue
    return filler


class Bells:
    """Rings one after another; who was acknowledged and how the others were refused."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self.acknowledged: list[str] = []
        self.refused: dict[str, str] = {}

    async def ring(self, name: str) -> bool:
        try:
            await self._http.call("bell.ring", {"text": name}, key=name)
        except FengsuiError as error:
            self.refused[name] = error.code
            return False
        self.acknowledged.append(name)
        return True

    async def until(self, accepted: bool, prefix: str) -> None:
        """Rings until it is answered so."""
        for number in range(ROUNDS):
            if await self.ring(f"{prefix}{number}") == accepted:
                return
            await asyncio.sleep(0 if not accepted else 0.05)
        raise AssertionError(f"never {'accepted' if accepted else 'refused'}")


async def waited(link: ServerLink, code: str) -> float:
    """Until the server's trouble is `code` as a console hears it; the seconds that took, a minute at most."""
    began = time.monotonic()
    for _ in range(1200):
        if await link.trouble() == code:
            break
        await asyncio.sleep(0.05)
    return round(time.monotonic() - began, 1)


async def run(folder: Path) -> Figures:
    figures = Figures()
    with small_disk(folder / "disk") as disk:
        ports = free_port(), free_port()
        (disk / "fengsui.yaml").write_text(f"http_port: {ports[0]}\nfeed_port: {ports[1]}\n")
        token = await token_for(disk)
        team = Team(f"ws://127.0.0.1:{ports[1]}/feed", token, folder / "device.sqlite")
        async with lives(disk, folder / "server.log") as server, Http(f"http://127.0.0.1:{ports[0]}", token) as http:
            bells = Bells(http)
            await server.say("up")
            await team.begin()
            await bells.until(True, "before")
            await _full(figures, server, http, bells, disk)
            await bells.until(True, "after")
            await until(lambda: len(set(team.shown)) >= len(rung(disk)))
            await server.say("down")
            await team.end()
        figures.acknowledged, figures.refused = len(bells.acknowledged), len(bells.refused)
        figures.codes = set(bells.refused.values())
        figures.faults += faults_of(disk, bells.acknowledged, team, (folder / "server.log").read_text())
        if half := set(bells.refused) & set(rung(disk)):
            figures.faults.append(f"{len(half)} refused and there")
    return figures


async def _full(figures: Figures, server: Lives, http: Http, bells: Bells, disk: Path) -> None:
    """While it is full: said, read, started again; then there is space."""
    filler = fill(disk)
    await bells.until(False, "full")
    link = ServerLink(http.base_url, token=http.token or "")
    figures.told_after = await waited(link, "storage_full")
    seen = len((await http.show("core.journal", {"after": 0, "limit": 500})).answer)
    if seen < len(bells.acknowledged):
        figures.faults.append("what was acknowledged cannot be read")
    await server.say("down")
    await server.say("up")
    if not (await http.show("core.journal", {"after": 0, "limit": 500})).answer:
        figures.faults.append("a server that is started on a full disk cannot be read")
    await bells.until(False, "again")
    filler.unlink()
    figures.back_after = await waited(link, "")
    await link.close()
