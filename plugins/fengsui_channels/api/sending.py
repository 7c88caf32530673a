"""How another plugin sends by the channels, inside its own unit; the network comes after the commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fengsui_channels.api.gateway import Kind, State


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message to be sent. A drill's `text` has its marks already: nothing is added to it."""

    about: str
    purpose: str
    kind: Kind
    who: str
    to: str
    text: str
    exercise: str | None


@dataclass(frozen=True, kw_only=True)
class Try:
    """A message and what became of it so far; `why` is the gateway's reason."""

    id: str
    about: str
    purpose: str
    kind: Kind
    who: str
    text: str
    asked_at: datetime
    state: State
    gateway: str = ""
    why: str = ""
    tried_at: datetime | None = None


class Channels(Protocol):
    """Answered by the channels plugin, inside the asker's transaction."""

    def kinds(self) -> frozenset[Kind]:
        """The kinds that some gateway carries now."""
        ...

    def send(self, draft: Draft) -> str:
        """Only in a unit: the message is handed to a gateway once the unit is on disk. Returns its id."""
        ...

    def tries(self, abouts: Collection[str]) -> Mapping[str, tuple[Try, ...]]:
        """What was sent about each of these, oldest first."""
        ...
