"""Events through a real socket: resume, refill, slow and stalled clients, acknowledgements, heartbeats."""

from __future__ import annotations

import asyncio
import socket as sockets
from dataclasses import replace

import pytest
from tests.core.feed.fakes import FakeGate, FakeSource, Talk, hub_at, team
from tests.core.feed.serving import QUICK, SUBPROTOCOL, Served, closing, hear, say, serving

from fengsui.access.policy import Actor
from fengsui.events import Recorded
from fengsui.feed.feed import Feed
from fengsui.feed.filter import Filter
from fengsui.feed.frames import Encoded
from fengsui.feed.reader import by_size


async def test_deliveries_are_collected_into_one_unit() -> None:
    async with serving(replace(QUICK, collect_s=0.1)) as served:
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id="main", after="now")
        for _ in range(4):
            served.source.add("team:T06", need="accept")
        frames = [await hear(socket) for _ in range(6)]
        for frame in frames[2:]:
            await say(socket, kind="ack", sub=1, seq=frame["seq"])
        await served.until(lambda: served.gate.delivered)
        assert served.gate.units == [4]
        first = served.gate.delivered[0]
        assert (first.device, first.label, first.of_seq, first.of_topic, first.of_subject) == (
            "D-T06",
            "team:T06",
            1,
            "test.happened",
            "S1",
        )
        await served.until(lambda: "D-T06" in served.gate.positions)
        assert served.gate.positions["D-T06"].seq == 4
        await socket.close()


@pytest.mark.expects_errors
async def test_deliveries_that_are_refused_are_kept() -> None:
    async with serving() as served:
        served.gate.refusals = 1
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id="main", after="now")
        served.source.add("team:T06", need="accept")
        for _ in range(3):
            frame = await hear(socket)
        await say(socket, kind="ack", sub=1, seq=frame["seq"])
        await served.until(lambda: served.gate.delivered)
        await socket.close()


async def test_what_the_journal_knows_as_delivered_is_not_recorded_again() -> None:
    async with serving() as served:
        served.source.add("team:T06", need="accept")
        served.source.add(topic="feed.delivered", data={"label": "team:T06", "of": "e1-000001"})
        async with serving(source=served.source) as second:
            socket, _ = await second.greeted()
            await say(socket, kind="sub", id="main", after={"epoch": "e1", "seq": 2})
            await hear(socket)
            await asyncio.sleep(0.1)
            assert second.gate.delivered == []
            await socket.close()


async def test_heartbeats_are_bookmarks_and_silence_is_death() -> None:
    async with serving(replace(QUICK, heartbeat_s=0.1)) as served:
        socket, welcome = await served.greeted()
        assert welcome["hb_s"] == 0.1
        await say(socket, kind="sub", id="main", after="now")
        await hear(socket)
        await hear(socket)
        served.source.add("centre")
        beat = await hear(socket)
        assert beat == {"kind": "hb", "pos": {"1": [0, 1]}}
        started = asyncio.get_running_loop().time()
        assert await closing(socket) == 4002
        assert asyncio.get_running_loop().time() - started < 1


async def test_resume_from_ring_and_from_journal() -> None:
    limits = replace(QUICK, ring=8, preload=4, page=10, batch=4)
    async with serving(limits) as served:
        for _ in range(40):
            served.source.add("team:T06")
            served.source.add("team:T09")
        await served.until(lambda: served.hub.seq == 80)
        for after in (0, 3, 73, 79, 80):
            reads = served.source.reads
            socket, _ = await served.greeted()
            await say(socket, kind="sub", id="main", after={"epoch": "e1", "seq": after})
            assert (await hear(socket))["seq"] == after
            position, seen = after, []
            while (frame := await hear(socket))["kind"] == "event":
                assert frame["prev"] == position
                position = frame["seq"]
                seen.append(position)
            assert frame == {"kind": "live", "sub": 1, "prev": position, "seq": 80}
            assert seen == [seq for seq in range(after + 1, 81) if seq % 2]
            assert (served.source.reads == reads) == (after >= 73), "the ring serves what is recent"
            await socket.close()


@pytest.mark.expects_errors
async def test_publishing_that_breaks_off_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as served:
        first, _ = await served.greeted()
        second, _ = await served.greeted("D-T09")
        for socket in (first, second):
            await say(socket, kind="sub", id=1, after="now", filter={"topics": ["*"]})
            await hear(socket)
            await hear(socket)
        honest, calls = Filter.passes, 0

        def once_broken(self: Filter, event: Encoded) -> bool:
            nonlocal calls
            calls += 1
            if calls == 2:
                raise ZeroDivisionError("on purpose")
            return honest(self, event)

        monkeypatch.setattr(Filter, "passes", once_broken)
        for _ in range(5):
            served.source.add("area:310107")
        for socket in (first, second):
            frames = [await hear(socket) for _ in range(5)]
            assert [(frame["prev"], frame["seq"]) for frame in frames] == [(n, n + 1) for n in range(5)]
            await socket.close()


async def test_retention_is_a_gap_and_the_rest_follows() -> None:
    async with serving(replace(QUICK, preload=0)) as served:
        for _ in range(10):
            served.source.add("team:T06")
        served.source.first = 6
    async with serving(replace(QUICK, preload=0), source=served.source) as served:
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id="main", after={"epoch": "e1", "seq": 2})
        frames = [await hear(socket) for _ in range(8)]
        assert [frame["kind"] for frame in frames] == ["sub_ok", "gap", *["event"] * 5, "live"]
        assert frames[1] == {"kind": "gap", "sub": 1, "from": 2, "to": 5, "why": "retention", "epoch": "e1"}
        assert [frame["prev"] for frame in frames[2:]] == [5, 6, 7, 8, 9, 10]
        await socket.close()


async def test_what_is_archived_while_it_is_read_for_a_client_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    source = FakeSource()
    for _ in range(10):
        source.add("team:T06")
    read = source.read

    async def archiving(after: int, limit: int, labels: frozenset[str] | None) -> list[Recorded]:
        source.first = 6
        return await read(after, limit, labels)

    async with serving(replace(QUICK, preload=0), source=source) as served:
        monkeypatch.setattr(source, "read", archiving)
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id="main", after={"epoch": "e1", "seq": 2})
        frames = [await hear(socket) for _ in range(8)]
        assert [frame["kind"] for frame in frames] == ["sub_ok", "gap", *["event"] * 5, "live"]
        assert (frames[1]["to"], frames[1]["why"]) == (5, "retention")
        await socket.close()


async def _subscribed_with_a_small_window(served: Served) -> sockets.socket:
    """A raw TCP client that has subscribed and then reads nothing."""
    import base64

    loop = asyncio.get_running_loop()
    plain = sockets.socket()
    plain.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    plain.setblocking(False)
    await loop.sock_connect(plain, ("127.0.0.1", served.port))
    key = base64.b64encode(b"0123456789abcdef").decode()
    request = (
        "GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
    )
    await loop.sock_sendall(plain, request.encode())
    await loop.sock_recv(plain, 4096)
    for text in ('{"kind":"hello","v":1,"token":"D-T06","device":"D-T06"}', '{"kind":"sub","id":1,"after":"now"}'):
        masked = bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode()
        await loop.sock_sendall(plain, masked)
    await served.until(lambda: served.hub.presence.online("team:T06"))
    return plain


async def test_a_slow_client_is_refilled_and_delays_nobody() -> None:
    async with serving(replace(QUICK, ring=64, stall_s=30)) as served:
        slow = await _subscribed_with_a_small_window(served)
        fast, _ = await served.greeted("D-T09")
        await say(fast, kind="sub", id=1, after="now")
        await hear(fast)
        await hear(fast)
        total = 0
        while not served.hub.blocked:
            for _ in range(50):
                served.source.add("area:310107", data={"pad": "x" * 2000})
                total += 1
            await asyncio.sleep(0.01)
        for _ in range(300):  # far more than the ring holds
            served.source.add("area:310107", data={"pad": "x" * 2000})
        total += 300
        assert [(await hear(fast))["seq"] for _ in range(total)] == list(range(1, total + 1))
        session = next(iter(served.hub.blocked))
        assert session.link.waiting() < 64 * 1024 + 200 * 1024
        received = await _read_all(slow, total)
        assert received == list(range(1, total + 1))
        assert not served.hub.blocked
        slow.close()
        await fast.close()


async def _read_all(plain: sockets.socket, last: int) -> list[int]:
    """The seqs of every event frame until `last`, in the order in which they came."""
    import orjson
    from tests.core.feed.fakes import frames_of

    loop, data = asyncio.get_running_loop(), b""
    seqs: list[int] = []
    async with asyncio.timeout(20):
        while last not in seqs:
            data += await loop.sock_recv(plain, 65536)
            whole = _whole(data)
            for frame in frames_of(data[:whole]):
                if frame["kind"] == "event":
                    assert frame["prev"] == (seqs[-1] if seqs else 0)
                    seqs.append(frame["seq"])
                assert orjson.dumps(frame)
            data = data[whole:]
    return seqs


def _whole(data: bytes) -> int:
    """How many bytes of `data` are whole frames."""
    at = 0
    while at + 2 <= len(data):
        size, start = data[at + 1], 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4]), 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10]), 10
        if at + start + size > len(data):
            break
        at += start + size
    return at


async def test_a_stalled_client_is_closed() -> None:
    async with serving(replace(QUICK, stall_s=0.4)) as served:
        stalled = await _subscribed_with_a_small_window(served)
        started = asyncio.get_running_loop().time()
        while not served.hub.blocked:
            for _ in range(50):
                served.source.add("team:T06", data={"pad": "x" * 2000})
            await asyncio.sleep(0.01)
        await served.until(lambda: served.hub.closures[4001] == 1)
        assert asyncio.get_running_loop().time() - started < 3
        await served.until(lambda: not served.feed.links)
        assert not served.hub.presence.online("team:T06")
        stalled.close()


async def test_what_was_erased_by_law_goes_out_without_its_data_at_once() -> None:
    async with serving() as served:
        for name in ("a", "b", "c"):
            served.source.add("team:T06", data={"name": name})
        erased = {"events": [["e1", 2, 3]]}
        served.source.add("centre", topic="core.erased", data=erased)
        await served.until(lambda: served.hub.seq == 4)
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id="main", after={"epoch": "e1", "seq": 0})
        frames = [await hear(socket) for _ in range(4)]
        assert [frame["event"]["data"] for frame in frames if frame["kind"] == "event"] == [{"name": "a"}, None, None]
        await socket.close()


async def test_who_falls_silent_is_gone_within_two_heartbeats() -> None:
    """Whenever the link died: right after an answer, or just before one. 35 s is what a centre may be told late."""
    for last_heard in (0.1, 7.0, 14.9):
        hub = hub_at(FakeSource())
        feed = Feed(hub, FakeGate(), FakeSource())
        talk = Talk(hub)
        talk.greet(team("T06"))
        feed._beats.append((15.0, talk.session))
        talk.session.heard = last_heard
        gone = 0
        while talk.link.closed is None:
            gone += 1
            feed._beat(float(gone))
        assert talk.link.closed == (4002, "nothing was heard")
        assert gone - last_heard <= 31


def test_a_batch_of_large_events_is_published_in_runs_that_a_buffer_holds() -> None:
    source = FakeSource()
    events = [
        Encoded(source.add("centre", data={"x": "x" * size}), "test") for size in (10, 70_000, 10, 40_000, 40_000)
    ]
    assert [[event.seq for event in run] for run in by_size(events, 65_536)] == [[1, 2], [3, 4, 5]]
    assert list(by_size([], 65_536)) == []


async def test_a_hello_that_waits_for_its_token_to_be_looked_up_is_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a storm of reconnects the lookups queue; whoever said hello in time is let in, and is no stranger to blame."""
    async with serving(replace(QUICK, hello_s=0.1)) as served:
        lookup = served.gate.authenticate

        async def slow(token: str) -> Actor | None:
            await asyncio.sleep(0.4)
            return await lookup(token)

        monkeypatch.setattr(served.gate, "authenticate", slow)
        _, welcome = await served.greeted()
        assert welcome["kind"] == "welcome"
        assert served.hub.closures == {}
