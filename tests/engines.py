"""The same tests on PostgreSQL: a system that names no database gets one there, a copied data folder a copied one.

`pytest --postgres tests/plugins` runs whatever uses `fengsui.testing.running` there; a module marked `both_engines`
runs on both in every run. Nothing in the tests themselves knows of it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, inspect, text

from fengsui import testing
from fengsui.app import System
from fengsui.clock import ManualClock

MARK = "database.json"
"""In a data folder: its database, and the folder for which that was made. In a copy of the folder the two differ."""


class Databases:
    """Databases of one PostgreSQL, each made as a copy of another where there is one with the same beginning."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._made = 0
        self.templates: dict[str, str] = {}
        self.lent: dict[str, Path] = {}
        """Those that systems work in, each with its data folder."""

    def url(self, name: str) -> str:
        return str(self._server.get_uri(name))

    def copy(self, template: str = "") -> str:
        self._made += 1
        name = f"engine_{self._made}"
        self._server.psql(f"CREATE DATABASE {name}{f' TEMPLATE {template}' if template else ''};")
        return name

    def take_back(self, own: Path) -> None:
        """Drops those whose folder is gone or a test's own; what belongs to a fixture that lives longer stays."""
        over = [name for name, folder in self.lent.items() if folder.is_relative_to(own) or not folder.exists()]
        for name in over:
            self._server.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE);")
            del self.lent[name]

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """While it lasts, `running` without a URL runs here."""

        class Here(OnPostgres):
            databases = self

        with patch.object(testing, "System", Here):
            yield


class OnPostgres(System):
    """A system that looks for its database only when it starts: that of its data folder, else a new one."""

    databases: Databases

    async def _begin(self, background: bool) -> None:
        if not self.settings.database_url:
            self.settings = self._on(await self._database())
        await super()._begin(background)

    def _on(self, name: str) -> Any:
        return self.settings.model_copy(update={"database_url": self.databases.url(name)})

    async def _database(self) -> str:
        folder, mark = str(self.settings.data.resolve()), self.settings.data / MARK
        known = json.loads(mark.read_text()) if mark.exists() else {}
        if known.get("folder") == folder:
            return str(known["name"])
        name = self.databases.copy(str(known["name"]) if known else await self._template())
        self.databases.lent[name] = self.settings.data.resolve()
        self.settings.data.mkdir(parents=True, exist_ok=True)
        mark.write_text(json.dumps({"name": name, "folder": folder}))
        return name

    async def _template(self) -> str:
        """A database as it is after the first start with those of the plugins that are ours; a test's own come to it
        with the test, for they may do anything."""
        ours = [point for point in self._points if point.value.startswith("fengsui_")]
        given = self.settings.model_dump(mode="json", exclude={"data"})
        points = [(point.name, point.value) for point in ours]
        key = json.dumps([points, given, self.clock.now().isoformat()], sort_keys=True)
        if key not in self.databases.templates:
            name = self.databases.copy()
            with tempfile.TemporaryDirectory(prefix="fengsui-template-") as folder:
                settings = self._on(name).model_copy(update={"data": Path(folder)})
                first = System(settings, clock=ManualClock(self.clock.now()), points=ours)
                await first.start(background=False)
                await first.relay.settled()
                await first.stop()
            self.databases.templates[key] = name
        return self.databases.templates[key]


def tables_that_say(connection: Connection, said: str) -> list[str]:
    """Tables in which any row has this text: for what must have been destroyed everywhere."""

    def says(table: str) -> bool:
        rows = connection.execute(text(f'SELECT * FROM "{table}"'))
        return any(said in _read(cell) for row in rows for cell in row)

    return sorted(table for table in inspect(connection).get_table_names() if says(table))


def _read(cell: object) -> str:
    return bytes(cell).decode(errors="replace") if isinstance(cell, bytes | memoryview) else str(cell)
