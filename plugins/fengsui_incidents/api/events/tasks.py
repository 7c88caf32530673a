"""Tasks: added on the spot, given to another, proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fengsui_incidents.api.events.common import OfIncident, TaskSet


@dataclass(frozen=True, kw_only=True)
class TaskDone(OfIncident):
    """A task's result. Where nobody answered it stays open, with the new time in `again_by`. `skipped`: the tasks that
    it should have waited for."""

    topic: ClassVar[str] = "incidents.task_done"
    task: str
    result: str
    note: str = ""
    again_by: datetime | None = None
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskAdded(OfIncident):
    topic: ClassVar[str] = "incidents.task_added"
    task: TaskSet


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(OfIncident):
    topic: ClassVar[str] = "incidents.task_assigned"
    task: str
    was: str
    owner: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(OfIncident):
    topic: ClassVar[str] = "incidents.evidence_added"
    task: str
    text: str
    reference: str = ""
