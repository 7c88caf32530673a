"""Teams' clients: some in this process over websockets, one as `fengsui listen` in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from fengsui.client.feed import FeedClient, State
from fengsui.client.store import MemoryStore
from fengsui.clock import Ids
from fengsui_sample.city import Device
from fengsui_sample.story.server import FENGSUI, Server
from fengsui_sample.story.telling import StepFailed

ANSWER_SECONDS = 20.0


class Wire:
    """A TCP link to the feed that can be cut: what a mobile network does, without a goodbye."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> str:
        """Listens on a free port; returns the feed's address behind it."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/feed"

    async def stop(self) -> None:
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """Both ends are gone at once; whatever was on the way is lost."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            there, forth = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            back.transport.abort()
            return
        ends = {back, forth}
        self._open |= ends
        await asyncio.gather(_pump(here, forth), _pump(there, back), return_exceptions=True)
        self._open -= ends


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    finally:
        target.close()


@dataclass
class Team:
    """A team's device: keeps every event it was shown, and notices if one is shown twice as new."""

    id: str
    division: str
    wire: Wire
    client: FeedClient
    received: list[dict[str, Any]] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    lives: int = 0
    order: str = ""
    _task: asyncio.Task[None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def live(self) -> bool:
        return self.client.state.condition == "live"

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.wire.stop()

    async def _listen(self) -> None:
        seen: set[str] = set()
        async with self.client:
            async for item in self.client:
                event = item.event
                if item.fresh:
                    if event["id"] in seen:
                        self.repeated.append(event["id"])
                    seen.add(event["id"])
                    self.received.append(event)
                if event["type"] == "incidents.ordered":
                    self.order = event["subject"]
                self._news.set()

    def became(self, state: State) -> None:
        """The client's state changed."""
        self.lives += state.condition == "live"
        self._news.set()

    def cut(self) -> None:
        """The connection is gone, without a goodbye."""
        self.wire.cut()

    async def got(self, step: str, topic: str) -> dict[str, Any]:
        """Waits for an event of `topic`."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while True:
                    found = [event for event in self.received if event["type"] == topic]
                    if found:
                        return found[-1]
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError as error:
            raise StepFailed(step, f"{self.id} got no {topic}") from error

    async def receipt(self, kind: str, order: str = "", **more: Any) -> Any:
        """A person's answer at the device, over the same socket."""
        args = {"order": order or self.order, "kind": kind, **more}
        return await self.client.command("incidents.receipt", args)


async def connect(server: Server, device: Device, token: str, ids: Ids) -> Team:
    """A team's client over a wire of its own; call `start`."""
    made: list[Team] = []

    def became(state: State) -> None:
        made[0].became(state)

    wire = Wire(server.feed_port)
    client = FeedClient(
        await wire.start(), token, device.id, store=MemoryStore(), ids=ids, after="start", on_state=became
    )
    made.append(Team(device.team, device.division, wire, client))
    return made[0]


@dataclass
class Terminal:
    """`fengsui listen`, answering by itself; its lines are what it shows, as JSON."""

    team: str
    token: str
    server: Server
    data: Path
    answer: tuple[str, ...]
    lines: list[dict[str, Any]] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _reader: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *FENGSUI, "listen", *self._place(), "--json", *self.answer,
            env=self._environment(), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=(self.data / "listen.log").open("ab"),
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())

    async def report(self, kind: str, *more: str) -> None:
        """`fengsui listen --report KIND`: one fact, and done."""
        done = await asyncio.create_subprocess_exec(
            *FENGSUI, "listen", *self._place(), "--report", kind, *more,
            env=self._environment(), stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=(self.data / "listen.log").open("ab"),
        )  # fmt: skip
        if await done.wait() != 0:
            raise StepFailed(kind, f"`fengsui listen --report {kind}` exited {done.returncode}")

    def _place(self) -> tuple[str, ...]:
        where = ("--url", self.server.feed_url, "--server", self.server.http_url)
        return (*where, "--device", f"D-{self.team}", "--data", str(self.data))

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "FENGSUI_TOKEN": self.token}

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.lines.append(orjson.loads(line))

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            await self._process.wait()
        if self._reader is not None:
            self._reader.cancel()
