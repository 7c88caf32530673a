"""Units and appends on SQLite FULL beside the raw driver, in the same run.

Goals: batched units at least 2,000 a second and 2.5 times unbatched; append at least 0.5 of raw executemany; a
lone unit at most 10 times one raw commit.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import delete, insert, select, update
from tests.bench.measure import percentile, table

from fengsui.core import ClockJumped
from fengsui.journal.tables import position
from fengsui.testing import Running, running
from fengsui.unit import BoundUnit

UNITS = 2000
LONE = 300
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


def raw_append(database: Path, batches: int) -> float:
    """Events a second of the bare driver writing the same rows into the same tables, 50 events a transaction."""
    with sqlite3.connect(database, isolation_level=None) as raw:
        raw.execute("PRAGMA synchronous=FULL")
        rows = {name: raw.execute(f"SELECT * FROM {name} WHERE seq BETWEEN 1 AND 50").fetchall() for name in TABLES}
        for name in TABLES:
            (made,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
            raw.execute(made.replace(name, f"raw_{name}", 1))
        raw.execute("CREATE INDEX raw_subject ON raw_core_journal(subject, seq)")
        shapes = {name: (columns(raw, name), ", ".join("?" * len(rows[name][0]))) for name in TABLES}
        begun = time.perf_counter()
        for batch in range(batches):
            raw.execute("BEGIN IMMEDIATE")
            for name, (names, marks) in shapes.items():
                at = names.index("seq")
                moved = [(*row[:at], row[at] + 50 * batch, *row[at + 1 :]) for row in rows[name]]
                raw.executemany(f"INSERT INTO raw_{name} VALUES ({marks})", moved)
            raw.execute("COMMIT")
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


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw = _raw(Path(folder))
        async with running() as system:
            commit = percentile(raw_commit(raw), 0.5)
            lone = percentile(await _lone(system), 0.5)
            single = await _rate(UNITS // 4, lambda: system.system.run(unit_of_work), together=False)
            batched = await _rate(UNITS, lambda: system.system.run(unit_of_work), together=True)
            append = 50 * await _rate(100, lambda: system.system.run(append_only), together=False)
            plain = raw_append(system.system.settings.data / "fengsui.sqlite", 100)
    table(
        ["what", "figure", "beside its reference"],
        [
            ("one raw commit, p50", f"{commit * 1000:.2f} ms", "1.0"),
            (
                "a lone unit (4 statements, 2 events), p50",
                f"{lone * 1000:.2f} ms",
                f"{lone / commit:.1f} x one raw commit",
            ),
            ("units one by one", f"{single:,.0f}/s", "1.0"),
            ("units in batches", f"{batched:,.0f}/s", f"{batched / single:.1f} x one by one"),
            ("the driver alone: the same rows, 50 events a commit", f"{plain:,.0f} events/s", "1.00"),
            (
                "journal append, 50 events a unit",
                f"{append:,.0f} events/s",
                f"{append / plain:.2f} of the driver alone",
            ),
        ],
    )


def main() -> None:
    asyncio.run(_measure())
