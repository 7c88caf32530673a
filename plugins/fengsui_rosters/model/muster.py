"""The teams in memory, kept up to date one by one: by place, by site, and ranked for whatever is asked again."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from fengsui_rosters.api import READY, Readiness, Ring, Team
from fengsui_rosters.model.grid import Grid

KEPT_RANKINGS = 32
"""Rankings that are kept up to date; the one not asked for longest is forgotten. Each holds a place for every team
that could do its thing, about 250 bytes."""


class Rank:
    """`fengsui_rosters.api.Ranking` over the teams for whom `classify` gives a group."""

    def __init__(self, classify: Callable[[Team], int | None], teams: Iterable[Team]) -> None:
        self._classify = classify
        self._group: dict[str, int] = {}
        ready: dict[int, list[tuple[str, float, float]]] = {}
        busy: list[tuple[str, float, float]] = []
        for team in teams:
            if (group := classify(team)) is not None:
                point = (team.id, team.lat, team.lon)
                if team.readiness in READY:
                    self._group[team.id] = group
                    ready.setdefault(group, []).append(point)
                else:
                    busy.append(point)
        self._ready = {group: Grid(points) for group, points in ready.items()}
        self._busy = Grid(busy)

    def groups(self) -> Sequence[int]:
        return sorted(group for group, grid in self._ready.items() if len(grid))

    def ready(self, group: int, lat: float, lon: float) -> Iterator[Ring]:
        return self._ready[group].rings(lat, lon)

    def everybody(self, group: int) -> Sequence[str]:
        return sorted(self._ready[group].ids())

    def busy(self, lat: float, lon: float) -> Iterator[Ring]:
        return self._busy.rings(lat, lon)

    def put(self, team: Team) -> None:
        self.drop(team.id)
        group = self._classify(team)
        if group is None:
            return
        if team.readiness not in READY:
            self._busy.put(team.id, team.lat, team.lon)
            return
        self._group[team.id] = group
        self._ready.setdefault(group, Grid()).put(team.id, team.lat, team.lon)

    def drop(self, team: str) -> None:
        self._busy.drop(team)
        if (group := self._group.pop(team, None)) is not None:
            self._ready[group].drop(team)


class Mustered:
    """`fengsui_rosters.api.Muster`, and the way to change it."""

    def __init__(self, teams: Iterable[Team] = ()) -> None:
        self._teams = {team.id: team for team in teams}
        self.stamp = 0
        self._order: list[str] | None = None
        self._everywhere: Grid | None = None
        self._of_site: dict[str, set[str]] = {}
        self._counts: Counter[Readiness] = Counter()
        self._rankings: OrderedDict[Hashable, Rank] = OrderedDict()
        for team in self._teams.values():
            self._count(team, 1)

    def __len__(self) -> int:
        return len(self._teams)

    def get(self, team: str) -> Team | None:
        return self._teams.get(team)

    def all(self) -> list[Team]:
        if self._order is None:
            self._order = sorted(self._teams)
        return [self._teams[id] for id in self._order]

    def counts(self) -> dict[Readiness, int]:
        return {readiness: count for readiness, count in self._counts.items() if count}

    def within(self, lat: float, lon: float, metres: float) -> list[Team]:
        return [self._teams[id] for id in self._grid().within(lat, lon, metres)]

    def nearest(self, lat: float, lon: float, count: int) -> list[tuple[float, str]]:
        return self._grid().nearest(lat, lon, count)

    def _grid(self) -> Grid:
        if self._everywhere is None:
            self._everywhere = Grid((team.id, team.lat, team.lon) for team in self._teams.values())
        return self._everywhere

    def of_site(self, site: str) -> list[Team]:
        return [self._teams[id] for id in sorted(self._of_site.get(site, ()))]

    def ranking(self, key: Hashable, classify: Callable[[Team], int | None]) -> Rank:
        found = self._rankings.get(key)
        if found is None:
            found = self._rankings[key] = Rank(classify, self._teams.values())
            while len(self._rankings) > KEPT_RANKINGS:
                self._rankings.popitem(last=False)
        self._rankings.move_to_end(key)
        return found

    def put(self, team: Team) -> None:
        """Adds the team, or what has changed of it."""
        before = self._teams.get(team.id)
        if before == team:
            return
        if before is None:
            self._order = None
        else:
            self._count(before, -1)
        self._teams[team.id] = team
        self._count(team, 1)
        if self._everywhere is not None and _moved(before, team):
            self._everywhere.put(team.id, team.lat, team.lon)
        for ranking in self._rankings.values():
            ranking.put(team)

    def drop(self, team: str) -> None:
        """Takes the team away, if it is there."""
        before = self._teams.pop(team, None)
        if before is None:
            return
        self._order = None
        self._count(before, -1)
        if self._everywhere is not None:
            self._everywhere.drop(team)
        for ranking in self._rankings.values():
            ranking.drop(team)

    def _count(self, team: Team, by: int) -> None:
        self._counts[team.readiness] += by
        if team.own_site:
            known = self._of_site.setdefault(team.own_site, set())
            if by > 0:
                known.add(team.id)
            else:
                known.discard(team.id)


def _moved(before: Team | None, after: Team) -> bool:
    return before is None or (before.lat, before.lon) != (after.lat, after.lon)
