"""The server on a real socket, spoken to frame by frame."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest
from tests.core.feed.serving import QUICK, SUBPROTOCOL, closing, hear, say, serving
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from fengsui.client.verdicts import verdict
from fengsui.errors import Conflict
from fengsui.feed.limits import Limits, limits_of
from fengsui.settings import Settings


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/feed?token=abc", 400, "token_in_url"),
        ("/feed?x=1&Access_Token=abc", 400, "token_in_url"),
        ("/", 404, "not_found"),
        ("/feeds", 404, "not_found"),
    ],
)
async def test_refused_handshakes(path: str, status: int, word: str) -> None:
    async with serving() as served:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{served.port}{path}", subprotocols=[SUBPROTOCOL], proxy=None)
        assert refused.value.response.status_code == status
        assert word in (refused.value.response.body or b"").decode()
        assert "abc" not in (refused.value.response.body or b"").decode()


async def test_the_subprotocol_and_the_origin_are_checked() -> None:
    async with serving() as served:
        with pytest.raises(InvalidStatus) as refused:
            await connect(served.url, proxy=None)
        assert refused.value.response.status_code == 400
        with pytest.raises(InvalidStatus) as refused:
            await served.raw(origin="https://elsewhere.example")
        assert refused.value.response.status_code == 403


async def test_plain_http_and_noise_do_no_harm() -> None:
    async with serving() as served:
        for noise in (b"GET /feed HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02", b"\n" * 10, b"A" * 100_000):
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(noise)
            writer.write_eof()
            async with asyncio.timeout(5):
                await reader.read()
            writer.close()
        _, welcome = await served.greeted()
        assert welcome["kind"] == "welcome"


async def test_no_extension_is_negotiated() -> None:
    async with serving() as served:
        socket = await connect(served.url, subprotocols=[SUBPROTOCOL], proxy=None)  # offers permessage-deflate
        assert socket.protocol.extensions == []
        assert socket.subprotocol == SUBPROTOCOL
        await socket.close()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\x00binary", 4100),
        ("not json", 4100),
        ("[]", 4100),
        ("x" * 9000, 1009),
        ("x" * 300_000, 1009),
    ],
)
async def test_bad_frames_before_hello(message: bytes | str, code: int) -> None:
    async with serving() as served:
        socket = await served.raw()
        await socket.send(message)
        assert await closing(socket) == code


@pytest.mark.parametrize(
    ("message", "code"),
    [(b"\x00binary", 4100), ("nonsense", 4100), ("x" * 300_000, 1009), ('{"kind":"sub","after":"now"}', 4100)],
)
async def test_bad_frames_after_hello(message: bytes | str, code: int) -> None:
    async with serving() as served:
        socket, _ = await served.greeted()
        await socket.send(message)
        assert await closing(socket) == code


async def test_invalid_utf8_and_broken_websocket_frames() -> None:
    async with serving() as served:
        socket, _ = await served.greeted()
        await socket.send(b'{"kind":"\xff"}', text=True)
        assert await closing(socket) == 1007
        socket, _ = await served.greeted()
        socket.transport.write(b"\xff\xff\xff\xff")  # reserved bits, not masked properly
        assert await closing(socket) == 1002


async def test_fragments_are_put_together() -> None:
    async with serving() as served:
        socket = await served.raw()
        await socket.send(['{"kind":"hello","v":1,', '"token":"D-T06",', '"device":"D-T06"}'])
        assert (await hear(socket))["kind"] == "welcome"
        await socket.close()


async def test_large_frames_are_allowed_once_known() -> None:
    async with serving() as served:
        socket, _ = await served.greeted()
        await say(socket, kind="cmd", id=1, name="a.b", args={"text": "x" * 200_000})
        assert (await hear(socket))["ok"]
        await socket.close()


async def test_no_hello_in_time_is_no_reason_to_give_up() -> None:
    async with serving(replace(QUICK, hello_s=0.1)) as served:
        socket = await served.raw()
        code = await closing(socket)
        assert code == 4002
        assert not verdict(code).stop  # it may have been on its way, on a slow line
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        async with asyncio.timeout(2):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()


async def test_bad_tokens_are_slowed_down_good_ones_are_not() -> None:
    async with serving(replace(QUICK, failure_burst=3, failure_rate=0.01)) as served:
        for _ in range(10):
            good, _ = await served.greeted()
            await good.close()
        for _ in range(3):
            socket = await served.raw()
            await say(socket, kind="hello", v=1, token="guess", device="D-T06")
            assert await closing(socket) == 4101
        with pytest.raises(InvalidStatus) as refused:
            await served.raw()
        assert refused.value.response.status_code == 429


async def test_too_many_strangers() -> None:
    async with serving(replace(QUICK, strangers=2)) as served:
        kept = [await served.raw() for _ in range(2)]
        with pytest.raises(InvalidStatus) as refused:
            await served.raw()
        assert refused.value.response.status_code == 503
        for socket in kept:
            await socket.close()


async def test_commands_and_their_refusals() -> None:
    async with serving() as served:
        socket, _ = await served.greeted()
        await say(socket, kind="cmd", id="c1", key="k1", name="incidents.receipt", args={"order": "O1"})
        assert await hear(socket) == {
            "kind": "res",
            "id": "c1",
            "ok": True,
            "result": {"name": "incidents.receipt", "args": {"order": "O1"}},
        }
        assert served.gate.executed == [("incidents.receipt", {"order": "O1"}, "device:D-T06", "k1")]
        served.gate.failure = Conflict("The order is closed.", code="order_closed")
        await say(socket, kind="cmd", id="c2", key="k2", name="incidents.receipt")
        error = (await hear(socket))["error"]
        assert (error["code"], error["status"], error["retry"]) == ("order_closed", 409, False)
        await socket.close()


@pytest.mark.expects_errors
async def test_a_command_that_breaks_is_said_and_logged() -> None:
    async with serving() as served:
        socket, _ = await served.greeted()
        served.gate.failure = ZeroDivisionError("secret inside")  # type: ignore[assignment]
        await say(socket, kind="cmd", id=1, name="a.b")
        answer = await hear(socket)
        assert answer["error"]["code"] == "internal_error"
        assert "secret" not in str(answer)
        await socket.close()


async def test_revoke_closes_within_a_second_also_from_another_thread() -> None:
    async with serving() as served:
        socket, _ = await served.greeted()
        other, _ = await served.greeted("D-T09")
        await asyncio.to_thread(served.hub.revoke, "device:D-T06")
        assert await closing(socket, 1.0) == 4103
        await say(other, kind="sub", id=1, after="now")
        assert (await hear(other))["kind"] == "sub_ok"
        await other.close()


async def test_revoked_while_the_token_is_being_looked_up() -> None:
    async with serving() as served:
        asked = 0
        known = served.gate.authenticate

        async def slowly(token: str) -> object:
            nonlocal asked
            asked += 1
            actor = await known(token)
            if asked == 1:
                del served.gate.actors["D-T06"]
                served.hub.revoke("device:D-T06")
            return actor

        served.gate.authenticate = slowly  # type: ignore[assignment, method-assign]
        socket = await served.raw()
        await say(socket, kind="hello", v=1, token="D-T06", device="D-T06")
        assert await closing(socket) == 4101
        assert asked == 2


async def test_stop_drains_and_records_what_was_acknowledged() -> None:
    async with serving(replace(QUICK, collect_s=60)) as served:
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id=1, after="now")
        served.source.add("team:T06", need="accept")
        for _ in range(3):
            frame = await hear(socket)
        await say(socket, kind="ack", sub=1, seq=frame["seq"])
        await served.until(lambda: served.hub.facts._waiting)
        await served.feed.stop(1600)
        assert await hear(socket) == {"kind": "notice", "draining": {"spread_ms": 1600}}
        assert await closing(socket) == 4000
        assert len(served.gate.delivered) == 1
        assert not served.feed.links


def test_an_operator_may_set_the_rates() -> None:
    limits = limits_of(Settings(feed_frames_per_second=10, feed_commands_per_second=1))
    assert (limits.frame_rate, limits.frame_burst, limits.command_rate, limits.command_burst) == (10, 40, 1, 2)


async def test_a_live_connection_is_use_of_the_login_it_came_with() -> None:
    async with serving(replace(QUICK, touch_s=0.05)) as served:
        device, _ = await served.greeted()
        person, _ = await served.greeted("wang", device="console-1")
        await served.until(lambda: served.gate.touched)
        assert set(served.gate.touched) == {"user:wang"}, "a device's token does not idle out"
        for socket in (device, person):
            await socket.close()


async def test_pings_count_as_frames_and_are_answered() -> None:
    async with serving(replace(QUICK, frame_burst=20, frame_rate=1)) as served:
        socket, _ = await served.greeted()
        async with asyncio.timeout(2):
            await (await socket.ping())
        for _ in range(40):
            await socket.ping()
        assert await closing(socket) == 4004


async def test_a_clean_goodbye_is_offline_at_once() -> None:
    async with serving(Limits()) as served:
        socket, _ = await served.greeted()
        await say(socket, kind="sub", id=1, after="now")
        await hear(socket)
        assert served.hub.presence.online("team:T06")
        await socket.close()
        assert not served.hub.presence.online("team:T06")
