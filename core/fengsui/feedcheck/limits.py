"""What is too much: too many frames, and a client that does not read."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.coverage import closing, heard
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Peer
from fengsui.feedcheck.phrases import Phrase, Wrong, a_frame, close_code, closed_with, silence, skip
from fengsui.text import N_
from fengsui.wire.codes import LOST

FLOOD = 5000
STALLED_BYTES = 12_000_000  # more than the buffers of both kernels take
MOST_TURNS = 600
SMALL_WINDOW = 4096
LOOKED_EVERY_S = 1.0
LATE = (0.5, 0.8, 0.3, 0.65, 0.4)
"""When to begin to read again, as shares of the time in which a server must have noticed: one try after the other."""
NOTICE_WITHIN = 40
GONE_AFTER_S = 20.0
"""A server may look for stalled clients now and then, and wait for their goodbye."""


@case("limit.frames", N_("too many frames are closed with 4004"), "close 4004")
async def frames(ground: Ground) -> None:
    async with ground.greeted() as peer:
        for _ in range(FLOOD):
            if peer.socket.state is not State.OPEN:
                break
            await peer.say("hb")
            await asyncio.sleep(0)  # so that we hear the close before more is said than the server waits for
        await peer.ends(4004)


@case("limit.slow", N_("who reads nothing for 10 s is closed with 4001, or cut off if that cannot be said"), slow=True)
async def slow(ground: Ground) -> None:
    async with _stalled(ground) as peer:
        peer.socket.transport.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, SMALL_WINDOW)
        await _dropped(peer, ground.slow_s + GONE_AFTER_S)
        await peer.ends(4001, LOST, whatever=True)


@case(
    "limit.slow-told",
    N_("who begins to read again just then finds notice slow, and the close with 4001"),
    "server notice slow",
    "close 4001",
    slow=True,
)
async def slow_told(ground: Ground) -> None:
    """Once the server has said it, all of it must be read within the time that it leaves for goodbyes (ours: 1 s)."""
    for late in LATE:
        async with _stalled(ground) as peer:
            await asyncio.sleep(ground.slow_s + late * min(LOOKED_EVERY_S, ground.slow_s / 2))
            code, waited = await _drained(peer)
            if code == 4001:
                break
    else:
        raise skip(N_("we did not read at the right moment: {came}"), came=closed_with(code, "") if code else waited)
    if "server notice slow" not in peer.seen:
        raise Wrong(a_frame(["notice", "slow"]), close_code((4001,)))
    peer.seen.add(closing(code))


async def _drained(peer: Peer) -> tuple[int, Phrase]:
    """Reads as fast as it can until the end. The code, or 0 where nothing more comes, and how long was waited."""
    payloads: list[str | bytes] = []
    code = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(peer.patience):
            try:
                while True:
                    payloads.append(await peer.socket.recv())
            except ConnectionClosed as error:
                code = error.rcvd.code if error.rcvd else LOST
    for payload in payloads:
        if '"notice"' in str(payload[:NOTICE_WITHIN]):
            peer.seen |= heard(json.loads(payload))
    return code, silence(peer.patience)


@asynccontextmanager
async def _stalled(ground: Ground) -> AsyncIterator[Peer]:
    """A client that has asked for more than all buffers between it and the server take, and read none of it."""
    ground.past()
    size = sum(len(json.dumps(frame)) for frame in ground.history)
    turns = STALLED_BYTES // size + 1
    if turns > MOST_TURNS:
        raise skip(N_("the history of {size} bytes is too small to fill a connection"), size=size)
    async with ground.greeted(max_queue=1) as peer:
        await _fill(ground, peer, turns)
        yield peer


async def _fill(ground: Ground, peer: Peer, turns: int) -> None:
    """Asks for the whole history again and again, below the frame rate."""
    limits = ground.welcome["limits"]
    after = {"epoch": ground.epoch, "seq": ground.start}
    for turn in range(turns):
        await peer.say("sub", id=turn % limits["subs"], after=after)
        await asyncio.sleep(1 / limits["frames_per_s"] if turn > limits["subs"] else 0)


async def _dropped(peer: Peer, within: float) -> None:
    """Waits, speaking now and then, until the connection is gone or has told its end behind what waits."""
    for _ in range(int(within / 0.5) + 1):
        await asyncio.sleep(0.5)
        await peer.say("hb")
        if peer.socket.state is not State.OPEN:
            return
    raise Wrong(close_code((4001,)), silence(within))
