"""The whole city behind the console, for tests of what the keys do to the record."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.tui.fixtures.served import Centre, Desk, at_the_desk, tale


@pytest.fixture
async def desk(city_folder: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """The duty officer at 03:12, in English: the ammonia call is an incident, two teams are ordered."""
    shutil.copytree(city_folder, tmp_path / "data")
    async with tale(Centre(tmp_path / "data")) as story:
        await story.report()
        await story.send(("T06", "stop_leak"), ("T09", "water"))
        async with at_the_desk(story, tmp_path / "console") as there:
            yield there
