"""Relief (换防): after how long on the scene a team is spent, and since when it is told to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

STARTS = "arrived"
ENDS = frozenset({"returning", "ready"})
"""Facts with which a team leaves the scene. `withdrawn` is no end: who was evacuated stands by."""


@dataclass(frozen=True)
class Watch:
    """When the team is to be relieved, and since when that stands in the queue."""

    due: datetime
    shows: datetime


def watch(since: datetime, hours: float, before_minutes: float) -> Watch:
    due = since + timedelta(hours=hours)
    return Watch(due, max(since, due - timedelta(minutes=before_minutes)))
