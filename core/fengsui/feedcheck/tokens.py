"""Tokens that end, are renewed, revoked or changed while they are in use. Only the rig can do that to them."""

from __future__ import annotations

import asyncio
import math

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Frame, Peer
from fengsui.feedcheck.phrases import Wrong, frame_itself, value
from fengsui.feedcheck.reading import Reading
from fengsui.feedcheck.rig import Acts
from fengsui.text import N_

REVOKED_WITHIN_S = 1.0
MARGIN_S = 1


def lifetime(ground: Ground) -> int:
    """Seconds of a short token: long enough for the notice, which a server may send with a heartbeat."""
    return math.ceil(2 * ground.beat) + MARGIN_S


def looked_at(ground: Ground) -> float:
    """Within so many seconds a server has looked at a token again."""
    return 2 * ground.beat + ground.patience


async def not_let_in(ground: Ground, name: str, token: str, code: int = 4101) -> None:
    async with ground.connected() as peer:
        await peer.say("hello", v=1, token=token, device=name)
        await peer.ends(code)


async def renewed(peer: Peer, token: str, reading: Reading | None = None) -> Frame:
    """Says auth; returns what answers it. What moves the reading's position meanwhile is read."""
    await peer.say("auth", id="fresh", token=token)
    while (frame := await peer.hear("res", "gap", "event", "live", "hb"))["kind"] != "res":
        if reading is not None:
            reading.take(frame)
    if frame["id"] != "fresh" or not frame["ok"]:
        raise Wrong(value("ok", True), frame_itself(frame))
    return frame


@case(
    "token.expires",
    N_("before a token ends the notice token_expiring comes; when it has ended, close 4005, and 4101 for who returns"),
    "server notice token_expiring",
    "close 4005",
    slow=True,
)
async def expires(ground: Ground) -> None:
    rig, name, seconds = ground.acts("lend"), ground.new_name(), lifetime(ground)
    token = await rig.run("lend", name, seconds)
    async with ground.connected() as peer:
        await ground.greet(peer, name, token=token)
        await peer.noticed("token_expiring", within=seconds)
        await peer.ends(4005, within=seconds + looked_at(ground))
    await not_let_in(ground, name, token)


@case("token.renewed", N_("a fresh token by auth keeps the connection open past the old one's end"), slow=True)
async def is_renewed(ground: Ground) -> None:
    rig, name, seconds = ground.acts("lend", "issue"), ground.new_name(), lifetime(ground)
    token = await rig.run("lend", name, seconds)
    ends = asyncio.get_running_loop().time() + seconds + 2 * ground.beat
    async with ground.connected() as peer:
        await ground.greet(peer, name, token=token)
        await peer.noticed("token_expiring", within=seconds)
        await renewed(peer, await rig.run("issue", name))
        await peer.stays(ends - asyncio.get_running_loop().time())


async def holder(ground: Ground, rig: Acts) -> tuple[str, str]:
    """Somebody new, and a token of his."""
    name = ground.new_name()
    return name, await rig.run("issue", name)


@case(
    "token.revoked",
    N_("who is connected with a token that is revoked is closed with 4103 within 1 s, and let in no more: 4101"),
    "close 4103",
    "close 4101",
)
async def revoked(ground: Ground) -> None:
    rig = ground.acts("issue", "revoke")
    name, token = await holder(ground, rig)
    async with ground.connected() as peer:
        await ground.greet(peer, name, token=token)
        await ground.subscribe(peer)
        await rig.run("revoke", name)
        await peer.ends(4103, within=REVOKED_WITHIN_S)
    await not_let_in(ground, name, token)


@case("token.revoked-auth", N_("a token that is revoked is refused by auth, and the connection stays"))
async def revoked_auth(ground: Ground) -> None:
    rig = ground.acts("issue", "revoke")
    name, token = await holder(ground, rig)
    await rig.run("revoke", name)
    async with ground.greeted() as peer:
        await peer.say("auth", id="gone", token=token)
        came = await peer.hear("res")
        if came["ok"]:
            raise Wrong(value("ok", False), frame_itself(came))
        await ground.subscribe(peer)


@case(
    "token.changed",
    N_("whose rights have changed is sent back: notice draining, close 4000; the same token lets him in again"),
    "server notice draining",
)
async def changed(ground: Ground) -> None:
    rig = ground.acts("issue", "change")
    name, token = await holder(ground, rig)
    async with ground.connected() as peer:
        first = await ground.greet(peer, name, token=token)
        await ground.subscribe(peer)
        await rig.run("change", name)
        await peer.noticed("draining")
        await peer.ends(4000)
    async with ground.connected() as peer:
        await ground.greet(peer, name, token=token, replaces=first["session"])
        await ground.subscribe(peer)


@case(
    "token.widened",
    N_("a fresh token that may see more is answered by a gap: what is older was not sent"),
    "server gap why=scope",
)
async def widened(ground: Ground) -> None:
    rig = ground.acts("issue", "widen")
    name, token = await holder(ground, rig)
    async with ground.connected() as peer:
        await ground.greet(peer, name, token=token)
        reading = await (await ground.subscribe(peer)).caught_up()
        await renewed(peer, await rig.run("widen", name), reading)
        await reading.until(lambda r: bool(r.gaps))
        if reading.gaps[0]["why"] != "scope":
            raise Wrong(value("why", "scope"), frame_itself(reading.gaps[0]))
