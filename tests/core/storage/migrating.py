"""kill -9 at statements of every migration: `python -m tests.core.storage.migrating FOLDER STEP` prints JSON.

Each trial is a fork: it migrates an empty database and kills itself before its n-th statement; the next start must
bring the same tables as one that was never disturbed. Apart from whoever asks, as `killing` is.
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

from sqlalchemy import event

from fengsui import core
from fengsui.plugins import PluginHost, discover
from fengsui.storage.engine import writing_engine
from fengsui.storage.migrate import Schema, migrate


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
        return made + [raw.execute(f"SELECT * FROM {name}").fetchall() for name in versions]


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
    figures.statements = _migrated(folder / "whole.sqlite", all_of_them)
    wanted = _tables(folder / "whole.sqlite")
    for at in range(1, figures.statements + 1, step):
        place = folder / "killed"
        place.mkdir()
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
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run(Path(sys.argv[1]), int(sys.argv[2])))))
