"""What holds of every position: an unbroken chain, the same events each time, and gaps that are said."""

from __future__ import annotations

from typing import Any

from fengsui.events import SEVERITIES
from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Frame
from fengsui.feedcheck.phrases import Wrong, frame_itself, skip, value
from fengsui.feedcheck.reading import Reading, same
from fengsui.text import N_

GAP, EPOCH = "server gap", "server gap why=epoch"


async def read(ground: Ground, after: int, **more: Any) -> list[tuple[int, str]]:
    """What is sent behind `after`, up to where the journal ended before the cases ran."""
    async with ground.subscribed(after, **more) as reading:
        return (await reading.reached(ground.head)).upto(ground.head)


@case("position.chain", N_("every frame's prev is the position before it, from far back to the end"))
async def chain(ground: Ground) -> None:
    async with ground.subscribed(ground.start) as reading:
        await reading.reached(ground.head)


@case("position.same", N_("the same events stand at the same positions each time"))
async def again(ground: Ground) -> None:
    same(ground.past(), await read(ground, ground.start))


@case("position.unique", N_("no event comes twice"))
async def unique(ground: Ground) -> None:
    ids = [id for _, id in ground.past()]
    if len(set(ids)) != len(ids):
        raise Wrong(value("events", len(ids)), value("ids", len(set(ids))))


@case("position.resume", N_("after a cut, exactly what lies behind the own position is sent"))
async def resume(ground: Ground) -> None:
    past = ground.past()
    device = ground.own_device()
    middle = past[len(past) // 2 - 1][0]
    async with ground.greeted(device) as peer:
        reading = await ground.subscribe(peer, ground.start)
        await reading.until(lambda r: r.seq >= middle)
        peer.cut()
    async with ground.greeted(device) as peer:
        reading = await ground.subscribe(peer, middle)
        came = (await reading.reached(ground.head)).upto(ground.head)
    same([one for one in past if one[0] > middle], came)


@case("position.between", N_("a position between two events that may be seen is as good as any"))
async def between(ground: Ground) -> None:
    past = ground.past()
    after = past[-1][0] - 1
    same([one for one in past if one[0] > after], await read(ground, after))


@case("position.bookmark", N_("live moves the position to the end, over everything that is not for us"))
async def bookmark(ground: Ground) -> None:
    async with ground.subscribed(ground.start, filter={"topics": ["no.such"]}) as reading:
        await reading.caught_up()
        if reading.events:
            raise Wrong(value("kind", "live"), frame_itself(reading.events[0]))
        if reading.seq < ground.head:
            raise Wrong(value("seq", ground.head), value("seq", reading.seq))


def _those(ground: Ground, wanted: Any) -> list[tuple[int, str]]:
    ground.past()
    return [(f["seq"], f["event"]["id"]) for f in ground.history if f["seq"] <= ground.head and wanted(f["event"])]


@case("filter.topic", N_("topics narrow to these topics and no others"))
async def topic(ground: Ground) -> None:
    ground.past()
    one: str = ground.history[0]["event"]["type"]
    expected = _those(ground, lambda event: event["type"] == one)
    same(expected, await read(ground, ground.start, filter={"topics": [one]}))


@case("filter.beginning", N_("a topic that ends in * is a beginning"))
async def beginning(ground: Ground) -> None:
    ground.past()
    first: str = ground.history[0]["event"]["type"].partition(".")[0] + "."
    expected = _those(ground, lambda event: event["type"].startswith(first))
    same(expected, await read(ground, ground.start, filter={"topics": [f"{first}*"]}))


@case("filter.severity", N_("min_severity narrows to what is at least as severe"))
async def severity(ground: Ground) -> None:
    expected = _those(ground, lambda event: SEVERITIES.index(event["severity"]) >= 2)
    same(expected, await read(ground, ground.start, filter={"min_severity": SEVERITIES[2]}))


@case("filter.label", N_("a label that nobody holds narrows to nothing, and widens nothing"))
async def label(ground: Ground) -> None:
    same([], await read(ground, ground.start, filter={"labels": ["team:no-such-team"]}))


async def first_gap(reading: Reading) -> Frame:
    """The gap that comes before anything else moves the position."""
    await reading.until(lambda r: bool(r.gaps or r.events or r.live))
    if not reading.gaps or reading.events or reading.live:
        raise Wrong(value("kind", "gap"), value("kind", "event" if reading.events else "live"))
    return reading.gaps[0]


async def _told(ground: Ground, after: dict[str, Any]) -> None:
    """Subscribing after a position that is not the server's is answered by a gap, and goes on behind it."""
    async with ground.subscribed(after) as reading:
        gap = await first_gap(reading)
        if (gap["why"], gap["from"], gap["epoch"]) != ("epoch", after["seq"], ground.epoch):
            raise Wrong(value("gap", {"why": "epoch", "from": after["seq"], "epoch": ground.epoch}), frame_itself(gap))
        if gap["to"] != reading.start:
            raise Wrong(value("to", reading.start), frame_itself(gap))
        await reading.reached(ground.head)


@case("gap.epoch", N_("a position of another epoch is answered by a gap, and what follows joins on to it"), GAP, EPOCH)
async def other_epoch(ground: Ground) -> None:
    await _told(ground, {"epoch": "another", "seq": 1})


@case("gap.ahead", N_("a position ahead of the journal is answered by a gap"))
async def ahead(ground: Ground) -> None:
    await _told(ground, {"epoch": ground.epoch, "seq": ground.head + 1_000_000})


@case("gap.retention", N_("what is no longer kept is a gap with the reason retention"), "server gap why=retention")
async def retention(ground: Ground) -> None:
    async with ground.subscribed(0) as reading:
        await reading.until(lambda r: bool(r.gaps or r.events or r.live))
        if not reading.gaps:
            raise skip(N_("the whole history is kept"))
        if reading.gaps[0]["why"] != "retention" or reading.gaps[0]["from"] != 0:
            raise Wrong(value("why", "retention"), frame_itself(reading.gaps[0]))
