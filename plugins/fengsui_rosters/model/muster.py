"""The teams in memory, kept up to date one by one: by place, by site, and ranked for whatever is asked again."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter

from fengsui_rosters.api import READY, Readiness, Ring, Team
from fengsui_rosters.model.grid import Grid

KEPT_RANKINGS = 32
"""Rankings that are kept up to date; the one not asked for longest is forgotten. Each holds a place for every team
that could do its thing, about 250 bytes."""


_STANDING = ("lat", "lon", "readiness", "reason", "until", "version")
STANDING = attrgetter(*_STANDING)
"""Where a team stands and whether it is free: no group of a ranking depends on it."""
RECORD = attrgetter(*(one.name for one in fields(Team) if one.name not in _STANDING))


class Rank:
    """`fengsui_rosters.api.Ranking` over the teams for whom `classify` gives a group."""

    def __init__(self, classify: Callable[[Team], int | None], teams: Iterable[Team]) -> None:
        self._classify = classify
        self._group: dict[str, int] = {}
        """Of everybody who has one, ready or not."""
        ready: dict[int, list[tuple[str, float, float]]] = {}
        busy: list[tuple[str, float, float]] = []
        for team in teams:
            if (group := classify(team)) is not None:
                self._group[team.id] = group
                points = ready.setdefault(group, []) if team.readiness in READY else busy
                points.append((team.id, team.lat, team.lon))
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
        """Adds the team, or what has changed of it."""
        was, group = self._group.get(team.id), self._classify(team)
        if was is not None and was != group:
            self.drop(team.id)
        if group is not None:
            self._group[team.id] = group
            self.place(team)

    def place(self, team: Team) -> None:
        """The team stands where it stands, ready or not; its group is the one it had."""
        group = self._group.get(team.id)
        if group is None:
            return
        if (grid := self._ready.get(group)) is None:
            grid = self._ready[group] = Grid()
        here, other = (grid, self._busy) if team.readiness in READY else (self._busy, grid)
        other.drop(team.id)
        here.put(team.id, team.lat, team.lon)

    def drop(self, team: str) -> None:
        """Takes the team away, if it is there."""
        if (group := self._group.pop(team, None)) is not None:
            self._busy.drop(team)
            if (grid := self._ready.get(group)) is not None:
                grid.drop(team)


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
        same = before is not None and RECORD(before) == RECORD(team)
        if before is not None:
            if same and STANDING(before) == STANDING(team):
                return
        else:
            self._order = None
        self._teams[team.id] = team
        if before is None or not same or before.readiness != team.readiness:
            if before is not None:
                self._count(before, -1)
            self._count(team, 1)
        if self._everywhere is not None and _moved(before, team):
            self._everywhere.put(team.id, team.lat, team.lon)
        for ranking in self._rankings.values():
            if same:  # who only moved, went or came back can do what he could
                ranking.place(team)
            else:
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
