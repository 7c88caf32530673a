"""An accident as the reports know it: when it was received, its grades, what was reported of it, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import cast

from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Count, Grade
from fengsui_reports.api.words import EventKind
from fengsui_reports.model.duties import Step
from fengsui_reports.model.follow import Window, kinds_of, windows_of
from fengsui_reports.model.rules import RuleSet


@dataclass(frozen=True)
class Lowered:
    """A count that came to be lower than a report that was sent said."""

    count: Count
    was: int | None
    now: int | None
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """`steps` are the grades as they became known; `reported` the figures of the last report that was sent."""

    incident: str
    title: Words
    place: str
    division: str
    source: str
    received_at: datetime
    occurred_at: datetime | None
    unit_told_at: datetime | None
    urgency: str
    grade: Grade
    near_miss: str
    figures: Mapping[Count, int | None]
    loss_yuan: int | None
    reported: Mapping[Count, int | None] | None
    steps: tuple[Step, ...]
    lowered: tuple[Lowered, ...]
    kind: str
    owed_since: datetime | None
    stopped_reason: str
    ended_at: datetime | None
    closed_at: datetime | None

    @property
    def owes(self) -> bool:
        return self.owed_since is not None and not self.stopped_reason

    @property
    def happened_at(self) -> datetime:
        return self.occurred_at or self.received_at

    def kinds(self, rules: RuleSet) -> frozenset[EventKind]:
        """The settled kind, else every kind that it may still be."""
        if self.kind:
            return frozenset({cast(EventKind, self.kind)})
        return kinds_of(f"{self.title.zh} {self.title.en}", rules)

    def windows(self, zone: tzinfo, rules: RuleSet) -> tuple[Window, ...]:
        return windows_of(self.happened_at, self.kinds(rules), zone, rules)
