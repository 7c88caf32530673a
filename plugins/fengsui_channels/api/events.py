"""What was asked of a gateway and what it answered. No number and no text is in an event: those can be destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event
from fengsui_channels.api.gateway import Kind, State


@dataclass(frozen=True, kw_only=True)
class OfMessage(Event):
    """`about` is the order (or whatever else) that the message concerns, `purpose` which demand of it; `who` it is
    for: a team's id, or a post."""

    message: str
    about: str
    purpose: str
    kind: Kind
    who: str

    def subject(self) -> str:
        return self.about


@dataclass(frozen=True, kw_only=True)
class Asked(OfMessage):
    """A message is to go out by this channel: it is handed to a gateway after the commit."""

    topic: ClassVar[str] = "channels.asked"


@dataclass(frozen=True, kw_only=True)
class Tried(OfMessage):
    """What a gateway answered: `taken`, `refused` or `failed`, with its number or its reason."""

    topic: ClassVar[str] = "channels.tried"
    state: State
    gateway: str = ""
    ref: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Replied(OfMessage):
    """Somebody answered the message: `text` as it came (`1`, `2 3`)."""

    topic: ClassVar[str] = "channels.replied"
    text: str


EVENTS: tuple[type[Event], ...] = (Asked, Tried, Replied)
