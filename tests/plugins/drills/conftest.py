"""A running system with the drills and a stand-in for the incidents."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from importlib.metadata import EntryPoint
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from tests.plugins.drills.ground import Range

from fengsui.plugins import GROUP
from fengsui.testing import running

STAND_IN = "fengsui_tests_incidents_stand_in"


def _stand_in() -> EntryPoint:
    if STAND_IN not in sys.modules:
        spec = spec_from_file_location(STAND_IN, Path(__file__).with_name("incidents_stand_in.py"))
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[STAND_IN] = module
        spec.loader.exec_module(module)
    return EntryPoint(name="incidents", value=STAND_IN, group=GROUP)


@pytest.fixture
async def ground() -> AsyncIterator[Range]:
    async with running(plugins=["drills"], extra=[_stand_in()]) as system:
        yield Range(
            system,
            system.actor("exercise_controller", name="limin"),
            system.actor("duty_officer", name="wanglei"),
        )
