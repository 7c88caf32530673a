"""Frames as such: what is none, what is too large, and what is ignored."""

from __future__ import annotations

import json

from fengsui.feedcheck.cases import Case, add, case
from fengsui.feedcheck.coverage import closing
from fengsui.feedcheck.ground import Ground
from fengsui.text import N_


def _closes(id: str, said: str, code: int, payload: str | bytes, *, text: bool = True) -> None:
    """A case: after hello, `payload` is closed with `code`."""

    async def run(ground: Ground) -> None:
        async with ground.greeted() as peer:
            await peer.say_raw(payload, text=text)
            await peer.ends(code)

    add(Case(id, said, run, proves=(closing(code),)))


_closes("frame.not-json", N_("a frame that is not JSON is closed with 4100"), 4100, "nonsense")
_closes("frame.list", N_("a frame that is a list is closed with 4100"), 4100, '[{"kind": "hb"}]')
_closes("frame.text", N_("a frame that is a JSON text is closed with 4100"), 4100, '"hb"')
_closes("frame.no-kind", N_("a frame without kind is closed with 4100"), 4100, "{}")
_closes("frame.kind-number", N_("a kind that is no text is closed with 4100"), 4100, '{"kind": 7}')
_closes("frame.binary", N_("a binary frame is closed with 4100"), 4100, b'{"kind": "hb"}', text=False)
_closes("frame.utf8", N_("a text frame that is not UTF-8 is closed with 1007"), 1007, b'{"kind": "\xff\xfe"}')


@case("frame.not-json-first", N_("a first frame that is not JSON is closed with 4100"))
async def not_json_first(ground: Ground) -> None:
    async with ground.connected() as peer:
        await peer.say_raw("{")
        await peer.ends(4100)


@case("frame.websocket", N_("bytes that are no websocket frame are closed with 1002"), "close 1002")
async def websocket(ground: Ground) -> None:
    async with ground.greeted() as peer:
        peer.socket.transport.write(b"\x83\x80\x00\x00\x00\x00")  # opcode 3 is reserved
        await peer.ends(1002)


@case("frame.fragments", N_("a frame in fragments is put together"))
async def fragments(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.socket.send(['{"kind": "sub", "id"', ': "main", "aft', 'er": "now"}'])
        await peer.hear("sub_ok")


@case("frame.unknown-kind", N_("a kind that is not known is ignored"))
async def unknown_kind(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("telemetry", battery=7)
        await peer.alive()


@case("frame.unknown-fields", N_("fields that a frame does not have are ignored"))
async def unknown_fields(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("hb", pos={}, mood="good")
        await ground.subscribe(peer, colour="red")
        await peer.alive()


@case("frame.ping", N_("a ping is answered by a pong"))
async def ping(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.alive()


@case("frame.largest", N_("a frame of the size that welcome allows is taken"))
async def largest(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say_raw(_sized(ground.welcome["limits"]["frame"]))
        await peer.alive()


@case("frame.too-large", N_("a frame above the size that welcome allows is closed with 1009"), "close 1009")
async def too_large(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say_raw(_sized(ground.welcome["limits"]["frame"] + 1))
        await peer.ends(1009)


def _sized(size: int) -> str:
    """A frame of an unknown kind, `size` bytes long."""
    empty = json.dumps({"kind": "padding", "of": ""})
    return json.dumps({"kind": "padding", "of": "x" * (size - len(empty))})


@case("frame.goodbye", N_("a client that closes is answered with its own code"))
async def goodbye(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.socket.close(1000)
        await peer.ends(1000)
