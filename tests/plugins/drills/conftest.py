"""A running system with the drills and a stand-in for the incidents."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from fengsui.access.policy import Actor
from fengsui.plugins import GROUP
from fengsui.testing import Running, running

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


@dataclass
class Range:
    """The exercise ground: what a test says, in the words of a controller."""

    system: Running
    limin: Actor
    officer: Actor

    async def schedule(self, drill: str = "EX-07", **other: Any) -> Any:
        payload = {
            "drill": drill,
            "title": "氨泄漏演练",
            "at": "2026-11-22T10:00:00+08:00",
            "controller": "limin",
            "teams": ["T06", "T07"],
            **other,
        }
        return await self.system.execute("drills.schedule", payload, self.limin)

    async def do(self, command: str, drill: str = "EX-07", actor: Actor | None = None, **other: Any) -> Any:
        return await self.system.execute(f"drills.{command}", {"drill": drill, **other}, actor or self.limin)

    async def happen(self, what: str, incident: str = "E1122-01", **other: Any) -> None:
        """Something of the incidents, as that plugin itself."""
        actor = Actor(id="system:incidents", permissions=frozenset({"*"}))
        await self.system.execute(f"incidents.{what}", {"incident": incident, **other}, actor)

    async def show(self, view: str, **parameters: Any) -> Any:
        return await self.system.show(f"drills.{view}", parameters, self.limin)

    async def state(self, drill: str = "EX-07") -> str:
        return str((await self.show("drill", drill=drill)).drill.state)


@pytest.fixture
async def ground() -> AsyncIterator[Range]:
    async with running(plugins=["drills"], extra=[_stand_in()]) as system:
        yield Range(
            system,
            system.actor("exercise_controller", name="limin"),
            system.actor("duty_officer", name="wanglei"),
        )
