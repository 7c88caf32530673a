"""Many rows into one table at nearly the driver's own speed.

What SQLAlchemy does anew for each value of an `executemany` takes longer than SQLite takes for the row. Here the
statement and the types' conversions are worked out once for a table, and rows go to the driver as tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Plan:
    """`pick` takes a row's values in the statement's order; `conversions` are those that the driver wants."""

    statement: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    conversions: tuple[tuple[int, Convert], ...]

    def convert(self, picked: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.conversions:
            return list(picked)
        rows = list(map(list, picked))
        for index, convert in self.conversions:
            for row in rows:
                row[index] = convert(row[index])
        return list(map(tuple, rows))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts `rows`, each with a value for every column of `table`, which has at least two."""
    if not rows:
        return
    plan = _plan(table, connection.dialect)
    connection.exec_driver_sql(plan.statement, plan.convert(map(plan.pick, rows)))


@cache
def _plan(table: Table, dialect: Dialect) -> _Plan:
    quoted = dialect.identifier_preparer
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns = ", ".join(quoted.format_column(column) for column in table.columns)
    marks = ", ".join([mark] * len(table.columns))
    converted = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]
    return _Plan(
        f"INSERT INTO {quoted.format_table(table)} ({columns}) VALUES ({marks})",
        itemgetter(*(column.name for column in table.columns)),
        tuple((index, convert) for index, convert in enumerate(converted) if convert is not None),
    )
