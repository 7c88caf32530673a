"""Reading the city's files: CSV and YAML that a person edits, every fault at once with its file and line."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fengsui.errors import Fault, Invalid
from fengsui.text import N_
from fengsui.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "sample"

Row = Mapping[str, str]
Record = Mapping[str, Any]


class Files:
    """The files of one folder; `close()` raises Invalid with everything that was wrong in any of them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def table(self, name: str) -> list[Row]:
        """The rows of `NAME.csv`; each must be flagged `demo` yes."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows: list[Row] = []
            for row in reader:
                where = f"{name}.csv:{reader.line_num}"
                if None in row or None in row.values():
                    self.faults.append(Fault(where, N_("as many cells as there are columns"), "cells"))
                elif row.get("demo") != "yes":
                    self.faults.append(Fault(where, N_("demo: yes"), "not_flagged"))
                else:
                    rows.append({column: cell.strip() for column, cell in row.items()})
        return rows

    def records(self, name: str, under: str = "") -> list[Record]:
        """The list in `NAME.yaml`, or the one below a key of it; each record must be flagged `demo: true`."""
        found = read_yaml((self.folder / f"{name}.yaml").read_text("utf-8"))
        listed: list[Record] = found[under] if under else found
        for number, record in enumerate(listed, 1):
            if record.get("demo") is not True:
                self.faults.append(Fault(f"{name}.yaml[{number}]", N_("demo: true"), "not_flagged"))
        return [record for record in listed if record.get("demo") is True]

    def wrong(self, name: str, row: Row, why: str) -> None:
        """Notes a row of which a cell cannot be read."""
        key = next(iter(row.values()), "")
        self.faults.append(Fault(f"{name}.csv {key}", N_("cells that can be read: {why}"), "cell", {"why": why}))

    def close(self) -> None:
        if self.faults:
            raise Invalid(N_("The sample city's files are not right."), code="sample_invalid", faults=self.faults)
