"""Bad input at the feed of a real server: a close code or a refusal for each, and nothing of it is applied."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.feed.serving import SUBPROTOCOL, closing, hear, say
from tests.stories.door import Door, greeted
from websockets.asyncio.client import connect

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRAMES: dict[str, tuple[Any, int]] = {
    "not JSON": ("not json", 4100),
    "a list": ("[1]", 4100),
    "a number": ("1", 4100),
    "nothing": ("", 4100),
    "binary": (b"\x00\x01", 4100),
    "deeper than a stack": ("[" * 100_000, 4100),
    "without a kind": ('{"id":1}', 4100),
    "an id that is a list": ('{"kind":"sub","id":[1],"filter":{},"after":"now"}', 4100),
    "invalid UTF-8": (b'{"kind":"hb","x":"\xff"}', 1007),
    "an ack of a text": ('{"kind":"ack","sub":"a","seq":"b"}', 4100),
    "too large": ('{"kind":"hb","x":"' + "x" * 300_000 + '"}', 1009),
}


@pytest.mark.parametrize("what", FRAMES)
async def test_feed_frames(door: Door, what: str) -> None:
    frame, code = FRAMES[what]
    async with door.unheard():
        socket = await greeted(door, "officer")
        await socket.send(frame, text=True if code == 1007 else None)
        assert await closing(socket) == code


async def test_what_a_subscription_or_a_command_gets_wrong_is_answered(door: Door) -> None:
    """Whoever says at least which request it is about is told so, and may go on."""
    async with door.unheard():
        socket = await greeted(door, "officer")
        wrong: tuple[tuple[dict[str, Any], str], ...] = (
            ({"kind": "sub", "filter": "all", "after": "now"}, "bad_filter"),
            ({"kind": "sub", "filter": {}, "after": -1}, "bad_position"),
            ({"kind": "cmd", "name": "../../x", "args": [1]}, "bad_command"),
        )
        for number, (frame, code) in enumerate(wrong, start=1):
            await say(socket, id=number, **frame)
            answer = await hear(socket)
            assert (answer["kind"], answer["id"], answer["error"]["code"]) == ("res", number, code)
        await socket.close()


async def test_a_stranger_at_the_feed(door: Door) -> None:
    """No hello first, and tokens that nobody has: closed, with the code that says stop."""
    async with door.unheard():
        for frame, code in (
            ('{"kind":"sub","id":1,"filter":{},"after":"now"}', 4104),
            ('{"kind":"hello","v":1,"token":"0","device":"D"}', 4101),
            ('{"kind":"hello","v":1,"token":["0"],"device":"D"}', 4100),
            ("{", 4100),
        ):
            socket = await connect(door.feed, subprotocols=[SUBPROTOCOL], compression=None, proxy=None)
            await socket.send(frame)
            assert await closing(socket) == code, frame


async def test_commands_over_the_feed_are_refused_in_the_same_words(door: Door) -> None:
    async with door.unheard():
        socket = await greeted(door, "T06")
        for number, (name, args, code) in enumerate(
            (
                ("incidents.receipt", {"order": 5}, "invalid"),
                ("incidents.receipt", {"order": door.orders["T06"], "kind": "accepted", "colour": 1}, "invalid"),
                ("incidents.note", {"incident": door.incident, "text": "x"}, "forbidden"),
                ("incidents.nothing", {}, "no_such_command"),
            ),
            start=1,
        ):
            await say(socket, kind="cmd", id=number, key=f"f{number}", name=name, args=args)
            frame = await hear(socket)
            while frame["kind"] != "res":
                frame = await hear(socket)
            assert (frame["id"], frame["ok"], frame["error"]["code"]) == (number, False, code)
        await socket.close()
