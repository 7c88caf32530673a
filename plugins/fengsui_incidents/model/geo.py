"""Distances, bearings and the downwind sector. Degrees clockwise from north, metres, WGS-84."""

from __future__ import annotations

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.picture import Point


def metres(a: Point, b: Point) -> float:
    """Great-circle distance (haversine, mean earth radius)."""
    raise NotImplementedError


def bearing(a: Point, b: Point) -> float:
    """The initial bearing from `a` to `b`, 0 <= bearing < 360; 0 where the points are the same."""
    raise NotImplementedError


def compass(degrees: float) -> Words:
    """The nearest of the 16 points of the compass (东北, NE)."""
    raise NotImplementedError


def opposite(degrees: float) -> float:
    """The bearing towards which a wind from `degrees` blows."""
    raise NotImplementedError


def turned(a: float, b: float) -> float:
    """The smaller angle between two bearings, 0 to 180."""
    raise NotImplementedError


def is_downwind(source: Point, wind_from: float, place: Point, half_angle: float) -> bool:
    """Whether `place` lies within `half_angle` of straight downwind of `source` (the source itself does)."""
    raise NotImplementedError
