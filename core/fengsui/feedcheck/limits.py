"""What is too much: too many frames, and a client that does not read."""

from __future__ import annotations

import asyncio
import json
import socket as sockets

from websockets.protocol import State

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Peer
from fengsui.feedcheck.phrases import Wrong, close_code, silence, skip
from fengsui.text import N_

FLOOD = 5000
STALLED_BYTES = 12_000_000  # more than the buffers of both kernels take
MOST_TURNS = 600
SMALL_WINDOW = 4096
STALL_S = 30.0
LOST = 1006


@case("limit.frames", N_("too many frames are closed with 4004"))
async def frames(ground: Ground) -> None:
    async with ground.greeted() as peer:
        for _ in range(FLOOD):
            if peer.socket.state is not State.OPEN:
                break
            await peer.say("hb")
        await peer.ends(4004)


@case("limit.slow", N_("who reads nothing for 10 s is closed with 4001, or cut off if that cannot be said"), slow=True)
async def slow(ground: Ground) -> None:
    ground.past()
    size = sum(len(json.dumps(frame)) for frame in ground.history)
    turns = STALLED_BYTES // size + 1
    if turns > MOST_TURNS:
        raise skip(N_("the history of {size} bytes is too small to fill a connection"), size=size)
    async with ground.greeted(max_queue=1) as peer:
        peer.socket.transport.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, SMALL_WINDOW)
        await _fill(ground, peer, turns)
        await _dropped(peer)
        await peer.ends(4001, LOST, whatever=True)


async def _fill(ground: Ground, peer: Peer, turns: int) -> None:
    """Asks for the whole history again and again, below the frame rate, and reads none of it."""
    limits = ground.welcome["limits"]
    after = {"epoch": ground.epoch, "seq": ground.start}
    for turn in range(turns):
        await peer.say("sub", id=turn % limits["subs"], after=after)
        await asyncio.sleep(1 / limits["frames_per_s"] if turn > limits["subs"] else 0)


async def _dropped(peer: Peer) -> None:
    """Waits, speaking now and then, until the connection is gone or has told its end behind what waits."""
    for _ in range(int(STALL_S / 0.5)):
        await asyncio.sleep(0.5)
        await peer.say("hb")
        if peer.socket.state is not State.OPEN:
            return
    raise Wrong(close_code((4001,)), silence(STALL_S))
