"""The sample city, made once on each database; every test begins from a copy of it, at 03:12."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.stories.night import Centre

_numbers = itertools.count(1)


async def _made(centre: Centre) -> None:
    async with centre.awake():
        pass


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the city in it."""
    folder = tmp_path_factory.mktemp("city") / "data"
    asyncio.run(_made(Centre(folder)))
    return folder


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
