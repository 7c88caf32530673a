"""What the journal says about servers that were blocked and plugins that are left out: the core's events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import CENTRE, Event
from fengsui.watch.marks import Note

ADMINISTRATORS = "role:administrator"


@dataclass(frozen=True, kw_only=True)
class _OfPlugin(Event):
    plugin: str

    def subject(self) -> str:
        return self.plugin

    def audience(self) -> Iterable[str]:
        return (CENTRE, ADMINISTRATORS)


@dataclass(frozen=True, kw_only=True)
class ServerBlocked(_OfPlugin):
    """The server before this one was ended: `what` stood still and where; `plugin` is empty where none was named."""

    topic: ClassVar[str] = "core.server_blocked"
    what: str


@dataclass(frozen=True, kw_only=True)
class PluginQuarantined(_OfPlugin):
    """It is left out of every start until an administrator releases it."""

    topic: ClassVar[str] = "core.plugin_quarantined"
    reason: str


@dataclass(frozen=True, kw_only=True)
class PluginReleased(_OfPlugin):
    """It is loaded again at the next start."""

    topic: ClassVar[str] = "core.plugin_released"
    by: str


def noted(note: Note) -> Event:
    """The event that a note in the data folder stands for."""
    if note.kind == "quarantined":
        return PluginQuarantined(exercise=None, plugin=note.plugin, reason=note.text)
    if note.kind == "released":
        return PluginReleased(exercise=None, plugin=note.plugin, by=note.text)
    return ServerBlocked(exercise=None, plugin=note.plugin, what=note.text)
