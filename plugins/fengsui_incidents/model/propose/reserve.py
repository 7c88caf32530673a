"""The reserve: of a capability so many ready teams stay at home, unless the duty leader releases them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.names import capability as name_of
from fengsui_incidents.model.picture import Picture, Surroundings
from fengsui_incidents.model.propose.cover import Limit
from fengsui_incidents.model.propose.given import Available, StraightLine
from fengsui_incidents.model.propose.looks import Scene
from fengsui_incidents.model.propose.reasons import Reason, of_team
from fengsui_incidents.model.propose.shortlist import holders, ours
from fengsui_incidents.model.rules import RuleSet
from fengsui_plans.api import DigitalPlan
from fengsui_rosters.api import READY, Team


@dataclass(frozen=True)
class Kept:
    """`ready` are the teams that hold the capability and could go now; of them `keep` stay."""

    capability: str
    keep: int
    ready: frozenset[str]

    @property
    def limit(self) -> Limit:
        return Limit(self.ready, max(0, len(self.ready) - self.keep))

    def held_back(self, sent: Iterable[str]) -> frozenset[str]:
        """Who stays, once `sent` go: nobody in particular while more are left than are kept."""
        left = self.ready - frozenset(sent)
        return left if len(left) <= self.keep else frozenset()


def wanted_reserve(rules: RuleSet) -> Mapping[str, int]:
    """Rule `reserve`: capability -> how many ready teams that hold it stay. Empty where none is kept."""
    found: Mapping[str, int] = rules.value("reserve") if rules.has("reserve") else {}
    return {key: int(count) for key, count in found.items() if int(count) > 0}


def reserves(scene: Scene, places: int) -> tuple[Kept, ...]:
    """What must be kept, as far as it could matter: not where more are ready than could be asked for and kept."""
    found = []
    for capability, keep in wanted_reserve(scene.rules).items():
        if capability in scene.available.released:
            continue
        ready = _ready(scene, capability, keep + places)
        if ready is not None:
            found.append(Kept(capability, keep, ready))
    return tuple(found)


def _ready(scene: Scene, capability: str, enough: int) -> frozenset[str] | None:
    """The ready holders, or None where there are more than `enough`."""
    ready: set[str] = set()
    for team in _holders(scene, capability):
        if team.readiness in READY and team.id not in scene.available.engaged and not _refused(team, scene):
            ready.add(team.id)
            if len(ready) > enough:
                return None
    return frozenset(ready)


def _holders(scene: Scene, capability: str) -> Iterable[Team]:
    if scene.available.muster is not None:
        return holders(scene, scene.available.muster, capability)
    return [team for team in scene.available.teams if ours(team, capability)]


def _refused(team: Team, scene: Scene) -> bool:
    return bool(of_team(team, scene.available, scene.rules, scene.now))


def kept_words(kept: Sequence[Kept]) -> Words:
    names = [(name_of(one.capability), one.keep) for one in kept]
    zh = ", ".join(f"{name.zh}保留{count}队" for name, count in names)
    en = ", ".join(f"{name.en}: {count} kept" for name, count in names)
    return Words(f"留作预备 ({zh}), 须带班领导放行", f"held as reserve ({en}), released by the duty leader")


def reserve_reasons(kept: Sequence[Kept], sent: Iterable[str]) -> Mapping[str, Reason]:
    """Why each team that stays as reserve stays."""
    going = frozenset(sent)
    of_team: dict[str, list[Kept]] = {}
    for one in kept:
        for team in one.held_back(going):
            of_team.setdefault(team, []).append(one)
    return {team: Reason("reserve", kept_words(rows)) for team, rows in of_team.items()}


def reserve_broken(
    picture: Picture, plan: DigitalPlan, available: Available, rules: RuleSet, now: datetime, going: Iterable[str]
) -> list[tuple[str, int, int]]:
    """Reserves that would be taken were these teams sent: capability, how many are kept, how many would be left."""
    row, leave = rules.value("travel"), frozenset(going)
    way = StraightLine(kmh=float(row["kmh"]), detour=float(row["detour"]))
    scene = Scene(picture, plan, available, rules, now, way, Surroundings(plans=(plan,)))
    found = []
    for one in reserves(scene, len(leave)):
        left = len(one.ready - leave)
        if one.ready & leave and left < one.keep:
            found.append((one.capability, one.keep, left))
    return found
