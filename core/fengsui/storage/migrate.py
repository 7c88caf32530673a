"""Schema versions: an alembic folder and a version table for each plugin, core first, then in order of `requires`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schema:
    """One plugin's migrations."""

    plugin: str
    folder: Path

    @property
    def version_table(self) -> str:
        return f"{self.plugin}_schema_version"

    def script(self) -> ScriptDirectory:
        files = sorted((file.name, file.stat().st_mtime_ns) for file in self.folder.glob("*.py"))
        return _script(str(self.folder), tuple(files))


@lru_cache(maxsize=64)
def _script(folder: str, _files: tuple[tuple[str, int], ...]) -> ScriptDirectory:
    """Kept while the files are the same: each is compiled and run to be known."""
    return ScriptDirectory(folder, version_locations=[folder])


def pending(connection: Connection, schema: Schema) -> bool:
    """Whether the plugin's tables are behind its migrations."""
    context = MigrationContext.configure(connection, opts={"version_table": schema.version_table})
    return set(context.get_current_heads()) != set(schema.script().get_heads())


def _upgrade(connection: Connection, schema: Schema) -> None:
    script = schema.script()

    def steps(revision: Any, _context: object) -> Any:
        return script._upgrade_revs("heads", revision)

    with EnvironmentContext(Config(), script, fn=steps, destination_rev="heads") as environment:
        environment.configure(
            connection=connection, version_table=schema.version_table, transactional_ddl=True, render_as_batch=True
        )
        environment.run_migrations()


def migrate(engine: Engine, schemas: Iterable[Schema], backup: Path | None = None) -> dict[str, str]:
    """Brings every plugin's tables up to date, each in a savepoint; returns the plugins that failed, with why.

    With `backup`, an SQLite database that is about to be changed is first copied there.
    """
    schemas = list(schemas)
    with engine.connect() as connection:
        waiting = [schema for schema in schemas if pending(connection, schema)]
        connection.rollback()
    if not waiting:
        return {}
    if backup is not None:
        _copy(engine, backup)
    failed: dict[str, str] = {}
    for schema in waiting:
        if (why := _migrate_one(engine, schema)) is not None:
            failed[schema.plugin] = why
    return failed


def _migrate_one(engine: Engine, schema: Schema) -> str | None:
    """SQLite checks foreign keys only at the end: a batch copy drops and renames tables meanwhile."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade(connection, schema)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() if sqlite else []
                if broken:
                    raise ValueError(f"foreign keys broken after migration: {broken[:3]}")
        except Exception as error:
            log.exception("migration of %s failed", schema.plugin)
            if schema.plugin == "core":
                raise
            return f"migration failed: {error}"
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")
    return None


def _copy(engine: Engine, target: Path) -> None:
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        raw.execute("VACUUM INTO ?", (str(target),))
