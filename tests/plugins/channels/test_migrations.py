"""The migrations build exactly the tables that the service uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import fengsui_channels
from fengsui.storage.engine import writing_engine
from fengsui.storage.migrate import Schema, migrate
from fengsui_channels.tables import metadata

FOLDER = Path(fengsui_channels.__file__).parent / "migrations"


def _mine(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or name in metadata.tables


def test_migrations_and_tables_agree(database_url: str) -> None:
    engine = writing_engine(database_url)
    assert migrate(engine, [Schema("channels", FOLDER)]) == {}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _mine, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
