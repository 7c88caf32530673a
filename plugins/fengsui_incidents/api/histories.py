"""Where an incident's events lie in the journal: for a plugin that is new and computes from what was before it."""

from __future__ import annotations

from typing import Protocol


class Histories(Protocol):
    """Provided by the incidents plugin, in the asker's transaction."""

    def incidents(self) -> tuple[str, ...]:
        """Every incident, drills too, oldest first."""
        ...

    def subjects(self, incident: str) -> tuple[str, ...]:
        """The journal's subjects of its events: its own id, its calls', tickets' and orders'."""
        ...
