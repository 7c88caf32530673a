"""A team as an incident sees it: how far, whether it may be sent at all, how well it fits a need."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import ceil, floor, inf
from typing import Any

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.assess.plan import substance_of
from fengsui_incidents.model.assess.reach import downwind_metres
from fengsui_incidents.model.geo import is_downwind, metres
from fengsui_incidents.model.names import capabilities
from fengsui_incidents.model.picture import Picture, Point, Surroundings
from fengsui_incidents.model.propose.given import Available, Engaged, StraightLine
from fengsui_incidents.model.propose.reasons import (
    Reason,
    by_phone_only,
    is_meant,
    kind_of,
    lacking,
    of_need,
    of_team,
    offline_words,
)
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan, Need
from fengsui_rosters.api import Team

PER_STEP, PER_MINUTE = 10**7, 10**3
"""Rank as one number: a step of fitness before any minutes, a minute before readiness."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """`against` holds whatever the need; `here` is set while the team is on this incident already; `held` is what it
    can do here."""

    team: Team
    held: Mapping[str, int]
    minutes: int
    against: tuple[Reason, ...]
    here: Engaged | None
    phone_only: bool
    must_withdraw: bool


Stands = tuple[tuple[str, str], ...]
"""What a team holds (first) that may do for what is wanted (second), here."""


@dataclass(frozen=True)
class Scene:
    """What looking at a team needs to know. `routed`: minutes of driving that a routing plugin knows, by station."""

    picture: Picture
    plan: DigitalPlan
    available: Available
    rules: RuleSet
    now: datetime
    travel: StraightLine
    around: Surroundings
    routed: Mapping[Point, float] = field(default_factory=dict)

    @cached_property
    def stands(self) -> Stands:
        """By rule `stands_for`, for the substance that it is about."""
        rows = self.rules.value("stands_for") if self.rules.has("stands_for") else []
        substance = substance_of(self.picture)
        return tuple((r["held"], r["wanted"]) for r in rows if r.get("substance", substance) == substance)

    @cached_property
    def fitness_row(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.rules.value("fitness")
        return found

    @cached_property
    def turnout(self) -> float:
        return float(self.rules.value("travel").get("turnout_minutes", 0)) if self.rules.has("travel") else 0.0

    @cached_property
    def late_after(self) -> float:
        key = "covers_within_minutes"
        return self.rules.number(key) if self.rules.has(key) else inf

    @cached_property
    def far_after(self) -> float:
        return self.rules.number("far_minutes") if self.rules.has("far_minutes") else inf

    def least_minutes(self, far: float) -> int:
        """What a team at least `far` metres away needs at the least."""
        return ceil(self.travel.for_metres(far) + self.turnout)


def held_by(team: Team, stands: Stands) -> Mapping[str, int]:
    """What the team holds, with what may stand for something else here."""
    own = team.capabilities
    if not any(held in own and wanted not in own for held, wanted in stands):
        return own
    return {**{wanted: own[held] for held, wanted in stands if held in own}, **own}


def group_of(need: Need, scene: Scene) -> tuple[Hashable, Callable[[Team], int | None]]:
    """How teams are ranked for the need, and the key of that ranking: by steps of fitness, the best lowest; None for
    who could not do it. Knowing the very site is left out: who does is looked at anyway."""
    stands, row = scene.stands, scene.fitness_row
    wanted = tuple(sorted({**need.capabilities, **need.protection}.items()))
    key = (wanted, need.by, stands, json.dumps(row, sort_keys=True))

    def classify(team: Team) -> int | None:
        held = held_by(team, stands)
        return steps_down(fitness_of(team, held, need, row), row) if _could(team, held, need) else None

    return key, classify


def steps_down(fitness: float, row: Mapping[str, Any]) -> int:
    return 100 - floor(fitness / float(row["step"]))


def look_at(team: Team, scene: Scene, zone_m: float, *, plain: bool = False) -> Look:
    """`zone_m`: how far downwind stations withdraw first (0: none). `plain`: only its way can speak against it."""
    engaged = scene.available.engaged.get(team.id)
    here = engaged if engaged is not None and not engaged.answered else None
    minutes = _minutes(team, scene)
    against = [] if plain else of_team(team, scene.available, scene.rules, scene.now)
    withdraws = _must_withdraw(team, scene, zone_m)
    if withdraws:
        against.append(Reason("withdraw_first", _withdraw_words(team, scene)))
    if minutes > scene.far_after:
        against.append(Reason("far", Words(f"太远, {minutes} 分钟", f"too far, {minutes} min")))
    return Look(
        team=team,
        held=held_by(team, scene.stands),
        minutes=minutes,
        against=tuple(against),
        here=here,
        phone_only=by_phone_only(team, scene.available),
        must_withdraw=withdraws and here is None,
    )


def zone_metres(scene: Scene) -> float:
    """How far downwind a station withdraws first: only where the plan comes in from upwind and a wind is known."""
    if scene.plan.approach.side != "upwind" or scene.picture.wind is None or scene.picture.point is None:
        return 0.0
    return downwind_metres(scene.picture, scene.around, scene.rules, scene.now)


def reasons_for(look: Look, need: Need, scene: Scene) -> list[Reason]:
    return [*look.against, *of_need(look.team, look.held, need, scene.available, scene.now)]


def is_fit(look: Look, need: Need) -> bool:
    """Whether the team could be thought of for the need at all; what else speaks against it is asked only then."""
    return _could(look.team, look.held, need)


def _could(team: Team, held: Mapping[str, int], need: Need) -> bool:
    wanted = (need.capabilities, need.protection)
    return all(held.get(key, 0) >= least for row in wanted for key, least in row.items()) and is_meant(team, need)


def fitness(look: Look, need: Need, scene: Scene) -> float:
    """Exactly enough of everything is 0.5, `surplus_cap` times as much is 1, and what the rule adds."""
    row, site = scene.fitness_row, scene.picture.site
    knows = float(row["own_site"]) if site is not None and look.team.own_site == site.id else 0.0
    return fitness_of(look.team, look.held, need, row, knows)


def fitness_of(team: Team, held: Mapping[str, int], need: Need, row: Mapping[str, Any], knows: float = 0.0) -> float:
    wanted, cap = {**need.capabilities, **need.protection}, float(row["surplus_cap"])
    shares = [min(held.get(key, 0) / least, cap) for key, least in wanted.items()]
    beyond = (sum(shares) / len(shares) - 1) / (cap - 1) if cap > 1 else 0.0
    declines = float(row["volunteer"]) if team.may_decline else 0.0
    asked = float(row["request"]) if kind_of(team, need) == "request" else 0.0
    asked += float(row["mutual"]) if team.reach == "mutual" else 0.0
    return round(0.5 + 0.5 * beyond + knows + declines + asked + float(row["kinds"].get(team.kind, 0)), 3)


def cost(look: Look, need: Need, scene: Scene) -> int:
    """Fitness in steps, then minutes, then readiness (ready and connected, by phone, on call)."""
    waits = 2 if look.team.readiness == "on_call" else int(look.phone_only)
    return cost_from(steps_down(fitness(look, need, scene), scene.fitness_row), look.minutes) + waits


def cost_from(group: int, minutes: int) -> int:
    """The least that a team of that group costs so many minutes away."""
    return group * PER_STEP + minutes * PER_MINUTE


def is_late(look: Look, scene: Scene) -> bool:
    """Whether the team would come, but not in time to count as covering."""
    return look.here is None and look.minutes > scene.late_after


def may_cover(look: Look, need: Need, scene: Scene) -> bool:
    """Whether a force that moves on another's order may count for a need that the officer did not name."""
    if lacking(look.held, {**need.capabilities, **need.protection}):
        return False
    rule = "moving_does_not_cover"
    return not scene.rules.has(rule) or not set(need.protection) & set(scene.rules.value(rule))


def chosen_words(look: Look, need: Need, scene: Scene, *, late: bool) -> Words:
    """Why the team, in the order that one defends it: minutes, people, what it brings, what to know."""
    team = look.team
    brings = capabilities({key: team.capabilities[key] for key in (*need.protection, *need.capabilities)
                           if key in team.capabilities})  # fmt: skip
    zh, en = (
        [f"{look.minutes}分钟 {team.people}人 {brings.zh}"],
        [f"{look.minutes} min, {team.people} people, {brings.en}"],
    )
    site = scene.picture.site
    notes = (
        (late, Words("赶到前此项仍缺", "still uncovered until it arrives")),
        (site is not None and team.own_site == site.id, Words("熟悉本场", "knows the site")),
        (kind_of(team, need) == "request", Words("须请求", "to be requested")),
        (team.may_decline, Words("志愿队伍, 可以谢绝", "volunteers, may decline")),
        (need.upwind_only, Words("只在上风", "upwind only")),
        (look.phone_only, offline_words(team, scene.available, scene.now)),
    )
    for holds, words in notes:
        if holds:
            zh.append(words.zh)
            en.append(words.en)
    return Words(", ".join(zh), ", ".join(en))


def _minutes(team: Team, scene: Scene) -> int:
    """Assembling, turning out and driving; without a place the drive is left out."""
    there = scene.picture.point
    if there is None:
        return ceil(scene.turnout) + team.call_minutes
    start = (team.lat, team.lon)
    drive = scene.routed.get(start)
    return ceil((scene.travel.minutes(start, there) if drive is None else drive) + scene.turnout) + team.call_minutes


def _must_withdraw(team: Team, scene: Scene, zone_m: float) -> bool:
    here, wind = scene.picture.point, scene.picture.wind
    if not zone_m or here is None or wind is None:
        return False
    there = (team.lat, team.lon)
    angle = scene.rules.number("downwind_half_angle")
    return metres(here, there) <= zone_m and is_downwind(here, wind.from_degrees, there, angle)


def _withdraw_words(team: Team, scene: Scene) -> Words:
    here = scene.picture.point
    distance = round(metres(here, (team.lat, team.lon))) if here else 0
    return Words(f"下风{distance} m, 先撤离", f"{distance} m downwind: withdraw first")
