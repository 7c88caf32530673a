"""While things happen; each case needs a command that makes traffic."""

from __future__ import annotations

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import Wrong, frame_itself, value
from fengsui.feedcheck.reading import same
from fengsui.text import N_

SETTLED_S = 0.5


@case("live.event", N_("what happens is sent, and follows on the position"), "server event", busy=True)
async def event(ground: Ground) -> None:
    async with ground.subscribed() as reading:
        await reading.caught_up()
        await ground.happen(reading.peer)
        await reading.until(lambda r: bool(r.events))


@case("live.read-again", N_("what was sent live is read again with the same id at the same position"), busy=True)
async def read_again(ground: Ground) -> None:
    async with ground.greeted() as peer:
        reading = await ground.subscribe(peer)
        await reading.caught_up()
        await ground.happen(peer)
        first = (await reading.until(lambda r: bool(r.events))).events[0]
        again = await ground.subscribe(peer, first["prev"], id="again")
        await again.until(lambda r: bool(r.events))
        if again.events[0]["event"] != first["event"] or again.events[0]["seq"] != first["seq"]:
            raise Wrong(frame_itself(first), frame_itself(again.events[0]))


@case("live.cut", N_("what happened while the connection was cut is sent once it is back, and nothing else"), busy=True)
async def cut(ground: Ground) -> None:
    device = ground.own_device()
    async with ground.greeted(device) as peer:
        reading = await (await ground.subscribe(peer)).caught_up()
        position = reading.seq
        peer.cut()
    async with ground.greeted(device) as peer:
        await ground.happen(peer)
        reading = await ground.subscribe(peer, position)
        await reading.until(lambda r: r.live and bool(r.events))
        again = await ground.subscribe(peer, position, id="again")
        await again.until(lambda r: r.live and r.seq >= reading.seq)
        same(reading.upto(reading.seq), again.upto(reading.seq))


@case("live.two", N_("two subscriptions are each sent what happens, with their own prev"), busy=True)
async def two(ground: Ground) -> None:
    async with ground.greeted() as peer:
        first = await ground.subscribe(peer, id=1)
        second = await ground.subscribe(peer, id=2)
        await ground.happen(peer)
        while not (first.events and second.events):
            frame = await peer.hear("event", "live", "hb", "gap")
            first.take(frame)
            second.take(frame)


@case("live.narrowed", N_("what a filter leaves out is not sent, and a bookmark moves over it"), slow=True, busy=True)
async def narrowed(ground: Ground) -> None:
    async with ground.subscribed(filter={"topics": ["no.such"]}) as reading:
        await reading.caught_up()
        before = reading.seq
        await ground.happen(reading.peer)
        await reading.until(lambda r: r.seq > before or bool(r.events), within=3 * ground.beat + ground.patience)
        if reading.events:
            raise Wrong(value("events", 0), frame_itself(reading.events[0]))


@case("live.old-number", N_("a subscription that was replaced is sent nothing more"), busy=True)
async def old_number(ground: Ground) -> None:
    async with ground.greeted() as peer:
        old = await (await ground.subscribe(peer)).caught_up()
        new = await ground.subscribe(peer)
        await ground.happen(peer)
        while not new.events:
            frame = await peer.hear("event", "live", "hb", "gap")
            if frame.get("sub") == old.number:
                raise Wrong(value("sub", new.number), frame_itself(frame))
            new.take(frame)


@case(
    "live.presence",
    N_("who sees the centre is told that somebody came: views that show it are to be read"),
    "server notice",
    "server notice presence",
    busy=True,
)
async def presence(ground: Ground) -> None:
    centre, token, device = ground.centre_and_device()
    async with ground.connected() as watcher, ground.connected() as team:
        await ground.greet(watcher, ground.new_name(), token=centre)
        await (await ground.subscribe(watcher)).caught_up()
        await watcher.stays(SETTLED_S)  # what the watcher's own coming is told by
        await ground.greet(team, device, token=token)
        await ground.subscribe(team)
        await watcher.noticed("presence")
