"""From where to come in, and what the wind has to do with it."""

from __future__ import annotations

from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.assess.found import Found
from fengsui_incidents.model.geo import compass, opposite, turned
from fengsui_incidents.model.picture import Picture, WindReading, words
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan

NO_WIND = Words("风向未知, 先问风向再进入", "Wind unknown: ask for it before going in")
UNSET = Words("待定", "to be settled")
AS_ORDERED = Words("按现场指挥指定方向", "As the scene commander says")


def approach_of(picture: Picture, plan: DigitalPlan | None, rules: RuleSet, now: datetime) -> Found[Words]:
    """The upwind side where the plan asks for it and a wind is known; else what the plan says."""
    if plan is None:
        return Found(AS_ORDERED)
    if plan.approach.side != "upwind":
        return Found(words(plan.approach.says))
    wind = picture.wind
    if wind is None:
        says = plan.approach.says
        return Found(Words(f"{NO_WIND.zh}; {says.zh}", f"{NO_WIND.en}. {says.en}"))
    upwind, downwind = compass(wind.from_degrees), compass(opposite(wind.from_degrees))
    found = Words(
        f"从{upwind.zh}上风进入, {downwind.zh}为下风", f"From the {upwind.en} (upwind); {downwind.en} is downwind"
    )
    age = max(0, int((now - wind.at).total_seconds() // 60))
    told = wind_words(wind)
    old = rules.has("wind_old_minutes") and age > rules.number("wind_old_minutes")
    why = rules.quote(
        "wind_old_minutes",
        f"{told.zh}, {age}分钟前{', 已旧, 请再问' if old else ''}",
        f"{told.en}, {age} min ago{': old, ask again' if old else ''}",
    ) if rules.has("wind_old_minutes") else None  # fmt: skip
    return Found(found, (why,) if why else (), ("wind_old_minutes",))


def side_words(picture: Picture, plan: DigitalPlan) -> Words:
    """The approach as an alert says it: `东北上风进入`, short enough for a lock screen."""
    if plan.approach.side != "upwind":
        return words(plan.approach.says)
    if picture.wind is None:
        return NO_WIND
    upwind = compass(picture.wind.from_degrees)
    return Words(f"{upwind.zh}上风进入", f"From {upwind.en}, upwind")


def rendezvous_of(picture: Picture, plan: DigitalPlan | None) -> Words:
    """The meeting place that the site's own plan fixed, else the digital plan's."""
    if picture.site and picture.site.rendezvous:
        return Words(picture.site.rendezvous, picture.site.rendezvous)
    return words(plan.approach.rendezvous) if plan else UNSET


def tell_caller(picture: Picture, plan: DigitalPlan | None) -> tuple[Words, ...]:
    """What to tell the caller, the side to run to first where it is known."""
    if plan is None:
        return ()
    first: tuple[Words, ...] = ()
    if plan.approach.side == "upwind" and picture.wind is not None:
        upwind = compass(picture.wind.from_degrees)
        first = (Words(f"向上风({upwind.zh})撤离", f"Move upwind ({upwind.en})"),)
    return first + tuple(words(text) for text in plan.tell_caller)


def wind_words(wind: WindReading) -> Words:
    """东北风 2.1 m/s / NE 2.1 m/s; below 0.3 m/s there is none (静风)."""
    if wind.speed < CALM_BELOW:
        return Words("静风", "calm")
    side = compass(wind.from_degrees)
    return Words(f"{side.zh}风 {wind.speed:.1f} m/s", f"{side.en} {wind.speed:.1f} m/s")


CALM_BELOW = 0.3
"""Beaufort 0, in m/s: a definition, not a choice."""


def wind_turned_since(told: int | None, now: int | None, rules: RuleSet, *, upwind: bool) -> bool:
    """Whether the wind, in degrees, stands so far from the one that a team was told of that it must be told again: by
    one shift or by many small ones. Who was told of none is told of the first, where the plan comes in from `upwind`.
    """
    if now is None or not rules.has("wind_turned_degrees"):
        return False
    if told is None:
        return upwind
    return turned(told, now) > rules.number("wind_turned_degrees")


def wind_turned(before: WindReading | None, after: WindReading, rules: RuleSet) -> bool:
    """Whether the wind has turned so far that everybody who accepted must be told again (never on the first one)."""
    if before is None or not rules.has("wind_turned_degrees"):
        return False
    return turned(before.from_degrees, after.from_degrees) > rules.number("wind_turned_degrees")
