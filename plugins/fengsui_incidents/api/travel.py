"""How long a way takes: asked of a routing plugin where there is one, else estimated from the distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Place = tuple[float, float]
"""Latitude and longitude in degrees, WGS-84."""


class TravelTimes(Protocol):
    """Provided by a plugin that knows roads: `Provider(protocol=TravelTimes, make=...)`.

    `make` is called in the asker's transaction and may read there. `minutes` is called once for all teams that could
    matter, on a thread of its own, outside any transaction, and has the rule `routing_within_ms` to answer: it is
    meant to look up what is known already (a matrix, a cache). One that raises, answers too late or with something
    else than was asked is left out for the rule's `routing_rest_s`; until then the estimate stands, and the proposal
    says so.
    """

    @property
    def name(self) -> str:
        """Named in the proposal as where the minutes are from."""
        ...

    def minutes(self, starts: Sequence[Place], end: Place) -> Sequence[float | None]:
        """Minutes of driving from each start, in their order; None where it does not know. Assembling is not in it."""
        ...
