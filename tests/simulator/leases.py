"""What must be true of two nodes on one database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tests.simulator.moments import Breaks

from fengsui.events import Recorded

if TYPE_CHECKING:
    from tests.simulator.world import World

WITHIN_S = 10.0


def the_lease_moves_in_time(world: World, _journal: Sequence[Recorded]) -> Breaks:
    """Where a node runs and reaches the database, one holds the lease within ten seconds."""
    since: float | None = None
    for begun, ended, could in world.watch.leaderless():
        since = None if not could else begun if since is None or begun > since else since
        if since is not None and ended - since > WITHIN_S:
            yield f"nobody held the lease from {since:.3f} to {ended:.3f}, though somebody could have"


LEASES: Sequence[Callable[[World, Sequence[Recorded]], Breaks]] = (the_lease_moves_in_time,)
