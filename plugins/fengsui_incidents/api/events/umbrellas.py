"""An umbrella event (总事件) and the incidents that it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fengsui.events import Event, Severity


@dataclass(frozen=True, kw_only=True)
class OfUmbrella(Event):
    umbrella: str

    def subject(self) -> str:
        return self.umbrella


@dataclass(frozen=True, kw_only=True)
class UmbrellaOpened(OfUmbrella):
    topic: ClassVar[str] = "incidents.umbrella_opened"
    severity: ClassVar[Severity] = "moderate"
    title: str
    incidents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UmbrellaJoined(OfUmbrella):
    topic: ClassVar[str] = "incidents.umbrella_joined"
    incident: str


@dataclass(frozen=True, kw_only=True)
class UmbrellaLeft(OfUmbrella):
    topic: ClassVar[str] = "incidents.umbrella_left"
    incident: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class UmbrellaNoted(OfUmbrella):
    topic: ClassVar[str] = "incidents.umbrella_noted"
    text: str


@dataclass(frozen=True, kw_only=True)
class UmbrellaClosed(OfUmbrella):
    topic: ClassVar[str] = "incidents.umbrella_closed"
    note: str = ""
