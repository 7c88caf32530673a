"""What is kept up to date team by team is what would be made anew of the same teams."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from fengsui_rosters.api import Team
from fengsui_rosters.model.muster import Mustered, Rank

HERE = (31.25, 121.35)
READINESS = ("ready", "on_call", "out", "moving", "resting")


def team(number: int) -> Team:
    return Team(
        id=f"T{number:02d}", name="队", kind="professional", division="310107103", lat=31.2 + number / 400, lon=121.4,
        people=8, minimum=6, reach="direct", readiness="ready", phone="",
        capabilities={"leak": number % 4} if number % 3 else {},
        own_site="S1" if number % 5 == 0 else "",
    )  # fmt: skip


def leak(team: Team) -> int | None:
    return team.capabilities.get("leak")


def seen(rank: Rank) -> Any:
    return {
        "ready": {
            group: (rank.everybody(group), sorted(one for ring in rank.ready(group, *HERE) for one in ring.found))
            for group in rank.groups()
        },
        "busy": sorted(one for ring in rank.busy(*HERE) for one in ring.found),
    }


def all_of(muster: Mustered) -> Any:
    near, site = muster.nearest(*HERE, 50), [team.id for team in muster.of_site("S1")]
    return muster.all(), muster.counts(), near, site, seen(muster.ranking("leak", leak))


def changed(before: Team, chance: random.Random) -> Team:
    what = chance.randrange(4)
    if what == 0:
        return replace(before, lat=before.lat + chance.uniform(-0.1, 0.1), version=before.version + 1)
    if what == 1:
        readiness: Any = chance.choice(READINESS)
        return replace(before, readiness=readiness, reason=f"because {chance.random()}")
    if what == 2:
        held = {"leak": chance.randrange(4)} if chance.random() < 0.7 else {}
        return replace(before, capabilities=held, lon=before.lon + chance.uniform(-0.1, 0.1))
    return replace(before, own_site=chance.choice(("", "S1")), readiness="out")


def test_after_any_changes_all_is_as_if_made_anew() -> None:
    chance = random.Random(7)
    teams = {one.id: one for one in map(team, range(40))}
    kept = Mustered(teams.values())
    all_of(kept)  # from now on its grid and its ranking are kept up to date
    for _ in range(300):
        id = f"T{chance.randrange(45):02d}"
        if id not in teams:
            teams[id] = team(int(id[1:]))
        elif chance.random() < 0.1:
            del teams[id]
        else:
            teams[id] = changed(teams[id], chance)
        if id in teams:
            kept.put(teams[id])
        else:
            kept.drop(id)
        assert all_of(kept) == all_of(Mustered(teams.values()))


def test_who_only_moves_or_goes_out_is_not_classified_again() -> None:
    asked: list[str] = []

    def classify(team: Team) -> int | None:
        asked.append(team.id)
        return leak(team)

    kept = Mustered([team(1), team(2)])
    kept.ranking("leak", classify)
    asked.clear()
    moved = replace(team(1), lat=31.9, version=2)
    for one in (moved, replace(moved, readiness="out", reason="PT1"), replace(moved, readiness="ready")):
        kept.put(one)
    assert asked == []
    kept.put(replace(moved, capabilities={"leak": 3}))
    assert asked == ["T01"]
