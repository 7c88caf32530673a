"""Commands and fresh tokens: what is answered by res."""

from __future__ import annotations

import asyncio
from typing import Any

from fengsui.feedcheck.cases import Case, add, case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.peer import Peer
from fengsui.feedcheck.phrases import Phrase, Wrong, frame_itself, skip, value
from fengsui.feedcheck.subs import refused
from fengsui.text import N_

FLOOD = 100
SETTLED_S = 0.3
UNKNOWN = "no_such_plugin.no_such_command"
RES_OK, RES_NO = "server res ok=true", "server res ok=false"


@case("cmd.unknown", N_("a command that is none is refused by res, and the connection stays"), "client cmd", RES_NO)
async def unknown(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("cmd", id="c", name=UNKNOWN)
        await refused(peer, "c")
        await peer.alive()


@case("cmd.order", N_("commands are answered in their order, each with its own id"))
async def order(ground: Ground) -> None:
    numbers: list[str | int] = [3, "two", 1]
    async with ground.greeted() as peer:
        for number in numbers:
            await peer.say("cmd", id=number, name=UNKNOWN)
        for number in numbers:
            await refused(peer, number)


@case("cmd.answer", N_("a command that is done is answered ok with its id"), busy=True)
async def answer(ground: Ground) -> None:
    async with ground.greeted() as peer:
        came = await ground.make(peer, id="mine")
        if came["id"] != "mine" or not came["ok"] or "error" in came:
            raise Wrong(value("ok", True), frame_itself(came))


@case("cmd.key", N_("a command sent again with its key is answered alike and not done again"), busy=True)
async def key(ground: Ground) -> None:
    again = ground.ids.new()
    async with ground.greeted() as peer:
        start = (await (await ground.subscribe(peer)).caught_up()).seq
        first = await ground.make(peer, again)
        if not first["ok"]:
            raise Wrong(value("ok", True), frame_itself(first))
        once = await _happened(ground, peer, start)
        second = await ground.make(peer, again)
        if (second["ok"], second.get("result")) != (first["ok"], first.get("result")):
            raise Wrong(frame_itself(first), frame_itself(second))
        if (twice := await _happened(ground, peer, start)) != once:
            raise Wrong(value("events", once), value("events", twice))


async def _happened(ground: Ground, peer: Peer, start: int) -> int:
    """How many events there are behind `start`, a moment after the answer."""
    await asyncio.sleep(SETTLED_S)
    return len((await (await ground.subscribe(peer, start, id="count")).caught_up()).events)


@case("cmd.no-id", N_("a command without id is closed with 4100"))
async def no_id(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("cmd", name=UNKNOWN)
        await peer.ends(4100)


@case("cmd.rate", N_("too many commands are refused with retry, and the connection stays"))
async def rate(ground: Ground) -> None:
    async with ground.greeted() as peer:
        for number in range(FLOOD):
            await peer.say("cmd", id=number, name=UNKNOWN)
        answers = [await peer.hear("res") for _ in range(FLOOD)]
        if not any(came["error"]["retry"] for came in answers if not came["ok"]):
            raise Wrong(Phrase(N_("some of {count} refused with retry"), {"count": FLOOD}), frame_itself(answers[-1]))
        await peer.alive()


def _refuses(id: str, said: str, **fields: Any) -> None:
    """A case: a cmd with these fields is refused by res."""

    async def run(ground: Ground) -> None:
        async with ground.greeted() as peer:
            await peer.say("cmd", id="odd", **fields)
            await refused(peer, "odd")
            await peer.alive()

    add(Case(id, said, run))


_refuses("cmd.no-name", N_("a command without name is refused by res"))
_refuses("cmd.name", N_("a name that is not plugin.command is refused by res"), name="dispatch")
_refuses("cmd.args-list", N_("args that are no object are refused by res"), name=UNKNOWN, args=[1])
_refuses("cmd.key-long", N_("a key of more than 128 characters is refused by res"), name=UNKNOWN, key="k" * 129)


@case("auth.same", N_("the same token again is taken"), "client auth", "server res", RES_OK)
async def auth_same(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("auth", id="again", token=ground.token)
        came = await peer.hear("res")
        if came["id"] != "again" or not came["ok"]:
            raise Wrong(value("ok", True), frame_itself(came))


@case("auth.bad", N_("a fresh token that is unknown is refused by res, and the old one still holds"))
async def auth_bad(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("auth", id="a", token="this-is-no-token")
        await refused(peer, "a")
        await ground.subscribe(peer)


@case("auth.other", N_("somebody else's token is refused by res"))
async def auth_other(ground: Ground) -> None:
    if not ground.other_token:
        raise skip(N_("needs --other-token-file: a token of somebody else"))
    async with ground.greeted() as peer:
        await peer.say("auth", id="a", token=ground.other_token)
        await refused(peer, "a")


@case("auth.no-id", N_("an auth without id is closed with 4100"))
async def auth_no_id(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("auth", token=ground.token)
        await peer.ends(4100)
