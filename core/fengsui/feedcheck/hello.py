"""The first frame: who may come in, and what is said to whoever may not."""

from __future__ import annotations

from typing import Any

from fengsui.feedcheck.cases import Case, add, case
from fengsui.feedcheck.coverage import closing
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import Wrong, frame_itself, skip, value
from fengsui.text import N_

LATEST_S = 15.0


@case("hello.welcome", N_("a right hello is answered by welcome with all its fields"), "client hello", "server welcome")
async def welcome(ground: Ground) -> None:
    async with ground.connected() as peer:
        await ground.greet(peer, client={"name": "feed check", "ver": "1"}, lang="en")


@case("hello.session", N_("every connection gets a session of its own"))
async def session(ground: Ground) -> None:
    async with ground.connected() as peer:
        mine = await ground.greet(peer)
    if mine["session"] == ground.welcome["session"]:
        raise Wrong(value("session", "another"), frame_itself(mine))


@case("hello.unknown-fields", N_("fields that hello does not have are ignored"))
async def unknown_fields(ground: Ground) -> None:
    async with ground.connected() as peer:
        await ground.greet(peer, caps=["batch"], colour={"of": "red"})


@case("hello.pipelined", N_("what is sent before the welcome waits for it"))
async def pipelined(ground: Ground) -> None:
    async with ground.connected() as peer:
        await peer.say("hello", v=1, token=ground.token, device=ground.own_device())
        await peer.say("sub", id="main", after="now")
        await peer.hear("welcome")
        await peer.hear("sub_ok")


@case("hello.late", N_("who says nothing is closed with 4002, to try again"), "close 4002", slow=True)
async def late(ground: Ground) -> None:
    async with ground.connected() as peer:
        await peer.ends(4002, within=max(LATEST_S, ground.patience))


@case("hello.twice", N_("a second hello is closed with 4100"))
async def twice(ground: Ground) -> None:
    async with ground.greeted() as peer:
        await peer.say("hello", v=1, token=ground.token, device=ground.own_device())
        await peer.ends(4100)


@case("hello.foreign-device", N_("a device's token under another device's name is closed with 4103"), "close 4103")
async def foreign_device(ground: Ground) -> None:
    token, device = (ground.token, ground.device) if ground.device else (ground.other_token, ground.other_device)
    if not (token and device):
        raise skip(N_("needs a device's token: --device, or --other-device"))
    async with ground.connected() as peer:
        await peer.say("hello", v=1, token=token, device=f"{device}-other"[-64:])
        await peer.ends(4103)


def _closes(name: str, said: str, code: int, kind: str = "hello", **changed: Any) -> None:
    """A case: a first frame with fields that are changed, or taken away by None, is closed with `code`."""

    async def run(ground: Ground) -> None:
        right = {"v": 1, "token": ground.token, "device": ground.own_device()}
        frame = {name: given for name, given in {**right, **changed}.items() if given is not None}
        async with ground.connected() as peer:
            await peer.say(kind, **frame)
            await peer.ends(code)

    add(Case(name, said, run, proves=(closing(code),)))


_closes("hello.first", N_("another frame before hello is closed with 4104"), 4104, "sub", id="main", after="now")
_closes("hello.unknown-first", N_("an unknown kind before hello is closed with 4104"), 4104, "telemetry")
_closes("hello.version-new", N_("a version that is too new is closed with 4108"), 4108, v=2)
_closes("hello.version-old", N_("a version that is too old is closed with 4108"), 4108, v=0)
_closes("hello.no-version", N_("a hello without version is closed with 4100"), 4100, v=None)
_closes("hello.bad-token", N_("an unknown token is closed with 4101"), 4101, token="this-is-no-token")
_closes("hello.no-token", N_("a hello without token is closed with 4100"), 4100, token=None)
_closes("hello.token-number", N_("a token that is no text is closed with 4100"), 4100, token=7)
_closes("hello.no-device", N_("a hello without device is closed with 4100"), 4100, device=None)
_closes("hello.device-name", N_("a device name with a space is closed with 4100"), 4100, device="a b")
_closes("hello.replaces-list", N_("a replaces that is no text is closed with 4100"), 4100, replaces=["s"])
_closes("hello.too-large", N_("a hello above 8 KiB is closed with 1009"), 1009, padding="x" * 9000)
