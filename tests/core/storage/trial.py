"""The real writer on a made disk: units that write a row and record an event, and what of them is there afterwards."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import NullPool
from tests.core.ping import Pinged
from tests.core.storage import apsw_driver
from tests.core.storage.disk import Disk, MadeFileSystem, file_system, written

from fengsui import core
from fengsui.access.policy import system_actor
from fengsui.clock import Ids, SystemClock
from fengsui.errors import FengsuiError
from fengsui.journal.verifying import verify
from fengsui.journal.writing import ensure_head
from fengsui.rules import RuleBook
from fengsui.settings import Settings
from fengsui.storage import engine as engines
from fengsui.storage.database import Database, Scope
from fengsui.storage.migrate import Schema, migrate
from fengsui.unit import BoundUnit, Facilities

NAME = "centre.sqlite"
THINGS = "CREATE TABLE IF NOT EXISTS trial_thing (id TEXT PRIMARY KEY, padding BLOB NOT NULL)"
SCOPE = Scope("ping", system_actor("ping"))


@dataclass
class Told:
    """What each unit's caller was told: acknowledged, or the code of its refusal."""

    acknowledged: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What a database holds: rows of the domain, subjects of the journal, and whether both are whole."""

    rows: frozenset[str]
    journal: frozenset[str]
    whole: bool

    def faults(self, told: Told) -> list[str]:
        """What the promise does not allow."""
        wrong = [] if self.whole else ["pages or chain broken"]
        if lost := told.acknowledged - self.rows:
            wrong.append(f"acknowledged and lost: {len(lost)}")
        if half := self.rows ^ self.journal:
            wrong.append(f"half applied: {len(half)}")
        said_no = {name for name, code in told.refused.items() if code != "outcome_unknown"}
        if denied := said_no & self.rows:
            wrong.append(f"refused and there: {len(denied)}")
        return wrong


def thing(name: str, size: int = 200) -> Callable[[BoundUnit], str]:
    """A unit: a row of the domain and an event of the same name."""

    def work(unit: BoundUnit) -> str:
        unit.connection.execute(
            text("INSERT INTO trial_thing VALUES (:id, zeroblob(:size))"), {"id": name, "size": size}
        )
        unit.record(Pinged(exercise=None, text=name))
        return name

    return work


def facilities(folder: Path, ids: Ids) -> Facilities:
    return Facilities(SystemClock(), ids, Settings.model_validate({"data": folder}), RuleBook())


def prepared(engine: Engine, ids: Ids) -> None:
    migrate(engine, [Schema("core", core.FOLDER / "migrations")])
    with engine.begin() as connection:
        connection.execute(text(THINGS))
        ensure_head(connection, ids)


async def put(database: Database, names: list[str], told: Told) -> None:
    """Has the units done together; says what became of each."""
    done = await asyncio.gather(*(database.run(thing(name), SCOPE) for name in names), return_exceptions=True)
    for name, outcome in zip(names, done, strict=True):
        if isinstance(outcome, FengsuiError):
            told.refused[name] = outcome.code
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            told.acknowledged.add(name)


def found_in(file: Path) -> Found:
    """Opens `file` as a server does after a crash."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(file), poolclass=NullPool)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        rows = frozenset(connection.execute(text("SELECT id FROM trial_thing")).scalars())
        journal = frozenset(connection.execute(text("SELECT subject FROM core_journal")).scalars())
        whole = verify(connection).whole
    return Found(rows, journal, whole and pages == "ok")


class Bench:
    """A made disk with the engine on it, kept for many trials; `begin` puts a fresh one in."""

    def __init__(self, files: MadeFileSystem, folder: Path, synchronous: str) -> None:
        self.files, self.folder = files, folder
        self.ids = Ids(random.Random(7))
        self.engine = self._engine(synchronous)
        prepared(self.engine, self.ids)
        self.engine.dispose()
        self._prepared = files.disk.content()

    def _engine(self, synchronous: str) -> Engine:
        def make(_url: str, *, connect_args: Any, **options: Any) -> Engine:
            creator = lambda: apsw_driver.connect(NAME, self.files.vfs_name)  # noqa: E731
            return create_engine("sqlite:///made", module=apsw_driver, creator=creator, **options)

        with patch.object(engines, "create_engine", make):
            engine = engines.writing_engine("sqlite:///made")

        @event.listens_for(engine, "connect")
        def chosen(connection: Any, _record: object) -> None:
            connection.execute(f"PRAGMA synchronous={synchronous}")
            connection.execute("PRAGMA wal_autocheckpoint=40")

        return engine

    def begin(self, disk: Disk | None = None) -> tuple[Disk, Database]:
        """A server that runs on this disk, or on a fresh one with the prepared tables."""
        disk = self.files.disk = Disk(self._prepared) if disk is None else disk
        database = Database(self.engine, self.engine, facilities(self.folder, self.ids))
        database.start()
        return disk, database

    def again(self, disk: Disk, *, rewritten: bool) -> tuple[Disk, Database]:
        """The process is killed and the next one starts; with `rewritten`, as our server does."""
        after = disk.after_a_kill()
        disk.cut = True
        self.engine.dispose()
        log = after.files.get(f"{NAME}-wal")
        if rewritten and log is not None:  # what `fengsui.storage.durable.rewrite` does to a real file
            log.put((0, bytes(log.now)))
            log.sync(failing=False)
        return self.begin(after)

    def left(self, content: dict[str, bytes]) -> Found:
        return found_in(written(content, self.folder, NAME))


@contextmanager
def bench(folder: Path, synchronous: str = "FULL") -> Iterator[Bench]:
    with file_system(f"made-{synchronous}-{folder.name}") as files:
        made = Bench(files, folder, synchronous)
        try:
            yield made
        finally:
            files.disk.cut = False
            made.engine.dispose()
