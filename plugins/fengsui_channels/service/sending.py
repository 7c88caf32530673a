"""After the commit: what waits is handed to the gateways, a few at a time; each answer is a unit of its own.

At least once: when the server dies between a gateway's answer and its unit, the message is handed over again with
the same id, and a gateway that keeps to it sends once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fengsui.bounded import bounded
from fengsui.events import Recorded
from fengsui.hooks import Host, Reading
from fengsui_channels.api.gateway import Gateway, Message, Outcome
from fengsui_channels.service.gateways import gateways
from fengsui_channels.service.outbox import settle, waiting
from fengsui_channels.settings import ChannelsSettings

NOBODY = Outcome(state="failed", why="no gateway carries this kind")


@dataclass(frozen=True)
class Round:
    """What there is to do now, and who does it."""

    messages: Sequence[Message]
    gateways: Sequence[Gateway]


async def send_waiting(host: Host, _: Recorded) -> None:
    """Sends whatever waits; the event only says that there is something."""
    found = await host.read(_round)
    settings = host.settings(ChannelsSettings)
    few = asyncio.Semaphore(settings.at_once)

    async def one(message: Message) -> None:
        async with few:
            name, outcome = await deliver(message, found.gateways, settings.timeout_s)
        await host.run(lambda unit: settle(unit, message.id, name, outcome))

    await asyncio.gather(*(one(message) for message in found.messages))


def _round(reading: Reading) -> Round:
    found = waiting(reading)
    return Round([_message(reading, row) for row in found], _gateways(reading) if found else ())


def _message(reading: Reading, row: Mapping[str, Any]) -> Message:
    centre = reading.centre()
    return Message(
        id=row["id"],
        kind=row["kind"],
        to=row["to"],
        text=row["text"],
        exercise=row["exercise"] is not None,
        language=centre["language"],
        centre=centre["name"],
        about=row["about"],
        at=reading.now,
    )


def _gateways(reading: Reading) -> Sequence[Gateway]:
    """Those that the settings prefer first, then the others by the names of their plugins."""
    prefer = reading.settings(ChannelsSettings).prefer
    found = gateways(reading)
    return sorted(found, key=lambda one: prefer.index(one.name) if one.name in prefer else len(prefer))


async def deliver(message: Message, gateways: Sequence[Gateway], seconds: float) -> tuple[str, Outcome]:
    """The first gateway that takes it, else the last answer. Whatever a gateway does, it costs it no more than its
    message and its time."""
    name, outcome = "", NOBODY
    for gateway in gateways:
        if message.kind not in gateway.kinds:
            continue
        name, outcome = gateway.name, await _hand_over(gateway, message, seconds)
        if outcome.state == "taken":
            break
    return name, outcome


async def _hand_over(gateway: Gateway, message: Message, seconds: float) -> Outcome:
    answers: list[object] = []

    async def send() -> None:
        answers.append(await gateway.send(message))

    try:
        await bounded(seconds, partial(send))
    except Exception as error:
        return Outcome(state="failed", why=f"{type(error).__name__}: {error}")
    answer = answers[0]
    return answer if isinstance(answer, Outcome) else Outcome(state="failed", why="the gateway answered nonsense")
