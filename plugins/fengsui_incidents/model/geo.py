"""Distances, bearings and the downwind sector. Degrees clockwise from north, metres, WGS-84."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin, sqrt

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.picture import Point

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

COMPASS_ZH = ("北", "北东北", "东北", "东东北", "东", "东东南", "东南", "南东南",
              "南", "南西南", "西南", "西西南", "西", "西西北", "西北", "北西北")  # fmt: skip
COMPASS_EN = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


def metres(a: Point, b: Point) -> float:
    """Great-circle distance (haversine, mean earth radius)."""
    south, north = radians(a[0]), radians(b[0])
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


def bearing(a: Point, b: Point) -> float:
    """The initial bearing from `a` to `b`, 0 <= bearing < 360; 0 where the points are the same."""
    south, north, turn = radians(a[0]), radians(b[0]), radians(b[1] - a[1])
    east = sin(turn) * cos(north)
    ahead = cos(south) * sin(north) - sin(south) * cos(north) * cos(turn)
    return _around(degrees(atan2(east, ahead)))


def compass(towards: float) -> Words:
    """The nearest of the 16 points of the compass (东北, NE)."""
    point = round(_around(towards) / 22.5) % 16
    return Words(COMPASS_ZH[point], COMPASS_EN[point])


def opposite(towards: float) -> float:
    """The bearing towards which a wind from `towards` blows."""
    return _around(towards + 180)


def turned(a: float, b: float) -> float:
    """The smaller angle between two bearings, 0 to 180."""
    apart = abs(_around(a) - _around(b))
    return min(apart, 360 - apart)


def is_downwind(source: Point, wind_from: float, place: Point, half_angle: float) -> bool:
    """Whether `place` lies within `half_angle` of straight downwind of `source` (the source itself does)."""
    return source == place or turned(bearing(source, place), opposite(wind_from)) <= half_angle


def _around(angle: float) -> float:
    """An angle as 0 <= angle < 360 (a tiny negative one would round up to 360)."""
    return angle % 360 % 360
