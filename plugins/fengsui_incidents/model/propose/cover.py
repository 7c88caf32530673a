"""Which team takes which place: an assignment that covers as much as can be covered, and that as well as it can be.

Places (a need wanted n times is n places) and teams are a bipartite graph, so the best set is a minimum-cost
assignment: a team that is the only one for X is never spent on Y, whatever the order of the needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNCOVERED = 10**18
"""A place nobody takes in time; next to it a place taken late is a little better, and then earlier needs matter."""

NOBODY = 10**15
EARLIER = 10**12
IMPOSSIBLE = 10**24


@dataclass(frozen=True)
class Offer:
    """A team that could take a place of a need. `late`: it would come, but not in time to count."""

    team: str
    cost: int
    late: bool = False


def assign(wanted: Sequence[int], offers: Sequence[Sequence[Offer]], exact_up_to: int) -> list[list[str]]:
    """For each need (in order of weight) the teams that take its `wanted` places; no team takes two.

    As many places as possible are taken in time, then as many as possible late, then earlier needs are preferred,
    then the sum of costs is least (above `exact_up_to` places the costs are only followed, not minimised).
    """
    places = [need for need, count in enumerate(wanted) for _ in range(count)]
    # More than one offer a place is never needed: of an optimum's other places at most len(places)-1 teams are taken.
    short = [_cheapest(rows, len(places)) for rows in offers]
    taken = _least_cost(places, short) if len(places) <= exact_up_to else _augmented(places, short)
    chosen: list[list[str]] = [[] for _ in wanted]
    for need, team in zip(places, taken, strict=True):
        if team is not None:
            chosen[need].append(team)
    return chosen


def _cheapest(rows: Sequence[Offer], most: int) -> list[Offer]:
    in_time = sorted((row for row in rows if not row.late), key=lambda row: (row.cost, row.team))[:most]
    late = sorted((row for row in rows if row.late), key=lambda row: (row.cost, row.team))[:most]
    return in_time + late


def _least_cost(places: Sequence[int], offers: Sequence[Sequence[Offer]]) -> list[str | None]:
    """The Hungarian method, places as rows, teams and a nobody for each place as columns."""
    teams = sorted({row.team for need in set(places) for row in offers[need]})
    column = {team: number for number, team in enumerate(teams)}
    needs = len(offers)
    matrix: list[list[int]] = []
    for number, need in enumerate(places):
        weight = UNCOVERED + EARLIER * (needs - need)
        line = [IMPOSSIBLE] * (len(teams) + len(places))
        for row in offers[need]:
            line[column[row.team]] = row.cost + (weight if row.late else 0)
        line[len(teams) + number] = weight + NOBODY
        matrix.append(line)
    return [teams[at] if at < len(teams) else None for at in _hungarian(matrix)]


def _hungarian(cost: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row in an assignment of least cost (shortest augmenting paths with potentials)."""
    rows, columns = len(cost), len(cost[0]) if cost else 0
    of_row, of_column = [0] * (rows + 1), [0] * (columns + 1)
    match = [0] * (columns + 1)
    for row in range(1, rows + 1):
        match[0], at = row, 0
        least, way, seen = [IMPOSSIBLE * 4] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while match[at]:
            seen[at] = True
            here, step, following = match[at], IMPOSSIBLE * 4, 0
            line, potential = cost[here - 1], of_row[here]
            for other in range(1, columns + 1):
                if seen[other]:
                    continue
                slack = line[other - 1] - potential - of_column[other]
                if slack < least[other]:
                    least[other], way[other] = slack, at
                if least[other] < step:
                    step, following = least[other], other
            for other in range(columns + 1):
                if seen[other]:
                    of_row[match[other]] += step
                    of_column[other] -= step
                else:
                    least[other] -= step
            at = following
        while at:
            match[at], at = match[way[at]], way[at]
    found = [0] * rows
    for other in range(1, columns + 1):
        if match[other]:
            found[match[other] - 1] = other - 1
    return found


def _augmented(places: Sequence[int], offers: Sequence[Sequence[Offer]]) -> list[str | None]:
    """A largest cover by augmenting paths, each place trying the cheapest offer first; then what is left, late.

    Who comes in time for one place is never moved to be late for another.
    """
    holder: dict[str, int] = {}
    taken: list[str | None] = [None] * len(places)
    for late in (False, True):
        rows: Mapping[int, list[str]] = {
            need: [row.team for row in offers[need] if row.late is late and row.team not in holder]
            for need in set(places)
        }
        for place in range(len(places)):
            if taken[place] is None:
                _augment(place, places, rows, holder, taken)
    return taken


def _augment(
    start: int,
    places: Sequence[int],
    rows: Mapping[int, list[str]],
    holder: dict[str, int],
    taken: list[str | None],
) -> bool:
    """Breadth first: from the free place over teams held by others to a free team; then all move over by one."""
    came: dict[str, int] = {}
    waiting = [start]
    for place in waiting:
        for team in rows[places[place]]:
            if team in came:
                continue
            came[team] = place
            if team in holder:
                waiting.append(holder[team])
                continue
            _move_over(team, came, holder, taken)
            return True
    return False


def _move_over(free: str, came: Mapping[str, int], holder: dict[str, int], taken: list[str | None]) -> None:
    """Back along the path: each place takes the team it reached, and the one before it takes what that leaves."""
    team: str | None = free
    while team is not None:
        place = came[team]
        left, taken[place] = taken[place], team
        holder[team] = place
        team = left
