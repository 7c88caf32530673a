"""Heartbeats: signs of life in both directions, and bookmarks."""

from __future__ import annotations

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import Wrong, frame_itself, value
from fengsui.text import N_


def soon(ground: Ground) -> float:
    """A heartbeat must have come by then; a second for a busy machine."""
    return 2 * ground.beat + 1


@case("hb.comes", N_("a heartbeat comes about every hb_s"), "server hb", "client hb", slow=True)
async def comes(ground: Ground) -> None:
    async with ground.greeted() as peer:
        for _ in range(2):
            await peer.hear("hb", within=soon(ground))


@case("hb.bookmark", N_("a heartbeat is a bookmark for a subscription that is up to date"), slow=True)
async def bookmark(ground: Ground) -> None:
    async with ground.subscribed() as reading:
        await reading.caught_up()
        while (frame := await reading.peer.hear("event", "live", "hb", "gap", within=soon(ground)))["kind"] != "hb":
            reading.take(frame)
        before = reading.seq
        if frame["pos"].get(str(reading.number), [None])[0] != before:
            raise Wrong(value("pos", {str(reading.number): [before, before]}), frame_itself(frame))
        reading.take(frame)


@case("hb.silent", N_("who says nothing for two heartbeats is closed with 4002"), "close 4002", slow=True)
async def silent(ground: Ground) -> None:
    async with ground.greeted() as peer:
        peer.answers = False
        await peer.ends(4002, within=5 * ground.beat + ground.patience)


@case("hb.answered", N_("who answers heartbeats stays connected"), slow=True)
async def answered(ground: Ground) -> None:
    async with ground.greeted() as peer:
        for _ in range(4):
            await peer.hear("hb", within=soon(ground))
        await peer.alive()
