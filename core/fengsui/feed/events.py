"""What the feed itself records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event


@dataclass(frozen=True, kw_only=True)
class Delivered(Event):
    """A device has stored an event that needs an answer; a person has not seen it yet.

    `label` is whom the device speaks for; `of`, `of_seq`, `of_topic` and `of_subject` name the event.
    """

    topic: ClassVar[str] = "feed.delivered"

    device: str
    label: str
    of: str
    of_seq: int
    of_topic: str
    of_subject: str

    def subject(self) -> str:
        return self.of_subject
