"""The grid is exact: against looking at every point, with the same distance as everybody else uses."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui_incidents.model.geo import metres
from fengsui_rosters.model.grid import Grid

LAT = st.one_of(st.floats(-89, 89), st.floats(31.2, 31.3), st.sampled_from([31.25, -0.0, 60.0]))
LON = st.one_of(st.floats(60, 150), st.floats(121.3, 121.5), st.sampled_from([121.4, 100.0]))
POINTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.tuples(LAT, LON), max_size=40)


NOTHING = 1e-6
"""A thousandth of a millimetre: below it a distance is rounding."""


def grid_of(points: dict[str, tuple[float, float]]) -> Grid:
    return Grid((id, *place) for id, place in points.items())


@settings(max_examples=300, deadline=None)
@given(POINTS, LAT, LON, st.integers(1, 6))
def test_nearest_is_what_looking_at_every_point_finds(
    points: dict[str, tuple[float, float]], lat: float, lon: float, count: int
) -> None:
    every = sorted((metres((lat, lon), place), id) for id, place in points.items())
    found = grid_of(points).nearest(lat, lon, count)
    assert [round(far, 3) for far, _ in found] == [round(far, 3) for far, _ in every[:count]]
    assert len({id for _, id in found}) == len(found)


@settings(max_examples=200, deadline=None)
@given(POINTS, LAT, LON)
def test_rings_show_everybody_once_and_never_claim_too_much(
    points: dict[str, tuple[float, float]], lat: float, lon: float
) -> None:
    seen: dict[str, float] = {}
    reach = 0.0
    for ring in grid_of(points).rings(lat, lon):
        for far, id in ring.found:
            assert id not in seen
            assert far >= reach * (1 - 1e-9) - NOTHING
            seen[id] = far
        reach = ring.reach
    assert seen.keys() == points.keys()


@settings(max_examples=200, deadline=None)
@given(POINTS, st.lists(st.tuples(st.text("abcdef", min_size=1, max_size=3), st.one_of(st.none(), st.tuples(LAT, LON))),
                        max_size=30), LAT, LON, st.floats(0, 3e6))  # fmt: skip
def test_what_was_moved_and_dropped_is_where_it_is_now(
    points: dict[str, tuple[float, float]],
    changes: list[tuple[str, tuple[float, float] | None]],
    lat: float,
    lon: float,
    far: float,
) -> None:
    grid = grid_of(points)
    for id, place in changes:
        if place is None:
            points.pop(id, None)
            grid.drop(id)
        else:
            points[id] = place
            grid.put(id, *place)
    assert len(grid) == len(points)
    every = sorted(id for id, place in points.items() if metres((lat, lon), place) <= far)
    assert grid.within(lat, lon, far) == every


def test_it_cuts_its_cells_anew_as_it_grows_and_shrinks() -> None:
    chance = random.Random(3)
    places = {f"T{n}": (chance.uniform(20, 50), chance.uniform(80, 130)) for n in range(3000)}
    grid = Grid()
    for id, place in places.items():
        grid.put(id, *place)
    for id in list(places)[:2900]:
        grid.drop(id)
        del places[id]
    every = sorted((metres((31.0, 121.0), place), id) for id, place in places.items())
    assert [id for _, id in grid.nearest(31.0, 121.0, 7)] == [id for _, id in every[:7]]
