"""Rows come in one order only, on every engine: the last key tells any two apart, and nothing is left to NULLs.

Rows of equal time come in any order from PostgreSQL, and NULLs last where SQLite has them first: what "the first" of a
list is must not depend on that. The keys are read from the source and looked up in the tables themselves.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, UniqueConstraint
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import nulls_first_op, nulls_last_op

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for top in ("core", "plugins")
    for path in sorted((ROOT / top).rglob("*.py"))
    if "migrations" not in path.parts and ".order_by(" in path.read_text("utf-8")
]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_rows_are_sorted_to_the_last(path: Path) -> None:
    for room, call, known in _sorts(path):
        where = f"{path.name}:{call.lineno}"
        assert call.args, where
        assert _tells_apart(call.args[-1], known), f"{where}: equal rows of {ast.unparse(call)} come in any order"
        for key in call.args:
            value = _value(key, known)
            column = _column(value)
            settled = column is None or not column.nullable or _says_where_nulls_go(value)
            assert settled or _never_null(key, room, call), f"{where}: {ast.unparse(key)} may be NULL: first or last?"


def _sorts(path: Path) -> Iterator[tuple[ast.AST, ast.Call, Mapping[str, Any]]]:
    """Each `order_by`, the function that it stands in (or the module), and the names that mean something there."""
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts[1:]))
    tree = ast.parse(path.read_text("utf-8"))
    rooms = {id(node): room for room in ast.walk(tree) if isinstance(room, ast.FunctionDef) for node in ast.walk(room)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
            room = rooms.get(id(node), tree)
            yield room, node, {**vars(module), **_short_names(room, vars(module))}


def _short_names(room: ast.AST, known: Mapping[str, Any]) -> dict[str, Any]:
    """`e = t.entries.c` and the like."""
    found: dict[str, Any] = {}
    for node in ast.walk(room):
        if isinstance(node, ast.Assign):
            for target, value in zip(_parts(node.targets[0]), _parts(node.value), strict=False):
                if isinstance(target, ast.Name) and isinstance(value, ast.Attribute):
                    found[target.id] = _value(value, {**known, **found})
    return {name: value for name, value in found.items() if value is not None}


def _parts(side: ast.expr) -> list[ast.expr]:
    return side.elts if isinstance(side, ast.Tuple) else [side]


def _value(expression: ast.expr, known: Mapping[str, Any]) -> Any:
    try:
        return eval(compile(ast.Expression(expression), "order_by", "eval"), dict(known))
    except (NameError, AttributeError, SyntaxError, TypeError):
        return None


def _column(value: Any) -> Column[Any] | None:
    while isinstance(value, UnaryExpression):
        value = value.element
    return value if isinstance(value, Column) else None


def _tells_apart(key: ast.expr, known: Mapping[str, Any]) -> bool:
    """Whether it is a column of a unique key, of whose other columns each is fixed or sorted by before; or the `id` of
    a table that the caller names."""
    column = _column(_value(key, known))
    if column is None:
        return isinstance(key, ast.Attribute) and key.attr == "id"
    unique = [one for one in column.table.constraints if isinstance(one, UniqueConstraint)]
    return column.primary_key or any(column.name in one.columns for one in unique)


def _says_where_nulls_go(value: Any) -> bool:
    return isinstance(value, UnaryExpression) and value.modifier in (nulls_first_op, nulls_last_op)


def _never_null(key: ast.expr, room: ast.AST, call: ast.Call) -> bool:
    """Whether the query asks for it to be there: it is compared with something, or sorted by whether it is."""
    plain = ast.unparse(key).removesuffix(".desc()")
    if f"{plain}.is_(None)" in [ast.unparse(other) for other in call.args]:
        return True
    return any(
        (isinstance(node, ast.Compare) and ast.unparse(node.left) == plain)
        or (isinstance(node, ast.Call) and ast.unparse(node) == f"{plain}.is_not(None)")
        for node in ast.walk(room)
    )
