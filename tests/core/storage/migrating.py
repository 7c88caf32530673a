"""kill -9 at statements of every migration: `python -m tests.core.storage.migrating FOLDER STEP` prints JSON.

Each trial is a fork: it migrates an empty database, or one with rows as the first release had it, and kills itself
before its n-th statement; the next start must bring the same tables and rows as one that was never disturbed. Apart
from whoever asks, as `killing` is.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import event

from fengsui import core
from fengsui.plugins import PluginHost, discover
from fengsui.storage.engine import writing_engine
from fengsui.storage.migrate import Schema, migrate

ROWS = (1, 2, 3)


@dataclass
class Figures:
    statements: int = 0
    kills: int = 0
    migrations: int = 0
    faults: list[str] = field(default_factory=list)


def schemas() -> list[Schema]:
    """The core's and every installed plugin's, in the order in which a server takes them."""
    host = PluginHost({})
    host.load(discover(), allowed=lambda _point: True)
    return [Schema("core", core.FOLDER / "migrations"), *(p.schema for p in host.loaded if p.schema is not None)]


def _tables(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        made = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        versions = [name for _, name, _, _ in made if name.endswith("_schema_version")]
        rows = [
            (name, raw.execute(f"SELECT count(*) FROM {name}").fetchone()) for kind, name, *_ in made if kind == "table"
        ]
        return made + rows + [raw.execute(f"SELECT * FROM {name}").fetchall() for name in versions]


def _first_release(file: Path, all_of_them: Sequence[Schema]) -> None:
    """Every schema at its first version, each table with rows; equal values throughout, so that references hold."""
    engine = writing_engine(f"sqlite:///{file}")
    for schema in all_of_them:
        script = schema.script()
        with engine.begin() as connection, EnvironmentContext(Config(), script, fn=_to_first(script)) as environment:
            environment.configure(connection=connection, version_table=schema.version_table, render_as_batch=True)
            environment.run_migrations()
    engine.dispose()
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not name.endswith("_schema_version") and not name.startswith("sqlite_"):
                kinds = [row[2] for row in raw.execute(f"PRAGMA table_info({name})")]
                marks = ", ".join("?" * len(kinds))
                raw.executemany(
                    f"INSERT OR IGNORE INTO {name} VALUES ({marks})", [[_value(k, n) for k in kinds] for n in ROWS]
                )


def _to_first(script: Any) -> Any:
    return lambda revision, _context: script._upgrade_revs(script.get_base(), revision)


def _value(kind: str, number: int) -> Any:
    if kind.startswith(("INT", "BIGINT", "BOOL", "FLOAT")):
        return number
    return b"x" if kind == "BLOB" else "[]" if kind == "JSON" else str(number)


def _migrated(file: Path, all_of_them: Sequence[Schema], at: int = 0) -> int:
    """Migrates; returns how many statements that took. Dies before statement `at`."""
    engine, count = writing_engine(f"sqlite:///{file}"), 0

    @event.listens_for(engine, "before_cursor_execute")
    def counted(*_: object) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    failed = migrate(engine, all_of_them, file.parent / "backups" / file.name)
    engine.dispose()
    assert not failed, failed
    return count


def run(folder: Path, step: int) -> Figures:
    figures, all_of_them = Figures(), schemas()
    figures.migrations = sum(len(list(schema.folder.glob("[0-9]*.py"))) for schema in all_of_them)
    _first_release(folder / "first.sqlite", all_of_them)
    for start in (None, folder / "first.sqlite"):
        _trials(folder, step, all_of_them, start, figures)
    return figures


def _trials(folder: Path, step: int, all_of_them: Sequence[Schema], start: Path | None, figures: Figures) -> None:
    whole = folder / f"whole-{start is None}.sqlite"
    if start is not None:
        shutil.copy(start, whole)
    statements = _migrated(whole, all_of_them)
    figures.statements += statements
    wanted = _tables(whole)
    for at in range(1, statements + 1, step):
        place = folder / "killed"
        place.mkdir()
        if start is not None:
            shutil.copy(start, place / "centre.sqlite")
        child = os.fork()
        if child == 0:
            _migrated(place / "centre.sqlite", all_of_them, at)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        figures.kills += os.WIFSIGNALED(status)
        try:
            _migrated(place / "centre.sqlite", all_of_them)
            if _tables(place / "centre.sqlite") != wanted:
                figures.faults.append(f"killed before statement {at}: other tables")
        except Exception as error:
            figures.faults.append(f"killed before statement {at}: {error}")
        shutil.rmtree(place)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[1]), int(sys.argv[2])))))
