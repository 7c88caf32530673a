"""Acknowledging. Nothing resumes from an ack, so most of it shows only where an ack is wrong."""

from __future__ import annotations

from typing import Any

from fengsui.feedcheck.cases import Case, add, case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import skip
from fengsui.feedcheck.reading import Reading
from fengsui.text import N_


@case("ack.taken", N_("an ack of the own position is taken without an answer"), "client ack")
async def taken(ground: Ground) -> None:
    async with ground.subscribed(ground.start) as reading:
        await reading.reached(ground.head)
        await reading.peer.say("ack", sub=reading.number, seq=reading.seq)
        await reading.peer.alive()


@case("ack.ahead", N_("an ack of what was never sent does no harm"))
async def ahead(ground: Ground) -> None:
    async with ground.subscribed() as reading:
        await reading.peer.say("ack", sub=reading.number, seq=reading.seq + 1_000_000)
        await reading.peer.alive()
        await reading.caught_up()


@case("ack.unknown-sub", N_("an ack of a subscription that is none any more is ignored"))
async def unknown_sub(ground: Ground) -> None:
    async with ground.subscribed() as reading:
        await reading.peer.say("ack", sub=reading.number + 77, seq=1)
        await reading.peer.alive()


@case("ack.does-not-move", N_("an ack does not decide where a resume begins"))
async def does_not_move(ground: Ground) -> None:
    past = ground.past()
    async with ground.greeted() as peer:
        reading = await ground.subscribe(peer, ground.start)
        await reading.reached(ground.head)
        await peer.say("ack", sub=reading.number, seq=reading.seq)
        again = await ground.subscribe(peer, ground.start)
        await again.until(lambda r: bool(r.events) and r.events[0]["seq"] == past[0][0])


@case("ack.delivered", N_("an ack of an alert that needs an answer becomes the fact feed.delivered"), busy=True)
async def delivered(ground: Ground) -> None:
    centre, token, device = ground.centre_and_device()
    async with ground.connected() as watcher, ground.connected() as team:
        await ground.greet(watcher, ground.new_name(), token=centre)
        facts = await ground.subscribe(watcher, filter={"topics": ["feed.delivered"]})
        await ground.greet(team, device, token=token)
        reading = await ground.subscribe(team)
        await ground.happen(team if ground.device else watcher)
        alert = await _alert(reading)
        await team.say("ack", sub=reading.number, seq=alert["seq"])
        await facts.until(lambda r: any(f["event"]["data"]["of"] == alert["event"]["id"] for f in r.events))


async def _alert(reading: Reading) -> dict[str, Any]:
    await reading.until(lambda r: bool(r.events))
    alert = next((frame for frame in reading.events if frame["event"]["need"] != "none"), None)
    if alert is None:
        raise skip(N_("what --traffic makes needs no answer"))
    return alert


def _closes(id: str, said: str, **fields: Any) -> None:
    """A case: an ack with these fields is closed with 4100."""

    async def run(ground: Ground) -> None:
        async with ground.subscribed() as reading:
            await reading.peer.say("ack", **fields)
            await reading.peer.ends(4100)

    add(Case(id, said, run))


_closes("ack.no-seq", N_("an ack without seq is closed with 4100"), sub=1)
_closes("ack.no-sub", N_("an ack without sub is closed with 4100"), seq=1)
_closes("ack.seq-text", N_("an ack whose seq is a text is closed with 4100"), sub=1, seq="1")
_closes("ack.seq-negative", N_("an ack below 0 is closed with 4100"), sub=1, seq=-1)
_closes("ack.sub-flag", N_("an ack whose sub is true is closed with 4100"), sub=True, seq=1)
