"""kill -9 while the writer works: `python -m tests.core.storage.killing FOLDER CYCLES SEED` prints its figures as JSON.

One file, many lives. Each is a fork of this process, so that nothing is imported twice: the real engine, writer and
journal, a domain table in the same units; an acknowledgement is a line in a pipe, written when the unit's future is
resolved. Apart from whoever asks for it, since a process with threads is not to be forked.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from tests.core.storage.trial import Told, facilities, found_in, prepared, put

from fengsui.clock import Ids
from fengsui.storage.database import Database
from fengsui.storage.engine import writing_engine
from fengsui.storage.opening import make_good

TOGETHER = 3
WHOLE_EVERY = 50
LONGEST_LIFE = 0.03


@dataclass
class Figures:
    cycles: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)
    ms_each: float = 0.0


async def _live(engine: Engine, file: Path, cycle: int, acknowledge: int) -> None:
    """Writes until it is killed."""
    make_good(file)
    database = Database(engine, engine, facilities(file.parent, Ids()))
    database.start()
    number = 0
    while True:
        told = Told()
        await put(database, [f"{cycle}-{number + one}" for one in range(TOGETHER)], told)
        number += TOGETHER
        os.write(acknowledge, "".join(f"{name}\n" for name in sorted(told.acknowledged)).encode())


def _life(engine: Engine, file: Path, cycle: int, seconds: float) -> set[str]:
    """One life of so many seconds after its first acknowledgement; what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            asyncio.run(_live(engine, file, cycle, writing))
        finally:
            os._exit(1)
    os.close(writing)
    heard = os.read(reading, 4096)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        heard += more
    os.close(reading)
    return set(heard.decode().split())


def _lost(file: Path, cycle: int, acknowledged: set[str]) -> list[str]:
    """What this life acknowledged and left behind, straight from the two tables."""
    found = []
    with closing(sqlite3.connect(file)) as raw:
        for table, column in (("trial_thing", "id"), ("core_journal", "subject")):
            query = f"SELECT {column} FROM {table} WHERE {column} LIKE ?"
            there = {row[0] for row in raw.execute(query, (f"{cycle}-%",))}
            if lost := acknowledged - there:
                found.append(f"cycle {cycle}: {len(lost)} acknowledged are not in {table}")
    return found


def run(folder: Path, cycles: int, seed: int) -> Figures:
    file, chance, figures = folder / "killed.sqlite", random.Random(seed), Figures()
    engine = writing_engine(f"sqlite:///{file}")
    prepared(engine, Ids())
    engine.dispose()
    began, total = time.monotonic(), set[str]()
    for cycle in range(cycles):
        acknowledged = _life(engine, file, cycle, chance.random() * LONGEST_LIFE)
        figures.cycles += 1
        figures.acknowledged += len(acknowledged)
        figures.faults += _lost(file, cycle, acknowledged)
        if not acknowledged:
            figures.faults.append(f"cycle {cycle}: it did not come up")
        total |= acknowledged
        if cycle % WHOLE_EVERY == WHOLE_EVERY - 1 or cycle == cycles - 1:
            figures.faults += [f"after cycle {cycle}: {fault}" for fault in found_in(file).faults(Told(total))]
    figures.ms_each = round((time.monotonic() - began) * 1000 / cycles, 1)
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))))
