"""People: they press again with the same key until they are answered, and write down what they were told."""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.device import Device
from tests.simulator.history import History

from fengsui.client.feed import Received
from fengsui.client.refusals import Unreachable
from fengsui.client.store import StoreFailed
from fengsui.errors import FengsuiError

TRIES = 8
EMPTY = contextvars.Context()
"""Of no process: a person outlives the devices that he stands before."""


@dataclass(frozen=True)
class Answered:
    """A command that somebody was told is done."""

    at: float
    actor: str
    key: str
    name: str
    args: Mapping[str, Any]
    answer: Any


@dataclass
class Told:
    """Everything that anybody was told: what was done, what was refused, and what did not fit together."""

    done: list[Answered] = field(default_factory=list)
    refused: list[tuple[str, str, str, str]] = field(default_factory=list)  # actor, key, command, code
    breaks: list[str] = field(default_factory=list)


class Person:
    """Somebody before a device. `chance` is his own."""

    def __init__(self, device: Device, actor: str, told: Told, history: History, seed: str) -> None:
        self.device = device
        self.actor = actor
        self.told = told
        self.history = history
        self.chance = random.Random(f"{seed}/person/{actor}")
        self._number = 0

    async def do(self, name: str, /, **args: Any) -> Any:
        """The answer, or None where it was refused or nobody ever answered."""
        self._number += 1
        key = f"{self.actor}-{self._number}"
        for attempt in range(TRIES):
            try:
                answer = await self.device.command(name, args, key)
            except Unreachable:
                self.history.note(self.actor, "unanswered", name, key, attempt)
            except FengsuiError as error:
                if not (error.retry or error.code == "device_off"):
                    self.history.note(self.actor, "refused", name, key, error.code)
                    self.told.refused.append((self.actor, key, name, error.code))
                    return None
                self.history.note(self.actor, "later", name, key, error.code)
            else:
                self.history.note(self.actor, "done", name, key)
                self.told.done.append(Answered(self.device.loop.now, self.actor, key, name, args, answer))
                if self.chance.random() < 0.08:
                    await self._again(name, args, key, answer)
                return answer
            await asyncio.sleep(self.chance.uniform(0.5, 8.0))
        return None

    async def _again(self, name: str, args: Mapping[str, Any], key: str, first: Any) -> None:
        """A thumb that presses twice: the same key gets the same answer, and nothing happens."""
        try:
            second = await self.device.command(name, args, key)
        except FengsuiError:
            return
        self.history.note(self.actor, "twice", name, key)
        if second != first:
            self.told.breaks.append(f"{name} with the key {key} was answered first {first!r}, then {second!r}")

    async def pause(self, least: float, most: float) -> None:
        await asyncio.sleep(self.chance.uniform(least, most))

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share


class Team(Person):
    """A team's people: they answer what their device shows them, mostly."""

    def __init__(self, device: Device, team: str, told: Told, history: History, seed: str) -> None:
        super().__init__(device, f"device:{device.name}", told, history, seed)
        self.team = team
        self.busy: dict[str, asyncio.Task[None]] = {}
        device.heard = self.heard

    def heard(self, received: Received) -> None:
        event = received.event
        if event["need"] == "none":
            return
        act = ACTS.get(event["type"], _takes_note)
        if event["id"] not in self.busy or self.busy[event["id"]].done():
            self.busy[event["id"]] = asyncio.get_running_loop().create_task(act(self, event), context=EMPTY.copy())

    async def says(self, order: str, kind: str, **more: Any) -> Any:
        return await self.do("incidents.receipt", order=order, kind=kind, **more)

    def settle(self, event: dict[str, Any]) -> None:
        """Nobody needs this alert any more."""
        try:
            if self.device.up:
                self.device.store.answered(event["id"])
        except StoreFailed:
            self.history.note(self.actor, "cannot-put-away", event["id"])


async def _takes_note(team: Team, event: dict[str, Any]) -> None:
    await team.pause(1, 30)
    team.settle(event)


async def _ordered(team: Team, event: dict[str, Any]) -> None:
    """Read, answered, on the way, there, home: with the pauses and the silences of real people."""
    order = event["data"]["order"]
    if team.maybe(0.15):
        return
    await team.pause(2, 40)
    await team.says(order, "displayed")
    if team.maybe(0.1):
        return
    await team.pause(1, 35)
    if team.maybe(0.12):
        await team.says(order, "unable", reason="vehicle")
        team.settle(event)
        return
    await team.says(order, "accepted", people=team.chance.randrange(3, 9), minutes=team.chance.randrange(3, 20))
    team.settle(event)
    for kind, least, most in (("moving", 30, 200), ("arrived", 120, 900), ("controlled", 300, 1500)):
        if team.maybe(0.1):
            return
        await team.pause(least, most)
        await team.says(order, kind)


async def _stood_down(team: Team, event: dict[str, Any]) -> None:
    order = event["data"]["order"]
    if team.maybe(0.2):
        return
    await team.pause(3, 40)
    for kind in ("returning", "ready"):
        await team.says(order, kind)
        await team.pause(30, 600)
    team.settle(event)


async def _evacuate(team: Team, event: dict[str, Any]) -> None:
    if team.maybe(0.2):
        return
    await team.pause(2, 40)
    await team.says(event["data"]["order"], "withdrawn", people=team.chance.randrange(1, 8))
    team.settle(event)


async def _changed(team: Team, event: dict[str, Any]) -> None:
    if team.maybe(0.2):
        return
    await team.pause(2, 50)
    await team.says(event["data"]["order"], "accepted")
    team.settle(event)


async def _turns_back(team: Team, event: dict[str, Any]) -> None:
    """Called out of the hot zone: mostly they say so, and are out a few minutes later."""
    entry = event["data"]["entry"]
    if team.maybe(0.3):
        return
    await team.pause(2, 60)
    await team.do("field.turning", entry=entry)
    team.settle(event)
    await team.pause(30, 400)
    if team.maybe(0.8):
        await team.do("field.come_out", entry=entry)


ACTS: Mapping[str, Callable[[Team, dict[str, Any]], Coroutine[Any, Any, None]]] = {
    "incidents.ordered": _ordered,
    "incidents.changed": _changed,
    "incidents.stood_down": _stood_down,
    "incidents.evacuation_ordered": _evacuate,
    "field.turn_back": _turns_back,
}
