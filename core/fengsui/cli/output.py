"""Answers on a terminal: JSON for programs, aligned columns for people; wide characters count as two."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fengsui.printable import printable

LONGEST_CELL = 60


def write_json(value: Any) -> None:
    """One value, indented; times and dataclasses must be plain already."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_line(text: str = "") -> None:
    sys.stdout.write(printable(text) + "\n")


def width(text: str) -> int:
    """Columns that `text` takes: East Asian wide and full-width characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def write_table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns under their titles, each as wide as its widest cell."""
    cells = [[printable(cell_text(cell)) for cell in row] for row in rows]
    widths = [max(width(line[column]) for line in [list(titles), *cells]) for column in range(len(titles))]
    for line in [list(titles), *cells] if any(titles) else cells:
        padded = (text + " " * (columns - width(text)) for text, columns in zip(line, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")


def cell_text(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value or "-"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence):
        return ", ".join(cell_text(item) for item in value) or "-"
    return str(value)


def shortened(text: str) -> str:
    """A cell that a person can still read beside others; --json has all of it."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def write_answer(value: Any) -> None:
    """Whatever a view answered, for a person: a table for a list of alike objects, lines for one object."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        titles = list(dict.fromkeys(name for item in value for name in item))
        write_table(titles, [[shortened(cell_text(item.get(name))) for name in titles] for item in value])
    elif isinstance(value, dict) and all(not isinstance(item, list | dict) for item in value.values()):
        write_table(("", ""), list(value.items()))
    elif isinstance(value, str):
        write_line(value)
    else:
        write_json(value)
