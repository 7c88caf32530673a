"""Who of very many teams can matter at all: exactly, without looking at each of them.

For each need the teams that could do it lie in groups of equal fitness, each on a grid of places. A better group comes
before any minutes, so the groups are searched from the best, outwards from the scene, until enough were found of whom
nothing speaks against and nobody farther out could cost less. `cover.assign` needs no more than that many of each need,
so choosing from the shortlist and choosing from everybody give the same set (a test tries both).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf

from fengsui_incidents.model.propose.looks import (
    Look,
    Scene,
    cost,
    cost_from,
    group_of,
    is_late,
    look_at,
    reasons_for,
)
from fengsui_incidents.model.propose.reasons import KINDS
from fengsui_plans.api import Need
from fengsui_rosters.api import Muster, Ranking, Ring, Team

NEAR_BUSY = 12
"""Of those who could do it but are not ready so many of the nearest are named with their reason."""


@dataclass
class Shortlist:
    """The teams that can matter, each looked at once."""

    scene: Scene
    muster: Muster
    zone_m: float
    looks: dict[str, Look] = field(default_factory=dict)

    def look(self, id: str) -> Look:
        found = self.looks.get(id)
        if found is None:
            team = self.muster.get(id)
            assert team is not None  # whoever is ranked is in the muster
            found = self.looks[id] = look_at(team, self.scene, self.zone_m)
        return found


def shortlist(scene: Scene, muster: Muster, zone_m: float, most: int) -> dict[str, Look]:
    """Looks at everybody who can matter: `most` of each need, who is engaged here, who knows the site, who must
    withdraw, and the nearest who are busy."""
    found = Shortlist(scene, muster, zone_m)
    for id in scene.available.engaged:
        if muster.get(id) is not None:
            found.look(id)
    if scene.picture.site is not None:
        for team in muster.of_site(scene.picture.site.id):
            found.look(team.id)
    if zone_m and scene.picture.point is not None:
        for team in muster.within(*scene.picture.point, zone_m):
            look = look_at(team, scene, zone_m)
            if look.must_withdraw:
                found.looks[team.id] = look
    for need in scene.plan.needs:
        ranking = muster.ranking(*group_of(need, scene))
        _search(need, ranking, found, max(most, scene.rules.whole("near_named")))
        _busy(ranking, found)
    return found.looks


def _rings(scene: Scene, search: Callable[[float, float], Iterator[Ring]]) -> Iterator[Ring]:
    """Without a place nobody is nearer than another: all in one ring."""
    here = scene.picture.point
    if here is not None:
        yield from search(*here)
        return
    yield Ring(inf, [one for ring in search(0.0, 0.0) for one in ring.found])


def _search(need: Need, ranking: Ranking, found: Shortlist, most: int) -> None:
    """The cheapest `most` who come in time, and as many who come late; whoever was met on the way is looked at too."""
    scene = found.scene
    in_time, late = list[int](), list[int]()
    for group in ranking.groups():
        for ring in _rings(scene, lambda lat, lon, group=group: ranking.ready(group, lat, lon)):  # type: ignore[misc]
            for _, id in ring.found:
                look = found.look(id)
                if look.here is None and not reasons_for(look, need, scene):
                    (late if is_late(look, scene) else in_time).append(cost(look, need, scene))
            if _enough(in_time, late, most, ring.reach, group, scene):
                break
        if len(in_time) >= most:
            return


def _enough(in_time: list[int], late: list[int], most: int, reach: float, group: int, scene: Scene) -> bool:
    """Whether nobody who is at least `reach` metres away (of this group) can be among the cheapest."""
    if reach == inf:
        return True
    beyond = scene.least_minutes(reach)
    least = cost_from(group, beyond)
    if beyond > scene.far_after or _cheaper(in_time, most, least):
        return True
    return beyond > scene.late_after and _cheaper(late, most, least)


def _cheaper(costs: list[int], most: int, than: int) -> bool:
    """Whether `most` of them cost less than anybody yet to come."""
    return len(costs) >= most and sorted(costs)[most - 1] < than


def _busy(ranking: Ranking, found: Shortlist) -> None:
    """The nearest of those who could do it but are not ready: they are named with what keeps them."""
    near: list[tuple[float, str]] = []
    for ring in _rings(found.scene, ranking.busy):
        near += ring.found
        near.sort()
        del near[NEAR_BUSY:]
        if len(near) == NEAR_BUSY and near[-1][0] < ring.reach:
            break
    for _, id in near:
        found.look(id)


def holders(scene: Scene, muster: Muster, capability: str) -> Iterator[Team]:
    """Teams under our own order that hold the capability and are ready, the nearest first."""
    ranking = muster.ranking(("ours", capability), lambda team: 0 if ours(team, capability) else None)
    if 0 not in ranking.groups():
        return
    for ring in _rings(scene, lambda lat, lon: ranking.ready(0, lat, lon)):
        for _, id in sorted(ring.found):
            team = muster.get(id)
            if team is not None:
                yield team


def ours(team: Team, capability: str) -> bool:
    """Whether the team counts for our reserve: it holds the capability and neither is a neighbour's nor asked."""
    return capability in team.capabilities and KINDS[team.reach] == "order" and team.reach != "mutual"
