"""How far it may reach: reference distances (never an order) and the places to protect, those downwind first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words
from fengsui_incidents.model.assess.daylight import is_night
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.assess.plan import substance_of
from fengsui_incidents.model.geo import bearing, compass, is_downwind, metres
from fengsui_incidents.model.picture import Picture, Point, Surroundings, WindReading
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan, Distance, Place

ROUNDED_TO_M = 10
"""Coordinates are good to some hundred metres, so nearer than this a distance would only look exact."""


@dataclass(frozen=True)
class Exposed:
    """A place to protect: how far and on which side it lies; `occupied` false where it stands empty at this hour."""

    place: Place
    distance_m: float
    downwind: bool
    occupied: bool
    says: Words


def sensitive_of(
    picture: Picture, plan: DigitalPlan | None, around: Surroundings, rules: RuleSet, now: datetime
) -> Found[tuple[Exposed, ...]]:
    """Sensitive places within the rule's metres: downwind ones first, then the nearest."""
    key, angle = "sensitive_within_m", "downwind_half_angle"
    here = picture.point
    if here is None or not rules.has(key):
        return Found(())
    empty = (
        set(rules.value("daytime_places"))
        if rules.has("daytime_places") and is_night(now, around.zone, rules)
        else set()
    )
    near = [(place, metres(here, (place.lat, place.lon))) for place in around.places if place.sensitive]
    exposed = [
        _exposed(place, distance, here, picture.wind, rules, empty=place.kind in empty)
        for place, distance in near
        if distance <= rules.number(key)
    ]
    exposed.sort(key=lambda one: (not one.downwind, one.distance_m))
    within, count = rules.whole(key), len(exposed)
    why = [rules.quote(key, f"{within} m 内敏感目标 {count} 处", f"sensitive places within {within} m: {count}")]
    if picture.site and picture.site.people_500m:
        why.append(_residents(picture.site.people_500m))
    return Found(tuple(exposed), tuple(why), (key, angle, "daytime_places"))


def distances_of(picture: Picture, around: Surroundings, rules: RuleSet, now: datetime) -> Found[tuple[Words, ...]]:
    """The enabled reference distances for the substance, with edition, for the hour; 仅供参考 in every one."""
    substance = substance_of(picture)
    rows = around.distances.get(substance, ())
    night = is_night(now, around.zone, rules)
    says = tuple(_distance_words(row, night) for row in rows)
    why = tuple(
        Quoted(says=one, basis=row.edition, certainty=row.certainty) for one, row in zip(says, rows, strict=True)
    )
    return Found(says, why, ("night_hours",) if rows else ())


def downwind_metres(picture: Picture, around: Surroundings, rules: RuleSet, now: datetime) -> float:
    """How far downwind nobody stays without protection: the assumed spill's reference, and never less than the rule."""
    least = rules.number("withdraw_within_m") if rules.has("withdraw_within_m") else 0.0
    assumed = rules.value("assumed_spill") if rules.has("assumed_spill") else "small"
    night = is_night(now, around.zone, rules)
    rows = [row for row in around.distances.get(substance_of(picture), ()) if row.spill == assumed]
    return max([least, *(float(row.night_m if night else row.day_m) for row in rows)])


def _exposed(
    place: Place, distance: float, here: Point, wind: WindReading | None, rules: RuleSet, *, empty: bool
) -> Exposed:
    there = (place.lat, place.lon)
    half_angle = rules.number("downwind_half_angle")
    downwind = wind is not None and is_downwind(here, wind.from_degrees, there, half_angle)
    side = compass(bearing(here, there))
    rounded = round(distance / ROUNDED_TO_M) * ROUNDED_TO_M
    zh = f"{place.name} {side.zh} {rounded} m" + (" 下风" if downwind else "") + f" {place.people}人"
    en = f"{place.name} {rounded} m {side.en}" + (", downwind" if downwind else "") + f", {place.people} people"
    says = Words(zh + ("(此时应无人)" if empty else ""), en + (" (should be empty at this hour)" if empty else ""))
    return Exposed(place, distance, downwind, not empty, says)


def _distance_words(row: Distance, night: bool) -> Words:
    spill = Words("小量", "small spill") if row.spill == "small" else Words("大量", "large spill")
    hour = Words("夜", "night") if night else Words("昼", "day")
    reach = row.night_m if night else row.day_m
    return Words(
        f"{spill.zh}: 隔离{row.isolate_m} m 下风{reach} m({hour.zh}) {row.edition} 仅供参考",
        f"{spill.en}: isolate {row.isolate_m} m, downwind {reach} m ({hour.en}); {row.edition}; for reference only",
    )


def _residents(people: int) -> Quoted:
    says = Words(f"500m内 {people} 人", f"{people} people within 500 m")
    return Quoted(says=says, basis="企业备案 (GB 18218-2018: 厂界外500米常住人口)", certainty="filed")
