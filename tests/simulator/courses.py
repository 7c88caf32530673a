"""What became of each order, out of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fengsui.events import Recorded
from fengsui_incidents.tables import orders

if TYPE_CHECKING:
    from tests.simulator.world import World

HAPPENINGS = ("incidents.fact_recorded", "incidents.changed", "incidents.stood_down", "incidents.evacuation_ordered")
DISTURBING = ("incidents.unreachable", "incidents.reachable", "incidents.closed")
DECISIVE = frozenset({"accepted", "unable", "declined", "moving", "arrived", "controlled", "withdrawn", "returning",
                      "ready", "displayed"})  # fmt: skip


@dataclass
class Course:
    """One order: when it was given, by when it wants an answer, its policy, and everything about it since."""

    order: str
    incident: str
    team: str
    exercise: str | None
    at: datetime
    due: datetime
    kind: str
    policy: Mapping[str, Any]
    events: list[Recorded] = field(default_factory=list)

    def said(self, event: Recorded) -> str:
        data = event.data or {}
        return str(data.get("fact") or data.get("step") or event.topic)


def courses(world: World, journal: Sequence[Recorded]) -> dict[str, Course]:
    found: dict[str, Course] = {}
    rows = {row.id: row for row in world.watch.rows(orders)}
    for event in journal:
        data = event.data or {}
        if event.topic == "incidents.ordered" and event.due is not None:
            row = rows[event.subject]
            found[event.subject] = Course(
                event.subject, data["incident"], data["team"], event.exercise, event.at, event.due, row.kind, row.policy
            )
        elif event.topic == "incidents.closed":
            for course in found.values():
                if course.incident == event.subject:
                    course.events.append(event)
        elif event.subject in found:
            found[event.subject].events.append(event)
    return found
