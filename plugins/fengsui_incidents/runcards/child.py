"""Parses one xlsx in a process that may take 512 MiB and 20 s: `python -m fengsui_incidents.runcards.child FILE`.

Writes JSON: sheet, row number, texts of the cells. Hidden sheets are left out; formulas are what they last showed.
"""

from __future__ import annotations

import datetime
import json
import sys

MEMORY = 512 * 1024 * 1024
SECONDS = 20
MOST_ROWS = 20_000


def limit() -> None:
    """Where the system has no such limits, the parent's time limit remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def text_of(value: object) -> str:
    """As a person reads the cell: 2, not 2.0."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else str(value)


def main(path: str) -> None:
    limit()
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    found = []
    with CalamineWorkbook.from_path(path) as book:
        for about in book.sheets_metadata:
            if about.visible != SheetVisibleEnum.Visible:
                continue
            rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
            for number, cells in enumerate(rows, 1):
                texts = [text_of(cell) for cell in cells]
                if any(texts):
                    found.append((about.name, number, texts))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
