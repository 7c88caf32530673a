"""Wrong frames against the real session and the real protocol, with a healthy client beside them."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, cast

import orjson
from tests.core.feed.fakes import FakeGate, FakeSource, Talk, frames_of, hub_at, publish, team
from tests.core.feed.mutator import Mutator

from fengsui.feed.codes import Code
from fengsui.feed.feed import Feed
from fengsui.feed.protocol import FeedProtocol

FAIR = frozenset({1000, 1002, 1003, 1007, 1009, *map(int, Code)}) - {int(Code.SERVER_ERROR)}
"""What a connection with a wrong frame may be closed with; 4003 would be our own fault."""
FRAMES_EACH = 12
EVENT_EVERY = 50


class Healthy:
    """A team's client that must get every event once and in order, whatever the others send."""

    def __init__(self, hub: Any, source: FakeSource) -> None:
        self._source = source
        self._hub = hub
        self._talk = Talk(hub)
        self._talk.greet(team("T09"))
        self._talk.subscribe()
        self.position = self._hub.seq

    def event(self) -> None:
        publish(self._hub, self._source.add("team:T09", "centre"))
        (frame,) = self._talk.link.take()
        assert (frame["kind"], frame["prev"], frame["seq"]) == ("event", self.position, self._hub.seq)
        self.position = frame["seq"]


def against_sessions(seed: int, frames: int) -> Counter[str]:
    """Wrong messages into sessions; returns what came of them. Raises AssertionError, or whatever went through."""
    mutator, source, seen = Mutator(seed), FakeSource(), Counter[str]()
    hub = hub_at(source)
    healthy = Healthy(hub, source)
    sent = 0
    while sent < frames:
        talk = Talk(hub, now=float(sent))
        if sent % 3:
            talk.greet(team("T06", "centre"))
            talk.subscribe()
        for _ in range(FRAMES_EACH):
            talk.now += 1.0
            sent += 1
            seen[_one(talk, mutator.payload())] += 1
            if sent % EVENT_EVERY == 0:
                healthy.event()
            if talk.link.closed is not None:
                break
        talk.session.lost()
        assert len(hub.sessions) == 1, "a session that ended is still known"
    return seen


def _one(talk: Talk, payload: bytes) -> str:
    """One message; the commands that it led to are answered at once. What came of it."""
    orders, tokens = len(talk.link.orders), len(talk.link.tokens)
    answers = talk.say_raw(payload)
    if len(talk.link.tokens) > tokens:
        talk.session.known(team("T06", "centre") if talk.link.tokens[-1] == "D-T06" else None, talk.now)
        answers += talk.link.take()
    made = talk.link.orders[orders:]
    assert len(made) <= 1, "one frame, one command"
    for order in made:
        talk.session.executed(order, {"done": True})
        (answer,) = [frame for frame in talk.link.take() if frame["kind"] == "res"]
        assert (answer["id"], answer["ok"]) == (order.id, True)
    if talk.link.closed is not None:
        assert talk.link.closed[0] in FAIR, talk.link.closed
        return str(talk.link.closed[0])
    if made:
        return "executed"
    refused = [frame for frame in answers if frame["kind"] == "res" and not frame["ok"]]
    return "refused" if refused else "accepted"


class FakeTransport:
    """Takes what is written, and ends when it is told to."""

    def __init__(self) -> None:
        self.out = bytearray()
        self.gone = False
        self.paused = False

    def write(self, data: bytes) -> None:
        assert not self.gone, "written after the end"
        self.out += data

    def close(self) -> None:
        self.gone = True

    abort = write_eof = close

    def can_write_eof(self) -> bool:
        return True

    def is_closing(self) -> bool:
        return self.gone

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int, low: int) -> None:
        pass

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return ("127.0.0.1", 1)

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


HANDSHAKE = (
    b"GET /feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: fengsui.feed.v1+json\r\n\r\n"
)


async def against_the_protocol(seed: int, frames: int) -> Counter[str]:
    """Wrong bytes into connections of a whole feed; returns with which code each ended."""
    mutator, source, seen = Mutator(seed), FakeSource(), Counter[str]()
    gate = FakeGate(team("T06", "centre"), team("T09"))
    hub = hub_at(source)
    feed = Feed(hub, gate, source)
    feed.loop = asyncio.get_running_loop()
    healthy = Healthy(hub, source)
    sent = 0
    hello = orjson.dumps({"kind": "hello", "v": 1, "token": "D-T06", "device": "D-T06"})
    while sent < frames:
        feed._failures.clear()  # this address has failed before, and may again
        link, transport = FeedProtocol(feed), FakeTransport()
        link.connection_made(cast(Any, transport))
        link.data_received(HANDSHAKE)
        link.data_received(mutator.framed(hello))
        await _settled(feed)
        for _ in range(FRAMES_EACH):
            if transport.gone:
                break
            link.data_received(mutator.wire())
            sent += 1
            await _settled(feed)
            if sent % EVENT_EVERY == 0:
                healthy.event()
        seen[_ending(bytes(transport.out))] += 1
        link.connection_lost(None)
        assert len(hub.sessions) == 1, "a connection that ended is still known"
        if link._deadline is not None:
            link._deadline.cancel()
    return seen


async def _settled(feed: Feed) -> None:
    """What the frame set going has been answered."""
    while feed._tasks:  # noqa: ASYNC110 -- each turn of the loop brings it further
        await asyncio.sleep(0)


def _ending(out: bytes) -> str:
    """The close code that the server said last, `open` where it said none."""
    data = out.partition(b"\r\n\r\n")[2]
    while data:
        opcode, size, start = data[0] & 0x0F, data[1] & 0x7F, 2
        if size == 126:
            size, start = int.from_bytes(data[2:4]), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10]), 10
        body, data = data[start : start + size], data[start + size :]
        if opcode == 8:
            code = int.from_bytes(body[:2]) if body else 1000
            assert code in FAIR or 3000 <= code < 5000, code
            assert code != Code.SERVER_ERROR
            return str(code)
        if opcode == 1:
            frames_of(b"\x81" + bytes((len(body),)) + body if len(body) < 126 else b"")
    return "open"
