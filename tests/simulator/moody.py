"""A stranger's plugin that sometimes raises, sometimes hangs, and asks for everything."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import EntryPoint
from typing import Any, Literal

from tests.core.ping import plugin

from fengsui.hooks import Subscription, Sweep


@dataclass
class Moods:
    """What it does while it is not `calm`."""

    mood: Literal["calm", "raises", "hangs"] = "calm"


def moody(moods: Moods) -> EntryPoint:
    async def hears(_host: Any, _recorded: Any) -> None:
        if moods.mood == "hangs":
            await asyncio.sleep(3600)

    def takes(_unit: Any, _recorded: Any) -> None:
        if moods.mood == "raises":
            raise RuntimeError("not today")

    def looks(_reading: Any) -> list[int]:
        return [1] if moods.mood == "raises" else []

    subscriptions = [
        Subscription(topics=("incidents.*",), handle=takes),
        Subscription(topics=("incidents.ordered",), handle=hears, timeout=timedelta(seconds=2)),
    ]
    sweep = Sweep(name="mood", every=timedelta(seconds=30), due=looks, act=lambda unit, _item: takes(unit, None))
    return plugin("moody", subscriptions=lambda: subscriptions, sweeps=lambda: [sweep])
