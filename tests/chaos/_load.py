"""Many clients in a process of their own: each keeps its position, checks `prev`, and comes back after a cut."""

from __future__ import annotations

import asyncio
import base64
import ctypes
import multiprocessing as mp
import random
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, cast

import orjson

SMALL_BUFFER = 8192
SILENT_SECONDS = 45.0
HERE = "127.0.0.1"
Tokens = Sequence[tuple[str, str]]
"""Devices and their tokens."""


@dataclass
class Report:
    """What a process's clients say together. `latencies` in seconds, since it was last asked."""

    live: int = 0
    got: list[int] = field(default_factory=list)
    holes: int = 0
    twice: int = 0
    latencies: list[float] = field(default_factory=list)
    caught_up_at: float = 0.0


class Client(asyncio.Protocol):
    """One device. Reads frames as they come; `n` of every event is kept to find what is lost or comes twice."""

    def __init__(self, crowd: Crowd, token: str, device: str) -> None:
        self.crowd, self.token, self.device = crowd, token, device
        self.position: dict[str, Any] | str = "now"
        self.seen: set[int] = set()
        self.live = self.open = self.held = False
        self.rest = b""
        self.heard = 0.0
        self.transport: asyncio.Transport | None = None

    async def connect(self) -> None:
        loop, tries = asyncio.get_running_loop(), 0
        while self.transport is None:
            wire = socket.socket()
            wire.setblocking(False)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            try:
                await loop.sock_connect(wire, (self.crowd.host, self.crowd.port))
                await loop.create_connection(lambda: self, sock=wire)
            except OSError:
                wire.close()
                tries += 1
                await asyncio.sleep(self.crowd.dice.random() * min(5.0, 0.5 * 2**tries))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.open, self.live, self.rest = cast(asyncio.Transport, transport), False, False, b""
        self.heard = time.monotonic()
        key = base64.b64encode(self.device.encode()[-16:].rjust(16)).decode()
        self.transport.write(
            "GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Protocol: fengsui.feed.v1+json\r\n\r\n".encode()
        )

    def connection_lost(self, error: Exception | None) -> None:
        self.transport, self.live = None, False
        if not self.crowd.ending:
            self.crowd.spawn(self._again())

    async def _again(self) -> None:
        await self.crowd.may_come.wait()
        await asyncio.sleep(self.crowd.dice.random() * self.crowd.spread)
        await self.connect()

    def say(self, **frame: Any) -> None:
        body = orjson.dumps(frame)
        head = bytes([0x81, 0x80 | len(body)]) if len(body) < 126 else b"\x81\xfe" + len(body).to_bytes(2, "big")
        if self.transport is not None:
            self.transport.write(head + bytes(4) + body)

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        if not self.open:
            self.open = True
            data = data.partition(b"\r\n\r\n")[2]
            self.say(kind="hello", v=1, token=self.token, device=self.device)
        data = self.rest + data
        while (frame := _first(data)) is not None:
            opcode, body, data = frame
            if opcode == 1:
                self._frame(orjson.loads(body))
        self.rest = data

    def _frame(self, frame: dict[str, Any]) -> None:
        kind = frame["kind"]
        if kind == "welcome":
            self.say(kind="sub", id=1, filter={}, after=self.position)
        elif kind == "sub_ok":
            self.position = {"epoch": frame["epoch"], "seq": frame["seq"]}
        elif kind in ("event", "live"):
            self._move(frame["prev"], frame["seq"])
            if kind == "event":
                self._event(frame)
            else:
                self.live = True
        elif kind == "hb":
            for prev, seq in frame["pos"].values():
                self._move(prev, seq)
            self.say(kind="hb")
        elif kind == "gap":
            self.crowd.report.holes += 1

    def _move(self, prev: int, seq: int) -> None:
        assert isinstance(self.position, dict)
        if prev != self.position["seq"]:
            self.crowd.report.holes += 1
        self.position["seq"] = seq

    def _event(self, frame: dict[str, Any]) -> None:
        data = frame["event"]["data"]
        if "n" not in data:
            return
        report = self.crowd.report
        report.twice += data["n"] in self.seen
        self.seen.add(data["n"])
        if not self.held:
            report.latencies.append(time.monotonic() - data["at"])
        if frame["event"]["need"] == "accept":
            self.say(kind="ack", sub=frame["sub"], seq=frame["seq"])


def _first(data: bytes) -> tuple[int, bytes, bytes] | None:
    """The first whole frame of a server: opcode, body, and what follows."""
    if len(data) < 2:
        return None
    size, start = data[1], 2
    if size == 126:
        size, start = int.from_bytes(data[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(data[2:10], "big"), 10
    if len(data) < start + size:
        return None
    return data[0] & 0x0F, data[start : start + size], data[start + size :]


class Crowd:
    """The clients of one process. `spread` is the full jitter before they come back, in seconds."""

    def __init__(self, host: str, port: int, tokens: Tokens, spread: float, seed: int) -> None:
        self.host, self.port, self.spread = host, port, spread
        self.dice = random.Random(seed)
        self.ending = False
        self.may_come = asyncio.Event()
        self.may_come.set()
        self.report = Report()
        self.clients = [Client(self, token, device) for device, token in tokens]
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self, pipe: Connection) -> None:
        loop = asyncio.get_running_loop()
        for at in range(0, len(self.clients), 100):
            await asyncio.gather(*(client.connect() for client in self.clients[at : at + 100]))
        self.spawn(self._watch())
        while (order := await loop.run_in_executor(None, pipe.recv)) is not None:
            pipe.send(await self._do(*order))
        self.ending = True

    async def _watch(self) -> None:
        """Whoever hears nothing for three heartbeats takes the link for dead, as our client does."""
        while True:
            await asyncio.sleep(1)
            for client in self.clients:
                silent = time.monotonic() - client.heard > SILENT_SECONDS
                if client.transport is not None and silent and not client.held:
                    client.transport.abort()

    async def _do(self, what: str, value: Any = None) -> Any:
        if what == "live":
            async with asyncio.timeout(value):
                while not all(client.live for client in self.clients):  # noqa: ASYNC110 -- thousands of wires
                    await asyncio.sleep(0.05)
        elif what == "have":
            await self._have(*value)
        elif what == "stay away":
            self.may_come.clear()
        elif what == "come back":
            self.may_come.set()
        elif what == "hold":
            for client in self.clients[:value]:
                client.held = True
                if client.transport is not None:
                    client.transport.pause_reading()
        elif what == "release":
            for client in self.clients:
                if client.held and client.transport is not None:
                    client.transport.resume_reading()
        return self._say()

    async def _have(self, count: int, seconds: float, held: bool = True) -> None:
        """Waits until everybody has got `count` events, for at most `seconds`."""
        until = time.monotonic() + seconds
        asked = [client for client in self.clients if held or not client.held]
        while time.monotonic() < until and any(len(one.seen) < count for one in asked):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        self.report.caught_up_at = time.monotonic()

    def _say(self) -> Report:
        said, self.report = self.report, Report()
        self.report.holes, self.report.twice = said.holes, said.twice
        said.live = sum(client.live for client in self.clients)
        said.got = [len(client.seen) for client in self.clients]
        return said


def _main(pipe: Connection, host: str, port: int, tokens: Any, spread: float, seed: int, space: str) -> None:
    if space:
        with open(f"/run/netns/{space}") as entry:
            ctypes.CDLL(None).setns(entry.fileno(), 0)
    asyncio.run(Crowd(host, port, tokens, spread, seed).run(pipe))


class Load:
    """A process of clients, as the part that measures sees it; `space` is the network namespace they live in."""

    def __init__(
        self, port: int, tokens: Tokens, *, spread: float = 2.0, seed: int = 1, host: str = HERE, space: str = ""
    ) -> None:
        context = mp.get_context("spawn")
        self._pipe, far = context.Pipe()
        given = (far, host, port, list(tokens), spread, seed, space)
        self.process = context.Process(target=_main, args=given, daemon=True)
        self.process.start()

    async def ask(self, what: str, value: Any = None) -> Report:
        self._pipe.send((what, value))
        return cast(Report, await asyncio.get_running_loop().run_in_executor(None, self._pipe.recv))

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
