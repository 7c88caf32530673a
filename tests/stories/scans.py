"""Queries that read a whole table which grows with the years: no night may ask one, or the third year is slower than
the first. SQLite says how it would answer each statement; it plans by the indexes alone, so little data is enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

BOUNDED = {
    "core_attempt": "failed logins of the last minutes",
    "core_code": "one-time codes of people",
    "core_head": "one row",
    "core_rule": "rows of rules that a centre set",
    "core_user": "people of a centre",
    "core_device": "devices of its teams",
    "drills_open_incident": "incidents that run",
    "drills_unit": "units of a city",
    "evaluation_recounted": "one row",
    "field_watches": "what waits now; a row goes with its deadline",
    "plans_": "plans and sites of a city",
    "reports_call": "calls of the last hours",
    "rosters_": "teams of a city",
    "sqlite_": "the schema",
}
"""Tables, or the beginnings of their names, that may be read whole, and why."""
WHOLE = (
    "ORDER BY core_journal.seq\n LIMIT",  # the journal read forward by its own key, a page at a time
    "FROM core_erasure\n LIMIT",  # whether there is one at all
    "count(*) AS count_1 \nFROM core_journal_label",  # the audit reads everything by its nature
)
READS = ("SELECT", "UPDATE", "DELETE")


def _scanned(detail: str) -> str:
    """The table that a line of the plan reads whole; nothing where it searches."""
    words = detail.split()
    return words[1] if words[:1] == ["SCAN"] and len(words) > 1 else ""


def _grows(table: str) -> bool:
    named = table.partition("_")[2] != "" and not table.endswith("_schema_version")
    return named and not table.startswith(tuple(BOUNDED))


@contextmanager
def watched() -> Iterator[dict[str, str]]:
    """Statements with the growing table that each reads whole, as they come in."""
    found: dict[str, str] = {}
    known: set[str] = set()

    def look(connection: Connection, _: Any, statement: str, parameters: Any, __: Any, many: bool) -> None:
        first = statement.lstrip()[:6].upper()
        if connection.dialect.name != "sqlite" or many or first not in READS or statement in known:
            return
        known.add(statement)
        raw = connection.connection.dbapi_connection
        assert raw is not None
        plan = raw.cursor()
        plan.execute("EXPLAIN QUERY PLAN " + statement, parameters)
        tables = [_scanned(str(row[3])) for row in plan.fetchall()]
        if not any(form in statement for form in WHOLE):
            found.update((statement, table) for table in tables if _grows(table))

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", look)
