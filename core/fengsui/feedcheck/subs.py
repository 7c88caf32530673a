"""Subscribing: positions, filters, names and numbers."""

from __future__ import annotations

from typing import Any

from fengsui.feedcheck.cases import Case, add, case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Peer
from fengsui.feedcheck.phrases import Wrong, frame_itself, value
from fengsui.text import N_


async def refused(peer: Peer, number: str | int) -> dict[str, Any]:
    """The refusal of what had this id; its error has a stable code."""
    answer = await peer.hear("res")
    if answer["id"] != number or answer["ok"] or not isinstance(answer.get("error"), dict):
        raise Wrong(value("ok", False), frame_itself(answer))
    return answer


@case("sub.now", N_("now is the journal's end, and live follows"), "client sub", "server sub_ok", "server live")
async def now(ground: Ground) -> None:
    async with ground.subscribed() as reading:
        if reading.start < ground.head:
            raise Wrong(value("seq", ground.head), value("seq", reading.start))
        await reading.caught_up()


@case("sub.position", N_("a position is taken as it is, without a gap"))
async def position(ground: Ground) -> None:
    async with ground.subscribed(ground.head) as reading:
        if (reading.start, reading.epoch) != (ground.head, ground.epoch):
            raise Wrong(value("seq", ground.head), value("seq", reading.start))
        if (await reading.caught_up()).gaps:
            raise Wrong(value("gaps", []), frame_itself(reading.gaps[0]))


@case("sub.id-text", N_("a subscription's id may be a text"))
async def id_text(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await ground.subscribe(peer, id="一号")


@case("sub.id-number", N_("a subscription's id may be a number"))
async def id_number(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await ground.subscribe(peer, id=-7)


@case("sub.two", N_("two subscriptions of one connection have numbers of their own, and both catch up"))
async def two(ground: Ground) -> None:
    async with ground.greeted() as peer:
        first = await ground.subscribe(peer, id=1)
        second = await ground.subscribe(peer, id=2)
        if first.number == second.number:
            raise Wrong(value("sub", "another"), value("sub", second.number))
        await second.caught_up()


@case("sub.same-id", N_("a sub of the same id replaces the former: another number, nothing more of the old one"))
async def same_id(ground: Ground) -> None:
    async with ground.greeted() as peer:
        old = await ground.subscribe(peer, ground.start)
        new = await ground.subscribe(peer, ground.start)
        if new.number == old.number:
            raise Wrong(value("sub", "another"), value("sub", new.number))
        while not (new.live and new.seq >= ground.head):
            frame = await peer.hear("event", "live", "hb", "gap")
            if frame.get("sub") == old.number:
                raise Wrong(value("sub", new.number), frame_itself(frame))
            new.take(frame)


@case("sub.unknown-narrowing", N_("a filter's fields that are not known are ignored"))
async def unknown_narrowing(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await ground.subscribe(peer, filter={"shape": "round"})


@case("sub.no-id", N_("a sub without id is closed with 4100"))
async def no_id(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("sub", after="now")
        await peer.ends(4100)


@case("sub.too-many", N_("more subscriptions than welcome allows are refused, and the others stay"))
async def too_many(ground: Ground) -> None:
    most = ground.welcome["limits"]["subs"]
    async with ground.greeted() as peer:
        for number in range(most):
            await ground.subscribe(peer, id=number)
        await peer.say("sub", id="over", after="now")
        await refused(peer, "over")
        await peer.alive()


def _refuses(id: str, said: str, **fields: Any) -> None:
    """A case: a sub with these fields is answered by a refusal, and the connection stays."""

    async def run(ground: Ground) -> None:
        async with ground.greeted() as peer:
            await peer.say("sub", id="odd", **fields)
            await refused(peer, "odd")
            await ground.subscribe(peer)

    add(Case(id, said, run))


_refuses("sub.no-after", N_("a sub without position is refused by res"))
_refuses("sub.after-text", N_("a position that is a text other than now is refused by res"), after="yesterday")
_refuses("sub.after-negative", N_("a position below 0 is refused by res"), after={"epoch": "e", "seq": -1})
_refuses("sub.after-no-epoch", N_("a position without epoch is refused by res"), after={"seq": 1})
_refuses("sub.filter-list", N_("a filter that is no object is refused by res"), after="now", filter=["a"])
_refuses("sub.filter-topics", N_("topics that are no list are refused by res"), after="now", filter={"topics": "a"})
_refuses("sub.filter-many", N_("more than 64 labels are refused by res"), after="now", filter={"labels": ["a"] * 65})
_refuses(
    "sub.filter-severity",
    N_("a severity that is none is refused by res"),
    after="now",
    filter={"min_severity": "grave"},
)
