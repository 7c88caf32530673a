"""What the rig's server can be told over the feed: to make something happen, again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from fengsui.events import CENTRE, Event, Need, Severity, team_label
from fengsui.hooks import About, Command, Unit
from fengsui.text import N_

TEAM, OTHERS = team_label("RIG"), team_label("OTHERS")
PADDING = "x" * 500
"""So that a few hundred events fill the buffers of a client that does not read."""

ABOUT = About(
    name="rig",
    version="1",
    title=N_("The feed's rig"),
    permissions={"rig.happen": N_("Make something happen on the rig's server")},
)


@dataclass(frozen=True, kw_only=True)
class Alerted(Event):
    """Something that a team must answer. Every third of many is for others."""

    topic: ClassVar[str] = "rig.alerted"
    severity: ClassVar[Severity] = "severe"
    need: ClassVar[Need] = "accept"
    until: datetime
    ours: bool = True
    padding: str = PADDING

    def audience(self) -> Iterable[str]:
        return (TEAM, CENTRE) if self.ours else (OTHERS,)

    def due(self) -> datetime:
        return self.until


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    """Something that is only said."""

    topic: ClassVar[str] = "rig.noted"
    padding: str = PADDING

    def audience(self) -> Iterable[str]:
        return (TEAM, CENTRE)


EVENTS: tuple[type[Event], ...] = (Alerted, Noted)


class Happen(BaseModel):
    model_config = ConfigDict(extra="forbid")

    times: Annotated[int, Field(ge=1, le=1000)] = 1


def happen(unit: Unit, given: Happen) -> dict[str, int]:
    """The first is an alert to the team; then every fifth is a note, and of the alerts every third is for others."""
    for number in range(given.times):
        if number % 5 == 4:
            unit.record(Noted(exercise=None))
        else:
            unit.record(Alerted(exercise=None, until=unit.now, ours=number % 3 != 2))
    return {"times": given.times}


def commands() -> list[Command[Any]]:
    return [Command(name="happen", summary=N_("Make something happen"), payload=Happen, run=happen)]
