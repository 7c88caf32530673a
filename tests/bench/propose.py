"""Choosing from 100, 10,000 and 100,000 teams: the five nearest that can do one thing, and a whole proposal.

The five nearest are asked of our grid (pure Python, kept up to date team by team), of NumPy's scan over all and of
scipy's cKDTree (a tree for each capability, built anew for every change). Every answer of ours is compared with the
scan's. The whole proposal is the ammonia night's plan over the same teams in memory: five needs as a set with reasons;
beside it the account of everybody left out. Goals: exact, and at most 1.2 times cKDTree; 1,000 changes of place a
second in at most 0.5 % of a core. `PROPOSE=100,5000` takes other sizes.
"""

from __future__ import annotations

import math
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from tests.bench.measure import percentile, table

from fengsui_incidents.api.events import Words
from fengsui_incidents.model.picture import Picture, WindReading
from fengsui_incidents.model.propose import Available, account, choose
from fengsui_incidents.model.rules import RuleSet, shipped_rows
from fengsui_plans.library import read_plans
from fengsui_rosters.api import Team, TeamKind
from fengsui_rosters.model.grid import Grid
from fengsui_rosters.model.muster import Mustered

SIZES = (100, 10_000, 100_000)
QUERIES, NEAREST, MOVED = 200, 5, 1000
KIT = (
    "cordon",
    "scba",
    "water",
    "ambulance",
    "detect",
    "leak",
    "suit_a",
    "foam",
    "air_monitor",
    "boat",
    "rope",
    "pump",
)
SHARES = tuple(float(share) for share in np.geomspace(0.5, 0.005, len(KIT)))
KINDS: tuple[TeamKind, ...] = ("professional", "street", "micro", "social")
NOW = datetime(2026, 11, 21, 19, 14, tzinfo=UTC)
SOUTH, WEST, NORTH, EAST = 29.0, 118.0, 34.0, 124.0


def teams_of(count: int) -> list[Team]:
    """Six in ten stand in twenty towns, the rest all over 5 by 6 degrees; capabilities from common to rare."""
    chance = random.Random(7)
    towns = [(chance.uniform(SOUTH, NORTH), chance.uniform(WEST, EAST)) for _ in range(20)]
    found = []
    for number in range(count):
        lat, lon = chance.uniform(SOUTH, NORTH), chance.uniform(WEST, EAST)
        if chance.random() < 0.6:
            town = chance.choice(towns)
            lat, lon = chance.gauss(town[0], 0.08), chance.gauss(town[1], 0.08)
        kit = {key: chance.randint(1, 6) for key, share in zip(KIT, SHARES, strict=True) if chance.random() < share}
        found.append(
            Team(
                id=f"T{number:06d}", name=f"队{number}", kind=chance.choice(KINDS), division="310107103", lat=lat,
                lon=lon, people=8, minimum=6, reach="direct", phone="021-00001000", capabilities=kit,
                readiness="ready" if chance.random() < 0.6 else "out", insured_until=date(2027, 12, 31),
            )
        )  # fmt: skip
    return found


# -- the five nearest ----------------------------------------------------------------------------------------------


def rad_of(teams: Sequence[Team]) -> Any:
    return np.radians([(team.lat, team.lon) for team in teams])


def xyz(rad: Any) -> Any:
    return np.c_[np.cos(rad[:, 0]) * np.cos(rad[:, 1]), np.cos(rad[:, 0]) * np.sin(rad[:, 1]), np.sin(rad[:, 0])]


class Scan:
    """All teams in arrays; each question goes over those that are ready and can."""

    def __init__(self, teams: Sequence[Team]) -> None:
        self.rad, self.ids = rad_of(teams), [team.id for team in teams]
        self.cos = np.cos(self.rad[:, 0])
        self.able = np.array([[key in team.capabilities for key in KIT] for team in teams])
        self.ready = np.array([team.readiness == "ready" for team in teams])

    def nearest(self, lat: float, lon: float, what: int) -> list[str]:
        index = np.flatnonzero(self.ready & self.able[:, what])
        if not len(index):
            return []
        rad, north, east = self.rad[index], math.radians(lat), math.radians(lon)
        half = np.sin((rad[:, 0] - north) / 2) ** 2
        half += math.cos(north) * self.cos[index] * np.sin((rad[:, 1] - east) / 2) ** 2
        few = min(NEAREST, len(index))
        best = np.argpartition(half, few - 1)[:few]
        return [self.ids[index[at]] for at in best[np.argsort(half[best])]]


class Trees:
    """A tree for each capability over those that are ready."""

    def __init__(self, teams: Sequence[Team]) -> None:
        rad = rad_of(teams)
        points = xyz(rad)
        self.parts: list[tuple[list[str], Any]] = []
        for key in KIT:
            index = [at for at, team in enumerate(teams) if team.readiness == "ready" and key in team.capabilities]
            self.parts.append(([teams[at].id for at in index], cKDTree(points[index]) if index else None))

    def nearest(self, lat: float, lon: float, what: int) -> list[str]:
        ids, tree = self.parts[what]
        if tree is None:
            return []
        found = tree.query(xyz(np.radians(np.array([[lat, lon]])))[0], min(NEAREST, len(ids)))[1]
        return [ids[at] for at in np.atleast_1d(found)]


class Ours:
    """A grid for each capability over those that are ready, as the muster's rankings have them."""

    def __init__(self, teams: Sequence[Team]) -> None:
        self.grids = [
            Grid((t.id, t.lat, t.lon) for t in teams if t.readiness == "ready" and key in t.capabilities) for key in KIT
        ]

    def nearest(self, lat: float, lon: float, what: int) -> list[str]:
        return [id for _, id in self.grids[what].nearest(lat, lon, NEAREST)]


def _asked(teams: Sequence[Team]) -> list[tuple[float, float, int]]:
    chance = random.Random(11)
    return [
        (near.lat + chance.gauss(0, 0.02), near.lon + chance.gauss(0, 0.02), chance.randrange(len(KIT)))
        for near in (chance.choice(teams) for _ in range(QUERIES))
    ]


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _spent(call: Callable[[], object]) -> float:
    """CPU time: what else the machine does is not in it."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def _wrong(ours: list[str], scan: list[str], at: dict[str, Team], lat: float, lon: float) -> bool:
    """Another team is no fault where it is exactly as near."""
    far = [round(math.dist((at[id].lat, at[id].lon * math.cos(math.radians(lat))),
                           (lat, lon * math.cos(math.radians(lat)))), 7) for id in ours]  # fmt: skip
    return len(ours) != len(scan) or (sorted(ours) != sorted(scan) and len(set(far)) == len(far))


def nearest_row(teams: Sequence[Team]) -> list[object]:
    at, asked = {team.id: team for team in teams}, _asked(teams)
    scan, trees, ours = Scan(teams), Trees(teams), Ours(teams)
    taken: dict[str, list[float]] = {"scan": [], "tree": [], "ours": []}
    wrong = 0
    for lat, lon, what in asked:
        for name, which in (("scan", scan), ("tree", trees), ("ours", ours)):
            taken[name].append(min(_timed(partial(which.nearest, lat, lon, what)) for _ in range(3)))
        wrong += _wrong(ours.nearest(lat, lon, what), scan.nearest(lat, lon, what), at, lat, lon)
    half = {name: percentile(values, 0.5) * 1e3 for name, values in taken.items()}
    ours_ms, scan_ms, tree_ms = half["ours"], half["scan"], half["tree"]
    figures = [
        f"{ours_ms:.3f}",
        f"{scan_ms:.3f}",
        f"{tree_ms:.3f}",
        f"{ours_ms / scan_ms:.2f}",
        f"{ours_ms / tree_ms:.2f}",
    ]
    return [f"{len(teams):,}", *figures, f"{wrong}/{len(asked)}"]


# -- a whole proposal --------------------------------------------------------------------------------------------


def _picture() -> Picture:
    return Picture(
        id="E1", reported_at=NOW, title=Words("氨泄漏", "Ammonia release"), place=Words("x", "x"), kind="release",
        substance="ammonia", lat=31.277, lon=121.356,
        wind=WindReading(from_degrees=45, speed=2.1, at=NOW),
    )  # fmt: skip


def proposal_row(teams: Sequence[Team]) -> list[object]:
    plan = next(held.plan for held in read_plans()[0] if held.plan.id == "ammonia-release")
    rules, picture = RuleSet.of(shipped_rows()), _picture()
    muster = Mustered(teams)
    available = Available(muster=muster, contacts={})
    first = _spent(lambda: choose(picture, plan, available, rules, NOW))
    again = [_spent(lambda: choose(picture, plan, available, rules, NOW)) for _ in range(15)]
    choice = choose(picture, plan, available, rules, NOW)
    counted = min(_spent(lambda: account(choice, teams)) for _ in range(2))
    moved = random.Random(5).sample(list(teams), min(MOVED, len(teams)))
    places = [replace(team, lat=team.lat + 0.001) for team in moved]
    moving = _spent(lambda: _put(muster, places)) * MOVED / len(moved)
    busy = [replace(team, readiness="out") for team in places]
    marking = _spent(lambda: _put(muster, busy)) * MOVED / len(moved)
    packed = len(account(choice, teams).packed()) / 1024
    return [f"{len(teams):,}", f"{percentile(again, 0.5) * 1e3:.1f}", f"{first * 1e3:.0f}", f"{counted * 1e3:.0f}",
            f"{packed:.0f}", f"{moving * 1e3:.0f}", f"{marking * 1e3:.0f}"]  # fmt: skip


def _put(muster: Mustered, teams: Sequence[Team]) -> None:
    for team in teams:
        muster.put(team)


def main() -> None:
    sizes = [int(size) for size in os.environ.get("PROPOSE", "").split(",") if size] or list(SIZES)
    crowds = [teams_of(size) for size in sizes]
    table(["teams", "our grid, ms", "NumPy scan, ms", "cKDTree, ms", "x scan", "x tree (goal <= 1.2)", "wrong"],
          [nearest_row(crowd) for crowd in crowds])  # fmt: skip
    sys.stdout.write("\nA whole proposal, ms of CPU time:\n\n")
    table(["teams", "proposal, p50", "the first", "account of all", "kept, KiB", "1,000 moves",
           "1,000 changes of readiness"], [proposal_row(crowd) for crowd in crowds])  # fmt: skip


if __name__ == "__main__":
    main()
