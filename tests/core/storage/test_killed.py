"""kill -9 at random moments: of the writer, of the whole server, of PostgreSQL. The long runs are `make chaos`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.storage import kills, postgres_kills


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.core.storage.killing", str(tmp_path), "200", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    figures = json.loads(done.stdout)
    assert figures["faults"] == []
    assert (figures["cycles"], figures["acknowledged"] > 400) == (200, True)


@pytest.mark.timeout(300)
async def test_a_killed_server_loses_nothing_and_its_clients_show_nothing_twice(tmp_path: Path) -> None:
    figures = await kills.run(tmp_path, cycles=20, seed=1)
    assert figures.faults == []
    assert figures.acknowledged == figures.shown > 20
    assert figures.clients > 1


async def test_a_node_outlives_a_killed_postgres_and_nothing_is_done_twice() -> None:
    figures = await postgres_kills.run(cycles=2, seed=1)
    assert figures.faults == []
    assert figures.acknowledged > 8


def test_a_migration_that_is_killed_is_done_by_the_next_start(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.core.storage.migrating", str(tmp_path), "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    figures = json.loads(done.stdout)
    assert figures["faults"] == []
    assert figures["kills"] >= 8
