"""The journal as something to wait for and read forward."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from fengsui.access.policy import system_actor
from fengsui.errors import Unavailable
from fengsui.events import Position, Recorded
from fengsui.journal.erasing import forgotten
from fengsui.journal.events import Archived
from fengsui.journal.reading import PAGE, oldest, read_after
from fengsui.storage.database import Database, Scope
from fengsui.unit import BoundReading

log = logging.getLogger(__name__)

AGAIN_SECONDS = 0.5


class JournalSource:
    """The journal read forward on the event loop (what the feed calls a source); every commit wakes who waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._scope = Scope("core", system_actor("core"))
        self._head = Position("", 0)
        self._oldest = 1
        self._waiting: list[asyncio.Future[int]] = []

    async def start(self) -> None:
        self._database.on_commit.append(self._committed)
        head, self._oldest = await self._database.read(lambda reading: oldest(reading.connection), self._scope)
        self._committed(head)

    def _committed(self, position: Position) -> None:
        if position.epoch == self._head.epoch and position.seq <= self._head.seq:
            return
        self._head = position
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(position.seq)

    def head(self) -> Position:
        return self._head

    def oldest(self) -> int:
        return self._oldest

    async def read(self, after: int, limit: int, labels: frozenset[str] | None) -> list[Recorded]:
        if labels is None and (known := self._database.tail.after(after, limit)) is not None:
            return known

        def page(reading: BoundReading) -> tuple[int, list[Recorded]]:
            return oldest(reading.connection), read_after(reading.connection, after, limit, labels)

        first, found = (await self._database.read(page, self._scope))[1]
        self._oldest = max(self._oldest, first)  # as of this very page: what was archived meanwhile is no silent hole
        return found

    async def wait(self, seq: int) -> int:
        while self._head.seq <= seq:
            future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future
        return self._head.seq

    async def follow(self, hear: Callable[[Recorded], None], seq: int) -> None:
        """Hands every event behind `seq` to `hear`, for ever: what each node must know at once."""
        while True:
            await self.wait(seq)
            try:
                for recorded in await self.read(seq, PAGE, None):
                    seq = recorded.seq
                    if runs := forgotten(recorded):
                        self._database.tail.forget(runs)
                    if recorded.topic == Archived.topic and recorded.data is not None:
                        self._oldest = max(self._oldest, recorded.data["last"] + 1)
                    hear(recorded)
            except Unavailable as error:
                log.warning("the journal cannot be read behind %d: %s", seq, error)
                await asyncio.sleep(AGAIN_SECONDS)
            except Exception:
                log.exception("an event could not be heard at once; going on behind %d", seq)
                await asyncio.sleep(AGAIN_SECONDS)
