"""Server-sent events and long poll, spoken to with a plain HTTP client."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.core.feed.fakes import FakeSource
from tests.core.feed.serving import QUICK, closing, hear, say
from tests.core.http.fallback.serving import site

from fengsui.feed.session import Session

BEATS = replace(QUICK, heartbeat_s=0.1)


# -- server-sent events ----------------------------------------------------------------------------------


async def test_a_stream_begins_behind_its_position_and_goes_on_live() -> None:
    async with site() as here:
        here.source.add("team:T06")
        here.source.add("team:T09")
        stream = await here.stream(after="e1:0")
        begun = await stream.until("live")
        assert [(kind, place) for kind, place, _ in begun] == [
            ("welcome", ""),
            ("sub_ok", "e1:0"),
            ("event", "e1:1"),
            ("live", "e1:2"),
        ]
        assert here.hub.presence.online("team:T06")
        here.source.add("team:T09")
        here.source.add("team:T06")
        kind, place, frame = await stream.next()
        assert (kind, place, frame["prev"], frame["event"]["data"]) == ("event", "e1:4", 2, {"n": 4})


async def test_heartbeats_are_bookmarks_and_an_ack_is_the_sign_of_life() -> None:
    async with site(BEATS) as here:
        stream = await here.stream()
        await stream.until("live")
        here.source.add("team:T09")
        _, place, frame = (await stream.until("hb"))[-1]
        while place != "e1:1":
            assert place == "e1:0"
            _, place, frame = (await stream.until("hb"))[-1]
        assert frame["pos"] == {"1": [0, 1]}
        for _ in range(8):
            assert (await here.ack(1))["open"]
            await asyncio.sleep(0.05)
        assert not next(iter(here.hub.sessions)).closed
        *_, (_, _, last) = await stream.until("close")
        assert last["code"] == 4002
        assert not here.hub.presence.online("team:T06")


async def test_an_ack_makes_the_same_facts_as_on_the_socket() -> None:
    async with site() as here:
        stream = await here.stream()
        await stream.until("live")
        here.source.add("team:T06", need="accept")
        here.source.add("team:T06")
        await stream.next()
        await stream.next()
        assert await here.ack(9) == {"epoch": "e1", "seq": 2, "open": True}, "never further than it was told"
        await here.served.until(lambda: here.served.gate.delivered)
        await here.served.until(lambda: here.served.gate.positions)
        assert [(d.device, d.label, d.of_seq) for d in here.served.gate.delivered] == [("D-T06", "team:T06", 1)]
        assert here.served.gate.positions["D-T06"].seq == 2


async def test_an_ack_of_another_epoch_counts_for_nothing() -> None:
    async with site() as here:
        here.source.add("team:T06", need="accept")
        await here.poll(after="e1:0", wait=1)
        assert await here.ack(1, epoch="e0") == {"epoch": "e1", "seq": 0, "open": True}
        assert (await here.ack(1))["seq"] == 1


async def test_an_ack_without_a_stream_counts_what_the_device_may_see() -> None:
    async with site() as here:
        here.source.add("team:T06", need="accept")
        here.source.add("team:T09", need="accept")
        await here.served.until(lambda: here.hub.seq == 2)
        assert await here.ack(2) == {"epoch": "e1", "seq": 2, "open": False}
        await here.served.until(lambda: here.served.gate.delivered)
        assert [d.of_seq for d in here.served.gate.delivered] == [1]


async def test_a_client_that_leaves_is_offline_at_once() -> None:
    async with site() as here:
        stream = await here.stream()
        await stream.until("live")
        stream.cut()
        await here.served.until(lambda: not here.hub.presence.online("team:T06"))
        assert not here.served.feed.links


async def test_revocation_ends_a_stream_and_a_poll_within_a_second() -> None:
    async with site() as here:
        stream = await here.stream()
        await stream.until("live")
        waiting = asyncio.create_task(here.poll("D-T09", wait=20))
        await here.served.until(lambda: here.hub.presence.online("team:T09"))
        for device in ("device:D-T06", "device:D-T09"):
            here.hub.revoke(device)
        async with asyncio.timeout(1.0):
            *_, (_, _, last) = await stream.until("close")
            answer = await waiting
        assert last["code"] == answer["frames"][-1]["code"] == 4103
        assert not here.hub.presence.labels()


async def test_a_stopping_server_says_when_to_come_back() -> None:
    async with site() as here:
        stream = await here.stream()
        await stream.until("live")
        stopping = asyncio.create_task(here.client.server.close())
        notice, close = (await stream.until("close"))[-2:]
        assert notice[2]["draining"]["spread_ms"] >= 500
        assert close[2]["code"] == 4000
        await stopping


async def test_a_stream_that_is_not_read_is_bounded_and_closed() -> None:
    async with site(replace(QUICK, stall_s=0.4)) as here:
        stream = await here.stream()
        await stream.until("live")
        transport = stream.response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.pause_reading()
        link = next(iter(here.served.feed.links))
        for _ in range(400):
            here.source.add("team:T06", data={"text": "x" * 50_000})
            await asyncio.sleep(0)
        await here.served.until(lambda: here.hub.blocked)
        assert link.session.link.waiting() < 6_000_000
        await here.served.until(lambda: not here.served.feed.links)
        assert here.hub.closures[4001] == 1
        assert not here.hub.presence.online("team:T06")


async def test_a_slow_stream_is_refilled_from_the_journal() -> None:
    async with site() as here:
        stream = await here.stream()
        await stream.until("live")
        transport = stream.response.connection.transport  # type: ignore[union-attr]
        assert transport is not None
        transport.pause_reading()
        for _ in range(300):
            here.source.add("team:T06", data={"text": "x" * 20_000})
            await asyncio.sleep(0)
        await here.served.until(lambda: here.hub.blocked)
        transport.resume_reading()
        seen = 0
        while seen < 300:
            kind, _, frame = await stream.next()
            if kind == "event":
                assert frame["prev"] == seen
                seen = frame["seq"]


async def test_a_restored_history_is_a_gap_on_the_open_stream_and_on_resume() -> None:
    async with site() as here:
        for _ in range(5):
            here.source.add("team:T06")
        stream = await here.stream(after="e1:0")
        await stream.until("live")
        here.source.restore("e2", 3)
        for _ in range(3):
            here.source.add("team:T06")
        *_, (_, place, gap) = await stream.until("gap")
        assert (place, gap["why"]) == ("e2:6", "epoch")
        again = await here.stream("D-T09", last="e1:5")
        *_, (_, place, gap) = await again.until("gap")
        assert (gap["from"], gap["epoch"]) == (5, "e2")


async def test_the_socket_and_the_stream_of_one_device_replace_each_other() -> None:
    async with site() as here:
        socket, welcome = await here.served.greeted()
        await say(socket, kind="sub", id=1, after="now")
        await hear(socket)
        stream = await here.stream(replaces=welcome["session"])
        first = (await stream.until("live"))[0][2]
        assert await closing(socket) == 4000
        assert here.hub.presence.online("team:T06")
        socket, _ = await here.served.greeted(replaces=first["session"])
        await say(socket, kind="sub", id=1, after="now")
        assert (await stream.until("close"))[-1][2]["code"] == 4000
        other = await here.stream()
        assert await closing(socket) == 4107
        await other.until("live")


# -- long poll -------------------------------------------------------------------------------------------


async def test_a_poll_answers_as_soon_as_there_is_something() -> None:
    async with site() as here:
        asking = asyncio.create_task(here.poll(wait=20))
        await here.served.until(lambda: here.hub.presence.online("team:T06"))
        here.source.add("team:T09")
        here.source.add("team:T06", need="accept")
        answer = await asking
        assert (answer["epoch"], answer["seq"]) == ("e1", 2)
        event = next(frame for frame in answer["frames"] if frame["kind"] == "event")
        assert (event["prev"], event["seq"]) == (0, 2)
        await here.poll(after="e1:2", wait=0.01)
        await here.served.until(lambda: here.served.gate.delivered)


async def test_a_poll_with_nothing_new_answers_with_a_bookmark() -> None:
    async with site() as here:
        asking = asyncio.create_task(here.poll(wait=0.2))
        await here.served.until(lambda: here.hub.presence.online("team:T06"))
        here.source.add("team:T09")
        answer = await asking
        assert answer["seq"] == 1
        assert answer["frames"][-1] == {"kind": "hb", "pos": {"1": [0, 1]}}


async def test_between_two_polls_a_team_is_connected_for_one_wait() -> None:
    async with site() as here:
        await here.poll(wait=0.1)
        assert here.hub.presence.online("team:T06")
        await here.poll(wait=0.2, after="e1:0")
        assert len(here.hub.sessions) == 1
        await asyncio.sleep(0.1)
        assert here.hub.presence.online("team:T06")
        await here.served.until(lambda: not here.hub.presence.online("team:T06"))
        assert not here.served.feed.links
        assert not here.hub.sessions


class Watching:
    """Who is told of connections, for other nodes."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def entered(self, session: Session, replaces: str) -> None:
        self.said.append(("entered", session.id))

    def appeared(self, session: Session) -> None:
        self.said.append(("appeared", session.id))

    def left(self, session: Session) -> None:
        self.said.append(("left", session.id))


async def test_other_nodes_hear_of_polls_as_of_one_connection() -> None:
    async with site() as here:
        watching = here.hub.watcher = Watching()
        for _ in range(3):
            answer = await here.poll(wait=0.1, after="e1:0")
        name = answer["frames"][0]["session"]
        assert set(watching.said) == {("entered", name), ("appeared", name)}
        await here.served.until(lambda: watching.said[-1] == ("left", name))


async def test_a_look_without_waiting_disturbs_nobody() -> None:
    async with site() as here:
        assert (await here.poll(wait=0))["frames"][0]["kind"] == "welcome"
        assert not here.hub.presence.labels()
        stream = await here.stream()
        await stream.until("live")
        here.source.add("team:T06")
        await stream.next()
        answer = await here.poll(wait=0, after="e1:0")
        assert [frame["kind"] for frame in answer["frames"]] == ["welcome", "sub_ok", "event", "live"]
        assert here.hub.presence.online("team:T06")
        here.source.add("team:T06")
        assert (await stream.next())[0] == "event"
        assert (await here.ack(2))["open"], "the stream is the device's connection again"


async def test_a_parked_poll_is_revoked_like_any_connection() -> None:
    async with site() as here:
        await here.poll(wait=5, after="e1:9")
        assert here.hub.presence.online("team:T06")
        here.hub.revoke("team:T06")
        await here.served.until(lambda: not here.hub.presence.online("team:T06"))
        assert not here.served.feed.links


async def test_two_programs_with_one_token_notice_each_other() -> None:
    async with site() as here:
        first = asyncio.create_task(here.poll(wait=20))
        await here.served.until(lambda: here.hub.sessions)
        second = asyncio.create_task(here.poll(wait=20))
        assert (await first)["frames"][-1]["code"] == 4107
        here.source.add("team:T06")
        assert (await second)["seq"] == 1


async def test_a_long_way_back_comes_in_answers_of_bounded_size() -> None:
    source = FakeSource()
    for number in range(900):
        source.add("team:T06" if number % 3 else "team:T09", data={"text": "x" * 600})
    async with site(replace(QUICK, ring=64, preload=64, page=50), source) as here:
        at, seen = 0, []
        while at < 900:
            answer = await here.poll(after=f"e1:{at}", wait=1)
            for frame in answer["frames"]:
                if frame["kind"] in ("event", "live"):
                    assert frame["prev"] == at
                    at = frame["seq"]
                    seen += [at] if frame["kind"] == "event" else []
                elif frame["kind"] == "hb":
                    assert frame["pos"]["1"][0] == at
                    at = frame["pos"]["1"][1]
            assert answer["seq"] == at
            assert len(answer["frames"]) < 250
        assert seen == [event.seq for event in source.events if "team:T06" in event.labels]


async def test_a_client_that_leaves_in_the_middle_of_a_poll_is_offline_at_once() -> None:
    async with site() as here:
        asking = asyncio.create_task(here.poll(wait=20))
        await here.served.until(lambda: here.hub.presence.online("team:T06"))
        asking.cancel()
        await here.served.until(lambda: not here.hub.presence.online("team:T06"))
