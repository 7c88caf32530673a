"""What every part of the service asks of the centre: its day, and how far around it things may lie."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from fengsui.hooks import Reading
from fengsui_rosters.model.places import Surroundings
from fengsui_rosters.settings import RostersSettings


def today(reading: Reading) -> date:
    """The day in the centre's own zone: what ends on a day ends at its midnight."""
    return reading.now.astimezone(ZoneInfo(reading.centre()["zone"])).date()


def surroundings(reading: Reading) -> Surroundings:
    centre = reading.centre()
    return Surroundings(
        lat=float(centre["lat"]), lon=float(centre["lon"]), max_km=reading.settings(RostersSettings).max_distance_km
    )
