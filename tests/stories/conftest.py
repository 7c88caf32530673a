"""The sample city, made once on each database; every test begins from a copy of it, at 03:12."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from tests.stories.door import Door, prepare
from tests.stories.night import Centre
from tests.stories.scans import watched

from fengsui.clock import ManualClock
from fengsui.serve import serving
from fengsui.settings import Settings
from fengsui.testing import NIGHT

_numbers = itertools.count(1)


LIVED = ("test_night", "test_midnight", "test_board", "test_past")
"""Stories of a centre at work; others ask every view there is, those too that a person opens once a month."""


@pytest.fixture(autouse=True)
def nothing_that_grows_is_read_whole(request: pytest.FixtureRequest) -> Iterator[None]:
    if not any(word in request.module.__name__ for word in LIVED):
        yield
        return
    with watched() as found:
        yield
    assert not found, "\n\n".join(f"{table} is read whole by: {query}" for query, table in found.items())


async def _made(centre: Centre) -> None:
    async with centre.awake():
        pass


@pytest.fixture(scope="session")
def city_database(postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with the city in it, to copy."""
    postgres.psql("CREATE DATABASE city;")
    asyncio.run(_made(Centre(tmp_path_factory.mktemp("city"), str(postgres.get_uri("city")))))
    return "city"


@pytest.fixture
def centre(city_folder: Path, tmp_path: Path) -> Centre:
    """The city on SQLite."""
    shutil.copytree(city_folder, tmp_path / "data")
    return Centre(tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgres"])
def either_centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    """The same on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("centre")
        return
    template, postgres = request.getfixturevalue("city_database"), request.getfixturevalue("postgres")
    name = f"night_{next(_numbers)}"
    postgres.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
    yield Centre(tmp_path, str(postgres.get_uri(name)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(city_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A real server on free ports and a clock that stands still: the head moves only when somebody is heard."""
    data = tmp_path_factory.mktemp("door") / "data"
    shutil.copytree(city_folder, data)
    settings = Settings(data=data, http_port=0, feed_port=0, plugins={"sample": {"load": True}})
    async with serving(settings, ManualClock(NIGHT)) as server, aiohttp.ClientSession() as client:
        made = Door(server, client)
        await prepare(made)
        yield made
