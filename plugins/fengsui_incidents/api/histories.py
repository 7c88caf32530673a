"""Where an incident's events lie in the journal: for a plugin that is new and computes from what was before it."""

from __future__ import annotations

from typing import Protocol


class Histories(Protocol):
    """Provided by the incidents plugin, in the asker's transaction."""

    def incidents(self, after: str, limit: int) -> tuple[str, ...]:
        """Incidents, drills too, in the order of their ids: the next `limit` after the id `after` (an empty text: the
        first)."""
        ...

    def subjects(self, incident: str) -> tuple[str, ...]:
        """The journal's subjects of its events: its own id, its calls', tickets' and orders'."""
        ...
