"""Two nodes on one database: what lies between them and it. The file is SQLite's; clock, words and cuts are ours.

The product's own lease, heartbeat, roll, wakeup and fencing run on it; what PostgreSQL would add is asked of here: its
clock (`clock_timestamp`), words to all who listen (NOTIFY), and connections that are silent, then lost.
"""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import Engine, event
from tests.simulator.loop import OWNER, SimLoop
from tests.simulator.wall import Wall

import fengsui.nodes.membership
import fengsui.nodes.roll
import fengsui.nodes.wakeup
import fengsui.relay
import fengsui.storage.database
from fengsui.storage.types import to_text

NEAR_S = 0.002
SILENT_S = 3.0
"""So long whoever asks a database that is out of reach waits for its answer."""


class Gone(sqlite3.OperationalError, psycopg.OperationalError):
    """As SQLAlchemy knows the one and the product the other: there is no connection."""


@dataclass(frozen=True)
class Word:
    payload: str


class Company:
    """`cut` holds the names of the nodes that cannot reach the database."""

    def __init__(self, loop: SimLoop, wall: Wall, file: Path) -> None:
        self.loop = loop
        self.wall = wall
        self.file = file
        self.cut: set[str] = set()
        self.listeners: list[Listener] = []
        self._looking: sqlite3.Connection | None = None
        self._opened: list[sqlite3.Connection] = []

    @contextmanager
    def hung(self) -> Iterator[None]:
        """While it lasts, SQLite is a server that several nodes share."""
        instead = (
            patch.object(fengsui.nodes.membership, "is_sqlite", lambda _url: False),
            patch.object(fengsui.nodes.membership, "announce", self.announce),
            patch.object(fengsui.nodes.roll, "announce", self.announce),
            patch.object(fengsui.storage.database, "announce", self.announce),
            patch.object(fengsui.nodes.wakeup, "connect_args", lambda _url: {"company": self}),
            patch.object(fengsui.nodes.wakeup, "Listening", Listener),
            patch.object(fengsui.nodes.wakeup, "POLL_SECONDS", 2.0),
            patch.object(fengsui.nodes.roll, "AGAIN_SECONDS", 10.0),
            patch.object(fengsui.relay, "POLL_SECONDS", 2.0),
        )
        event.listen(Engine, "connect", self._with_clock)
        try:
            with ExitStack() as stack:
                for one in instead:
                    stack.enter_context(one)
                yield
        finally:
            event.remove(Engine, "connect", self._with_clock)
            for raw in self._opened:  # the dead's too: none outlives the clock that it calls
                raw.close()
            if self._looking is not None:
                self._looking.close()

    def _with_clock(self, raw: Any, _record: Any) -> None:
        if isinstance(raw, sqlite3.Connection):
            self._opened.append(raw)
            raw.create_function("clock_timestamp", 0, lambda: to_text(self.wall.true()))

    def attach(self, node: str, writing: Engine, reading: Engine) -> None:
        """The engines of a server that has just come up."""

        def reach(*_: Any) -> None:
            if node in self.cut:
                raise Gone("the database did not answer within 8 s")

        for engine in (writing, reading):
            event.listen(engine, "do_execute", reach)
            event.listen(engine, "do_executemany", reach)

    # -- words -------------------------------------------------------------------------------------------

    def announce(self, _connection: Any, word: str) -> None:
        """To all who listen, a moment later; they only wake by it."""
        context = contextvars.Context()  # the database's own, whoever said it
        self.loop.call_at(self.loop.time() + NEAR_S, self._tell, word, context=context)

    def _tell(self, word: str) -> None:
        for listener in self.listeners:
            if listener.node not in self.cut:
                listener.words.put_nowait(Word(word))

    def head(self) -> tuple[str, int]:
        if self._looking is None:
            self._looking = sqlite3.connect(self.file, isolation_level=None)
        found: tuple[str, int] = self._looking.execute(fengsui.nodes.wakeup.HEAD).fetchone()
        return found


class Words:
    """Those that come until `ends`."""

    def __init__(self, listener: Listener, ends: float) -> None:
        self._listener = listener
        self._ends = ends

    def __aiter__(self) -> Words:
        return self

    async def __anext__(self) -> Word:
        try:
            async with asyncio.timeout_at(self._ends):
                return await self._listener.words.get()
        except TimeoutError:
            raise StopAsyncIteration from None

    async def aclose(self) -> None:
        """Nothing is held."""


class Listener:
    """As far as it is used: a psycopg connection that listens."""

    def __init__(self, company: Company, node: str) -> None:
        self.company = company
        self.node = node
        self.words: asyncio.Queue[Word] = asyncio.Queue()

    @classmethod
    async def connect(cls, *, company: Company, **_: Any) -> Listener:
        process = OWNER.get()
        assert process is not None
        made = cls(company, process.name)
        await made._reached()
        company.listeners = [one for one in company.listeners if one.node != made.node] + [made]
        return made

    async def __aenter__(self) -> Listener:
        return self

    async def __aexit__(self, *_: Any) -> None:
        if self in self.company.listeners:
            self.company.listeners.remove(self)

    async def execute(self, _statement: str, _values: object = ()) -> Listener:
        await self._reached()
        return self

    async def fetchone(self) -> tuple[str, int]:
        return self.company.head()

    async def fetchall(self) -> list[tuple[int]]:
        """Nobody is silent in the middle of a transaction: one file has one writer."""
        return []

    def notifies(self, *, timeout: float) -> Words:
        return Words(self, self.company.loop.time() + timeout)

    async def _reached(self) -> None:
        await asyncio.sleep(NEAR_S)
        if self.node in self.company.cut:
            await asyncio.sleep(SILENT_S)
            raise Gone("the database does not answer")
