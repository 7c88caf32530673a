"""All teams at once, in memory: who is where, and the nearest of those who could do something, exactly and quickly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple, Protocol

from fengsui_rosters.api.teams import Readiness, Team

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""


class Ring(NamedTuple):
    """A step outwards: who was `found` in it as (metres, team), and how far (`reach`, metres) everybody has been seen
    now. Who comes later is at least that far."""

    reach: float
    found: Sequence[tuple[float, str]]


class Ranking(Protocol):
    """Those who could do one thing, in groups of which a lower number is better."""

    def groups(self) -> Sequence[int]:
        """The groups that have somebody who is ready, the best first."""
        ...

    def ready(self, group: int, lat: float, lon: float) -> Iterator[Ring]:
        """Those of the group who are ready, outwards from a point."""
        ...

    def everybody(self, group: int) -> Sequence[str]:
        """Those of the group who are ready, by id."""
        ...

    def busy(self, lat: float, lon: float) -> Iterator[Ring]:
        """Those who could do it but are not ready, whatever their group, outwards from a point."""
        ...


class Muster(Protocol):
    """Every team that is not struck off, as one transaction sees it. Leaders and members are not in it.

    It costs a few small queries, not a row for each team. It is good inside the `with` in which it was handed out.
    """

    @property
    def stamp(self) -> int:
        """The same number for the same record of every team: two answers with one stamp were made of one roster."""
        ...

    def __len__(self) -> int: ...

    def get(self, team: str) -> Team | None: ...

    def all(self) -> Sequence[Team]:
        """By id; a list that stays as it is."""
        ...

    def counts(self) -> dict[Readiness, int]:
        """How many teams there are of each readiness."""
        ...

    def within(self, lat: float, lon: float, metres: float) -> Sequence[Team]:
        """Those whose station is no farther than that, by id."""
        ...

    def nearest(self, lat: float, lon: float, count: int) -> Sequence[tuple[float, str]]:
        """The nearest stations as (metres, team), whatever they can do."""
        ...

    def of_site(self, site: str) -> Sequence[Team]:
        """Those who know the site as their own, by id."""
        ...

    def ranking(self, key: Hashable, classify: Callable[[Team], int | None]) -> Ranking:
        """Those for whom `classify` gives a group (None: could not do it). It must depend on `key` and the team's own
        record alone, not on the time or its readiness: what was ranked once under the key is kept up to date."""
        ...
