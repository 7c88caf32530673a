"""The gate through which the feed's clients reach the system: tokens, commands and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fengsui.access.policy import Actor, system_actor
from fengsui.app import System
from fengsui.core import save_positions
from fengsui.errors import Unauthorised
from fengsui.events import Position
from fengsui.feed.events import Delivered
from fengsui.feed.source import Delivery
from fengsui.nodes.deliveries import first
from fengsui.unit import BoundUnit


class SystemGate:
    """`fengsui.feed.source.Gate`: tokens, commands and facts from the feed into the system."""

    def __init__(self, system: System) -> None:
        self._system = system

    async def authenticate(self, token: str) -> Actor | None:
        self._system.database.require_reach()  # whom the door remembers may have been put out on another node
        try:
            return await self._system.door.admit(token)
        except Unauthorised:
            return None

    async def touch(self, actors: Sequence[Actor]) -> None:
        await self._system.door.touch(actors)

    async def execute(self, name: str, args: Mapping[str, Any], actor: Actor, key: str | None) -> object:
        return await self._system.execute(name, args, actor, key)

    async def deliver(self, deliveries: Sequence[Delivery]) -> None:
        def record(unit: BoundUnit) -> None:
            fresh = first(unit.connection, {(d.of_seq, d.label) for d in deliveries})
            for d in (d for d in deliveries if (d.of_seq, d.label) in fresh):
                unit.record(
                    Delivered(
                        exercise=d.exercise,
                        device=d.device,
                        label=d.label,
                        of=d.of,
                        of_seq=d.of_seq,
                        of_topic=d.of_topic,
                        of_subject=d.of_subject,
                    )
                )

        await self._system.run(record, "feed", system_actor("feed"))

    async def save_positions(self, positions: Mapping[str, Position]) -> None:
        chosen = dict(positions)
        await self._system.run(lambda unit: save_positions(unit, chosen), "feed", system_actor("feed"))
