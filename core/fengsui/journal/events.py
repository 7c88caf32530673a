"""What the journal says about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event


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
