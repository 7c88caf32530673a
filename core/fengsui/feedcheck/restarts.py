"""A server that cannot look anything up, that stops, that is killed. Each case leaves it as it found it."""

from __future__ import annotations

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Frame
from fengsui.feedcheck.phrases import Wrong, frame_itself, value
from fengsui.feedcheck.positions import read
from fengsui.feedcheck.reading import same
from fengsui.text import N_
from fengsui.wire.codes import LOST

FAULT_WITHIN_S = 30.0
"""A server may try for a while before it gives up."""


async def as_before(ground: Ground, welcome: Frame) -> None:
    """The journal is the same one, and holds at the same positions what it held."""
    if (welcome["epoch"], welcome["head"] >= ground.head) != (ground.epoch, True):
        raise Wrong(value("epoch", ground.epoch), frame_itself(welcome))
    same(ground.past(), await read(ground, ground.start))


@case(
    "restart.fault",
    N_("where a token cannot be looked up it is 4003, to try again, and not 4101; once it can be, it is let in"),
    "close 4003",
    alone=True,
)
async def fault(ground: Ground) -> None:
    rig, name = ground.acts("issue", "fault", "mend"), ground.new_name()
    token = await rig.run("issue", name)
    try:
        await rig.run("fault")
        async with ground.connected() as peer:
            await peer.say("hello", v=1, token=token, device=name)
            await peer.ends(4003, within=FAULT_WITHIN_S)
    finally:
        await rig.run("mend")
    async with ground.connected() as peer:
        await ground.greet(peer, name, token=token)


@case(
    "restart.drained",
    N_("a server that stops says notice draining and 4000; when it is back, nothing is missing"),
    "server notice draining",
    "close 4000",
    alone=True,
)
async def drained(ground: Ground) -> None:
    rig, device = ground.acts("drain", "start"), ground.own_device()
    async with ground.greeted(device) as peer:
        reading = await (await ground.subscribe(peer)).caught_up()
        try:
            await rig.run("drain")
            await peer.noticed("draining")
            await peer.ends(4000)
        finally:
            await rig.run("start")
    async with ground.connected() as peer:
        welcome = await ground.greet(peer, device)
        again = await (await ground.subscribe(peer, reading.seq)).caught_up()
        if again.gaps:
            raise Wrong(value("gaps", []), frame_itself(again.gaps[0]))
    await as_before(ground, welcome)


@case(
    "restart.killed",
    N_("a server that is killed loses the connection, and nothing that it has sent"),
    "close 1006",
    busy=True,
    alone=True,
)
async def killed(ground: Ground) -> None:
    rig, device = ground.acts("kill", "start"), ground.own_device()
    async with ground.greeted(device) as peer:
        reading = await (await ground.subscribe(peer)).caught_up()
        await ground.happen(peer)
        sent = (await reading.until(lambda r: bool(r.events))).events[0]
        try:
            await rig.run("kill")
            await peer.ends(LOST)
        finally:
            await rig.run("start")
    async with ground.connected() as peer:
        welcome = await ground.greet(peer, device)
        again = await ground.subscribe(peer, sent["prev"])
        await again.until(lambda r: bool(r.events))
        if (again.events[0]["seq"], again.events[0]["event"]) != (sent["seq"], sent["event"]):
            raise Wrong(frame_itself(sent), frame_itself(again.events[0]))
    await as_before(ground, welcome)
