"""The teams in memory are what the asker's own transaction sees: after every change, and after what was taken back."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from fengsui.testing import Running, running
from fengsui.unit import BoundReading, BoundUnit
from fengsui_rosters.api import Muster, Team, Teams
from fengsui_rosters.service.team_rows import load_teams
from fengsui_rosters.service.teams import mark_team

CHANCE = random.Random(7)


def filed(number: int) -> dict[str, Any]:
    return {
        "id": f"T{number:02d}", "name": f"第{number}队", "kind": "professional", "division": "310107017",
        "lat": 31.2 + number / 500, "lon": 121.4, "people": 8, "minimum": 6, "reach": "direct",
        "capabilities": {"leak": 1 + number % 3}, "insured_until": "2027-06-30",
        "certificates": [{"name": "证", "until": "2027-01-01", "capabilities": ["leak"]}],
        "members": [{"name": "某甲"}], "leader": "某乙",
    }  # fmt: skip


@pytest.fixture
async def system(database_url: str) -> AsyncIterator[Running]:
    async with running(plugins=["rosters"], url=database_url) as made:
        for number in range(6):
            await made.execute("rosters.register_team", filed(number), made.actor("administrator"))
        yield made


def bare(team: Team) -> dict[str, Any]:
    return {**vars(team), "members": (), "leader": ""}


def same(reading: BoundReading) -> list[str]:
    """Asserts that memory and tables agree for this transaction."""
    in_memory = reading.ask(Teams).all()
    assert [bare(team) for team in in_memory] == [bare(team) for team in load_teams(reading.connection)]
    return [team.readiness for team in in_memory]


async def test_every_change_is_seen_by_views_and_by_the_unit_that_made_it(system: Running) -> None:
    keeper = system.actor("administrator")
    await system.read(same, "rosters")
    await system.execute("rosters.set_readiness", {"team": "T01", "readiness": "out"}, keeper)
    assert (await system.read(same, "rosters"))[1] == "out"
    await system.execute("rosters.change_team", {"id": "T02", "if_version": 1, "lat": 31.9}, keeper)
    await system.execute("rosters.add_certificate", {"team": "T03", "name": "证", "until": "2030-01-01"}, keeper)
    await system.execute("rosters.strike_off_team", {"id": "T04", "reason": "撤编"}, keeper)
    await system.execute("rosters.register_team", filed(9), keeper)
    await system.read(same, "rosters")

    def unit(unit: BoundUnit) -> None:
        same(unit)
        mark_team(unit, "T00", "resting", until=unit.now + timedelta(hours=1))
        assert same(unit)[0] == "resting"

    await system.run(unit, "rosters")
    assert (await system.read(same, "rosters"))[0] == "resting"


async def test_what_a_unit_saw_and_took_back_is_forgotten(system: Running) -> None:
    await system.read(same, "rosters")

    def breaks(unit: BoundUnit) -> None:
        mark_team(unit, "T00", "out")
        assert same(unit)[0] == "out"
        raise RuntimeError("taken back")

    with pytest.raises(RuntimeError):
        await system.run(breaks, "rosters")
    await system.run(lambda unit: mark_team(unit, "T05", "out"), "rosters")  # the same stamp, another team
    assert await system.read(same, "rosters") == ["ready"] * 5 + ["out"]
    assert await system.run(same, "rosters") == ["ready"] * 5 + ["out"]


async def test_an_older_reading_sees_its_own_snapshot_and_the_next_one_the_new(system: Running) -> None:
    began, go_on = threading.Event(), threading.Event()

    def old(reading: BoundReading) -> list[str]:
        load_teams(reading.connection)
        began.set()
        assert go_on.wait(20)
        return same(reading)

    waiting = asyncio.ensure_future(system.read(old, "rosters"))
    await asyncio.to_thread(began.wait, 20)
    await system.run(lambda unit: mark_team(unit, "T03", "out"), "rosters")
    assert (await system.read(same, "rosters"))[3] == "out"
    go_on.set()
    assert (await waiting)[3] == "ready"
    assert (await system.read(same, "rosters"))[3] == "out"


async def test_chance_changes_and_takes_back(system: Running) -> None:
    def some(unit: BoundUnit, fails: bool) -> None:
        for number in CHANCE.sample(range(6), 2):
            mark_team(unit, f"T{number:02d}", CHANCE.choice(("ready", "out", "on_call")))
            if CHANCE.random() < 0.5:
                same(unit)
        if fails:
            raise RuntimeError("taken back")

    for _ in range(40):
        fails = CHANCE.random() < 0.4
        try:
            await system.run(partial(some, fails=fails), "rosters")
        except RuntimeError:
            assert fails
        if CHANCE.random() < 0.6:
            await system.read(same, "rosters")


async def test_whoever_asks_has_it_alone_and_the_stamp_says_whether_it_changed(system: Running) -> None:
    def look(reading: BoundReading) -> tuple[int, int]:
        with reading.ask(Teams).mustered() as muster:
            kept: Muster = muster
            return kept.stamp, len(kept)

    first = await system.read(look, "rosters")
    assert await system.read(look, "rosters") == first
    await system.run(lambda unit: mark_team(unit, "T01", "out"), "rosters")
    stamp, count = await system.read(look, "rosters")
    assert stamp > first[0]
    assert count == 6
