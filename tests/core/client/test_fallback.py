"""The client where no websocket goes through: real HTTP, cut, restarted, and the way back to the websocket."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.core.client.device import Device, Hasty
from tests.core.feed.fakes import FakeSource
from tests.core.feed.serving import QUICK, Wire
from tests.core.http.fallback.serving import Site, site

from fengsui.client.refusals import Refused
from fengsui.client.store import FileStore
from fengsui.errors import Conflict, Invalid

BLOCKED = "ws://127.0.0.1:9/feed"  # discard: nobody listens
BEATS = replace(QUICK, heartbeat_s=0.2)


@asynccontextmanager
async def device(here: Site, ways: str, http: str = "", feed: str = BLOCKED, **more: Any) -> AsyncIterator[Device]:
    """A device that no websocket reaches; `ways` "poll": nor do streams."""
    made = Device(here.served, feed, http=http or here.url, **more)
    if ways == "poll":
        made.client._ways._mute.add("sse")
    async with made.client:
        showing = asyncio.create_task(made.show())
        yield made
    await showing


both = pytest.mark.parametrize("way", ["sse", "poll"])


@both
async def test_it_falls_back_by_itself_and_says_so(way: str) -> None:
    async with site() as here, device(here, way) as team6:
        await here.served.until(lambda: team6.live)
        assert team6.client.state.way == way
        assert here.hub.presence.online("team:T06")
        here.source.add("team:T09")
        here.source.add("team:T06", need="accept")
        await here.served.until(lambda: here.served.gate.delivered)
        assert team6.seqs == [2]
        assert team6.shown[0].fresh
        assert here.hub.presence.online("team:T06")


@both
async def test_nothing_is_lost_or_shown_twice_when_the_network_is_cut_again_and_again(way: str) -> None:
    async with site(BEATS) as here:
        wire = Wire(int(here.client.port or 0))
        await wire.start()
        async with device(here, way, wire.url.replace("ws:", "http:").removesuffix("/feed")) as team6:
            for _ in range(5):
                await here.served.until(lambda: team6.live)
                for number in range(30):
                    here.source.add("team:T06", need="accept" if number % 3 else "none")
                    if number == 15:
                        wire.cut()
                    if number % 7 == 0:
                        await asyncio.sleep(0.002)
            await here.served.until(lambda: len(team6.shown) >= 150, 10)
            await here.served.until(lambda: len(here.served.gate.delivered) >= 100)
        await wire.stop()
        assert team6.seqs == list(range(1, 151))
        assert len({d.of for d in here.served.gate.delivered}) == len(here.served.gate.delivered) == 100
        assert here.hub.closures[4107] == 0, "it replaces its own connection"


@both
async def test_the_server_restarts(way: str) -> None:
    source = FakeSource()
    async with site(source=source) as here:
        source.add("team:T06", need="accept")
        made = Device(here.served, BLOCKED, http=here.url)
        if way == "poll":
            made.client._ways._mute.add("sse")
        port = here.client.port
        async with made.client:
            showing = asyncio.create_task(made.show())
            await here.served.until(lambda: made.shown and made.live)
            await here.client.close()
            await here.served.feed.stop(0)
            source.add("team:T06", need="accept")
            async with site(source=source, port=port) as again:
                await again.served.until(lambda: len(made.shown) == 2)
                await again.served.until(lambda: again.served.gate.delivered)
                assert made.seqs == [1, 2]
                assert made.client._ways.way == way, "a server that is down says nothing about the way"
                assert "offline" in made.conditions or way == "poll", "between two polls nobody notices"
        await showing


@both
async def test_a_restored_history_is_a_gap_that_says_so(way: str) -> None:
    source = FakeSource()
    for _ in range(4):
        source.add("team:T06")
    async with site(source=source) as here, device(here, way) as team6:
        await here.served.until(lambda: team6.live)
        source.restore("e2", 2)
        for _ in range(3):
            source.add("team:T06")
        await here.served.until(lambda: "gap" in team6.conditions)
        gap = next(state for state in team6.states if state.condition == "gap")
        assert (gap.code, gap.way) == ("data_incomplete", way)
        assert "incomplete" in gap.text
        await here.served.until(lambda: team6.client.position is not None and team6.client.position.epoch == "e2")


@both
async def test_commands_go_beside_and_their_refusals_come_back(way: str) -> None:
    async with site() as here, device(here, way) as team6:
        await here.served.until(lambda: team6.live)
        asked: list[tuple[str, Any, str]] = []

        async def execute(name: str, args: Any, actor: Any, key: str | None = None) -> Any:
            asked.append((name, args, str(key)))
            if name == "a.refused":
                raise Conflict("The order is closed.", code="order_closed")
            return {"did": args}

        here.let(execute)
        assert await team6.client.command("a.done", {"x": 1}) == {"did": {"x": 1}}
        with pytest.raises(Conflict, match="closed"):
            await team6.client.command("a.refused", {})
        assert [name for name, _, _ in asked] == ["a.done", "a.refused"]


@both
async def test_a_stop_verdict_of_the_server_is_told_and_obeyed(way: str) -> None:
    async with site() as here:
        made = Device(here.served, BLOCKED, "guess", http=here.url)
        async with made.client:
            await asyncio.wait_for(made.show(), 5)
        assert isinstance(made.failure, Refused)
        assert made.failure.close_code == 4101
        async with device(here, way) as team6:
            await here.served.until(lambda: team6.live)
            del here.served.gate.actors["D-T06"]
            here.hub.revoke("device:D-T06")
            await here.served.until(lambda: team6.client.state.condition == "failed")
            assert isinstance(team6.failure, Refused)
            assert team6.failure.close_code in (4103, 4101), "between two polls it hears it from the next"


@both
async def test_a_filter_that_the_server_refuses_ends_it(way: str) -> None:
    async with site() as here, device(here, way, filter={"topics": ["x" * 121]}) as team6:
        await here.served.until(lambda: team6.failure is not None)
        assert isinstance(team6.failure, Invalid)


@both
async def test_a_crash_of_the_program_shows_open_alerts_again_but_not_as_new(way: str, tmp_path: Path) -> None:
    async with site() as here:
        async with device(here, way, store=FileStore(tmp_path / "feed.sqlite")) as first:
            here.source.add("team:T06", need="accept")
            await here.served.until(lambda: first.shown)
        here.source.add("team:T06", need="accept")
        async with device(
            here, "sse" if way == "poll" else "poll", store=FileStore(tmp_path / "feed.sqlite")
        ) as second:
            await here.served.until(lambda: len(second.shown) == 2)
        assert [(r.position.seq, r.fresh) for r in second.shown] == [(1, False), (2, True)]


@both
async def test_it_returns_to_the_websocket_without_a_moment_offline(way: str) -> None:
    async with site(BEATS) as here:
        made = Device(here.served, BLOCKED, http=here.url)
        made.client._ways._pause = 0.4
        if way == "poll":
            made.client._ways._mute.add("sse")
        here.source.add("team:T06")
        async with made.client:
            showing = asyncio.create_task(made.show())
            await here.served.until(lambda: made.live)
            gone: list[float] = []
            here.hub.presence.go = _noting(here, gone)  # type: ignore[method-assign]
            made.client._ways._url = here.served.url
            await here.served.until(lambda: made.client.state.way == "websocket" and made.live)
            here.source.add("team:T06")
            await here.served.until(lambda: len(made.shown) == 2)
            assert here.hub.presence.online("team:T06")
            assert not gone, "it was never thought away"
            assert "offline" not in made.conditions
        await showing
        assert made.seqs == [1, 2]
        assert here.hub.closures[4107] == 0


def _noting(here: Site, gone: list[float]) -> Any:
    plain = type(here.hub.presence).go

    def go(labels: Any) -> None:
        plain(here.hub.presence, labels)
        if not here.hub.presence.online("team:T06"):
            gone.append(asyncio.get_running_loop().time())

    return go


async def test_a_proxy_that_refuses_the_upgrade_is_one_reason_to_fall_back() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with site() as here:
        proxy = await asyncio.start_server(refuse, "127.0.0.1", 0)
        url = f"ws://127.0.0.1:{proxy.sockets[0].getsockname()[1]}/feed"
        async with device(here, "sse", feed=url) as team6:
            await here.served.until(lambda: team6.live)
            assert team6.client.state.way == "sse"
        proxy.close()


async def test_a_stream_that_a_proxy_keeps_to_itself_is_left_for_long_poll() -> None:
    """The proxy passes short answers, and of a stream nothing at all."""
    async with site(BEATS) as here:
        plain = here.served.feed.hub.limits
        assert plain.heartbeat_s == 0.2
        port = int(here.client.port or 0)

        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                try:
                    head = await reader.readuntil(b"\r\n\r\n")
                except (asyncio.IncompleteReadError, OSError):
                    return
                far_reader, far = await asyncio.open_connection("127.0.0.1", port)
                size = next(
                    (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
                )
                far.write(head.replace(b"keep-alive", b"close") + (await reader.readexactly(size)))
                answer = await far_reader.readuntil(b"\r\n\r\n")
                if b"text/event-stream" in answer:
                    await asyncio.sleep(30)
                length = next(
                    int(line[15:]) for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length:")
                )
                writer.write(answer + await far_reader.readexactly(length))
                far.close()

        proxy = await asyncio.start_server(relay, "127.0.0.1", 0)
        async with device(here, "sse", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}") as team6:
            await here.served.until(lambda: team6.live, 10)
            assert team6.client.state.way == "poll"
            here.source.add("team:T06", need="accept")
            await here.served.until(lambda: here.served.gate.delivered)
        proxy.close()


@pytest.mark.parametrize("http", [False, True])
async def test_a_certificate_that_is_not_trusted_is_said_in_words(http: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "untrusted.pem")
    async with site() as here:
        listening = await here.served.feed.listen("127.0.0.1", 0, context)
        port = listening.sockets[0].getsockname()[1]
        more = {"http": f"https://127.0.0.1:{port}"} if http else {}
        made = Device(here.served, f"wss://127.0.0.1:{port}/feed", **more)
        async with made.client:
            await here.served.until(lambda: "offline" in made.conditions)
        offline = next(state for state in made.states if state.condition == "offline")
        assert offline.code == "untrusted_certificate"
        assert "certificate is not trusted" in offline.text
        listening.close()


async def test_where_nothing_answers_the_websockets_reason_is_told() -> None:
    async with site() as here, device(here, "sse", "http://127.0.0.1:9") as team6:
        await here.served.until(lambda: "offline" in team6.conditions)
        assert team6.client.state.way is None
        assert "9" in next(state.text for state in team6.states if state.condition == "offline")


async def test_without_an_http_address_there_is_no_fallback() -> None:
    async with site() as here:
        made = Device(here.served, BLOCKED)
        async with made.client:
            await here.served.until(lambda: "offline" in made.conditions)
        assert Hasty().fraction() > 0
        assert not here.hub.sessions
