"""`fengsui run-cards check|import|template FILE`: the spreadsheet is read and checked here, then sent as rows.

The server never opens a spreadsheet. Imports are inside the functions: other verbs must not pay for them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fengsui.hooks import Verb
from fengsui.text import N_, choose_language, translate

if TYPE_CHECKING:
    from fengsui_incidents.model.run_cards import Line, RawRow

PACKAGE = "fengsui_incidents"


def arguments(parser: argparse.ArgumentParser) -> None:
    language = parser.get_default("language") or choose_language()
    what = translate(N_("check FILE, import it, or write the form to fill in"), language, PACKAGE)
    parser.add_argument("what", choices=("check", "import", "template"), help=what)
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=translate(N_("a file .xlsx or .csv"), language, PACKAGE)
    )
    output = translate(N_("machine-readable output"), language, PACKAGE)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=output)


def run(given: argparse.Namespace) -> int:
    """0 done, 1 faults or refused."""
    from fengsui.cli.output import write_answer, write_json

    answer = _template(given.file) if given.what == "template" else _read(given)
    (write_json if getattr(given, "json", False) else write_answer)(answer)
    return 0


def _template(file: Path) -> dict[str, Any]:
    from fengsui.errors import Conflict
    from fengsui_incidents.runcards.template import as_csv, as_xlsx

    if file.exists():
        raise Conflict(N_("{file} is there already."), code="file_exists", file=str(file))
    file.write_bytes(as_xlsx() if file.suffix.lower() == ".xlsx" else as_csv())
    return {"written": str(file)}


def _read(given: argparse.Namespace) -> Any:
    """Raises Invalid with every fault of the table; only a whole table is sent."""
    rows, lines = checked(given.file)
    if given.what == "check":
        return {"codes": sorted({line.code for line in lines}), "rows": len(lines)}
    from fengsui.cli.remote import connect

    server = connect(given)
    server.alive()
    return server.command("incidents.import_run_cards", payload_of(given.file, rows))


def checked(file: Path) -> tuple[list[RawRow], list[Line]]:
    from fengsui.errors import Invalid
    from fengsui_incidents.model.run_cards import read_table
    from fengsui_incidents.runcards.spreadsheet import read_cells

    rows = read_cells(file)
    lines, faults = read_table(rows)
    if faults:
        raise Invalid(N_("The run cards cannot be imported."), code="run_cards_invalid", faults=faults)
    return rows, lines


def payload_of(file: Path, rows: list[RawRow]) -> dict[str, Any]:
    """The payload of `incidents.import_run_cards`."""
    sent = [{"sheet": row.sheet, "number": row.number, "cells": dict(row.cells)} for row in rows]
    return {"file": file.name, "rows": sent}


VERB = Verb(
    name="run-cards",
    summary=N_("check or import the run-card table (dispatch code and alarm level) from a spreadsheet"),
    arguments=arguments,
    run=run,
)
