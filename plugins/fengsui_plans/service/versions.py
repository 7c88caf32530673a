"""Changing what a person edits: whoever edits names the version they saw, and a clash shows both values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from fengsui.errors import Conflict, Fault
from fengsui.text import N_


def save_version(
    connection: Connection, table: Table, values: Mapping[str, Any], if_version: int | None, kind: str
) -> tuple[int, bool]:
    """Inserts or changes the row with `values["id"]`; the version it now has, and whether anything changed.

    Raises Conflict `<kind>_exists` where the row is there and no version was named, `version_conflict` where
    another one was; each with a fault for every field that differs.
    """
    row = connection.execute(select(table).where(table.c.id == values["id"])).mappings().first()
    if row is None:
        if if_version is not None:
            raise Conflict(N_("{id} is not there any more."), code="version_conflict", id=values["id"])
        connection.execute(insert(table).values(version=1, **values))
        return 1, True
    different = [name for name, value in values.items() if row[name] != value]
    if not different:
        return row["version"], False
    if if_version != row["version"]:
        faults = [
            Fault(
                name,
                N_("{theirs} stands there in version {version}; you sent {yours}"),
                "changed",
                {"theirs": row[name], "version": row["version"], "yours": values[name]},
            )
            for name in different
        ]
        code = f"{kind}_exists" if if_version is None else "version_conflict"
        raise Conflict(N_("{id} has been changed since you read it."), code=code, faults=faults, id=values["id"])
    version = row["version"] + 1
    connection.execute(update(table).where(table.c.id == values["id"]).values(version=version, **values))
    return version, True
