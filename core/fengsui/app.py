"""The composition root: settings in, a running system out. Nothing else wires anything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.metadata import EntryPoint
from typing import Any, TypeVar

from sqlalchemy import Engine

from fengsui import archiving, core, erasing
from fengsui.access import commands as access
from fengsui.access.door import Door
from fengsui.access.events import EVENTS as ACCESS_EVENTS
from fengsui.access.ground import Ground
from fengsui.access.limits import limits_of
from fengsui.access.policy import Actor, Role, system_actor
from fengsui.bounded import Span, ended
from fengsui.clock import Clock, Ids, SystemClock
from fengsui.commands import Commands, Shown
from fengsui.errors import FengsuiError
from fengsui.events import Event, Position, Recorded
from fengsui.faces import PluginFace
from fengsui.feed.events import Delivered
from fengsui.feed.presence import Nobody
from fengsui.hooks import Presence
from fengsui.journal.source import JournalSource
from fengsui.journal.writing import ensure_head
from fengsui.nodes.lease import LeaseTimes
from fengsui.nodes.membership import Membership
from fengsui.plugins import HOOK_SECONDS, Plugin, PluginHost, discover, is_builtin
from fengsui.registry import BoundCommand, BoundView, Registry
from fengsui.relay import Relay
from fengsui.roles import merge_roles, read_roles
from fengsui.rules import RuleBook
from fengsui.setting_rules import RuleChanged
from fengsui.settings import Settings
from fengsui.storage.database import Database, Scope, Waiting
from fengsui.storage.engine import data_lock, is_sqlite, reading_engine, writing_engine
from fengsui.storage.migrate import Schema, migrate
from fengsui.storage.opening import check_beside, made_ready
from fengsui.storage.postgres import migrating_alone
from fengsui.storage.runner import Runner
from fengsui.storage.trouble import Trouble
from fengsui.sweeps import Sweeps
from fengsui.unit import BoundReading, BoundUnit, Facilities
from fengsui.watch import marks
from fengsui.watch.places import places_of
from fengsui.watch.vitals import Vitals

log = logging.getLogger(__name__)

T = TypeVar("T")


class System:
    """Everything that runs, from the database to the sweeps; HTTP and the feed stand in front of it.

    `runner` is where units and views run, where that is not on threads: a simulation passes its own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        ids: Ids | None = None,
        points: Sequence[EntryPoint] | None = None,
        hook_seconds: float = HOOK_SECONDS,
        lifespan_seconds: float = HOOK_SECONDS,
        runner: Runner[Waiting] | None = None,
        lease: LeaseTimes | None = None,
    ) -> None:
        self.settings = settings
        self._runner = runner
        self.clock = clock or SystemClock(timedelta(seconds=settings.story_offset_s))
        self.ids = ids or Ids()
        self.host = PluginHost(settings.plugins, hook_seconds=hook_seconds)
        self.presence: Presence = Nobody()
        self.vitals = Vitals()
        self.rules = RuleBook()
        self._rules_changed = asyncio.Event()
        self.limits = limits_of(settings)
        self.door = Door(self, self.limits)
        self._points = discover() if points is None else list(points)
        self._stack = AsyncExitStack()
        self._lifespan_seconds = lifespan_seconds
        self._lease = lease or LeaseTimes()
        self.roles: dict[str, Role] = {}

    @property
    def registry(self) -> Registry:
        return self.host.registry

    @property
    def plugins(self) -> list[Plugin]:
        return self.host.plugins

    # -- life ----------------------------------------------------------------------------------------

    async def start(self, *, background: bool = True) -> None:
        """Loads plugins, migrates, and sets everything going. Without `background`, sweeps wait to be called.

        What does not come up leaves nothing behind: no thread, no connection, no lock.
        """
        try:
            await self._begin(background)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stops in the opposite order; what was acknowledged is on disk already."""
        await self._stack.aclose()

    async def _begin(self, background: bool) -> None:
        closing = self._stack
        url, me = self.settings.url, self.ids.new()
        closing.enter_context(data_lock(self.settings.data))
        marks.settle(self.settings.data, places_of(self._points), self.clock.now())
        unchecked = made_ready(url)
        self.load()
        engine = writing_engine(url)
        closing.callback(engine.dispose)
        with migrating_alone(url):
            self._migrate(engine)
            self._seed(engine)
        self.facilities = self._facilities()
        self.database = Database(engine, reading_engine(url), self.facilities, self._runner, me)
        self.database.vitals = self.vitals
        self.database.pace.noticed = lambda name: self.host.flooded(name, self.clock.now().timestamp())
        self.database.start()
        closing.push_async_callback(self.database.stop)
        closing.push_async_callback(ended, [asyncio.create_task(check_beside(unchecked, self.database.health))])
        self.membership = Membership(url, me, self.settings.data, self.database, self._lease)
        closing.push_async_callback(self.membership.stop)
        await self.membership.start()
        tenure = self.membership.tenure
        self.commands = Commands(self.registry, self.database, self.host.require_live)
        faces = {plugin.name: PluginFace(plugin.name, self.database, self.commands) for plugin in self.plugins}
        await self._enter_lifespans(faces)
        self.source = JournalSource(self.database)
        await self.source.start()
        followers = (self.source.follow(self._heard, self.source.head().seq), self._reload_rules())
        if not self.membership.alone:  # another node may have set a rule while this one came up
            with self.database.reading.connect() as connection:
                self.rules.load(connection)
        closing.push_async_callback(ended, [asyncio.create_task(follower) for follower in followers])
        self.relay = Relay(self.database, self.host, dict(faces), tenure)
        await self.relay.start()
        closing.push_async_callback(self.relay.stop)
        await self._tell_what_was_blocked()
        self.sweeps = Sweeps(self.database, self.host, tenure)
        closing.push_async_callback(self.sweeps.stop)
        if background:
            self.sweeps.start()

    def load(self) -> None:
        """Takes the core's declarations and those of every plugin that is allowed; touches no database."""
        allow = self.settings.allow_plugins

        def allowed(point: EntryPoint) -> bool:
            if self.settings.only_builtin:
                return is_builtin(point)
            return allow is None or point.name in allow

        self._load_core()
        self.host.load(self._points, allowed=allowed, left_out=marks.read(self.settings.data).plugins)
        own = read_roles(core.FOLDER / "roles.yaml")
        self.roles = merge_roles([*own, *(role for plugin in self.host.loaded for role in plugin.roles)])

    def _load_core(self) -> None:
        registry = self.registry
        own = [*core.commands(), *access.commands(), *erasing.commands()]
        shown = [*core.views(), *access.views(), *erasing.views()]
        registry.commands.update({f"core.{c.name}": BoundCommand("core", c) for c in own})
        registry.views.update({f"core.{v.name}": BoundView("core", v) for v in shown})
        own_events: list[type[Event]] = [*core.EVENTS, *ACCESS_EVENTS, Delivered]
        registry.events.update({event.topic: event for event in own_events})
        registry.sweeps["core"] = [*core.sweeps(), *erasing.sweeps(), *archiving.sweeps()]
        registry.permissions.update({**core.ABOUT.permissions, **access.PERMISSIONS, **erasing.PERMISSIONS})
        registry.providers[Presence] = ("core", lambda _: self.presence)
        registry.providers[erasing.Erasers] = ("core", lambda _: erasing.Erasers(self.host))
        registry.providers[Ground] = ("core", lambda _: Ground(self.roles, self.limits))

    def _migrate(self, engine: Engine) -> None:
        schemas = [Schema("core", core.FOLDER / "migrations")]
        schemas += [plugin.schema for plugin in self.host.loaded if plugin.schema is not None]
        stamp = self.clock.now().strftime("%Y%m%dT%H%M%S")
        backup = (
            self.settings.data / "backups" / f"before-migration-{stamp}.sqlite"
            if is_sqlite(self.settings.url)
            else None
        )
        for name, reason in migrate(engine, schemas, backup).items():
            plugin = self.host.get(name)
            if plugin is not None:
                self.host.drop(plugin, reason)

    def _seed(self, engine: Engine) -> None:
        with engine.begin() as connection:
            ensure_head(connection, self.ids)
            for plugin in self.host.loaded:
                self.rules.seed(connection, plugin.name, plugin.rules, self.clock.now())
            self.rules.load(connection)

    def _facilities(self) -> Facilities:
        return Facilities(
            clock=self.clock,
            ids=self.ids,
            settings=self.settings,
            rules=self.rules,
            sections={p.name: p.section for p in self.host.loaded if p.section is not None},
            providers=self.registry.providers,
            each=self.registry.each,
            started_at=self.clock.now(),
        )

    def _heard(self, event: Recorded) -> None:
        """What every node must know of at once, whoever recorded it."""
        self.door.heard(event)
        if event.topic == RuleChanged.topic:
            self._rules_changed.set()

    async def _reload_rules(self) -> None:
        """For ever: rules that were set on any node are in force here."""
        while True:
            await self._rules_changed.wait()
            self._rules_changed.clear()
            try:
                await self.read(lambda reading: self.rules.load(reading.connection))
            except FengsuiError as error:
                log.warning("the rules could not be read anew: %s", error)
                self._rules_changed.set()
                await asyncio.sleep(1)

    async def _enter_lifespans(self, faces: Mapping[str, PluginFace]) -> None:
        for plugin in list(self.host.loaded):
            try:
                span = self.host.call(plugin, "fengsui_lifespan", host=faces[plugin.name])
                if span is not None:
                    entered = Span(span, plugin.name, self._lifespan_seconds)
                    await entered.enter()
                    self._stack.push_async_callback(entered.leave)
            except (Exception, SystemExit) as error:
                self.host.drop(plugin, f"its lifespan failed: {type(error).__name__}: {error}")

    async def _tell_what_was_blocked(self) -> None:
        """What happened while no journal could be written: which server was blocked, which plugin is left out."""
        notes = marks.read(self.settings.data).notes
        if notes:
            await self.run(lambda unit: core.record_notes(unit, notes))
            marks.told(self.settings.data, notes)

    def _release(self, plugin: str) -> None:
        found = marks.read(self.settings.data)
        if found.release(plugin):
            marks.write(self.settings.data, found)

    # -- use -----------------------------------------------------------------------------------------

    async def execute(self, name: str, payload: Mapping[str, Any], actor: Actor, key: str | None = None) -> Any:
        """A command's answer, once it is on disk."""
        answer = await self.commands.execute(name, payload, actor, key)
        if name == "core.set_rule":
            await self.read(lambda reading: self.rules.load(reading.connection))
        if name == "core.replay":
            answer |= {"handled": await self.relay.replay(answer["plugin"])}
        if name == "core.release_plugin":
            self._release(answer["plugin"])
        return answer

    async def show(self, name: str, parameters: Mapping[str, Any], actor: Actor) -> Shown:
        return await self.commands.show(name, parameters, actor)

    async def run(self, work: Callable[[BoundUnit], T], plugin: str = "core", actor: Actor | None = None) -> T:
        return await self.database.run(work, Scope(plugin, actor or system_actor(plugin)))

    async def read(self, view: Callable[[BoundReading], T], plugin: str = "core", actor: Actor | None = None) -> T:
        return (await self.database.read(view, Scope(plugin, actor or system_actor(plugin))))[1]

    @property
    def trouble(self) -> Trouble | None:
        """Since when and why nothing can be saved; None while all is well."""
        return self.database.health.trouble

    @property
    def warnings(self) -> list[str]:
        """Codes of what this node cannot do though it serves: the signed heads."""
        return sorted(set(self.facilities.warnings.values()))

    async def head(self) -> Position:
        return (await self.database.read(lambda _: None, Scope("core", system_actor("core"))))[0]
