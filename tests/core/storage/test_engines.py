"""The switch between engines itself: a module marked `both_engines` really runs on both."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.core.ping import pinger

from fengsui.access.policy import Actor
from fengsui.journal.tables import journal
from fengsui.testing import Running, running

EVERYBODY = Actor(id="user:tester", permissions=frozenset({"*"}))
pytestmark = pytest.mark.both_engines


async def topics(system: Running) -> list[str]:
    return list(await system.read(lambda reading: reading.connection.execute(select(journal.c.topic)).scalars().all()))


async def test_a_system_that_names_no_database_is_on_the_engine_that_is_asked_for(engine: str) -> None:
    async with running() as system:
        dialect = await system.read(lambda reading: reading.connection.dialect.name)
    assert dialect == {"sqlite": "sqlite", "postgres": "postgresql"}[engine]


async def test_a_copied_folder_is_a_history_of_its_own(tmp_path: Path) -> None:
    first, copy = tmp_path / "a", tmp_path / "b"
    async with running(data=first, extra=[pinger()]) as system:
        await system.execute("ping.ping", {"text": "one"}, EVERYBODY)
    shutil.copytree(first, copy)
    async with running(data=copy, extra=[pinger()], seed=2) as system:
        await system.execute("ping.ping", {"text": "two"}, EVERYBODY)
        assert (await topics(system)).count("ping.pinged") == 2
    async with running(data=first, extra=[pinger()], seed=3) as system:
        assert (await topics(system)).count("ping.pinged") == 1, "and the first one goes on where it stopped"
