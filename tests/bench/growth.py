"""What grows with history: start to ready, a command, a resume, the board's views and `doctor`, at 1,000 events,
100,000 and 1,000,000, on SQLite. Beside the events grow the closed incidents that they are about.

CPU time, the best of some rounds and of four turns over all sizes; waiting for the disk is not in it. Goals: at most
1.5 times the case of 1,000 events, start-up at most 1.2. `GROWTH=1000,20000` takes other sizes.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, create_engine
from tests.bench.measure import table

from fengsui.access.policy import Actor
from fengsui.app import System
from fengsui.cli.checks import all_checks
from fengsui.clock import Ids
from fengsui.journal.reading import history, read_after
from fengsui.journal.verifying import verify
from fengsui.journal.writing import Fresh, append, lock_head
from fengsui.serve import serving
from fengsui.settings import load

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 15
TURNS = 4
BATCH = 5_000
FEW = 6
"""Even the shortest history has so many events of one team: all sizes answer the same."""
EVENTS_AN_INCIDENT = 500
KEEPER = Actor(id="system:bench", permissions=frozenset({"*"}), labels=frozenset({"centre"}))
DEVICE = Actor(
    id="device:D-T06", permissions=frozenset({"*"}), labels=frozenset({"team:T06"}), facts={"label": "team:T06"}
)
CALL = {"line": "tlll 2hk an zd2 sx40 sl2 hzl", "wind": {"from_degrees": 45, "speed": 2.1, "source": "bench"}}
COPIED: dict[str, dict[str, str]] = {
    "incidents_incidents": {"id": "id || '-' || n", "state": "'closed'", "closed_at": "reported_at",
                            "level_due_at": "NULL"},
    "incidents_orders": {"id": "id || '-' || n", "incident": "incident || '-' || n", "open": "0",
                         "next_due_at": "NULL"},
    "incidents_tasks": {"incident": "incident || '-' || n", "done_at": "due"},
    "incidents_log": {"id": "NULL", "incident": "incident || '-' || n"},
}  # fmt: skip

Measured = dict[str, float]


# -- history -------------------------------------------------------------------------------------------------


async def _base(folder: Path) -> None:
    """The sample city with one incident that runs and two teams that have their orders."""
    system = System(load(folder))
    await system.start(background=False)
    try:
        reported = await system.execute("incidents.report", CALL, KEEPER)
        sends = [{"team": team, "need": "stop_leak", "reason": "x"} for team in ("T06", "T07")]
        order = {"incident": reported["incident"], "authority": "值班规程4.2", "teams": sends}
        await system.execute("incidents.dispatch", order, KEEPER)
    finally:
        await system.stop()


def fresh_events(count: int) -> Iterator[Fresh]:
    """As an incident's: most for the centre, one in three for a team too."""
    chance, start = random.Random(count), datetime(2025, 1, 1, tzinfo=UTC)
    for n in range(count):
        team = f"team:T{1 + chance.randrange(41):02d}" if n % 3 == 0 else ""
        audience = ("centre", team) if team else ("centre",)
        envelope = {
            "topic": "incidents.fact_recorded", "subject": f"I{n // EVENTS_AN_INCIDENT}-{n % 20}",
            "at": start + timedelta(seconds=n), "actor": "user:bench", "severity": "moderate", "exercise": None,
            "need": "none", "due": None, "labels": " ".join(audience),
        }  # fmt: skip
        yield Fresh(envelope, audience, b'{"order":"I1-1","fact":"accepted","note":"%s"}' % (b"x" * 250))


def fill(database: Path, events: int) -> float:
    """So many events, and the closed incidents that they were about; returns events a second."""
    engine = create_engine(f"sqlite:///{database}")
    ids, waiting, begun = Ids(random.Random(1)), list(fresh_events(events)), time.perf_counter()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        connection.commit()
        for first in range(0, events, BATCH):
            with connection.begin():
                append(connection, lock_head(connection), waiting[first : first + BATCH], ids)
        took = time.perf_counter() - begun
        with connection.begin():
            connection.exec_driver_sql("UPDATE core_cursor SET seq = (SELECT seq FROM core_head)")
            _copy_incidents(connection, events // EVENTS_AN_INCIDENT)
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO core_delivered (of_seq, label) SELECT seq, label FROM core_journal_label"
                " WHERE label LIKE 'team:%' AND seq % 9 = 0"
            )
    engine.dispose()
    return events / took


def _copy_incidents(connection: Connection, count: int) -> None:
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
    for name, changed in COPIED.items():
        rows = connection.exec_driver_sql(f"PRAGMA table_info({name})").all()
        columns = ", ".join(f'"{row[1]}"' for row in rows)
        values = ", ".join(changed.get(row[1], f'"{row[1]}"') for row in rows)
        where = f"WHERE {'id' if name == 'incidents_incidents' else 'incident'} NOT LIKE '%-%-%'"
        connection.exec_driver_sql(
            f"INSERT INTO {name} ({columns}) {numbers} SELECT {values} FROM {name}, numbers {where}"
        )


# -- what is measured ----------------------------------------------------------------------------------------


def start(folder: Path) -> float:
    """CPU time from the command line to the line that says where it listens, of the server and its watchdog."""
    environment = {**os.environ, "FENGSUI_HTTP_PORT": "0", "FENGSUI_FEED_PORT": "0"}
    server = subprocess.Popen(
        [sys.executable, "-m", "fengsui", "serve", "--json", "--data", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        assert server.stdout.readline()
        watchdog = psutil.Process(server.pid)
        times = [one.cpu_times() for one in (watchdog, *watchdog.children(recursive=True))]
        return float(sum(one.user + one.system for one in times))
    finally:
        server.terminate()
        server.wait(30)


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    """CPU time of all threads, the best of some rounds: what else the machine does is not to be measured."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        await act()
        taken.append(time.process_time() - begun)
    return min(taken)


def _spent(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun


async def _running(folder: Path) -> Measured:
    settings = load(folder, http_port=0, feed_port=0)
    async with serving(settings) as server:
        system = server.system
        head = (await system.head()).seq
        incident = (await system.show("incidents.board", {}, KEEPER)).answer.incidents[0].id

        def page(after: int, label: str, most: int = 256) -> Callable[[], Awaitable[object]]:
            return lambda: system.source.read(after, most, frozenset({label}))

        async def note() -> None:
            await system.execute("incidents.note", {"incident": incident, "text": "bench"}, KEEPER)

        def view(name: str, actor: Actor = KEEPER, **given: Any) -> Callable[[], Awaitable[object]]:
            return lambda: system.show(name, given, actor)

        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "a command (incidents.note)": note,
            "resume: a team, 200 events behind": page(head - 200, "team:T06"),
            "resume: a team, its first page": page(0, "team:T06", FEW),
            "resume: a console, its first page": page(0, "centre"),
            "view: the board": view("incidents.board"),
            "view: the queue": view("incidents.queue"),
            "view: one incident": view("incidents.incident", incident=incident),
            "view: closed incidents": view("incidents.closed", limit=2),
            "view: a team's orders": view("incidents.my_orders", DEVICE),
            "view: its record": view("incidents.timeline", incident=incident),
            "view: teams": view("rosters.teams"),
            "view: duty": view("rosters.duty"),
            "view: the journal": view("core.journal", after=head - 100, limit=100),
            "history of one thing": lambda: system.read(lambda r: history(r.connection, "I0-1", 200)),
            "the bus: a page at the end": lambda: system.read(lambda r: read_after(r.connection, head - 300, 256)),
        }
        found: Measured = {}
        for name, act in acts.items():
            with suppress(KeyError):
                await act()
                found[name] = await _timed(act)
        return found


def _audit(folder: Path) -> Measured:
    """Not expected to be flat, but straight, and with memory that does not grow."""
    engine, me = create_engine(f"sqlite:///{folder / 'fengsui.sqlite'}"), psutil.Process()
    before, begun = me.memory_info().rss, time.process_time()
    with engine.connect() as connection:
        verdict = verify(connection)
    assert verdict.whole, verdict.breaks[:3]
    took = time.process_time() - begun
    engine.dispose()
    return {"audit_us_an_event": took / verdict.events * 1e6, "audit_mib": (me.memory_info().rss - before) / 2**20}


def measure(folder: Path) -> Measured:
    found = {"start to ready": start(folder), **asyncio.run(_running(folder))}
    return found | {"doctor": _spent(lambda: all_checks(folder))}


def _made(base: Path, folder: Path, events: int) -> Measured:
    shutil.copytree(base, folder)
    rate = fill(folder / "fengsui.sqlite", events)
    return {"filled": rate, "mib": (folder / "fengsui.sqlite").stat().st_size / 2**20}


def main() -> None:
    sizes = [int(size) for size in os.environ.get("GROWTH", "").split(",") if size] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="fengsui-growth-") as made:
        base, folders = Path(made) / "base", [Path(made) / str(size) for size in sizes]
        init = [sys.executable, "-m", "fengsui", "init", "--sample", "--data", str(base)]
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL)
        asyncio.run(_base(base))
        found = [_made(base, folder, size) for folder, size in zip(folders, sizes, strict=True)]
        for _ in range(TURNS):
            for one, folder in zip(found, folders, strict=True):
                one |= {name: min(value, one.get(name, value)) for name, value in measure(folder).items()}
        for one, folder in zip(found, folders, strict=True):
            one |= _audit(folder)
    about = ("filled", "mib", "audit_us_an_event", "audit_mib")
    rows: list[list[str]] = []
    for name in found[0]:
        if name not in about:
            cells = [f"{one[name] * 1000:.1f} ms ({one[name] / found[0][name]:.2f})" for one in found]
            rows.append([name, *cells, "<= 1.2" if name == "start to ready" else "<= 1.5"])
    rows += [
        ["database", *(f"{one['mib']:.0f} MiB" for one in found), ""],
        ["`audit verify`, an event", *(f"{one['audit_us_an_event']:.0f} us" for one in found), "straight"],
        ["`audit verify`, memory", *(f"+{one['audit_mib']:.0f} MiB" for one in found), "flat"],
        ["filled at", *(f"{one['filled']:,.0f} events/s" for one in found), ""],
    ]
    table(["what", *(f"{size:,} events" for size in sizes), "goal"], rows)


if __name__ == "__main__":
    main()
