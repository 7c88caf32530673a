"""What the feed itself records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event


@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """A device has stored an event that somebody must answer. `label` is whose device; `of` the event's id."""

    topic: ClassVar[str] = "feed.delivered"
    device: str
    label: str
    of: str
    of_seq: int
    of_topic: str
    of_subject: str

    def subject(self) -> str:
        return self.of_subject
