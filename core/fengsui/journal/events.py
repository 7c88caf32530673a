"""What the journal says about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import CENTRE, Event

ARCHIVE = "archive"
"""The subject of what is recorded about it: so the newest is found by the index."""


@dataclass(frozen=True, kw_only=True)
class Restored(Event):
    """The first event of an epoch that began with a backup: what `was` recorded behind `behind` is not here."""

    topic: ClassVar[str] = "core.restored"
    was: str
    """The epoch that the backup was made in."""
    behind: int
    """The last seq that the backup holds."""

    def audience(self) -> Iterable[str]:
        return ("role:administrator", "role:auditor")


@dataclass(frozen=True, kw_only=True)
class Erased(Event):
    """Data of `events` (runs of `[epoch, first, last]`) were destroyed by law, with what a plugin kept of `thing`.

    `again`: a backup was restored that still had them. Holds ids only, and can itself not be erased.
    """

    topic: ClassVar[str] = "core.erased"
    erasure: str
    basis: str
    reason: str
    kind: str
    thing: str
    events: tuple[tuple[str, int, int], ...]
    again: bool = False

    def subject(self) -> str:
        return self.thing

    def audience(self) -> Iterable[str]:
        return (CENTRE, "role:administrator", "role:auditor")


@dataclass(frozen=True, kw_only=True)
class Held(Event):
    """Nothing about the subject may be erased until the hold is released."""

    topic: ClassVar[str] = "core.held"
    thing: str
    reason: str

    def subject(self) -> str:
        return self.thing

    def audience(self) -> Iterable[str]:
        return (CENTRE, "role:administrator", "role:auditor")


@dataclass(frozen=True, kw_only=True)
class HoldReleased(Held):
    topic: ClassVar[str] = "core.hold_released"


@dataclass(frozen=True, kw_only=True)
class Archived(Event):
    """Events `first` to `last` left the database for the archive; `hash` is the last one's, which the next follows."""

    topic: ClassVar[str] = "core.archived"
    first: int
    last: int
    hash: str

    def subject(self) -> str:
        return ARCHIVE

    def audience(self) -> Iterable[str]:
        return ("role:administrator", "role:auditor")
