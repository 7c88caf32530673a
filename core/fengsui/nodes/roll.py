"""The roll: who is connected to which node. Each node writes its own comings and goings; all read the others'.

What came within a fifth of a second is written in one unit. A node numbers what it writes, and its row says the last
number, so that the others ask for what is new only. Rows of connections that ended are kept for longer than anybody
goes without reading; whoever did not read for longer reads everything anew. All of it runs on the event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import delete, select, update

from fengsui.access.policy import system_actor
from fengsui.bounded import ended
from fengsui.errors import FengsuiError
from fengsui.nodes import rows
from fengsui.nodes.clock import DatabaseClock
from fengsui.nodes.tables import node, roll
from fengsui.storage.bulk import insert_rows
from fengsui.storage.database import Database, Scope
from fengsui.storage.postgres import announce
from fengsui.unit import BoundReading, BoundUnit

log = logging.getLogger(__name__)

SCOPE = Scope("core", system_actor("core"))
COLLECT_SECONDS = 0.2
AGAIN_SECONDS = 1.0
MOST = 1000
"""Rows of one unit."""
KEPT_SECONDS = 60.0
STALE_SECONDS = KEPT_SECONDS / 2


@dataclass(frozen=True)
class Connected:
    """One open connection that has subscribed. `entered` is in seconds on the database's clock, the same for all."""

    session: str
    actor: str
    device: str
    labels: frozenset[str]
    replaces: str
    entered: float


class Audience(Protocol):
    """Who is told of connections on other nodes."""

    def came(self, other: Connected) -> None: ...

    def went(self, other: Connected) -> None: ...


class Silence:
    """Nobody is told."""

    def came(self, other: Connected) -> None: ...

    def went(self, other: Connected) -> None: ...


class NoRoll:
    """One node alone: whoever is connected is connected here."""

    def __init__(self) -> None:
        self.audience: Audience = Silence()

    def listen(self, audience: Audience) -> None:
        """From now on `audience` is told, first of everybody who is there already."""
        self.audience = audience

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def look(self) -> None: ...

    def forgotten(self) -> None: ...

    def nodes(self) -> int:
        """How many are alive, this one among them."""
        return 1

    def enter(self, session: str, actor: str, device: str, labels: frozenset[str], replaces: str) -> None: ...

    def leave(self, session: str) -> None: ...

    def entered(self, session: str) -> float | None:
        """When a connection of ours subscribed, on the database's clock; None where it does not matter."""
        return None


@dataclass
class _Other:
    roll: int
    connected: dict[str, Connected] = field(default_factory=dict)


@dataclass(frozen=True)
class _News:
    """What one look at the tables found: nodes that are alive, and for some of them the rows, `whole` or only new."""

    alive: Mapping[str, int]
    rows: Mapping[str, list[Any]]
    whole: frozenset[str]


class Roll(NoRoll):
    """`enter` and `leave` for this node's connections; `audience` hears of the others'."""

    def __init__(self, me: str, database: Database) -> None:
        super().__init__()
        self._me = me
        self._database = database
        self._loop = asyncio.get_running_loop()
        self._mine: dict[str, Connected] = {}
        self._unwritten: dict[str, Connected] = {}
        self._gone: deque[tuple[float, str]] = deque()
        self._number = 0
        self._others: dict[str, _Other] = {}
        self._read_at = 0.0
        self._clock = DatabaseClock(self._loop)
        self._some = asyncio.Event()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Knows the others' connections when it returns."""
        await self._read()
        self._tasks = [
            asyncio.create_task(self._forever(self._some, COLLECT_SECONDS, self._write), name="roll of this node"),
            asyncio.create_task(self._forever(self._news, 0.0, self._read), name="roll of other nodes"),
        ]

    async def stop(self) -> None:
        """Whoever writes the node's end takes its rows out."""
        await ended(self._tasks)

    async def _forever(self, some: asyncio.Event, pause: float, work: Any) -> None:
        while True:
            await some.wait()
            await asyncio.sleep(pause)
            some.clear()
            try:
                await work()
            except FengsuiError as error:
                log.warning("the roll of nodes: %s", error)
                await asyncio.sleep(AGAIN_SECONDS)
                some.set()
            except Exception:
                log.exception("the roll of nodes")
                await asyncio.sleep(AGAIN_SECONDS)
                some.set()

    # -- this node's own -----------------------------------------------------------------------------

    def enter(self, session: str, actor: str, device: str, labels: frozenset[str], replaces: str) -> None:
        known = self._mine.get(session)
        entered = known.entered if known is not None else self._clock.now()
        self._mine[session] = self._unwritten[session] = Connected(session, actor, device, labels, replaces, entered)
        self._some.set()

    def leave(self, session: str) -> None:
        if (known := self._mine.pop(session, None)) is not None:
            self._unwritten[session] = known
            self._some.set()

    def entered(self, session: str) -> float | None:
        known = self._mine.get(session)
        return known.entered if known is not None else None

    def forgotten(self) -> None:
        """Others took this node for dead and have thrown its rows away."""
        self._unwritten = {**self._unwritten, **self._mine}
        self._some.set()

    async def _write(self) -> None:
        chosen = dict(list(self._unwritten.items())[:MOST])
        here = frozenset(session for session in chosen if session in self._mine)
        old = self._long_gone()
        number = self._number + 1
        await self._database.run(lambda unit: self._save(unit, chosen, here, old, number), SCOPE)
        self._number = number
        now = self._loop.time()
        for session, one in chosen.items():
            if self._unwritten.get(session) is one and (session in self._mine) == (session in here):
                del self._unwritten[session]
            if session not in here:
                self._gone.append((now, session))
        if self._unwritten:
            self._some.set()

    def _long_gone(self) -> list[str]:
        old: list[str] = []
        while self._gone and self._gone[0][0] < self._loop.time() - KEPT_SECONDS:
            old.append(self._gone.popleft()[1])
        return old

    def _save(
        self, unit: BoundUnit, chosen: Mapping[str, Connected], here: frozenset[str], old: Iterable[str], number: int
    ) -> None:
        self._clock.measure(unit.connection)
        mine = roll.c.node == self._me
        unit.connection.execute(delete(roll).where(mine, roll.c.session.in_([*chosen, *old])))
        insert_rows(
            unit.connection,
            roll,
            [
                {
                    "node": self._me,
                    "session": one.session,
                    "actor": one.actor,
                    "device": one.device,
                    "labels": " ".join(sorted(one.labels)),
                    "replaces": one.replaces,
                    "entered_at": datetime.fromtimestamp(one.entered, UTC),
                    "here": one.session in here,
                    "roll": number,
                }
                for one in chosen.values()
            ],
        )
        unit.connection.execute(update(node).where(node.c.id == self._me).values(roll=number))
        announce(unit.connection, f"roll {self._me}")

    # -- the others' ---------------------------------------------------------------------------------

    def listen(self, audience: Audience) -> None:
        super().listen(audience)
        for other in self._others.values():
            for one in other.connected.values():
                audience.came(one)

    def nodes(self) -> int:
        return 1 + len(self._others)

    def look(self) -> None:
        """Somebody wrote something, or a second has passed."""
        self._news.set()

    async def _read(self) -> None:
        now = self._loop.time()
        if now - self._read_at > STALE_SECONDS:
            for other in self._others.values():
                other.roll = -1
        known = {id: other.roll for id, other in self._others.items()}
        _, news = await self._database.read(lambda reading: self._look_up(reading, known), SCOPE)
        self._read_at = now
        self._apply(news)

    def _look_up(self, reading: BoundReading, known: Mapping[str, int]) -> _News:
        self._clock.measure(reading.connection)
        alive = {one.id: one.roll for one in rows.standing(reading.connection) if one.alive and one.id != self._me}
        whole = frozenset(id for id in alive if known.get(id, -1) < 0)
        found: dict[str, list[Any]] = {}
        for id, number in alive.items():
            if id in whole:
                found[id] = list(reading.connection.execute(select(roll).where(roll.c.node == id, roll.c.here)))
            elif number > known[id]:
                new = select(roll).where(roll.c.node == id, roll.c.roll > known[id])
                found[id] = list(reading.connection.execute(new))
        return _News(alive, found, whole)

    def _apply(self, news: _News) -> None:
        for id in [id for id in self._others if id not in news.alive]:
            for one in self._others.pop(id).connected.values():
                self.audience.went(one)
        for id, found in news.rows.items():
            other = self._others.setdefault(id, _Other(-1))
            other.roll = news.alive[id]
            named = {row.session for row in found}
            for session in [s for s in other.connected if id in news.whole and s not in named]:
                self.audience.went(other.connected.pop(session))
            for row in found:
                self._note(other.connected, row)

    def _note(self, connected: dict[str, Connected], row: Any) -> None:
        old = connected.pop(row.session, None)
        if row.here:
            labels = frozenset(row.labels.split())
            entered = row.entered_at.timestamp()
            one = Connected(row.session, row.actor, row.device, labels, row.replaces, entered)
            connected[row.session] = one
            if one != old:
                self.audience.came(one)
        if old is not None and connected.get(row.session) != old:
            self.audience.went(old)
