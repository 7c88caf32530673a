"""From acknowledgements to facts: who has stored which event, said once for each label; and how far devices are."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable

from fengsui.access.policy import Actor
from fengsui.errors import Unavailable
from fengsui.events import CENTRE, Position, Recorded
from fengsui.feed.events import Delivered
from fengsui.feed.frames import Encoded
from fengsui.feed.limits import Limits
from fengsui.feed.source import Delivery, Gate

log = logging.getLogger(__name__)

MOST_REMEMBERED = 65536
MOST_WAITING = 65536
RETRY_S = 1.0


def speaks_for(actor: Actor, event: Encoded) -> list[str]:
    """Whose delivery it is when `actor` stores `event`.

    A device speaks for its own label; a person for what the event shares with him, except the centre, from
    which it comes.
    """
    own = actor.facts.get("label")
    return [own] if own else sorted((actor.labels & set(event.labels)) - {CENTRE})


def _log(what: str, count: int, error: Exception) -> None:
    """That nothing can be saved is said once, by the database itself."""
    if isinstance(error, Unavailable):
        log.debug(what + ": %s", count, error)
    else:
        log.error(what, count, exc_info=error)


class Facts:
    """Collects what devices acknowledged. Nothing here is needed to resume; deliveries are facts for the journal."""

    def __init__(self) -> None:
        self._told = OrderedDict[tuple[str, str], None]()
        self._waiting: list[Delivery] = []
        self._positions: dict[str, Position] = {}
        self._reached: dict[str, Position] = {}
        self._some = asyncio.Event()

    def stored(self, actor: Actor, device: str, events: Iterable[Encoded]) -> None:
        """`device` has stored `events`: a fact for each label it speaks for, the first time only."""
        for event in events:
            for label in speaks_for(actor, event):
                if len(self._waiting) < MOST_WAITING and self._first(label, event.id):
                    fields = (event.id, event.seq, event.topic, event.subject, event.exercise)
                    self._waiting.append(Delivery(device, label, *fields))
                    self._some.set()

    def moved(self, device: str, position: Position) -> None:
        """`device` has stored everything up to `position`; saved later, remembered here while the server runs."""
        self._positions[device] = self._reached[device] = position

    def reached(self, device: str, epoch: str) -> int:
        """How far `device` acknowledged since this server started; 0 if it did not."""
        position = self._reached.get(device)
        return position.seq if position is not None and position.epoch == epoch else 0

    def recall(self, recorded: Recorded) -> None:
        """A fact that the journal already holds is not recorded again, also after a restart."""
        if recorded.topic == Delivered.topic and recorded.data is not None:
            self._first(str(recorded.data.get("label")), str(recorded.data.get("of")))

    def _first(self, label: str, event: str) -> bool:
        key = (label, event)
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > MOST_REMEMBERED:
            self._told.popitem(last=False)
        return True

    async def collect(self, gate: Gate, limits: Limits) -> None:
        """For ever: what came within `collect_s` becomes facts in one unit."""
        while True:
            await self._some.wait()
            await asyncio.sleep(limits.collect_s)
            if not await self.deliver(gate):
                await asyncio.sleep(RETRY_S)

    async def deliver(self, gate: Gate) -> bool:
        """Hands over what waits, one unit for each exercise and one for the real thing; keeps what was refused."""
        waiting, self._waiting = self._waiting, []
        self._some.clear()
        groups: dict[str | None, list[Delivery]] = {}
        for delivery in waiting:
            groups.setdefault(delivery.exercise, []).append(delivery)
        whole = True
        for group in groups.values():
            try:
                await gate.deliver(group)
            except Exception as error:
                _log("%d deliveries could not be recorded; they are tried again", len(group), error)
                self._waiting[:0] = group
                self._some.set()
                whole = False
        return whole

    async def save(self, gate: Gate, limits: Limits) -> None:
        """For ever: devices' positions, at most every `positions_s`."""
        while True:
            await asyncio.sleep(limits.positions_s)
            await self.save_positions(gate)

    async def save_positions(self, gate: Gate) -> None:
        positions, self._positions = self._positions, {}
        if not positions:
            return
        try:
            await gate.save_positions(positions)
        except Exception as error:
            _log("positions of %d devices could not be saved", len(positions), error)
            self._positions = positions | self._positions
