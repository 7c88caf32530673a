"""The way to the database: `run(unit)` on its one writer, `read(view)` beside it (see `runner` for the threads).

The writer takes what waits (at most 64 units), begins, locks the head row, runs each unit in a savepoint, appends
all they recorded, commits, and only then answers the callers in order. If the transaction itself is lost, the
unit that lost it is refused and the others run again: a unit has no side effect but through its connection.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from fengsui.access.policy import Actor, system_actor
from fengsui.events import Position
from fengsui.journal.tail import Tail
from fengsui.journal.writing import Fresh, Head, Row, append, lock_head, read_head, recorded
from fengsui.nodes.lease import check
from fengsui.storage.guard import shared
from fengsui.storage.limit import UnitLimit
from fengsui.storage.pace import Pace
from fengsui.storage.postgres import announce
from fengsui.storage.probe import probing
from fengsui.storage.runner import Runner, Threads
from fengsui.storage.trouble import Health, kind_of, raisable, refusal
from fengsui.unit import BoundReading, BoundUnit, Facilities
from fengsui.watch.vitals import READER, READING_SECONDS, WRITER, Vitals

log = logging.getLogger(__name__)

T = TypeVar("T")
TRIES = 3
OWN = ("core", "feed")

# The same words on both databases; SQLAlchemy's own savepoints compile their statements anew each time.
SAVE = "SAVEPOINT fengsui_unit"
RELEASE = "RELEASE SAVEPOINT fengsui_unit"
UNDO = "ROLLBACK TO SAVEPOINT fengsui_unit"


@dataclass(frozen=True)
class Scope:
    """As which plugin a piece of work runs, and for whom."""

    plugin: str
    actor: Actor
    token: int | None = None
    """The lease that the work needs: looked at inside the unit, which is refused (LeaseLost) once it is another's."""


@dataclass
class Waiting:
    """A unit that has not been written yet, and who waits for its answer."""

    work: Callable[[BoundUnit], Any]
    scope: Scope
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


@dataclass
class _Outcome:
    waiting: Waiting
    answer: Any = None
    error: BaseException | None = None


class TransactionLost(Exception):
    """The whole transaction is gone; `culprit` is the unit that was running, if one was.

    `committing`: it was lost in its commit, and may be on disk all the same.
    """

    def __init__(self, culprit: Waiting | None, cause: BaseException, *, committing: bool = False) -> None:
        super().__init__(str(cause))
        self.culprit = culprit
        self.cause = cause
        self.committing = committing


class Database:
    """Writes one batch at a time and reads beside it. `on_commit(position)` runs on the event loop; so does `tail`.

    `node` signs what other nodes are told. While `cut_off` is set, everything is refused at once.
    """

    def __init__(
        self,
        writing: Engine,
        reading: Engine,
        facilities: Facilities,
        runner: Runner[Waiting] | None = None,
        node: str = "",
    ) -> None:
        self.writing = writing
        self.reading = reading
        self.facilities = facilities
        self.on_commit: list[Callable[[Position], None]] = []
        self.tail = Tail()
        self.health = Health(facilities.clock)
        self._probing: asyncio.Task[None] | None = None
        self.node = node
        self.cut_off = False
        self._known = Position("", -1)
        self.vitals = Vitals()
        self.pace = Pace(self)
        self._runner: Runner[Waiting] = Threads() if runner is None else runner
        self._limit = UnitLimit(writing)

    def start(self) -> None:
        self._runner.start(self._write)

    async def stop(self) -> None:
        """Finishes what waits, then closes the connections."""
        if self._probing is not None:
            self._probing.cancel()
        await self._runner.stop()
        self.writing.dispose()
        self.reading.dispose()

    async def run(self, work: Callable[[BoundUnit], T], scope: Scope) -> T:
        """The unit's answer, once it is on disk; raises what the unit raised, or Unavailable (`storage_…`)."""
        self.require_reach()
        self.health.refuse_if_damaged()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._runner.put(Waiting(work, scope, future, loop))
        return await future

    async def read(self, view: Callable[[BoundReading], T], scope: Scope) -> tuple[Position, T]:
        """The view's answer and the position it was read at; raises what the view raised, or Unavailable."""
        self.require_reach()
        return await self._runner.read(lambda: self._read(view, scope))

    def require_reach(self) -> None:
        """Raises StorageFailed (`cut_off`) while the database cannot be reached from here."""
        if self.cut_off:
            raise refusal(None, cut_off=True)

    def tell(self, position: Position) -> None:
        """The journal has got to `position`, here or on another node: whoever listens hears it once. On the loop."""
        known, self._known = self._known, position
        if position.epoch == known.epoch and position.seq <= known.seq:
            self._known = known
            return
        for listener in self.on_commit:
            try:
                listener(position)
            except Exception:
                log.exception("one who listens for commits failed")

    def _read(self, view: Callable[[BoundReading], T], scope: Scope) -> tuple[Position, T]:
        try:
            self.require_reach()  # it may have waited for a thread meanwhile
            with self.reading.connect() as connection, connection.begin(), shared(connection):
                at = read_head(connection).position
                reading = BoundReading(connection, self.facilities, scope.plugin, scope.actor, self._now())
                with self._watched(READER, scope, READING_SECONDS):
                    return at, view(reading)
        except BaseException as error:
            self.health.could_not_read(error)
            if (better := raisable(error)) is error:
                raise
            raise better from error

    def _watched(self, kind: int, scope: Scope, seconds: float | None = None) -> AbstractContextManager[None]:
        """The parent process looks at plugins' work; ours that reads the whole journal may take its time."""
        return nullcontext() if scope.plugin in OWN else self.vitals.busy(kind, seconds)

    def _now(self) -> Any:
        return self.facilities.clock.now()

    # -- the writer --------------------------------------------------------------------------------------

    def _write(self, batch: list[Waiting]) -> None:
        if self.cut_off:  # since they began to wait
            self._answer([_Outcome(waiting, error=refusal(None, cut_off=True)) for waiting in batch], None)
            return
        for attempt in range(TRIES):
            try:
                outcomes, head, rows = self._transact(batch)
            except TransactionLost as lost:
                batch = self._after_loss(lost, batch, last=attempt == TRIES - 1)
                if not batch:
                    return
            except Exception as error:
                log.exception("the writer failed")
                self._answer([_Outcome(waiting, error=error) for waiting in batch], None)
                return
            else:
                self._answer(outcomes, head, rows)
                return

    def _after_loss(self, lost: TransactionLost, batch: list[Waiting], *, last: bool) -> list[Waiting]:
        """Refuses the culprit (or everybody, in the end); returns those who run again.

        The connection stays: SQLite knows which frames of its log failed and writes over them. One that is opened anew
        would take them for committed, as long as they are only in the system's memory.
        """
        refused = batch if last or lost.culprit is None else [lost.culprit]
        error = refusal(lost.cause, committing=lost.committing)
        if kind_of(lost.cause) is not None:
            self.health.failed(lost.cause)
        else:
            log.warning("a transaction was lost (%s); %d of %d units refused", lost.cause, len(refused), len(batch))
        self._answer([_Outcome(waiting, error=error) for waiting in refused], None)
        return [waiting for waiting in batch if waiting not in refused]

    def _transact(self, batch: list[Waiting]) -> tuple[list[_Outcome], Head, list[Row]]:
        outcomes: list[_Outcome] = []
        running: Waiting | None = None
        committing = False
        try:
            with self.writing.connect() as connection, connection.begin():
                head = lock_head(connection)
                self._limit.begin(connection)
                fresh: list[Fresh] = []
                with shared(connection):
                    for running in batch:
                        unit = self._unit(connection, running.scope)
                        outcomes.append(self._one(connection, unit, running))
                        if outcomes[-1].error is None:
                            fresh += unit.events
                running = None
                head, rows = append(connection, head, fresh, self.facilities.ids)
                if rows:
                    announce(connection, f"journal {self.node} {head.epoch} {head.seq}")
                committing = True
            if rows:
                self.health.wrote()
            return outcomes, head, rows
        except DBAPIError as error:
            raise TransactionLost(running, error.orig or error, committing=committing) from error

    def _unit(self, connection: Connection, scope: Scope) -> BoundUnit:
        return BoundUnit(connection, self.facilities, scope.plugin, scope.actor, self._now())

    def _one(self, connection: Connection, unit: BoundUnit, waiting: Waiting) -> _Outcome:
        """Runs one unit in its savepoint. Raises TransactionLost where the transaction went with it."""
        connection.exec_driver_sql(SAVE)
        try:
            if waiting.scope.token is not None:
                check(connection, waiting.scope.token)
            with self._limit.watch(connection), self._watched(WRITER, waiting.scope):
                answer = waiting.work(unit)
            connection.exec_driver_sql(RELEASE)
        except BaseException as error:
            if _transaction_gone(connection):
                raise TransactionLost(waiting, getattr(error, "orig", None) or error) from error
            connection.exec_driver_sql(UNDO)
            self.health.failed(getattr(error, "orig", None))
            return _Outcome(waiting, error=raisable(error))
        return _Outcome(waiting, answer)

    def _answer(self, outcomes: list[_Outcome], head: Head | None, rows: Sequence[Row] = ()) -> None:
        if not outcomes:
            return
        loop = outcomes[0].waiting.loop
        try:
            loop.call_soon_threadsafe(self._resolve, outcomes, head, rows)
        except RuntimeError:
            log.warning("%d answers had nobody left to take them", len(outcomes))

    async def _as_core(self, work: Callable[[BoundUnit], None]) -> None:
        await self.run(work, Scope("core", system_actor("core")))

    def _probed(self, _done: asyncio.Task[None]) -> None:
        self._probing = None

    def _resolve(self, outcomes: list[_Outcome], head: Head | None, rows: Sequence[Row]) -> None:
        for outcome in outcomes:
            future = outcome.waiting.future
            if future.done():
                continue
            if outcome.error is None:
                future.set_result(outcome.answer)
            else:
                future.set_exception(outcome.error)
        self.tail.extend([recorded(*row) for row in rows])
        if self.health.trouble is not None and self._probing is None:
            self._probing = asyncio.get_running_loop().create_task(probing(self._as_core, self.health))
            self._probing.add_done_callback(self._probed)
        if head is not None:
            self.tell(head.position)


def _transaction_gone(connection: Connection) -> bool:
    """SQLite rolls back by itself when a write is interrupted or the disk is full; a server may hang up."""
    if connection.invalidated:
        return True
    raw: Any = connection.connection.driver_connection
    return not raw.in_transaction if connection.dialect.name == "sqlite" else bool(raw.closed)
