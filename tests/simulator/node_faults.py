"""What goes wrong with one of two nodes: cut off from its database, frozen, frozen as the holder of the lease."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.simulator.centre import Centre
from tests.simulator.runner import Moment

if TYPE_CHECKING:
    from tests.simulator.world import World


class NodeFaults:
    """Part of `Faults`."""

    world: World
    chance: random.Random
    _note: Callable[..., None]
    _later: Callable[[float, Callable[[], Any]], None]
    _doom_of: Callable[[Centre, Moment], None]

    def _node(self) -> Centre | None:
        """One that serves; of two mostly the holder of the lease, for that is whom it hurts."""
        up = [centre for centre in self.world.centres if centre.up and centre.process.parked is None]
        if len(up) < 2:
            return up[0] if up else None
        return self.world.centre if self.chance.random() < 0.6 else self.chance.choice(up)

    async def node_cut(self) -> None:
        """It reaches its clients, and its database no more."""
        node, company = self._node(), self.world.company
        if node is None or company is None or company.cut:
            return
        seconds = self.chance.choice((2.0, 5.0, 9.0, 25.0, 90.0))
        self._note("node-cut", node.name, seconds)
        company.cut.add(node.name)
        self.world.watch.looks_at_the_lease()

        def mended() -> None:
            company.cut.discard(node.name)
            self.world.watch.looks_at_the_lease()

        self._later(seconds, mended)

    async def node_freeze(self) -> None:
        if (node := self._node()) is not None:
            seconds = self.chance.choice((1.0, 5.0, 9.0, 30.0))
            self._note("node-freeze", node.name, seconds)
            self.world.loop.freeze(node.process, seconds)
            self._frozen(seconds)

    async def node_stall(self) -> None:
        """Frozen just before its next unit as the holder of the lease: the fence decides what becomes of it."""
        if (node := self._node()) is not None and node.able:
            node.stalls_s = self.chance.choice((3.0, 8.0, 20.0))
            self._doom_of(node, "stall")

    def _frozen(self, seconds: float) -> None:
        self.world.watch.looks_at_the_lease()
        self._later(seconds + 0.01, self.world.watch.looks_at_the_lease)
