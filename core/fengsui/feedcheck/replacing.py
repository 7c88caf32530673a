"""One device, one connection: its own new one, and somebody else's."""

from __future__ import annotations

from typing import Any

from fengsui.feedcheck.cases import case
from fengsui.feedcheck.ground import Ground
from fengsui.feedcheck.phrases import skip
from fengsui.text import N_


async def second(ground: Ground, *codes: int, keeps: bool = False, **more: Any) -> None:
    """A second connection of the same device; the first is closed with one of `codes`."""
    device = ground.own_device()
    async with ground.connected() as old, ground.connected() as new:
        first = await ground.greet(old, device)
        await ground.subscribe(old)
        await ground.greet(new, device, **({"replaces": first["session"]} if keeps else more))
        if keeps:
            await old.alive()
        reading = await ground.subscribe(new)
        await old.ends(*codes)
        await reading.caught_up()
        await new.alive()


@case(
    "replaces.own",
    N_("the connection that is replaced works until the new one subscribes, then ends with 4000"),
    "close 4000",
)
async def own(ground: Ground) -> None:
    await second(ground, 4000, keeps=True)


@case("replaces.nothing", N_("a second client of the device ends the first with 4107"), "close 4107")
async def nothing(ground: Ground) -> None:
    await second(ground, 4107)


@case("replaces.another", N_("a replaces of another session ends the first with 4107"))
async def another(ground: Ground) -> None:
    await second(ground, 4107, replaces="no-such-session")


@case("replaces.other-device", N_("connections of different devices leave each other alone"))
async def other_device(ground: Ground) -> None:
    if ground.device:
        raise skip(N_("this token belongs to one device"))
    async with ground.greeted() as first, ground.greeted() as second:
        await ground.subscribe(second)
        await first.alive()
