"""Those who share the console, and what they see of the world from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulator.people import Person

from fengsui_incidents.api.board import IncidentCard

DIVISION = "310107"
SHANGHAI = ZoneInfo("Asia/Shanghai")

Show = Callable[..., Awaitable[Any]]


@dataclass
class Desk:
    """`show` reads a view, `clock` is the one on the wall of the room, which is right. `patient`: there is time to wait
    for reports that are still being written."""

    officer: Person
    leader: Person
    show: Show
    clock: Callable[[], datetime]
    patient: bool = True

    async def card(self, incident: str) -> IncidentCard | None:
        found: IncidentCard | None = await self.show("incidents.incident", incident=incident)
        return found

    def now(self) -> datetime:
        """In the centre's own zone."""
        return self.clock().astimezone(SHANGHAI)
