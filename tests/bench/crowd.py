"""A thousand connected clients in one process of their own, counting who has got what, and when.

They do as little as a client can (no parsing, no store), because all of them share one core that in the field is a
thousand machines. What wants an answer is acknowledged by everybody once the measurement is over, for the same reason.
"""

from __future__ import annotations

import asyncio
import base64
import multiprocessing as mp
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, cast

PATIENCE_S = 30.0


class Member(asyncio.Protocol):
    """One connection: a handshake, then frames that are only searched for `crowd.wanted`."""

    def __init__(self, crowd: Crowd, number: int, greeting: Sequence[str]) -> None:
        self.crowd, self.number, self.greeting = crowd, number, greeting
        self.open = False
        self.live = False
        self.seq = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(self.number.to_bytes(16)).decode()
        protocol = "Sec-WebSocket-Protocol: fengsui.feed.v1+json\r\n" if self.greeting else ""
        self.transport.write(
            "GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{protocol}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if not self.open:
            self.open = True
            for line in self.greeting:
                self.say(line)
            self.live = not self.greeting
        if not self.live and b'"kind":"live"' in data:
            self.live = True
        if (at := data.rfind(self.crowd.wanted)) >= 0:
            self.crowd.got(self)
            if self.greeting:
                start = data.rindex(b'"seq":', 0, at) + 6
                self.seq = data[start : data.index(b",", start)]
        if b'"kind":"hb"' in data:
            self.say('{"kind":"hb"}')

    def ack(self) -> None:
        if self.seq:
            self.say('{"kind":"ack","sub":1,"seq":' + self.seq.decode() + "}")
            self.seq = b""

    def say(self, text: str) -> None:
        body = text.encode()
        head = bytes([0x81, 0x80 | len(body)]) if len(body) < 126 else b"\x81\xfe" + len(body).to_bytes(2)
        self.transport.write(head + bytes(4) + body)


class Crowd:
    """Everybody, and the round that is being measured: it is over when `missing` have got what is `wanted`."""

    def __init__(self) -> None:
        self.wanted = b"\0"
        self.missing = 0
        self.members: list[Member] = []
        self.got_at: float = 0.0
        self.over = asyncio.Event()

    async def connect(self, port: int, greetings: Sequence[Sequence[str]]) -> None:
        loop = asyncio.get_running_loop()
        for number, greeting in enumerate(greetings):
            member = Member(self, number, greeting)
            self.members.append(member)
            await loop.create_connection(partial(_same, member), "127.0.0.1", port)
        async with asyncio.timeout(PATIENCE_S):
            while not all(member.live for member in self.members):  # noqa: ASYNC110 -- a thousand separate wires
                await asyncio.sleep(0.05)

    def expect(self, wanted: bytes, count: int) -> None:
        self.wanted, self.missing = wanted, count
        self.over.clear()

    def got(self, member: Member) -> None:
        self.missing -= 1
        if self.missing == 0:
            self.got_at = time.perf_counter()
            self.over.set()


def _same(member: Member) -> Member:
    return member


async def _serve(pipe: Connection, port: int, greetings: Sequence[Sequence[str]]) -> None:
    crowd, loop = Crowd(), asyncio.get_running_loop()
    await crowd.connect(port, greetings)
    pipe.send("connected")
    while (order := await loop.run_in_executor(None, pipe.recv)) is not None:
        crowd.expect(*order)
        pipe.send("ready")
        async with asyncio.timeout(PATIENCE_S):
            await crowd.over.wait()
        pipe.send(crowd.got_at)
        for member in crowd.members:
            member.ack()


def _run(pipe: Connection, port: int, greetings: Sequence[Sequence[str]]) -> None:
    asyncio.run(_serve(pipe, port, greetings))


class CrowdProcess:
    """The crowd as seen from the measuring process; times are `time.perf_counter()`, one clock for all processes."""

    def __init__(self, port: int, greetings: Sequence[Sequence[str]]) -> None:
        context = mp.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process: Any = context.Process(target=_run, args=(far, port, greetings), daemon=True)
        self._process.start()

    async def _hear(self) -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, self._pipe.recv)

    async def connected(self) -> None:
        await self._hear()

    async def expect(self, wanted: bytes, count: int) -> None:
        """From now on `count` members are to get `wanted`."""
        self._pipe.send((wanted, count))
        await self._hear()

    async def all_got(self) -> float:
        """When the last of them had it."""
        return float(await self._hear())

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()
