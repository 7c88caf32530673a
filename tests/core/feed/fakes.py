"""A journal in memory, a gate that knows its tokens by name, and a link without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from fengsui.access.policy import Actor
from fengsui.clock import Ids, ManualClock
from fengsui.errors import FengsuiError
from fengsui.events import Need, Position, Recorded, Severity
from fengsui.feed.frames import Encoded
from fengsui.feed.hub import Hub
from fengsui.feed.limits import Limits
from fengsui.feed.said import Order
from fengsui.feed.session import Session
from fengsui.feed.source import Delivery

START = datetime(2026, 11, 21, 19, 12, tzinfo=UTC)


def team(name: str, *more: str) -> Actor:
    """The device of a team."""
    label = f"team:{name}"
    return Actor(id=f"device:D-{name}", name=name, labels=frozenset({label, *more}), facts={"label": label})


def officer(*labels: str) -> Actor:
    return Actor(id="user:wang", name="王磊", labels=frozenset(labels or {"centre"}), permissions=frozenset({"*"}))


class FakeSource:
    """A journal in memory; `reads` counts how often it was asked for a page."""

    def __init__(self, epoch: str = "e1") -> None:
        self.epoch = epoch
        self.events: list[Recorded] = []
        self.first = 1
        self.reads = 0
        self._some = asyncio.Event()

    def add(
        self,
        *labels: str,
        topic: str = "test.happened",
        need: Need = "none",
        severity: Severity = "info",
        exercise: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> Recorded:
        seq = len(self.events) + 1
        recorded = Recorded(
            epoch=self.epoch,
            seq=seq,
            id=f"{self.epoch}-{seq:06d}",
            topic=topic,
            subject=f"S{seq}",
            at=START,
            actor="user:wang",
            severity=severity,
            exercise=exercise,
            need=need,
            due=START if need != "none" else None,
            labels=labels or ("centre",),
            data=data if data is not None else {"n": seq},
        )
        self.events.append(recorded)
        self._some.set()
        return recorded

    def restore(self, epoch: str, seq: int) -> None:
        """History behind `seq` is lost; a new epoch begins."""
        del self.events[seq:]
        self.epoch = epoch

    def head(self) -> Position:
        return Position(self.epoch, len(self.events))

    def oldest(self) -> int:
        return self.first

    async def read(self, after: int, limit: int, labels: frozenset[str] | None) -> list[Recorded]:
        self.reads += 1
        await asyncio.sleep(0)
        found = [r for r in self.events[after:] if labels is None or not labels.isdisjoint(r.labels)]
        return [r for r in found if r.seq >= self.first][:limit]

    async def wait(self, seq: int) -> int:
        while len(self.events) <= seq:
            self._some.clear()
            await self._some.wait()
        return len(self.events)


class FakeGate:
    """Tokens are names of actors; commands answer what they were given."""

    def __init__(self, *actors: Actor) -> None:
        self.actors = {actor.id.partition(":")[2]: actor for actor in actors}
        self.executed: list[tuple[str, dict[str, Any], str, str | None]] = []
        self.answers: dict[str, object] = {}
        self.delivered: list[Delivery] = []
        self.touched: list[str] = []
        self.units: list[int] = []
        self.positions: dict[str, Position] = {}
        self.refusals = 0
        self.failure: FengsuiError | None = None
        self.away: FengsuiError | None = None
        self.slow = 0.0

    async def authenticate(self, token: str) -> Actor | None:
        await asyncio.sleep(0)
        if self.away is not None:
            raise self.away
        return self.actors.get(token)

    async def touch(self, actors: Sequence[Actor]) -> None:
        self.touched += [actor.id for actor in actors]

    async def execute(self, name: str, args: Mapping[str, Any], actor: Actor, key: str | None) -> object:
        await asyncio.sleep(self.slow)
        if self.failure is not None:
            raise self.failure
        if key is not None and key in self.answers:
            return self.answers[key]
        self.executed.append((name, dict(args), actor.id, key))
        answer = {"name": name, "args": dict(args)}
        if key is not None:
            self.answers[key] = answer
        return answer

    async def deliver(self, deliveries: Sequence[Delivery]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("no space left on device")
        self.delivered += deliveries
        self.units.append(len(deliveries))

    async def save_positions(self, positions: Mapping[str, Position]) -> None:
        self.positions.update(positions)


def frames_of(data: bytes) -> list[dict[str, Any]]:
    """The JSON of every (unmasked) websocket frame in `data`."""
    frames = []
    while data:
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4]), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10]), 10
        frames.append(orjson.loads(data[start : start + size]))
        data = data[start + size :]
    return frames


class FakeLink:
    """What a session writes, as frames; tokens and commands wait to be answered by the test."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.writes = 0
        self.closed: tuple[int, str] | None = None
        self.tokens: list[str] = []
        self.orders: list[Order] = []

    def write(self, data: bytes) -> None:
        self.writes += 1
        self.frames += frames_of(data)

    def close(self, code: int, reason: str) -> None:
        self.closed = (int(code), reason)

    def authenticate(self, token: str) -> None:
        self.tokens.append(token)

    def execute(self, order: Order) -> None:
        self.orders.append(order)

    def greeted(self) -> None:
        pass

    def waiting(self) -> int:
        return 0

    def take(self) -> list[dict[str, Any]]:
        """The frames since last time."""
        frames, self.frames = self.frames, []
        return frames


class Talk:
    """A hub and one session on a fake link, driven without an event loop's help."""

    def __init__(self, hub: Hub, now: float = 0.0) -> None:
        self.hub = hub
        self.link = FakeLink()
        self.session = Session(hub, self.link, now)
        self.now = now

    def say(self, **frame: Any) -> list[dict[str, Any]]:
        return self.say_raw(orjson.dumps(frame))

    def say_raw(self, payload: bytes) -> list[dict[str, Any]]:
        self.session.receive(payload, self.now)
        self.session.flush()
        return self.link.take()

    def greet(self, actor: Actor, **more: Any) -> dict[str, Any]:
        device = actor.id.removeprefix("device:") if actor.id.startswith("device:") else "console-1"
        self.say(kind="hello", v=1, token="t", **{"device": device, **more})
        self.session.known(actor, self.now)
        return self.link.take()[0]

    def subscribe(self, after: Any = "now", **more: Any) -> list[dict[str, Any]]:
        return self.say(kind="sub", after=after, **{"id": "main", **more})


def hub_at(source: FakeSource, limits: Limits | None = None) -> Hub:
    """A hub at the head of `source`; no reader behind it."""
    import random

    hub = Hub(ManualClock(START), Ids(random.Random(1)), limits)
    hub.epoch, hub.seq = source.epoch, len(source.events)
    return hub


def publish(hub: Hub, *recorded: Recorded) -> None:
    hub.publish([Encoded(one, "test") for one in recorded])
