"""Every plugin's migrations build exactly the tables that its code declares."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, inspect

from fengsui.access.tables import access_metadata
from fengsui.journal.tables import metadata
from fengsui.testing import running

ROOT = Path(__file__).parents[2]


async def test_migrations_and_tables_agree(database_url: str) -> None:
    async with running(None, url=database_url) as system:
        assert not [plugin.reason for plugin in system.system.plugins if plugin.state != "loaded"]
        everything = MetaData()
        for source in (metadata, access_metadata, *system.system.registry.tables.values()):
            for table in source.tables.values():
                table.to_metadata(everything)
        url = system.system.facilities.settings.url.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url)
        with engine.connect() as connection:
            version_tables = {
                name for name in inspect(connection).get_table_names() if name.endswith("_schema_version")
            }
            context = MigrationContext.configure(
                connection,
                opts={"include_name": lambda name, kind, _parents: kind != "table" or name not in version_tables},
            )
            differences = compare_metadata(context, everything)
        engine.dispose()
        assert not differences
