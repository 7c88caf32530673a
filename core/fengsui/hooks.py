"""The whole surface a plugin builds on: the hooks, what they declare, and what a declaration is handed.

A plugin is a package with an entry point in the group `fengsui.plugins`. It implements the hooks it needs,
each one line that imports inside the function. Beside them it has folders by convention: `migrations/` (alembic),
`locale/` (gettext), `rules.yaml` (dated rules), `roles.yaml` (bundles of permissions), `sample/`.
See docs/hooks.md, which a test keeps complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import pluggy

from fengsui.access.policy import Actor
from fengsui.errors import Fault
from fengsui.events import Event, Recorded

if TYPE_CHECKING:
    import argparse

    from pydantic import BaseModel
    from sqlalchemy import Connection, MetaData

PROJECT = "fengsui"
API_VERSION = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

P = TypeVar("P")
S = TypeVar("S", bound="BaseModel")
T = TypeVar("T")


# -- what declarations are handed ------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A dated rule row in force: its value, and where it comes from."""

    plugin: str
    key: str
    value: Any
    basis: str
    certainty: str
    effective_from: date


class Reading(Protocol):
    """One consistent read transaction, or the reading half of a unit."""

    plugin: str
    actor: Actor
    now: datetime

    @property
    def connection(self) -> Connection:
        """SQLAlchemy Core; never commit, roll back or close it."""
        ...

    def settings(self, model: type[S]) -> S:
        """This plugin's settings, as the model it declared."""
        ...

    def centre(self) -> Mapping[str, str]:
        """The centre's own `name`, `division`, `level`, `phone`, `zone` and `language`."""
        ...

    def rule(self, key: str) -> Rule:
        """This plugin's rule row in force now; raises Missing where none is enabled."""
        ...

    def ask(self, protocol: type[P]) -> P:
        """Another plugin's answer to `protocol`, in this same transaction; raises Unavailable without one."""
        ...

    def ask_each(self, protocol: type[P]) -> Sequence[P]:
        """The answers of all plugins that provide `protocol` as one of `several`, in the order of their names.

        A provider whose `make` raises is left out and logged: it takes nobody else's answer away.
        """
        ...

    def kept(self, make: Callable[[], T]) -> T:
        """What this plugin keeps in memory while this server runs, made at first by `make` (a class): never the truth,
        only what is quicker to keep than to read again. Several threads may use it at once."""
        ...

    def working_days(self, start: date, days: int) -> tuple[date, bool]:
        """The date `days` working days after `start` (not counted), and whether its calendar is certain."""
        ...

    def history(self, subject: str, limit: int = 200) -> list[Recorded]:
        """The journal's events on `subject`, oldest first, the last `limit` of them."""
        ...

    @property
    def started_at(self) -> datetime:
        """When this server began to run (UTC): a deadline from before that ran out while nobody watched it."""
        ...


class Unit(Reading, Protocol):
    """A unit of work: everything in it is committed together with the events it records, or nothing is.

    The function that gets it may be run again, so it must have no side effect but through the unit.
    """

    def record(self, event: Event) -> None:
        """Adds `event` to the journal when the unit commits. Raises if it mixes a drill with the real thing."""
        ...

    def enter(self, exercise: str | None) -> None:
        """Binds the unit to an exercise (or to the real thing); `record` refuses events of the other kind."""
        ...

    def new_id(self) -> str:
        """A random id."""
        ...


class Presence(Protocol):
    """Provided by the core: which feed labels have a live connection (`team:T06`)."""

    def online(self, label: str) -> bool: ...

    def last_seen(self, label: str) -> datetime | None: ...

    def since(self, moment: datetime, beginning: str) -> Mapping[str, bool]:
        """Of the labels with this beginning (`team:`): those online (True), those lost at `moment` or later (False).

        Costs what is connected, not what is registered.
        """
        ...


class RuleCheck(Protocol):
    """Provided by a plugin as one of `several`: whether a new value for one of its own rules could be used."""

    plugin: str

    def faults(self, key: str, value: Any) -> Sequence[Fault] | None:
        """Every fault of `value`, its paths within the value; none where it is right. None: the core compares its kind
        with that of the shipped value."""
        ...


class Host(Protocol):
    """What a plugin's lifespan is handed."""

    async def run(self, work: Callable[[Unit], T]) -> T:
        """Runs `work` as one unit, as the plugin itself."""
        ...

    async def read(self, view: Callable[[Reading], T]) -> T: ...

    async def execute(self, command: str, payload: Mapping[str, Any]) -> Any:
        """Executes a command as the plugin itself."""
        ...

    def settings(self, model: type[S]) -> S: ...


# -- declarations ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class About:
    """`requires` names other plugins; `permissions` maps each permission to a sentence saying what it allows."""

    name: str
    version: str
    title: str
    requires: tuple[str, ...] = ()
    api: int = API_VERSION
    permissions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Command(Generic[P]):
    """Something a person or a client tells the system to do: HTTP, the feed, the palette and `fengsui call`.

    `run` is one unit. `permission` defaults to `<plugin>.<name>`; `area` names the division that the payload
    concerns, for the policy. `offline` commands are pure: their `run` gets None for a unit. A `secret` answer
    (a token, a one-time code) is not kept, so a repeated idempotency key is refused instead of answered again.
    """

    name: str
    summary: str
    payload: type[P]
    run: Callable[[Any, P], object]
    permission: str = ""
    area: Callable[[P], str] | None = None
    offline: bool = False
    secret: bool = False
    answer: Any = None


@dataclass(frozen=True, kw_only=True)
class View(Generic[P]):
    """Something to look at. `read` runs in one read transaction; the answer travels with its position."""

    name: str
    summary: str
    read: Callable[[Any, P], object]
    parameters: type[P]
    permission: str = ""
    answer: Any = None


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Journal events handed to the plugin in order. `topics` end in `*` for a whole plugin's.

    `handle(unit, recorded)` runs in a unit, in which the plugin's cursor moves too: exactly once. A coroutine
    function gets `(host, recorded)` instead and is run at least once, within `timeout`. What fails is retried,
    then parked for this plugin alone.
    """

    topics: tuple[str, ...]
    handle: Callable[[Any, Recorded], Any]
    timeout: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Deadlines: every `every`, a cheap read says what is due; only then a unit for each of them.

    `act` must move the state so that `due` no longer names the item: that is why it fires once. With several nodes it
    runs on one of them; `everywhere` is for what is about the very process that runs it (its clock, its own files).
    """

    name: str
    every: timedelta
    due: Callable[[Any], Sequence[Any]]
    act: Callable[[Any, Any], None]
    everywhere: bool = False


@dataclass(frozen=True, kw_only=True)
class Provider(Generic[P]):
    """An answer to a Protocol that other plugins ask for; `make(reading_or_unit)` binds it to a transaction.

    One plugin answers a Protocol (`ask`), or, where all its providers say `several`, as many as there are
    (`ask_each`); one of several whose `make` returns None has no answer now.
    """

    protocol: type[P]
    make: Callable[[Any], P | None]
    several: bool = False


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """Something the plugin keeps of persons, to be destroyed by its id where a law asks for it (`core.erase`).

    `subjects(reading, id)` names the journal's subjects about it, whose events of the `topics` are destroyed; it
    raises Missing, or Conflict while the thing is still needed. `erase(unit, id)` destroys the plugin's own rows of
    it; after a restore it is run again, so it does not mind what is gone already.
    """

    name: str
    summary: str
    subjects: Callable[[Any, str], Iterable[str]]
    erase: Callable[[Any, str], None]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A console screen, named by a string (`package.screen:Class`) so that the server never imports it."""

    name: str
    title: str
    target: str
    key: str = ""
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A command-line verb: `arguments(parser)` adds its options, `run(namespace)` returns the exit code.

    A name of two words (`rules grade`) shares its first word with other plugins' verbs.
    """

    name: str
    summary: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class Hooks:
    """Every hook. All return declarations; the core checks, prefixes, orders and isolates them."""

    @hookspec
    def fengsui_about(self) -> About:
        """Who the plugin is, what it requires, which permissions it defines. The only hook that is required."""
        raise AssertionError

    @hookspec
    def fengsui_settings(self) -> type[BaseModel]:
        """The model of the plugin's section in the settings file; a bad value keeps the plugin out, with its path."""
        raise AssertionError

    @hookspec
    def fengsui_tables(self) -> MetaData:
        """SQLAlchemy Core tables, each named `<plugin>_…`; `migrations/` builds them."""
        raise AssertionError

    @hookspec
    def fengsui_events(self) -> Iterable[type[Event]]:
        """The event classes that the plugin records, each topic beginning with `<plugin>.`."""
        raise AssertionError

    @hookspec
    def fengsui_commands(self) -> Iterable[Command[Any]]:
        """Commands, served at POST /api/v1/<plugin>/<name>."""
        raise AssertionError

    @hookspec
    def fengsui_views(self) -> Iterable[View[Any]]:
        """Views, served at GET /api/v1/<plugin>/<name>."""
        raise AssertionError

    @hookspec
    def fengsui_subscriptions(self) -> Iterable[Subscription]:
        """Which journal events the plugin is handed."""
        raise AssertionError

    @hookspec
    def fengsui_sweeps(self) -> Iterable[Sweep]:
        """Deadlines that the plugin watches."""
        raise AssertionError

    @hookspec
    def fengsui_providers(self) -> Iterable[Provider[Any]]:
        """Protocols that the plugin answers for others."""
        raise AssertionError

    @hookspec
    def fengsui_erasures(self) -> Iterable[Erasure]:
        """What the plugin keeps of persons, and how it is destroyed."""
        raise AssertionError

    @hookspec
    def fengsui_screens(self) -> Iterable[Screen]:
        """Screens of the console."""
        raise AssertionError

    @hookspec
    def fengsui_verbs(self) -> Iterable[Verb]:
        """Verbs of the command line."""
        raise AssertionError

    @hookspec
    def fengsui_lifespan(self, host: Host) -> AbstractAsyncContextManager[None]:
        """Entered when the server starts and left when it stops; each side within 10 s."""
        raise AssertionError
