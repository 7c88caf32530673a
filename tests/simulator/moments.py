"""When something happened, and when it had to at the latest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fengsui.events import Recorded

if TYPE_CHECKING:
    from tests.simulator.world import World

Breaks = Iterator[str]
LATE_S = 1.0
"""A deadline fires at most so late; the sweep looks twice a second."""
PRESENTED_S = 2.0
RELEASE_S = 30.0
"""rules.yaml, network_release_s."""


def moment(world: World, at: datetime) -> float:
    return (at - world.wall.true(0.0)).total_seconds()


def expected_by(world: World, due: float, pauses: Sequence[tuple[float, float]] = (), every: float = 0.0) -> float:
    """When the centre must have acted at the latest: at once, or a moment after its trouble is over, or after the pause
    that follows a failure of the network. `every` is how often it looks, where that is seldom."""
    by = due + LATE_S + every
    for begun, ended in sorted([*world.watch.troubles(), *pauses]):
        if begun - 1.0 <= by and due <= ended + PRESENTED_S + every:
            by = max(by, ended + PRESENTED_S + every)
    return by


def pauses_of(world: World, journal: Sequence[Recorded]) -> list[tuple[float, float]]:
    """Failures of the network, each with the time behind it in which nothing escalates: who is back gets his alerts."""
    found: list[tuple[float, float]] = []
    begun: float | None = None
    for event in journal:
        if event.topic == "incidents.network_failed":
            begun = moment(world, event.at)
        elif event.topic == "incidents.network_restored" and begun is not None:
            found.append((begun, moment(world, event.at) + RELEASE_S))
            begun = None
    return found
