"""The exercise ground: what a test says, in the words of a controller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fengsui.access.policy import Actor
from fengsui.testing import Running


@dataclass
class Range:
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

    def recorded(self, *topics: str) -> list[Any]:
        """The journal's events of those topics; their data is there."""
        return list(self.system.recorded(*topics))

    async def show(self, view: str, **parameters: Any) -> Any:
        return await self.system.show(f"drills.{view}", parameters, self.limin)

    async def state(self, drill: str = "EX-07") -> str:
        return str((await self.show("drill", drill=drill)).drill.state)
