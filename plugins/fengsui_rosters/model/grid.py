"""Points on a grid of cells, searched outwards ring by ring: exact nearest first, without numpy and without rebuilding.

A centre whose teams lie on both sides of the antimeridian would see them as far apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import asin, cos, inf, pi, radians, sin, sqrt

from fengsui_rosters.api import EARTH_RADIUS_M, Ring

Cell = tuple[int, int]
Members = dict[str, tuple[float, float]]

LEAST_DEGREES = 0.002
"""No cell is smaller (about 200 m): teams of one street stand in one cell."""

POINTS_A_CELL = 2.0
GROWN = 4
"""The cells are cut anew when there are so many times more or fewer points than when they were cut last."""

ROUNDING = 1 - 1e-9
"""A bound never claims more than it has, whatever the rounding of sines did."""


class Grid:
    """Points by id in square cells of degrees. `rings` and `nearest` are exact on the sphere."""

    def __init__(self, points: Iterable[tuple[str, float, float]] = ()) -> None:
        self._at: dict[str, tuple[float, float]] = {id: (lat, lon) for id, lat, lon in points}
        self._cut()

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, id: str) -> bool:
        return id in self._at

    def put(self, id: str, lat: float, lon: float) -> None:
        """Adds the point, or moves it."""
        if id in self._at:
            self._leave(id)
        self._at[id] = (lat, lon)
        self._enter(id, lat, lon)
        if len(self._at) > self._cut_at * GROWN:
            self._cut()

    def drop(self, id: str) -> None:
        """Takes the point away, if it is there."""
        if id in self._at:
            self._leave(id)
            del self._at[id]
            if len(self._at) * GROWN < self._cut_at:
                self._cut()

    def rings(self, lat: float, lon: float) -> Iterator[Ring]:
        """Outwards, until nothing is left: see `Ring`. Within a ring in no order."""
        y, x = int(lat // self._size), int(lon // self._size)
        south, parallel = radians(lat), cos(radians(lat))
        for ring, last, filled in self._around(y, x):
            found: list[tuple[float, str]] = []
            for members in filled:
                for id, (north, east) in members.items():
                    up = radians(north)
                    half = sin((up - south) / 2) ** 2 + parallel * cos(up) * sin(radians(east - lon) / 2) ** 2
                    found.append((_metres(half), id))
            yield Ring(inf if last else self._reach(lat, lon, y, x, ring, parallel), found)

    def nearest(self, lat: float, lon: float, count: int) -> list[tuple[float, str]]:
        """The `count` nearest as (metres, id), nearest first; of those equally far the first by id."""
        best: list[tuple[float, str]] = []
        y, x = int(lat // self._size), int(lon // self._size)
        south, parallel = radians(lat), cos(radians(lat))
        for ring, _, filled in self._around(y, x):
            for members in filled:
                for id, (north, east) in members.items():
                    up = radians(north)
                    half = sin((up - south) / 2) ** 2 + parallel * cos(up) * sin(radians(east - lon) / 2) ** 2
                    best.append((half, id))
            if len(best) >= count:
                best.sort()
                del best[count:]
                if _metres(best[-1][0]) < self._reach(lat, lon, y, x, ring, parallel):
                    break
        return [(_metres(half), id) for half, id in sorted(best)[:count]]

    def within(self, lat: float, lon: float, metres: float) -> list[str]:
        """The ids of all points no farther than `metres`, in order."""
        found: list[str] = []
        for ring in self.rings(lat, lon):
            found += [id for far, id in ring.found if far <= metres]
            if ring.reach > metres:
                break
        return sorted(found)

    def ids(self) -> Iterable[str]:
        return self._at.keys()

    # -- cells -------------------------------------------------------------------------------------------

    def _cut(self) -> None:
        """Cells that hold about two points each, were they spread evenly."""
        self._cut_at = max(len(self._at), 1)
        self._size = LEAST_DEGREES
        if self._at:
            lats, lons = [lat for lat, _ in self._at.values()], [lon for _, lon in self._at.values()]
            area = max(max(lats) - min(lats), LEAST_DEGREES) * max(max(lons) - min(lons), LEAST_DEGREES)
            self._size = max(LEAST_DEGREES, sqrt(area / len(self._at) * POINTS_A_CELL))
        self._cells: dict[Cell, Members] = {}
        for id, (lat, lon) in self._at.items():
            self._enter(id, lat, lon)

    def _enter(self, id: str, lat: float, lon: float) -> None:
        y, x = int(lat // self._size), int(lon // self._size)
        self._cells.setdefault((y, x), {})[id] = (lat, lon)

    def _leave(self, id: str) -> None:
        lat, lon = self._at[id]
        cell = (int(lat // self._size), int(lon // self._size))
        members = self._cells[cell]
        del members[id]
        if not members:
            del self._cells[cell]

    def _around(self, y: int, x: int) -> Iterator[tuple[int, bool, list[Members]]]:
        """Outwards from a cell: the ring's number, whether it is the last, and its cells that hold somebody.

        Where a ring has more cells than there are filled ones (two towns with nothing between, a place far from
        everybody), the filled ones are sorted by their rings instead, and rings without any are passed over.
        """
        cells = self._cells
        few, ring = len(cells), 0
        left = few
        while left and 8 * ring <= few:
            filled = [members for cell in _cells_of(y, x, ring) if (members := cells.get(cell)) is not None]
            left -= len(filled)
            yield ring, not left, filled
            ring += 1
        if not left:
            return
        beyond: dict[int, list[Members]] = {}
        for (north, east), members in cells.items():
            away = max(abs(north - y), abs(east - x))
            if away >= ring:
                beyond.setdefault(away, []).append(members)
        rest = sorted(beyond)
        for number, following in zip(rest, [*rest[1:], 0], strict=True):
            yield (following - 1 if following else number), not following, beyond[number]

    def _reach(self, lat: float, lon: float, y: int, x: int, ring: int, parallel: float) -> float:
        """How far everything is seen once `ring` is: to the nearest edge of the block of cells.

        To a parallel the way is along the meridian; to a meridian it is asin(cos(lat) sin(difference)).
        """
        size = self._size
        up = min((y + ring + 1) * size - lat, lat - (y - ring) * size)
        side = min((x + ring + 1) * size - lon, lon - (x - ring) * size)
        across = asin(parallel * sin(min(radians(side), pi / 2)))
        return EARTH_RADIUS_M * min(radians(up), across) * ROUNDING


def _metres(half: float) -> float:
    """The distance of a haversine."""
    return 2 * EARTH_RADIUS_M * asin(sqrt(half if half < 1.0 else 1.0))


def _cells_of(y: int, x: int, ring: int) -> Iterable[Cell]:
    if ring == 0:
        return ((y, x),)
    wide, low, high = range(x - ring, x + ring + 1), y - ring, y + ring
    cells = [(low, j) for j in wide]
    cells += [(high, j) for j in wide]
    for i in range(low + 1, high):
        cells += ((i, x - ring), (i, x + ring))
    return cells
