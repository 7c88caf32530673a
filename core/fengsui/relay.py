"""The bus: journal events handed to each plugin in order, from a cursor of its own.

A unit handler runs in the unit that also moves the cursor: exactly once. A coroutine handler runs first, within
its time, then the cursor moves: at least once. What fails is tried three times, then parked for that plugin
alone, and can be replayed; nobody else waits for it.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import delete, insert, select, update

from fengsui.access.policy import system_actor
from fengsui.bounded import bounded, ended
from fengsui.events import Position, Recorded
from fengsui.hooks import Host, Subscription
from fengsui.journal.reading import PAGE, read_after, read_one
from fengsui.journal.tables import cursor, parked
from fengsui.journal.writing import read_head
from fengsui.plugins import Plugin, PluginHost
from fengsui.storage.database import Database, Scope
from fengsui.unit import BoundReading, BoundUnit

log = logging.getLogger(__name__)

TRIES = 3
BACKOFF_SECONDS = 0.05
POLL_SECONDS = 1.0
TOGETHER = 16
"""So many events at most share a unit: a command never waits for long behind the bus."""


def matches(topics: Sequence[str], topic: str) -> bool:
    """Whether `topic` is named in `topics`, where `plans.*` names a whole plugin's and `*` everything."""
    return any(topic == wanted or (wanted.endswith("*") and topic.startswith(wanted[:-1])) for wanted in topics)


@dataclass
class _Reader:
    """One plugin's place in the journal; `stored` is what its cursor row says."""

    plugin: Plugin
    subscriptions: list[Subscription]
    seq: int
    stored: int
    idle: asyncio.Event = field(default_factory=asyncio.Event)


class Relay:
    """Runs one task a plugin. `settled(seq)` waits until all of them have passed `seq`."""

    def __init__(self, database: Database, host: PluginHost, faces: dict[str, Host]) -> None:
        self._database = database
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
                seq = await self._database.run(_cursor, Scope(plugin.name, system_actor(plugin.name)))
                self._readers.append(_Reader(plugin, subscriptions, seq, seq))
        self._database.on_commit.append(self._committed)
        self._head = (await self._database.read(lambda _: None, Scope("core", system_actor("core"))))[0].seq
        self._tasks = [asyncio.create_task(self._follow(reader)) for reader in self._readers]

    async def stop(self) -> None:
        await ended(self._tasks)
        for reader in self._readers:
            if reader.seq != reader.stored and reader.plugin.state == "loaded":
                await self._store_lazily(reader)

    def _committed(self, position: Position) -> None:
        if position.seq > self._head:
            self._head = position.seq
            for reader in self._readers:
                reader.idle.set()

    async def settled(self) -> None:
        """Returns when every live plugin has handled everything recorded so far, and what that recorded."""
        async with self._moved:
            await self._moved.wait_for(
                lambda: all(r.seq >= self._head or r.plugin.state != "loaded" for r in self._readers)
            )

    async def _follow(self, reader: _Reader) -> None:
        while reader.plugin.state == "loaded":
            reader.idle.clear()
            try:
                await self._hand_on(reader, await self._page(reader))
                behind = reader.seq < self._head
            except asyncio.CancelledError:
                raise
            except Exception:
                log.warning("the bus of %s could not read on; trying again", reader.plugin.name, exc_info=True)
                behind = False
            if not behind:
                # Not wait_for: it loses a cancellation that comes together with the event (Python 3.11).
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await reader.idle.wait()
        await self._passed(reader, reader.seq)

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
        seq = reader.seq
        scope = Scope(reader.plugin.name, system_actor(reader.plugin.name))
        await self._database.run(lambda unit: _move(unit, seq), scope)
        reader.stored = seq

    async def _handle_all(self, reader: _Reader, group: Sequence[Recorded]) -> None:
        """A few events in one unit; where that fails, each alone, so that only what cannot be handled is parked."""
        if len(group) > 1:
            try:
                await self._once(reader, group)
            except Exception as error:
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
        calls = [(wanted, recorded) for recorded in group for wanted in _wanted(reader.subscriptions, recorded)]
        plugin = reader.plugin.name
        for subscription, recorded in calls:
            if inspect.iscoroutinefunction(subscription.handle):
                call = partial(subscription.handle, self._faces[plugin], recorded)
                await bounded(subscription.timeout.total_seconds(), call)

        def work(unit: BoundUnit) -> None:
            for subscription, recorded in calls:
                if not inspect.iscoroutinefunction(subscription.handle):
                    subscription.handle(unit, recorded)
            _move(unit, group[-1].seq)

        await self._database.run(work, Scope(plugin, system_actor(plugin)))
        reader.stored = max(reader.stored, group[-1].seq)

    async def _park(self, reader: _Reader, recorded: Recorded, why: str) -> None:
        def work(unit: BoundUnit) -> None:
            unit.connection.execute(delete(parked).where(_place(unit.plugin, recorded.seq)))
            unit.connection.execute(
                insert(parked).values(plugin=unit.plugin, seq=recorded.seq, at=unit.now, tries=TRIES, reason=why[:2000])
            )
            _move(unit, recorded.seq)

        await self._database.run(work, Scope(reader.plugin.name, system_actor(reader.plugin.name)))
        reader.stored = max(reader.stored, recorded.seq)
        at = self._database.facilities.clock.now().timestamp()
        reader.plugin.note_error(at, f"could not handle {recorded.topic}: {why}")

    async def replay(self, plugin: str) -> int:
        """Hands a plugin its parked events once more, oldest first; returns how many it handled."""
        reader = next((reader for reader in self._readers if reader.plugin.name == plugin), None)
        if reader is None:
            return 0
        scope = Scope(plugin, system_actor(plugin))
        _, waiting = await self._database.read(_parked_events, scope)
        handled = 0
        for recorded in waiting:
            await self._once(reader, [recorded])
            await self._database.run(partial(_unpark, recorded.seq), scope)
            handled += 1
        return handled


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


def _place(plugin: str, seq: int) -> Any:
    return (parked.c.plugin == plugin) & (parked.c.seq == seq)


def _unpark(seq: int, unit: BoundUnit) -> None:
    unit.connection.execute(delete(parked).where(_place(unit.plugin, seq)))


def _parked_events(reading: BoundReading) -> list[Recorded]:
    seqs = reading.connection.execute(
        select(parked.c.seq).where(parked.c.plugin == reading.plugin).order_by(parked.c.seq)
    )
    return [found for (seq,) in seqs if (found := read_one(reading.connection, seq)) is not None]


def _cursor(unit: BoundUnit) -> int:
    """The plugin's cursor; a plugin seen for the first time begins at the head."""
    row = unit.connection.execute(select(cursor.c.seq).where(cursor.c.plugin == unit.plugin)).first()
    if row is not None:
        return int(row.seq)
    seq = read_head(unit.connection).seq
    unit.connection.execute(insert(cursor).values(plugin=unit.plugin, seq=seq))
    return seq


def _move(unit: BoundUnit, seq: int) -> None:
    """Forward only: a replayed event does not take the cursor back."""
    forward = (cursor.c.plugin == unit.plugin) & (cursor.c.seq < seq)
    unit.connection.execute(update(cursor).where(forward).values(seq=seq))
