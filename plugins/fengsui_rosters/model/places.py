"""Where a thing may lie: within reach of the centre, or its coordinates are a slip."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from fengsui.errors import Fault
from fengsui.text import N_

EARTH_KM = 6371.0


@dataclass(frozen=True)
class Surroundings:
    """The centre's own point (degrees WGS-84) and how far around it things may lie."""

    lat: float
    lon: float
    max_km: float


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    a = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(a)))


def place_faults(lat: float, lon: float, around: Surroundings) -> list[Fault]:
    """A fault where the point is too far away; it says so when latitude and longitude look exchanged."""
    far = distance_km(lat, lon, around.lat, around.lon)
    if far <= around.max_km:
        return []
    figures = {"most": f"{around.max_km:g}", "far": f"{far:.0f}"}
    if abs(lon) <= 90 and distance_km(lon, lat, around.lat, around.lon) <= around.max_km:
        exchanged = N_("a point within {most} km of the centre; latitude and longitude look exchanged")
        return [Fault("lat, lon", exchanged, "exchanged", figures)]
    expected = N_("a point within {most} km of the centre; this one is {far} km away")
    return [Fault("lat, lon", expected, "too_far_away", figures)]
