"""Which team takes which place: an assignment that covers as much as can be covered, and that as well as it can be.

Places (a need wanted n times is n places) and teams are a bipartite graph, so the best set is a minimum-cost
assignment: a team that is the only one for X is never spent on Y, whatever the order of the needs. It is exact for any
number of places. Limits (a reserve that stays) are kept by branching on who of the set stays at home.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

UNCOVERED = 10**18
"""A place nobody takes in time; next to it a place taken late is a little better, and then earlier needs matter."""

NOBODY = 10**15
EARLIER = 10**12
MOST_BRANCHES = 500
"""Sets that are tried for the sake of the limits. Two or three are the rule; beyond so many the limits are still kept,
each by leaving whoever costs most at home, but the set may not be the cheapest."""

Taken = list[list[str]]


@dataclass(frozen=True)
class Offer:
    """A team that could take a place of a need. `late`: it would come, but not in time to count."""

    team: str
    cost: int
    late: bool = False


@dataclass(frozen=True)
class Limit:
    """Of these teams at most so many are taken."""

    teams: frozenset[str]
    most: int


def assign(wanted: Sequence[int], offers: Sequence[Sequence[Offer]], limits: Sequence[Limit] = ()) -> Taken:
    """For each need (in order of weight) the teams that take its `wanted` places; no team takes two.

    As many places as possible are taken in time, then as many as possible late, then earlier needs are preferred, then
    the sum of costs is least; of sets that are equally good the one of the first ids, whatever the order of offers.
    """
    most = sum(wanted) + spare(limits)
    gains = [_gains(need, len(wanted), _cheapest(rows, most)) for need, rows in enumerate(offers)]
    found, total = _best(wanted, gains, frozenset())
    if not any(_excess(found, limit) for limit in limits):
        return found
    return _within_limits(wanted, gains, limits, (total, found))


def spare(limits: Sequence[Limit]) -> int:
    """How many may have to stay at home: so many more offers of each need than there are places can matter."""
    return sum(max(0, len(limit.teams) - limit.most) for limit in limits)


def _cheapest(rows: Sequence[Offer], most: int) -> list[Offer]:
    """More than one offer a place is never needed: of an optimum's other places at most `most - 1` are taken."""
    in_time = sorted((row for row in rows if not row.late), key=lambda row: (row.cost, row.team))[:most]
    late = sorted((row for row in rows if row.late), key=lambda row: (row.cost, row.team))[:most]
    return in_time + late


def _gains(need: int, needs: int, rows: Sequence[Offer]) -> dict[str, int]:
    """What each team changes against nobody's taking the place (less is better), the best first."""
    weight = UNCOVERED + EARLIER * (needs - need)
    found = {row.team: row.cost + (weight if row.late else 0) - weight - NOBODY for row in rows}
    return dict(sorted(found.items(), key=lambda one: (one[1], one[0])))


# -- without limits: the cheapest augmenting path, again and again ---------------------------------------------


def _best(wanted: Sequence[int], gains: Sequence[Mapping[str, int]], without: frozenset[str]) -> tuple[Taken, int]:
    """The set of least cost without those teams, and its cost. Each path found adds one place for the least cost, so
    the set is the cheapest of its size at every step, and the last step that pays makes it the cheapest of all."""
    taken: Taken = [[] for _ in wanted]
    holder: dict[str, int] = {}
    total = 0
    while True:
        path = _cheapest_path(wanted, gains, taken, holder, without)
        if path is None:
            return [
                sorted(teams, key=lambda team: (gains[need][team], team)) for need, teams in enumerate(taken)
            ], total
        cost, steps = path
        total += cost
        for need, team in steps:  # from the free team back: each need on the way gives one away and takes another
            if (was := holder.get(team)) is not None:
                taken[was].remove(team)
            taken[need].append(team)
            holder[team] = need


def _cheapest_path(
    wanted: Sequence[int],
    gains: Sequence[Mapping[str, int]],
    taken: Taken,
    holder: Mapping[str, int],
    without: frozenset[str],
) -> tuple[int, list[tuple[int, str]]] | None:
    """From a need that wants one more, over teams that others hold, to a free team; None where none pays."""
    far: list[int | None] = [0 if len(taken[need]) < count else None for need, count in enumerate(wanted)]
    came: list[tuple[int, str] | None] = [None] * len(wanted)
    moves = _moves(gains, taken)
    for _ in wanted:  # Bellman and Ford: a move may cost less than nothing
        changed = False
        for source, target, cost, team in moves:
            start = far[source]
            if start is None:
                continue
            best = far[target]
            if best is None or start + cost < best:
                far[target], came[target], changed = start + cost, (source, team), True
        if not changed:
            break
    ends = [
        (start + gain, need, team)
        for need, start in enumerate(far)
        if start is not None and (free := _free(gains[need], holder, without)) is not None
        for gain, team in [free]
    ]
    if not ends or min(ends)[0] >= 0:
        return None
    cost, need, team = min(ends)
    steps = [(need, team)]
    while (before := came[need]) is not None:
        need, team = before
        steps.append((need, team))
    return cost, steps


def _moves(gains: Sequence[Mapping[str, int]], taken: Taken) -> list[tuple[int, int, int, str]]:
    """For each pair of needs the cheapest team that the first could take over from the second."""
    found: list[tuple[int, int, int, str]] = []
    for target, teams in enumerate(taken):
        for source, able in enumerate(gains):
            if source == target:
                continue
            costs = [(able[team] - gains[target][team], team) for team in teams if team in able]
            if costs:
                cost, team = min(costs)
                found.append((source, target, cost, team))
    return found


def _free(able: Mapping[str, int], holder: Mapping[str, int], without: frozenset[str]) -> tuple[int, str] | None:
    """The best that nobody holds; `able` has the best first."""
    return next(((gain, team) for team, gain in able.items() if team not in holder and team not in without), None)


# -- with limits: who of the set stays at home ------------------------------------------------------------------


def _excess(found: Taken, limit: Limit) -> list[str]:
    """Those of the limit's teams that are taken, where they are too many."""
    held = sorted(team for teams in found for team in teams if team in limit.teams)
    return held if len(held) > limit.most else []


def _within_limits(
    wanted: Sequence[int], gains: Sequence[Mapping[str, int]], limits: Sequence[Limit], first: tuple[int, Taken]
) -> Taken:
    """Best first: any set that keeps a limit leaves at home one of those by whom this set breaks it, so each is tried,
    and the first set found that keeps all limits is the cheapest that does."""
    total, found = first
    waiting: list[tuple[int, list[str], Taken]] = [(total, [], found)]
    seen: set[frozenset[str]] = set()
    while waiting:
        _, home, found = heappop(waiting)
        broken = next((held for limit in limits if (held := _excess(found, limit))), None)
        if broken is None:
            return found
        if len(seen) >= MOST_BRANCHES:
            return _give_way(wanted, gains, limits, frozenset(home), found)
        for team in broken:
            without = frozenset(home) | {team}
            if without not in seen:
                seen.add(without)
                fresh, cost = _best(wanted, gains, without)
                heappush(waiting, (cost, sorted(without), fresh))
    return found


def _give_way(
    wanted: Sequence[int],
    gains: Sequence[Mapping[str, int]],
    limits: Sequence[Limit],
    home: frozenset[str],
    found: Taken,
) -> Taken:
    """Keeps the limits by leaving at home, one after the other, who is the most expensive of those too many."""
    while (broken := next((held for limit in limits if (held := _excess(found, limit))), None)) is not None:
        home |= {max(broken, key=lambda team: (_cost_of(team, found, gains), team))}
        found, _ = _best(wanted, gains, home)
    return found


def _cost_of(team: str, found: Taken, gains: Sequence[Mapping[str, int]]) -> int:
    return next(gains[need][team] for need, teams in enumerate(found) if team in teams)


def sent(found: Collection[Collection[str]]) -> set[str]:
    """Everybody of the set."""
    return {team for teams in found for team in teams}
