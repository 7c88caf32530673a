"""The Python servers that are compared, each in a process of its own that takes the same orders as `floor.c`.

`ours` is the real feed on a journal in memory: it encodes the event, finds its audience, and gives every connection
its own `sub`, `seq` and `prev`. `broadcast` is a `websockets` asyncio server that checks nothing.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psutil

PAD = "x" * 330
QUIET_S = 0.3

Publish = Callable[[int], None]


async def obey(port: int, publish: Publish) -> None:
    """Prints the port, then answers each line on stdin with a number until there are no more."""
    _say(port)
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    gc.collect()
    while line := (await lines.readline()).decode().split():
        if line[0] == "publish":
            total, burst, pace = map(int, line[1:])
            begun = time.process_time_ns()
            for _ in range(0, total, burst):
                publish(burst)
                await asyncio.sleep(pace / 1000)
            await asyncio.sleep(QUIET_S)
            _say(time.process_time_ns() - begun)
        elif line[0] == "cpu":
            _say(time.process_time_ns())
        else:
            _say(psutil.Process(os.getpid()).memory_info().rss // 1024)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


async def ours(connections: int, missed: int) -> None:
    """Our feed; the journal already holds `missed` alerts when the first client comes."""
    from tests.core.feed.fakes import FakeGate, FakeSource, team

    from fengsui.clock import SystemClock
    from fengsui.feed.feed import Feed
    from fengsui.feed.hub import Hub
    from fengsui.feed.limits import Limits

    source = FakeSource()
    gate = FakeGate(*(team(f"T{number}", "area:310107") for number in range(connections)))

    def publish(count: int) -> None:
        for _ in range(count):
            data = {"t": time.monotonic_ns(), "text": PAD}
            source.add("area:310107", need="accept", severity="severe", data=data)

    publish(missed)
    feed = Feed(Hub(SystemClock(), limits=Limits(heartbeat_s=600, strangers=connections)), gate, source)
    await feed.start()
    server = await feed.listen("127.0.0.1", 0)
    await obey(server.sockets[0].getsockname()[1], publish)


async def broadcast(connections: int, missed: int) -> None:
    """The library's own server, sending the bytes of such an alert."""
    from tests.core.feed.fakes import FakeSource
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.asyncio.server import broadcast as send_all
    from websockets.exceptions import ConnectionClosed

    from fengsui.feed.frames import Encoded

    subscribers: set[ServerConnection] = set()
    data = {"t": 0, "text": PAD}
    example = Encoded(FakeSource().add("area:310107", need="accept", severity="severe", data=data), "fengsui")
    text = example.frame(1, 0)[4:].decode()

    async def handle(socket: ServerConnection) -> None:
        subscribers.add(socket)
        with suppress(ConnectionClosed):
            async for _ in socket:
                pass

    def publish(count: int) -> None:
        for _ in range(count):
            send_all(subscribers, text.replace('"t":0', f'"t":{time.monotonic_ns()}', 1))

    server = await serve(handle, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=4096)
    await obey(next(iter(server.sockets)).getsockname()[1], publish)


SERVERS: dict[str, Callable[[int, int], Awaitable[None]]] = {"ours": ours, "broadcast": broadcast}


async def main() -> None:
    """`servers.py KIND CONNECTIONS MISSED`"""
    await SERVERS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))


if __name__ == "__main__":
    asyncio.run(main())
