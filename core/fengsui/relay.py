"""The bus: journal events handed to each plugin in order, from a cursor of its own, on the node that holds the lease.

A unit handler runs in the unit that also moves the cursor: exactly once. A coroutine handler runs first, within
its time, then the cursor moves: at least once. What fails is tried three times, then parked for that plugin
alone, and can be replayed; nobody else waits for it. While nothing can be saved the bus stands still: that is no
plugin's fault, and what a coroutine does outside must not be done again every second.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from fengsui.access.policy import system_actor
from fengsui.bounded import bounded, ended
from fengsui.cursors import CursorMoved, cursor_of, move, park, parked_events, unpark
from fengsui.errors import FengsuiError
from fengsui.events import Position, Recorded
from fengsui.hooks import Host, Subscription
from fengsui.journal.reading import PAGE, read_after
from fengsui.nodes.lease import LeaseLost, Tenure
from fengsui.plugins import Plugin, PluginHost
from fengsui.storage.database import Database, Scope
from fengsui.storage.trouble import StorageFailed
from fengsui.topics import matches
from fengsui.unit import BoundReading, BoundUnit

log = logging.getLogger(__name__)

TRIES = 3
BACKOFF_SECONDS = 0.05
POLL_SECONDS = 1.0
TOGETHER = 16
"""So many events at most share a unit: a command never waits for long behind the bus."""


@dataclass
class _Reader:
    """One plugin's place in the journal; `stored` is what its cursor row says, `sure` that nobody else moved it."""

    plugin: Plugin
    subscriptions: list[Subscription]
    seq: int
    stored: int
    sure: bool = True
    idle: asyncio.Event = field(default_factory=asyncio.Event)


Call = tuple[Subscription, Recorded]


class Relay:
    """Runs one task a plugin."""

    def __init__(self, database: Database, host: PluginHost, faces: dict[str, Host], tenure: Tenure) -> None:
        self._database = database
        self._tenure = tenure
        self._host = host
        self._faces = faces
        self._readers: list[_Reader] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._head = 0
        self._moved = asyncio.Condition()

    async def start(self) -> None:
        """Reads every cursor (a new plugin begins at the head) and sets the tasks going."""
        for plugin in self._host.loaded:
            subscriptions = self._host.registry.subscriptions.get(plugin.name, [])
            if subscriptions:
                seq = await self._database.run(cursor_of, Scope(plugin.name, system_actor(plugin.name)))
                self._readers.append(_Reader(plugin, subscriptions, seq, seq))
        self._database.on_commit.append(self._committed)
        self._tenure.on_change.append(self._tenure_changed)
        # What was committed since this was read is known already, and would be asked for only after the next commit.
        self._committed((await self._database.read(lambda _: None, Scope("core", system_actor("core"))))[0])
        self._tasks = [asyncio.create_task(self._follow(reader)) for reader in self._readers]

    async def stop(self) -> None:
        await ended(self._tasks)
        for reader in self._readers:
            if reader.seq != reader.stored and reader.sure and self._tenure.held and reader.plugin.state == "loaded":
                try:
                    await self._store_lazily(reader)
                except CursorMoved:
                    pass  # by the unit that was on its way when we stopped
                except FengsuiError as error:
                    log.warning("the cursor of %s stays behind: %s", reader.plugin.name, error)

    def _scope(self, reader: _Reader) -> Scope:
        return Scope(reader.plugin.name, system_actor(reader.plugin.name), self._tenure.token)

    def _tenure_changed(self) -> None:
        """Another node may have moved the cursors meanwhile."""
        for reader in self._readers:
            reader.sure = False
            reader.idle.set()

    def _committed(self, position: Position) -> None:
        if position.seq > self._head:
            self._head = position.seq
            for reader in self._readers:
                reader.idle.set()

    async def settled(self) -> None:
        """Returns when every live plugin has handled all that was recorded, at once where the lease is elsewhere."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self._tenure.held or all(map(self._up_to_date, self._readers)))

    def _up_to_date(self, reader: _Reader) -> bool:
        return (reader.sure and reader.seq >= self._head) or reader.plugin.state != "loaded"

    async def _follow(self, reader: _Reader) -> None:
        while reader.plugin.state == "loaded":
            reader.idle.clear()
            token = self._tenure.token
            if self._database.health.trouble is not None:
                await asyncio.sleep(POLL_SECONDS)
                continue
            try:
                behind = self._tenure.held and await self._advance(reader)
            except asyncio.CancelledError:
                raise
            except (LeaseLost, CursorMoved) as error:
                log.info("%s: %s", reader.plugin.name, error)
                if isinstance(error, LeaseLost):
                    self._tenure.lose(token)
                reader.sure = behind = False
            except StorageFailed as error:
                log.debug("the bus of %s waits: %s", reader.plugin.name, error)
                behind = False
            except Exception:
                log.warning("the bus of %s could not read on; trying again", reader.plugin.name, exc_info=True)
                behind = False
            if not behind:
                # Not wait_for: it loses a cancellation that comes together with the event (Python 3.11).
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await reader.idle.wait()
        await self._passed(reader, reader.seq)

    async def _advance(self, reader: _Reader) -> bool:
        """One page further; whether there is more."""
        if not reader.sure:
            reader.sure = True
            reader.seq = reader.stored = await self._database.run(cursor_of, self._scope(reader))
        if reader.seq >= self._head:
            return False  # whoever commits, on any node, has the head told within a second: an idle bus asks nothing
        await self._hand_on(reader, await self._page(reader))
        return reader.sure and reader.seq < self._head

    async def _hand_on(self, reader: _Reader, page: Sequence[Recorded]) -> None:
        """One page, in order; what the plugin did not ask for is passed by."""
        try:
            for group in _groups(reader.subscriptions, page):
                await self._handle_all(reader, group)
                reader.seq = group[-1].seq
        finally:
            await self._passed(reader, reader.seq)
        if page:
            await self._passed(reader, page[-1].seq)

    async def _passed(self, reader: _Reader, seq: int) -> None:
        async with self._moved:
            reader.seq = max(reader.seq, seq)
            self._moved.notify_all()

    async def _page(self, reader: _Reader) -> Sequence[Recorded]:
        """What comes next: out of memory at the journal's end, where all readers share it, else from the journal."""
        known = self._database.tail.after(reader.seq, PAGE)
        if known is not None:
            return known

        def read(reading: BoundReading) -> list[Recorded]:
            return read_after(reading.connection, reader.seq, PAGE)

        _, page = await self._database.read(read, Scope(reader.plugin.name, system_actor(reader.plugin.name)))
        if len(page) == PAGE and reader.seq - reader.stored > PAGE:
            await self._store_lazily(reader)
        return page

    async def _store_lazily(self, reader: _Reader) -> None:
        stored, seq = reader.stored, reader.seq
        await self._database.run(lambda unit: move(unit, stored, seq), self._scope(reader))
        reader.stored = seq

    async def _handle_all(self, reader: _Reader, group: Sequence[Recorded]) -> None:
        """A few events in one unit; where that fails, each alone, so that only what cannot be handled is parked."""
        if len(group) > 1:
            try:
                await self._once(reader, group)
            except Exception as error:
                _raise_others(error)
                log.debug("%s handles %d events one by one: %s", reader.plugin.name, len(group), error)
            else:
                return
        for recorded in group:
            await self._handle(reader, recorded)

    async def _handle(self, reader: _Reader, recorded: Recorded) -> None:
        """Tries the plugin's handlers of one event; what fails to the end is parked, with its reason."""
        for attempt in range(1, TRIES + 1):
            try:
                await self._once(reader, [recorded])
            except Exception as error:
                _raise_others(error)
                why = f"{type(error).__name__}: {error}"
                log.warning("%s could not handle %s (try %d): %s", reader.plugin.name, recorded.topic, attempt, why)
                if attempt == TRIES:
                    await self._park(reader, recorded, why)
                else:
                    await asyncio.sleep(BACKOFF_SECONDS * attempt)
            else:
                break

    async def _once(self, reader: _Reader, group: Sequence[Recorded]) -> None:
        """Coroutines first, then all unit handlers in the one unit that moves the cursor."""
        calls = await self._coroutines(reader, group)
        stored, to = reader.stored, group[-1].seq

        def work(unit: BoundUnit) -> None:
            _handle_in(unit, calls)
            move(unit, stored, to)

        await self._database.pace.run(work, self._scope(reader))
        reader.stored = to

    async def _coroutines(self, reader: _Reader, group: Sequence[Recorded]) -> list[Call]:
        """Runs the group's coroutine handlers; returns the calls that want a unit."""
        calls = [(wanted, recorded) for recorded in group for wanted in _wanted(reader.subscriptions, recorded)]
        for subscription, recorded in calls:
            if inspect.iscoroutinefunction(subscription.handle):
                call = partial(subscription.handle, self._faces[reader.plugin.name], recorded)
                await bounded(subscription.timeout.total_seconds(), call)
        return [call for call in calls if not inspect.iscoroutinefunction(call[0].handle)]

    async def _park(self, reader: _Reader, recorded: Recorded, why: str) -> None:
        stored = reader.stored

        def work(unit: BoundUnit) -> None:
            park(unit, recorded.seq, TRIES, why)
            move(unit, stored, recorded.seq)

        await self._database.run(work, self._scope(reader))
        reader.stored = recorded.seq
        at = self._database.facilities.clock.now().timestamp()
        reader.plugin.note_error(at, f"could not handle {recorded.topic}: {why}")

    async def replay(self, plugin: str) -> int:
        """Hands a plugin its parked events once more, oldest first; returns how many it handled. On any node."""
        reader = next((reader for reader in self._readers if reader.plugin.name == plugin), None)
        if reader is None:
            return 0
        scope = Scope(plugin, system_actor(plugin))
        _, waiting = await self._database.read(parked_events, scope)
        handled = 0
        for recorded in waiting:
            calls = await self._coroutines(reader, [recorded])
            work = partial(unpark, seq=recorded.seq, handle=partial(_handle_in, calls=calls))
            handled += await self._database.run(work, scope)
        return handled


def _handle_in(unit: BoundUnit, calls: Iterable[Call]) -> None:
    for subscription, recorded in calls:
        subscription.handle(unit, recorded)


def _raise_others(error: Exception) -> None:
    """What says nothing about the plugin: it is handed the same events again, and nothing is parked."""
    if isinstance(error, StorageFailed | LeaseLost | CursorMoved):
        raise error


def _wanted(subscriptions: Sequence[Subscription], recorded: Recorded) -> list[Subscription]:
    return [wanted for wanted in subscriptions if matches(wanted.topics, recorded.topic)]


def _groups(subscriptions: Sequence[Subscription], page: Sequence[Recorded]) -> Iterator[list[Recorded]]:
    """The events of a page that are asked for, a few together where one unit can handle them."""
    group: list[Recorded] = []
    for recorded in page:
        wanted = _wanted(subscriptions, recorded)
        if not wanted:
            continue
        alone = any(inspect.iscoroutinefunction(subscription.handle) for subscription in wanted)
        if group and (alone or len(group) == TOGETHER or group[0].exercise != recorded.exercise):
            yield group
            group = []
        group.append(recorded)
        if alone:
            yield group
            group = []
    if group:
        yield group
