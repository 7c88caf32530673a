"""Fan-out: server CPU for one delivery of a 600-byte alert to 1,000 connected teams, beside a bare broadcast.

The reference is a `websockets` asyncio server that calls `broadcast()` and checks nothing; ours encodes the event,
finds its audience, and gives every connection its own `sub`, `seq` and `prev`. Both run in turn, in a process of
their own, against the same clients (plain sockets in another process), so that only the ratio matters.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import multiprocessing as mp
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, cast

from tests.bench.measure import table

CONNECTIONS = 1000
EVENTS = 60
PACE_S = 0.03
ROUNDS = 5
PAD = "x" * 330
GOAL = 0.8
SMALLEST = 600  # bytes of one alert on the wire

Publish = Callable[[int], None]


# -- servers, each in its own process --------------------------------------------------------------------


async def _measure(pipe: Connection, ready: Callable[[], bool], publish: Publish, events: int, burst: int) -> None:
    """Publishes once everybody is there; sends back the CPU seconds that it cost."""
    while not ready():  # noqa: ASYNC110 -- whatever it looks at tells nobody
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    gc.collect()
    started = time.process_time()
    for number in range(0, events, burst):
        publish(burst)
        await asyncio.sleep(PACE_S * burst)
        assert number >= 0
    await asyncio.sleep(0.3)
    pipe.send(time.process_time() - started)
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)


async def _ours(pipe: Connection, connections: int, events: int, burst: int) -> None:
    from tests.core.feed.fakes import FakeGate, FakeSource, team

    from fengsui.clock import SystemClock
    from fengsui.feed.feed import Feed
    from fengsui.feed.hub import Hub
    from fengsui.feed.limits import Limits

    source = FakeSource()
    gate = FakeGate(*(team(f"T{number}", "area:310107") for number in range(connections)))
    hub = Hub(SystemClock(), limits=Limits(heartbeat_s=600))
    feed = Feed(hub, gate, source)
    await feed.start()
    server = await feed.listen("127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])

    def publish(count: int) -> None:
        for _ in range(count):
            source.add("area:310107", need="accept", severity="severe", data={"text": PAD})

    await _measure(pipe, lambda: len(hub.presence.labels()) > connections, publish, events, burst)


async def _broadcast(pipe: Connection, connections: int, events: int, burst: int) -> None:
    from tests.core.feed.fakes import FakeSource
    from websockets.asyncio.server import ServerConnection, broadcast, serve
    from websockets.exceptions import ConnectionClosed

    from fengsui.feed.frames import Encoded

    subscribers: set[ServerConnection] = set()
    example = Encoded(FakeSource().add("area:310107", need="accept", severity="severe", data={"text": PAD}), "fengsui")
    text = example.frame(1, 0)[4:].decode()

    async def handle(socket: ServerConnection) -> None:
        subscribers.add(socket)
        with suppress(ConnectionClosed):
            async for _ in socket:
                pass

    def publish(count: int) -> None:
        for _ in range(count):
            broadcast(subscribers, text)

    server = await serve(handle, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=4096)
    pipe.send(next(iter(server.sockets)).getsockname()[1])
    await _measure(pipe, lambda: len(subscribers) == connections, publish, events, burst)


SERVERS: dict[str, Callable[[Connection, int, int, int], Awaitable[None]]] = {"ours": _ours, "broadcast": _broadcast}


def _serve(kind: str, pipe: Connection, connections: int, events: int, burst: int) -> None:
    async def run() -> None:
        await SERVERS[kind](pipe, connections, events, burst)

    asyncio.run(run())


# -- clients, all in another process ---------------------------------------------------------------------


class Reader(asyncio.Protocol):
    """Greets, then only counts bytes; with `acks` it acknowledges the last event of whatever it read."""

    def __init__(self, number: int, ours: bool, acks: bool) -> None:
        self.number, self.ours, self.acks = number, ours, acks
        self.open = False
        self.received = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(self.number.to_bytes(16)).decode()
        protocol = "Sec-WebSocket-Protocol: fengsui.feed.v1+json\r\n" if self.ours else ""
        self.transport.write(
            "GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{protocol}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if not self.open:
            self.open = True
            if self.ours:
                self._say(f'{{"kind":"hello","v":1,"token":"D-T{self.number}","device":"D-T{self.number}"}}')
                self._say('{"kind":"sub","id":1,"after":"now"}')
            return
        self.received += len(data)
        if self.acks and (at := data.rfind(b'"kind":"event"')) >= 0:
            start = data.index(b'"seq":', at) + 6
            seq = data[start : data.index(b",", start)].decode()
            self._say('{"kind":"ack","sub":1,"seq":' + seq + "}")

    def _say(self, text: str) -> None:
        self.transport.write(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode())


def _same(reader: Reader) -> Reader:
    return reader


def _read(port: int, pipe: Connection, connections: int, ours: bool, acks: bool) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        readers = [Reader(number, ours, acks) for number in range(connections)]
        for reader in readers:
            await loop.create_connection(partial(_same, reader), "127.0.0.1", port)
        await loop.run_in_executor(None, pipe.recv)
        pipe.send(min(reader.received for reader in readers))

    asyncio.run(run())


def measure(kind: str, connections: int, events: int, *, acks: bool = False, burst: int = 1) -> float:
    """Microseconds of server CPU for one delivery."""
    context = mp.get_context("spawn")
    pipe, far = context.Pipe()
    clients, far_clients = context.Pipe()
    server = context.Process(target=_serve, args=(kind, far, connections, events, burst))
    server.start()
    load = context.Process(target=_read, args=(pipe.recv(), far_clients, connections, kind == "ours", acks))
    load.start()
    seconds = pipe.recv()
    clients.send("done")
    least = clients.recv()
    pipe.send("done")
    load.join(5)
    for process in (load, server):
        process.terminate()
        process.join()
    if least < SMALLEST * events:
        raise AssertionError(f"{kind}: a client got only {least} bytes of {events} alerts")
    return float(seconds) / (connections * events) * 1e6


def main(connections: int = CONNECTIONS, events: int = EVENTS, rounds: int = ROUNDS) -> dict[str, float]:
    """Prints and returns the medians and their ratios."""
    cases: dict[str, dict[str, Any]] = {
        "broadcast() of websockets": {"kind": "broadcast"},
        "feed": {"kind": "ours"},
        "feed, an ack for every delivery": {"kind": "ours", "acks": True},
        "broadcast(), an ack for every delivery": {"kind": "broadcast", "acks": True},
        "feed, bursts of 8": {"kind": "ours", "burst": 8},
    }
    figures: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, options in cases.items():
            figures[name].append(measure(connections=connections, events=events, **options))
    medians = {name: statistics.median(values) for name, values in figures.items()}
    reference = medians["broadcast() of websockets"]
    rows = [
        (
            name,
            f"{median:.1f}",
            f"{min(figures[name]):.1f}-{max(figures[name]):.1f}",
            f"{median / reference:.2f}",
            f"<= {GOAL}" if name == "feed" else "",
        )
        for name, median in medians.items()
    ]
    table([f"a delivery to one of {connections:,}", "server CPU, us", "spread", "x broadcast()", "goal"], rows)
    return {name: median / reference for name, median in medians.items()}


if __name__ == "__main__":
    main()
