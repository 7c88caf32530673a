"""What has happened: the events that units record, the journal keeps and the feed carries.

An event is a frozen dataclass in the past tense. Its `topic` is `<plugin>.<fact>`; its audience is a set of
labels (`centre`, `team:T06`, `area:310107`, `role:auditor`, `user:wang`); whoever holds one of them may see
all of it, so what some of the audience may not see is not in the event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Literal

Severity = Literal["info", "minor", "moderate", "severe", "extreme"]
Need = Literal["none", "displayed", "accept"]
SEVERITIES: tuple[Severity, ...] = ("info", "minor", "moderate", "severe", "extreme")

CENTRE = "centre"


def team_label(team: str) -> str:
    return f"team:{team}"


def area_label(division: str) -> str:
    """The label of one administrative division (GB/T 2260 code: 6 digits a district, 9 a street)."""
    return f"area:{division}"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. `exercise` is the exercise's id, or None for the real thing; it has no default."""

    topic: ClassVar[str]
    severity: ClassVar[Severity] = "info"
    need: ClassVar[Need] = "none"

    exercise: str | None

    def audience(self) -> Iterable[str]:
        """The labels of those who may see this event; the centre unless an event says otherwise."""
        return (CENTRE,)

    def subject(self) -> str:
        """The id of the thing it happened to (an incident, an order, a filing): ids only, never names."""
        return ""

    def due(self) -> datetime | None:
        """When `need` must be met (UTC), where it is not `none`."""
        return None

    def data(self) -> dict[str, Any]:
        """The event's own fields as plain values; `exercise` travels in the envelope."""
        kind: Any = type(self)
        return {name: getattr(self, name) for name in _own_fields(kind)}


@cache
def _own_fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name != "exercise")


ERASED = "(依法删除 erased by law)"
"""Stands in a kept text that had to go: in both languages, because nobody knows who will read it."""


@dataclass(frozen=True)
class Position:
    """A place in the journal: `seq` is gap-free in commit order, `epoch` changes when history is lost."""

    epoch: str
    seq: int


@dataclass(frozen=True)
class Recorded:
    """An event as the journal keeps it: the envelope, and the data unless it was erased by law."""

    epoch: str
    seq: int
    id: str
    topic: str
    subject: str
    at: datetime
    actor: str
    severity: Severity
    exercise: str | None
    need: Need
    due: datetime | None
    labels: tuple[str, ...]
    data: dict[str, Any] | None

    @property
    def position(self) -> Position:
        return Position(self.epoch, self.seq)
