from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui_incidents.model.geo import bearing, compass, is_downwind, metres, opposite, turned

E01 = (31.2770, 121.3560)
POINTS = st.tuples(st.floats(-89, 89), st.floats(-180, 180))
ANGLES = st.floats(-720, 720)


@pytest.mark.parametrize(
    ("place", "distance", "side"),
    [((31.2753, 121.3541), 261, "西南"), ((31.2766, 121.3540), 195, "西西南"), ((31.2530, 121.4160), 6296, "东东南")],
)
def test_distance_and_side_on_the_sample_city(place: tuple[float, float], distance: int, side: str) -> None:
    assert round(metres(E01, place)) == distance
    assert compass(bearing(E01, place)).zh == side


@pytest.mark.parametrize(
    ("degrees", "zh", "en"),
    [(0, "北", "N"), (45, "东北", "NE"), (90, "东", "E"), (180, "南", "S"), (225, "西南", "SW"),
     (337.5, "北西北", "NNW"),
     (349, "北", "N"), (360, "北", "N"), (-45, "西北", "NW")],
)  # fmt: skip
def test_compass(degrees: float, zh: str, en: str) -> None:
    assert (compass(degrees).zh, compass(degrees).en) == (zh, en)


def test_downwind_is_where_the_wind_blows_to() -> None:
    assert is_downwind(E01, 45, (31.2753, 121.3541), 45)
    assert not is_downwind(E01, 45, (31.2787, 121.3579), 45)
    assert is_downwind(E01, 45, E01, 1)


@given(POINTS, POINTS)
def test_distance_is_the_same_both_ways(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert metres(a, b) == pytest.approx(metres(b, a), abs=1e-6)
    assert 0 <= metres(a, b) <= 20_016_000
    assert 0 <= bearing(a, b) < 360


@given(ANGLES, ANGLES)
def test_angles_stay_in_their_circle(a: float, b: float) -> None:
    assert 0 <= opposite(a) < 360
    assert 0 <= turned(a, b) <= 180
    assert turned(a, opposite(a)) == pytest.approx(180)
    assert compass(a) != compass(opposite(a))
