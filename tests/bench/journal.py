"""Units and appends on SQLite FULL beside the raw driver, in the same run; and on PostgreSQL over two nodes.

Goals: batched units at least 2,000 a second and 2.5 times unbatched; append at least 0.5 of raw executemany; a
lone unit at most 10 times one raw commit.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import delete, insert, select, update
from tests.bench.measure import percentile, table
from tests.bench.nodes import two_nodes

from fengsui.core import ClockJumped
from fengsui.journal.tables import position
from fengsui.journal.writing import append, freshly, lock_head
from fengsui.testing import Running, running
from fengsui.unit import BoundUnit

ROUNDS = 5
UNITS = 1000
LONE = 150
APPENDS = 50
TABLES = ("core_journal", "core_journal_data", "core_journal_label")


def unit_of_work(unit: BoundUnit) -> None:
    """Four statements and two events: the shape of an ordinary command."""
    name = unit.new_id()
    unit.connection.execute(insert(position).values(device=name, epoch="e", seq=1, at=unit.now))
    unit.connection.execute(select(position.c.seq).where(position.c.device == name)).one()
    unit.connection.execute(update(position).where(position.c.device == name).values(seq=2))
    unit.connection.execute(delete(position).where(position.c.device == name))
    for n in range(2):
        unit.record(ClockJumped(exercise=None, seconds=n))


def append_only(unit: BoundUnit) -> None:
    for n in range(50):
        unit.record(ClockJumped(exercise=None, seconds=n))


def _raw(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(seq INTEGER PRIMARY KEY, a, b, c)"
    )
    return connection


def raw_commit(connection: sqlite3.Connection) -> list[float]:
    taken = []
    for _ in range(LONE):
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t(a, b, c) VALUES (?, ?, ?)", ("x" * 100, "y" * 200, 3))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - begun)
    return taken


class RawTables:
    """The bare driver on tables of the same make, beside ours in the same database file."""

    def __init__(self, database: Path) -> None:
        self._raw = raw = sqlite3.connect(database, isolation_level=None)
        raw.execute("PRAGMA synchronous=FULL")
        self._rows = {
            name: raw.execute(f"SELECT * FROM {name} WHERE seq BETWEEN 1 AND 50").fetchall() for name in TABLES
        }
        for name in TABLES:
            (made,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
            raw.execute(made.replace(name, f"raw_{name}", 1))
        raw.execute("CREATE INDEX raw_subject ON raw_core_journal(subject, seq)")
        self._shapes = {
            name: (columns(raw, name).index("seq"), ", ".join("?" * len(self._rows[name][0]))) for name in TABLES
        }
        self._batches = 0

    def append(self, batches: int) -> float:
        """Events a second, 50 events a transaction."""
        begun = time.perf_counter()
        for _ in range(batches):
            self._raw.execute("BEGIN IMMEDIATE")
            for name, (at, marks) in self._shapes.items():
                by = 50 * self._batches
                moved = [(*row[:at], row[at] + by, *row[at + 1 :]) for row in self._rows[name]]
                self._raw.executemany(f"INSERT INTO raw_{name} VALUES ({marks})", moved)
            self._raw.execute("COMMIT")
            self._batches += 1
        return 50 * batches / (time.perf_counter() - begun)


def append_alone(system: Running, batches: int) -> float:
    """Events a second of `append` itself: numbered, chained, inserted and the head row moved; no unit around it."""
    database = system.system.database
    fresh = [freshly(ClockJumped(exercise=None, seconds=n), system.clock.now(), "system:core") for n in range(50)]
    begun = time.perf_counter()
    for _ in range(batches):
        with database.writing.connect() as connection, connection.begin():
            append(connection, lock_head(connection), fresh, database.facilities.ids)
    return 50 * batches / (time.perf_counter() - begun)


def columns(raw: sqlite3.Connection, name: str) -> list[str]:
    return [row[1] for row in raw.execute(f"PRAGMA table_info({name})")]


async def _rate(count: int, submit: Callable[[], Awaitable[object]], *, together: bool) -> float:
    begun = time.perf_counter()
    if together:
        await asyncio.gather(*(submit() for _ in range(count)))
    else:
        for _ in range(count):
            await submit()
    return count / (time.perf_counter() - begun)


async def _lone(system: Running) -> list[float]:
    taken = []
    for _ in range(LONE):
        begun = time.perf_counter()
        await system.system.run(unit_of_work)
        taken.append(time.perf_counter() - begun)
    return taken


async def _measure() -> dict[str, float]:
    """Medians of rounds, each of which measures everything in turn, so that the machine's mood is shared."""
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        raw = _raw(Path(folder))
        async with running() as system:
            run = system.system.run
            await _rate(20, lambda: run(append_only), together=False)
            tables = RawTables(system.system.settings.data / "fengsui.sqlite")
            for _ in range(ROUNDS):
                found["commit"].append(percentile(raw_commit(raw), 0.5))
                found["lone"].append(percentile(await _lone(system), 0.5))
                found["single"].append(await _rate(LONE, lambda: run(unit_of_work), together=False))
                found["batched"].append(await _rate(UNITS, lambda: run(unit_of_work), together=True))
                found["plain"].append(tables.append(APPENDS))
                found["append"].append(50 * await _rate(APPENDS, lambda: run(append_only), together=False))
                found["alone"].append(append_alone(system, APPENDS))
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    f = asyncio.run(_measure())
    table(
        ["what", "figure", "beside its reference", "goal"],
        [
            ("one raw commit, p50", f"{f['commit'] * 1000:.2f} ms", "1.0", ""),
            (
                "a lone unit (4 statements, 2 events), p50",
                f"{f['lone'] * 1000:.2f} ms",
                f"{f['lone'] / f['commit']:.1f} x one raw commit",
                "<= 10",
            ),
            ("units one by one", f"{f['single']:,.0f}/s", "1.0", ""),
            ("units in batches", f"{f['batched']:,.0f}/s", f"{f['batched'] / f['single']:.1f} x one by one",
             ">= 2,000/s, >= 2.5"),
            ("the driver alone: the same rows, 50 events a commit", f"{f['plain']:,.0f} events/s", "1.00", ""),
            (
                "journal append by itself, 50 events a commit",
                f"{f['alone']:,.0f} events/s",
                f"{f['alone'] / f['plain']:.2f} of the driver alone",
                ">= 0.5",
            ),
            (
                "the same in units, recorded, answered and handed to the feed",
                f"{f['append']:,.0f} events/s",
                f"{f['append'] / f['plain']:.2f} of the driver alone",
                "",
            ),
            *two_nodes(),
        ],
    )  # fmt: skip
