"""Units and views in the loop's own thread, a moment after they were put; and the moments at which a server dies."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine

from fengsui.storage.database import Waiting
from fengsui.storage.runner import BATCH

T = TypeVar("T")
SILENT_S = 3.0
"""So long a database that is out of reach lets one wait."""
Moment = Literal["before", "at_commit", "after", "stall"]


class Died(BaseException):
    """The process ended in the middle of a transaction."""


class Inline:
    """A `fengsui.storage.runner.Runner`. `die` is called when `doom` names the next batch's moment; `stall` where that
    is to stall: before the next batch that needs the lease."""

    def __init__(self, chance: random.Random, die: Callable[[str], None], stall: Callable[[], None]) -> None:
        self._chance = chance
        self._die = die
        self._stall = stall
        self._waiting: list[Waiting] = []
        self._coming = False
        self._write: Callable[[list[Waiting]], None]
        self.engine: Engine
        self.doom: Moment | None = None
        self.cut: Callable[[], bool] = lambda: False
        self.batches = 0
        self.watch: Callable[[list[Waiting], Callable[[], None]], None] = lambda _batch, write: write()

    def start(self, write: Callable[[list[Waiting]], None]) -> None:
        self._write = write

    def put(self, item: Waiting) -> None:
        self._waiting.append(item)
        if not self._coming:
            self._coming = True
            asyncio.get_running_loop().call_later(SILENT_S if self.cut() else self._pause(), self._flush)

    async def read(self, view: Callable[[], T]) -> T:
        await asyncio.sleep(SILENT_S if self.cut() else self._pause())
        return view()

    async def stop(self) -> None:
        while self._waiting:
            self._flush()
        await asyncio.sleep(0)

    def _pause(self) -> float:
        """Mostly a millisecond or two; now and then the disk is busy."""
        return self._chance.uniform(0.0005, 0.003) if self._chance.random() < 0.98 else self._chance.uniform(0.02, 0.2)

    def _flush(self) -> None:
        self._coming = False
        batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        if not batch:
            return
        if self.doom == "stall":
            if any(one.scope.token is not None and one.scope.plugin != "core" for one in batch):
                self.doom, self._waiting, self._coming = None, batch + self._waiting, True
                self._stall()
                asyncio.get_running_loop().call_later(0.0, self._flush)
                return
            moment = None
        else:
            moment, self.doom = self.doom, None
        self.batches += 1
        if moment == "before":
            self._die("before a commit")
            return
        if moment == "at_commit":
            self._die_within(batch)
            return
        self.watch(batch, lambda: self._write(batch))
        if moment == "after":
            self._die("between a commit and its answer")
        elif self._waiting:
            self._coming = True
            asyncio.get_running_loop().call_later(self._pause(), self._flush)

    def _die_within(self, batch: list[Waiting]) -> None:
        dialect: Any = self.engine.dialect

        def interrupted(_connection: Connection) -> None:
            raise Died

        dialect.do_commit = interrupted
        try:
            self._write(batch)
        except Died:
            pass
        finally:
            del dialect.do_commit
        self._die("in a commit")
