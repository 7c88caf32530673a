"""What the events of the field share."""

from __future__ import annotations

from dataclasses import dataclass

from fengsui.events import Event


@dataclass(frozen=True, kw_only=True)
class FieldEvent(Event):
    """An event of one incident, for the centre."""

    incident: str

    def subject(self) -> str:
        return self.incident
