"""The list of erasures outside the database, so that a backup from before them is cleaned again when it is restored.

Signed lines like the heads': one file in the data folder, which a restore does not replace, and one beside the heads.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from fengsui.journal.signed import SignedLines
from fengsui.journal.tables import erasure
from fengsui.storage.types import to_text

FILE = "erasures.list"
SUFFIX = ".erasures"
FIELDS = frozenset({"id", "at", "by", "basis", "reason", "kind", "thing", "events", "subjects", "topics"})

Line = dict[str, Any]


def places(folder: Path, heads_file: Path | None) -> list[Path]:
    """Where the list is kept."""
    beside = [] if heads_file is None else [heads_file.with_name(heads_file.name + SUFFIX)]
    return [folder / FILE, *beside]


def complete(connection: Connection, files: Iterable[Path], key: bytes) -> None:
    """Appends to each file what it lacks; on disk when this returns. Raises Unavailable (`heads_failed`)."""
    mine = known(connection)
    for file in files:
        lines = SignedLines(file, key, "erasures")
        there = {line.get("id") for line in lines.read()[0]} if file.exists() else set()
        if lacking := [line for id, line in mine.items() if id not in there]:
            lines.append(lacking)


def listed_in(files: Iterable[Path], key: bytes) -> tuple[dict[str, Line], list[str]]:
    """Every erasure that one of the files knows, by its id, and what is wrong with the files."""
    found: dict[str, Line] = {}
    wrong: list[str] = []
    for file in files:
        if file.exists():
            lines, faults = SignedLines(file, key, f"erasures in {file}").read()
            found |= {line["id"]: line for line in lines if line.keys() - {"mac"} == FIELDS}
            wrong += faults
    return found, wrong


def known(connection: Connection) -> dict[str, Line]:
    """Those that a database itself remembers, by their id, oldest first."""
    rows = connection.execute(select(erasure).order_by(erasure.c.at, erasure.c.id)).mappings()
    return {row["id"]: {name: row[name] for name in FIELDS} | {"at": to_text(row["at"])} for row in rows}
