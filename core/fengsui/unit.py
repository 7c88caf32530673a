"""What a unit of work and a view are handed: `fengsui.hooks.Unit` and `Reading`, bound to one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy import Connection

from fengsui.access.policy import Actor
from fengsui.clock import Clock, Ids
from fengsui.errors import Conflict, Unavailable
from fengsui.events import Event, Recorded
from fengsui.hooks import Rule
from fengsui.journal.reading import history
from fengsui.journal.writing import Fresh, freshly
from fengsui.rules import RuleBook
from fengsui.settings import Settings
from fengsui.text import N_
from fengsui.working_days import add_working_days

K = TypeVar("K")
P = TypeVar("P")
S = TypeVar("S", bound=BaseModel)

log = logging.getLogger(__name__)

UNBOUND = object()


@dataclass
class Facilities:
    """What every transaction may draw on: made once, when the system starts."""

    clock: Clock
    ids: Ids
    settings: Settings
    rules: RuleBook
    sections: Mapping[str, BaseModel] = field(default_factory=dict)
    providers: Mapping[type[Any], tuple[str, Callable[[Any], Any]]] = field(default_factory=dict)
    each: Mapping[type[Any], Mapping[str, Callable[[Any], Any]]] = field(default_factory=dict)
    topics: Mapping[str, frozenset[type[Event]]] = field(default_factory=dict)
    started_at: datetime | None = None
    warnings: dict[str, str] = field(default_factory=dict)
    """What this node cannot do though it serves: a code for each."""
    reported_drift: timedelta = timedelta()
    kept: dict[tuple[str, Callable[[], Any]], Any] = field(default_factory=dict)
    """What plugins keep in memory while this server runs."""

    def today(self) -> date:
        """The day in the centre's own zone."""
        return self.clock.now().astimezone(ZoneInfo(self.settings.centre.zone)).date()


class BoundReading:
    """One read transaction as one plugin sees it."""

    def __init__(
        self, connection: Connection, facilities: Facilities, plugin: str, actor: Actor, now: datetime
    ) -> None:
        self.connection = connection
        self.facilities = facilities
        self.plugin = plugin
        self.actor = actor
        self.now = now
        self._day: date | None = None

    def settings(self, model: type[S]) -> S:
        return cast(S, self.facilities.sections[self.plugin])

    def centre(self) -> Mapping[str, str]:
        found = self.facilities.settings.centre
        return {name: str(value) for name, value in found.model_dump().items()} | {
            "language": self.facilities.settings.language
        }

    def rule(self, key: str) -> Rule:
        if self._day is None:
            self._day = self.now.astimezone(ZoneInfo(self.facilities.settings.centre.zone)).date()
        return self.facilities.rules.in_force(self.plugin, key, self._day)

    def ask(self, protocol: type[P]) -> P:
        found = self.facilities.providers.get(protocol)
        if found is None:
            raise Unavailable(N_("No plugin answers {protocol}."), code="no_provider", protocol=protocol.__name__)
        plugin, make = found
        return cast(P, make(self.as_plugin(plugin)))

    def ask_each(self, protocol: type[P]) -> list[P]:
        found: list[P] = []
        for plugin, make in sorted(self.facilities.each.get(protocol, {}).items()):
            try:
                answer = make(self.as_plugin(plugin))
            except Exception:
                log.warning("%s could not answer %s", plugin, protocol.__name__, exc_info=True)
            else:
                if answer is not None:
                    found.append(cast(P, answer))
        return found

    def as_plugin(self, plugin: str) -> BoundReading:
        """The same transaction as another plugin sees it."""
        return BoundReading(self.connection, self.facilities, plugin, self.actor, self.now)

    def kept(self, make: Callable[[], K]) -> K:
        key = (self.plugin, make)
        if key not in self.facilities.kept:
            self.facilities.kept.setdefault(key, make())
        return cast(K, self.facilities.kept[key])

    def working_days(self, start: date, days: int) -> tuple[date, bool]:
        return add_working_days(start, days)

    def history(self, subject: str, limit: int = 200) -> list[Recorded]:
        return history(self.connection, subject, limit)

    @property
    def started_at(self) -> datetime:
        """When this server began to run: a deadline from before is expired late, not fired."""
        return self.facilities.started_at or self.now


@dataclass
class _Record:
    """What one unit has recorded, shared by all plugins that take part in it."""

    events: list[Fresh] = field(default_factory=list)
    exercise: object = UNBOUND


class BoundUnit(BoundReading):
    """One unit of work as one plugin sees it; `ask` hands the same unit on as the answering plugin."""

    def __init__(
        self,
        connection: Connection,
        facilities: Facilities,
        plugin: str,
        actor: Actor,
        now: datetime,
        shared: _Record | None = None,
    ) -> None:
        super().__init__(connection, facilities, plugin, actor, now)
        self._shared = shared or _Record()

    def as_plugin(self, plugin: str) -> BoundUnit:
        return BoundUnit(self.connection, self.facilities, plugin, self.actor, self.now, self._shared)

    @property
    def events(self) -> list[Fresh]:
        return self._shared.events

    def enter(self, exercise: str | None) -> None:
        if self._shared.exercise is not UNBOUND and self._shared.exercise != exercise:
            raise Conflict(N_("A drill and the real thing cannot be mixed in one step."), code="exercise_mixed")
        self._shared.exercise = exercise

    def record(self, event: Event) -> None:
        if not event.topic.startswith(f"{self.plugin}.") and type(event) not in self._declared():
            raise ValueError(f"{self.plugin} may not record {event.topic}")
        self.enter(event.exercise)
        self._shared.events.append(freshly(event, self.now, self.actor.id))

    def _declared(self) -> frozenset[type[Event]]:
        return self.facilities.topics.get(self.plugin, frozenset())

    def new_id(self) -> str:
        return self.facilities.ids.new()
