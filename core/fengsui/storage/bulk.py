"""Many rows into one table at nearly the driver's own speed.

What SQLAlchemy does anew for each value of an `executemany` takes longer than SQLite takes for the row. Here the
statement and the types' conversions are worked out once for a table, and rows go to the driver as tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

Convert = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts `rows`, each with a value for every column of `table`."""
    if rows:
        statement, names, conversions = _plan(table, connection.dialect)
        connection.exec_driver_sql(statement, [_values(row, names, conversions) for row in rows])


def _values(
    row: Mapping[str, Any], names: Sequence[str], conversions: Sequence[tuple[int, Convert]]
) -> tuple[Any, ...]:
    values = [row[name] for name in names]
    for index, convert in conversions:
        values[index] = convert(values[index])
    return tuple(values)


@cache
def _plan(table: Table, dialect: Dialect) -> tuple[str, tuple[str, ...], tuple[tuple[int, Convert], ...]]:
    """The statement, its columns, and which of them the driver wants converted."""
    quoted = dialect.identifier_preparer
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns = ", ".join(quoted.format_column(column) for column in table.columns)
    marks = ", ".join([mark] * len(table.columns))
    converted = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]
    return (
        f"INSERT INTO {quoted.format_table(table)} ({columns}) VALUES ({marks})",
        tuple(column.name for column in table.columns),
        tuple((index, convert) for index, convert in enumerate(converted) if convert is not None),
    )
