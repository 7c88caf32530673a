"""What the feed client hands to the program: events, and how it stands with the connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from fengsui.events import Position

Way = Literal["websocket", "sse", "poll"]
"""A websocket, or where none goes through: server-sent events, or long poll."""
Condition = Literal["offline", "connecting", "syncing", "live", "gap", "unsaved", "failed"]


@dataclass(frozen=True)
class Received:
    """An event (a CloudEvents object). Not `fresh`: an alert from before this start that nobody has answered."""

    event: dict[str, Any]
    position: Position
    fresh: bool


@dataclass(frozen=True)
class State:
    """How it stands with the connection, for the person: `text` is in his language, `code` is stable.

    `gap`: what we show cannot be proven whole; read a view, then `resubscribe` after its position.
    `way`: by what it is connected, None while it is not.
    `unsaved`: the device's disk refuses; alerts are still handed out, but not acknowledged.
    """

    condition: Condition
    code: str = ""
    text: str = ""
    retry_in: float | None = None
    way: Way | None = None
