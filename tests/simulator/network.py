"""Connections in memory: each has its delay and its window, and can be cut, go silent, or be slow.

Bytes arrive in order or not at all, as with TCP; what one connection carries says nothing about another's.
A silent connection keeps what is written until it speaks again: then all of it arrives, however old it is.
"""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.simulator.loop import OWNER, Process, SimLoop

WINDOW = 64 * 1024
LINK_S = 0.01
NOBODY_S = 5.0


@dataclass(eq=False)
class Access:
    """How a process is reached. Seconds; `silent_until` is a moment of the loop's clock, `window` in bytes."""

    process: Process
    number: int
    delay: float = LINK_S
    jitter: float = LINK_S
    silent_until: float = 0.0
    window: int = WINDOW
    asleep: bool = False  # connected, and takes nothing


class End(asyncio.Transport):
    """One end of a connection. What it writes arrives at `peer`, after a while and in order."""

    def __init__(self, network: Network, access: Access, context: Any) -> None:
        super().__init__()
        self.network = network
        self.access = access
        self.context = context
        self.peer: End
        self.protocol: Any = None
        self.outside: Access = access  # whose link lies between
        self._loop = network.loop
        self._closing = self._gone = self._reading_paused = self._writing_paused = False
        self._high, self._low = 64 * 1024, 16 * 1024
        self._sent = 0  # bytes written that the other side has not taken
        self._coming: deque[bytes | None] = deque()  # on the way
        self._arrived: deque[bytes | None] = deque()  # and not taken yet
        self._last = 0.0

    # -- asyncio.Transport -------------------------------------------------------------------------------

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return (f"10.0.0.{self.peer.access.number}", 1024) if name == "peername" else default

    def is_closing(self) -> bool:
        return self._closing

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._high = 64 * 1024 if high is None else high
        self._low = self._high // 4 if low is None else low

    def get_write_buffer_size(self) -> int:
        return max(0, self._sent - self.outside.window)

    def write(self, data: Any) -> None:
        if self._closing or self._gone:
            return
        self._sent += len(data)
        self._send(bytes(data))
        if not self._writing_paused and self.get_write_buffer_size() > self._high:
            self._writing_paused = True
            self.protocol.pause_writing()

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        if not self._gone:
            self._send(None)

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._send(None)
            self._later(0.0, self.end, None)

    def abort(self) -> None:
        if not self._gone:
            self._closing = True
            self._later(0.0, self.end, None)
            self.network.reset(self.peer)

    def pause_reading(self) -> None:
        self._reading_paused = True

    def resume_reading(self) -> None:
        self._reading_paused = False
        self._later(0.0, self._take)

    # -- bytes -------------------------------------------------------------------------------------------

    def _send(self, data: bytes | None) -> None:
        peer = self.peer
        peer._coming.append(data)
        peer._last = max(peer._last, self._loop.time() + self.network.delay(self.outside))
        self._loop.call_at(peer._last, peer._arrive, context=peer.context)

    def _arrive(self) -> None:
        """The next of what is on the way; held up for as long as the link is silent."""
        if self._gone:
            return
        if self._loop.time() < self.outside.silent_until:
            self._loop.call_at(self.outside.silent_until, self._arrive, context=self.context)
            return
        self._arrived.append(self._coming.popleft())
        self._take()

    def _take(self) -> None:
        while self._arrived and not (self._reading_paused or self._gone or self.outside.asleep):
            data = self._arrived.popleft()
            if data is None:
                self._ended()
            else:
                self.peer._taken(len(data))
                self.protocol.data_received(data)

    def _taken(self, size: int) -> None:
        self._sent -= size
        if self._writing_paused and self.get_write_buffer_size() <= self._low and not self._gone:
            self._writing_paused = False
            self._later(0.0, self._resume)

    def _resume(self) -> None:
        if not self._gone:
            self.protocol.resume_writing()

    def _ended(self) -> None:
        stays = self.protocol.eof_received()
        if not stays:
            self.close()

    def wake(self) -> None:
        self._later(0.0, self._take)

    def _later(self, seconds: float, call: Callable[..., Any], *args: Any) -> None:
        self._loop.call_at(self._loop.time() + seconds, call, *args, context=self.context)

    def end(self, error: Exception | None) -> None:
        """The connection is over for this end."""
        if self._gone:
            return
        self._gone = self._closing = True
        self.network.ends.pop(self, None)
        self._arrived.clear()
        self._coming.clear()
        self.protocol.connection_lost(error)


Serving = tuple[Callable[[], Any], Process, Any]


class _Listening:
    """What `create_server` returns, as far as the feed uses it."""

    def __init__(self, network: Network, port: int, serving: Serving) -> None:
        self._network = network
        self._port = port
        self._serving = serving
        self.sockets = [self]

    def getsockname(self) -> tuple[str, int]:
        return "10.0.0.1", self._port

    def close(self) -> None:
        serving = self._network.listeners.get(self._port, [])
        if self._serving in serving:
            serving.remove(self._serving)


class Network:
    """Who listens, and every open connection. `chance` decides delays."""

    def __init__(self, loop: SimLoop, chance: random.Random) -> None:
        self.loop = loop
        self.chance = chance
        self.listeners: dict[int, list[Serving]] = {}
        self.ends: dict[End, None] = {}
        self.accesses: dict[str, Access] = {}
        self.dead: list[End] = []

    def access(self, process: Process) -> Access:
        """Its link to the world: it keeps its number and its faults when the process is started again."""
        found = self.accesses.setdefault(process.name, Access(process, len(self.accesses) + 2))
        found.process = process
        return found

    def delay(self, link: Access) -> float:
        return link.delay + self.chance.random() * link.jitter

    def listen(self, factory: Callable[[], Any], port: int) -> _Listening:
        process = OWNER.get()
        assert process is not None
        serving = (factory, process, contextvars.copy_context())
        self.listeners.setdefault(port, []).append(serving)
        return _Listening(self, port, serving)

    async def connect(self, factory: Callable[[], Any], port: int) -> tuple[End, Any]:
        process = OWNER.get()
        assert process is not None
        link = self.access(process)
        await asyncio.sleep(self.delay(link))
        while self.loop.time() < link.silent_until:  # noqa: ASYNC110 -- it may grow meanwhile
            await asyncio.sleep(link.silent_until - self.loop.time())
        serving = [one for one in self.listeners.get(port, []) if one[1].alive]
        if not serving:
            raise ConnectionRefusedError(111, "connection refused")
        made, server, context = serving[0] if len(serving) == 1 else self.chance.choice(serving)
        if server.parked is not None:  # its machine would take the connection, and nobody would say a word
            await asyncio.sleep(NOBODY_S)
            raise TimeoutError
        here, there = End(self, link, process.context), End(self, self.access(server), server.context)
        here.peer, there.peer = there, here
        here.outside = there.outside = link
        there.protocol = context.copy().run(made)
        self.ends[here] = self.ends[there] = None
        there.context.copy().run(there.protocol.connection_made, there)
        here.protocol = factory()
        here.protocol.connection_made(here)
        return here, here.protocol

    def reset(self, end: End) -> None:
        """`end` hears of the connection's end as soon as its link speaks."""
        link = end.outside
        at = max(self.loop.time() + self.delay(link), link.silent_until)
        self.loop.call_at(at, end.end, ConnectionResetError(104, "connection reset"), context=end.context)

    def of(self, process: Process) -> list[End]:
        return [end for end in self.ends if end.access.process is process]

    def cut(self, process: Process) -> int:
        """Every connection of `process` is gone, with what was on the way; both sides are told."""
        cut = self.of(process)
        for end in cut:
            for one in (end, end.peer):
                one._later(0.0, one.end, ConnectionResetError(104, "cut"))
        return len(cut)

    def died(self, process: Process, *, told: bool = True) -> None:
        """Its machine answers for it with resets; or nobody does (`told` False): its power is gone."""
        for end in self.of(process):
            self.ends.pop(end, None)
            end._gone = end._closing = True
            self.dead.append(end)
            if told:
                self.reset(end.peer)
        for port, serving in self.listeners.items():
            self.listeners[port] = [one for one in serving if one[1] is not process]

    def bury(self) -> None:
        """Ends for good what belonged to the dead; only when nothing of them matters any more."""
        for end in self.dead:
            end.protocol.connection_lost(None)
        self.dead.clear()

    def silence(self, process: Process, seconds: float) -> None:
        """Nothing gets through in either direction for a while, and nobody is told."""
        link = self.access(process)
        link.silent_until = max(link.silent_until, self.loop.time() + seconds)

    def sleep(self, process: Process, asleep: bool, window: int = WINDOW) -> None:
        """The process takes nothing from its connections, which stay open; its window is small."""
        link = self.access(process)
        link.asleep, link.window = asleep, window
        if not asleep:
            for end in self.of(process):
                end.wake()
