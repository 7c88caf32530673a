"""The whole server killed again and again under commands with keys, with a team's client that keeps what it got."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine
from tests.core.storage.lives import bell

from fengsui.app import System
from fengsui.cli.place import local_actor
from fengsui.client.feed import FeedClient
from fengsui.client.http import Http
from fengsui.client.store import FileStore
from fengsui.errors import FengsuiError
from fengsui.journal.verifying import verify
from fengsui.ports import free_port
from fengsui.settings import load

SENDERS = 3
LONGEST_LIFE = 0.25
CLIENT_DIES = 0.3
UP_SECONDS = 60.0


@dataclass
class Figures:
    cycles: int = 0
    acknowledged: int = 0
    shown: int = 0
    clients: int = 1
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Lives:
    """The process that forks the servers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def say(self, word: str) -> None:
        """`up` returns when the server answers, `down` when it is dead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n".encode())
        async with asyncio.timeout(UP_SECONDS):
            assert (await self._process.stdout.readline()).decode().strip() == word


@asynccontextmanager
async def lives(folder: Path, log: Path) -> AsyncIterator[Lives]:
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.core.storage.lives", str(folder),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=said,
        )  # fmt: skip
        try:
            yield Lives(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()


class Team:
    """A device's client, which dies too; what it showed as new, over all its lives."""

    def __init__(self, url: str, token: str, file: Path) -> None:
        self._url, self._token, self._file = url, token, file
        self.shown: list[str] = []
        self._task: asyncio.Task[None] | None = None

    async def _follow(self) -> None:
        store = FileStore(self._file)
        try:
            async with FeedClient(self._url, self._token, "D-T06", store=store, after="start") as feed:
                async for received in feed:
                    if received.fresh and received.event["type"] == "bell.rung":
                        self.shown.append(str(received.event["subject"]))
        finally:
            store.close()

    async def begin(self) -> None:
        self._task = asyncio.create_task(self._follow())

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class Senders:
    """Commands under keys; what got no answer is sent again with its own key until it does."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self.acknowledged: list[str] = []
        self._pending: list[str] = []
        self._next = 0

    async def send(self, ends: float) -> None:
        async with Http(self._url, self._token, patience=0.0) as http:
            await asyncio.gather(*(self._one(http, ends) for _ in range(SENDERS)))

    async def _one(self, http: Http, ends: float) -> None:
        while time.monotonic() < ends or (ends == 0 and self._pending):
            name = self._pending.pop(0) if self._pending else self._fresh()
            try:
                await http.call("bell.ring", {"text": name}, key=name)
            except FengsuiError as error:
                self._pending.append(name)
                if error.code not in ("server_unreachable", "rate_limited"):
                    raise
                await asyncio.sleep(0.02)
            else:
                self.acknowledged.append(name)

    def _fresh(self) -> str:
        self._next += 1
        return f"r{self._next}"


async def token_for(folder: Path) -> str:
    """Makes the tables, and the device's token."""
    system = System(load(folder), points=[bell()])
    await system.start(background=False)
    device = {"device": "D-T06", "label": "team:T06", "roles": ["auditor"], "area": "", "labels": []}
    issued = await system.execute("core.issue_token", device, local_actor())
    await system.stop()
    return str(issued.token)


async def run(folder: Path, cycles: int, seed: int) -> Figures:
    data, chance, figures = folder / "data", random.Random(seed), Figures()
    data.mkdir(parents=True)
    http_port, feed_port = free_port(), free_port()
    (data / "fengsui.yaml").write_text(f"http_port: {http_port}\nfeed_port: {feed_port}\n")
    token = await token_for(data)
    team = Team(f"ws://127.0.0.1:{feed_port}/feed", token, folder / "device.sqlite")
    senders = Senders(f"http://127.0.0.1:{http_port}", token)
    began = time.monotonic()
    async with lives(data, folder / "server.log") as server:
        await team.begin()
        for _ in range(cycles):
            await server.say("up")
            sending = asyncio.create_task(senders.send(time.monotonic() + LONGEST_LIFE * 2))
            await asyncio.sleep(chance.random() * LONGEST_LIFE + 0.05)
            await server.say("down")
            await sending
            figures.cycles += 1
            if chance.random() < CLIENT_DIES:
                await team.end()
                await team.begin()
                figures.clients += 1
        await server.say("up")
        await senders.send(0)
        await _caught_up(team, data)
        await server.say("down")
        await team.end()
    figures.seconds = round(time.monotonic() - began, 1)
    figures.acknowledged, figures.shown = len(senders.acknowledged), len(team.shown)
    figures.faults = faults_of(data, senders.acknowledged, team, (folder / "server.log").read_text())
    return figures


def rung(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "fengsui.sqlite")) as raw:
        rows = raw.execute("SELECT subject FROM core_journal WHERE topic = 'bell.rung' ORDER BY seq")
        return [row[0] for row in rows]


async def _caught_up(team: Team, data: Path) -> None:
    for _ in range(1500):
        if len(set(team.shown)) >= len(rung(data)):
            return
        await asyncio.sleep(0.02)


def faults_of(data: Path, acknowledged: list[str], team: Team, log: str) -> list[str]:
    journal, found = rung(data), []
    if lost := set(acknowledged) - set(journal):
        found.append(f"{len(lost)} acknowledged and lost")
    if twice := [name for name, count in Counter(journal).items() if count > 1]:
        found.append(f"{len(twice)} done twice under one key")
    if twice := [name for name, count in Counter(team.shown).items() if count > 1]:
        found.append(f"{len(twice)} shown twice as new")
    if [name for name in team.shown if name in set(journal)] != journal:
        found.append("not shown once each, in order")
    engine = create_engine(f"sqlite:///{data / 'fengsui.sqlite'}")
    with engine.connect() as connection:
        found += [f"chain: {fault}" for fault in verify(connection).breaks]
    engine.dispose()
    errors = [line for line in log.splitlines() if line.startswith(("ERROR", "CRITICAL", "Traceback"))]
    return found + errors[:3]
