"""The list of erasures outside the database, so that a backup from before them is cleaned again when it is restored.

Signed lines like the heads': one file in the data folder, which a restore does not replace, and one beside the heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from fengsui.journal.signed import SignedLines
from fengsui.journal.tables import erasure
from fengsui.storage.types import to_text

FILE = "erasures.list"
SUFFIX = ".erasures"
FIELDS = frozenset({"id", "at", "by", "basis", "reason", "kind", "thing", "events"})

Line = dict[str, Any]


def places(folder: Path, heads_file: Path | None) -> list[Path]:
    """Where the list is kept."""
    beside = [] if heads_file is None else [heads_file.with_name(heads_file.name + SUFFIX)]
    return [folder / FILE, *beside]


def unlisted(connection: Connection, files: Iterable[Path]) -> dict[Path, list[Line]]:
    """What each file lacks: everything where there is no file yet, else what is not marked as listed."""
    rows = _rows(connection)
    lacking = {file: [line for line, listed in rows if not listed or not file.exists()] for file in files}
    return {file: lines for file, lines in lacking.items() if lines}


def add(file: Path, key: bytes, lines: Sequence[Line]) -> None:
    """Appends them, on disk when this returns. Raises Unavailable (`heads_failed`)."""
    SignedLines(file, key, "erasures").append(lines)


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
    """Those that a database itself remembers."""
    return {line["id"]: line for line, _ in _rows(connection)}


def _rows(connection: Connection) -> list[tuple[Line, bool]]:
    rows = connection.execute(select(erasure).order_by(erasure.c.at, erasure.c.id)).mappings()
    return [({name: row[name] for name in FIELDS} | {"at": to_text(row["at"])}, row["listed"]) for row in rows]
