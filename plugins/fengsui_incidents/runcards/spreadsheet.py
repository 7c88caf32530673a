"""Cells out of a spreadsheet, whatever somebody saved: CSV in either Chinese encoding, or xlsx.

An xlsx is an archive and may be a bomb. Its size is looked at before anything is unpacked, and it is parsed in a
process of its own that may take so much memory and time and no more.
"""

from __future__ import annotations

import csv
import io
import json
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from fengsui.errors import Fault, Invalid
from fengsui.text import N_
from fengsui_incidents.model.run_cards import MOST_CELL, MOST_COLUMNS, MOST_ROWS, RawRow, letter

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
MOST_ENTRIES = 1_000
PARSE_SECONDS = 20
CHILD = "fengsui_incidents.runcards.child"
CSV_SHEET = "CSV"


def read_cells(path: Path) -> list[RawRow]:
    """The rows that hold something. Raises Invalid with what is wrong with the file; nothing of it is used then."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _refused(path, N_("a file that can be read ({why})"), "unreadable", why=error.strerror or "") from error
    if size > MOST_BYTES:
        raise _refused(path, N_("at most {most} MiB"), "too_big", most=MOST_BYTES // 1024 // 1024)
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return _xlsx(path)
    if kind in (".csv", ".txt"):
        return _csv(path)
    raise _refused(path, N_("a file .xlsx or .csv"), "other_kind")


def _refused(path: Path, expected: str, code: str, **params: object) -> Invalid:
    fault = Fault(path.name, expected, code, params)
    return Invalid(N_("The spreadsheet cannot be read."), code=f"spreadsheet_{code}", faults=[fault])


# -- CSV ---------------------------------------------------------------------------------------------------------


def _csv(path: Path) -> list[RawRow]:
    text = _decoded(path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused(path, N_("a table of cells ({why})"), "broken", why=str(error)) from error
    return _bounded(path, [(CSV_SHEET, number, cells) for number, cells in enumerate(rows, 1)])


def _decoded(path: Path) -> str:
    """UTF-8 with or without its mark; else GB 18030, which takes in GBK and GB 2312."""
    body = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(path, N_("text in UTF-8 or GBK"), "encoding")


# -- xlsx --------------------------------------------------------------------------------------------------------


def _xlsx(path: Path) -> list[RawRow]:
    _look_inside(path)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", CHILD, str(path.resolve())],
            capture_output=True, timeout=PARSE_SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _refused(path, N_("a table that is read within {s} s"), "too_slow", s=PARSE_SECONDS) from error
    if done.returncode != 0:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["-"]
        raise _refused(path, N_("a table that Excel or WPS has saved ({why})"), "broken", why=why[0][:200])
    sheets: list[list[Any]] = json.loads(done.stdout)
    return _bounded(path, [(str(sheet), int(number), cells) for sheet, number, cells in sheets])


def _look_inside(path: Path) -> None:
    """Refuses what would unpack to too much, before anything of it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _refused(path, N_("a table that Excel or WPS has saved ({why})"), "broken", why=str(error)) from error
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        raise _refused(path, N_("a table that does not unpack to {mib} MiB"), "bomb", mib=unpacked // 1024 // 1024)
    if any(stat.S_ISLNK(one.external_attr >> 16) for one in entries):
        raise _refused(path, N_("a table without links to other files"), "link")


def _bounded(path: Path, found: list[tuple[str, int, list[str]]]) -> list[RawRow]:
    rows = [
        RawRow(sheet, number, {letter(at): text.strip() for at, text in enumerate(cells) if text.strip()})
        for sheet, number, cells in found
    ]
    rows = [row for row in rows if row.cells]
    faults = [
        Fault(f"{row.sheet}!{at}{row.number}", N_("at most {most} characters"), "cell_too_long", {"most": MOST_CELL})
        for row in rows
        for at, text in row.cells.items()
        if len(text) > MOST_CELL
    ]
    if len(rows) > MOST_ROWS or any(len(row.cells) > MOST_COLUMNS for row in rows):
        most = N_("at most {rows} rows of {columns} cells")
        faults.append(Fault(path.name, most, "table_too_big", {"rows": MOST_ROWS, "columns": MOST_COLUMNS}))
    if faults:
        raise Invalid(N_("The spreadsheet cannot be read."), code="spreadsheet_too_big", faults=faults[:200])
    return rows
