"""What a table must be beyond its shape: worst first, bounds that fall, columns and facts that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.api.scales import GRADES, RESPONSES
from fengsui_incidents.model.rule_rows.shapes import SPECIAL

Rows = Sequence[Mapping[str, Any]]


def beyond_shape(key: str, value: Any) -> Iterator[Fault]:
    """The faults of a value whose shape is right."""
    if key.startswith(SPECIAL):
        yield from _special(value)
    elif key in CHECKS:
        yield from CHECKS[key](value)


def _grades(rows: Rows) -> Iterator[Fault]:
    numbers = [GRADES.step(row["grade"]).number for row in rows]
    yield from _worst_first(numbers, "{at}.grade")
    yield from _falling(rows, ("dead", "serious", "loss_yuan"), "{at}.{column}")


def _level_table(table: Mapping[str, Any]) -> Iterator[Fault]:
    rows, columns = table["rows"], table["columns"]
    known = ", ".join(columns)
    for at, row in enumerate(rows):
        for column in row:
            if column != "level" and column not in columns:
                yield Fault(f"rows.{at}.{column}", N_("one of the table's columns: {known}"), "no_column",
                            {"known": known})  # fmt: skip
    yield from _worst_first([RESPONSES.step(row["level"]).number for row in rows], "rows.{at}.level")
    yield from _falling(rows, columns, "rows.{at}.{column}")


def _special(scale: Mapping[str, Any]) -> Iterator[Fault]:
    facts = scale["facts"]
    known = ", ".join(facts)
    for at, row in enumerate(scale["rows"]):
        for name, bound in row["when"].items():
            path = f"rows.{at}.when.{name}"
            if name not in facts:
                yield Fault(path, N_("a fact of this scale: {known}"), "no_such_fact", {"known": known})
                continue
            choices = facts[name].get("choices")
            if choices and bound not in choices:
                yield Fault(path, N_("one of {codes}"), "no_such_choice", {"codes": ", ".join(choices)})
            elif not choices and isinstance(bound, str):
                yield Fault(path, N_("a number, or two: at least and below"), "no_number")
            elif isinstance(bound, list) and bound[0] >= bound[1]:
                yield Fault(path, N_("two numbers, the first smaller than the second"), "empty_range")


def _urgency_from(least: Mapping[str, float]) -> Iterator[Fault]:
    for higher, lower in (("A", "B"), ("B", "C")):
        if least[higher] <= least[lower]:
            params = {"lower": lower, "points": f"{least[lower]:g}"}
            yield Fault(higher, N_("more points than {lower} ({points})"), "not_falling", params)


def _own_keys(rows: Rows) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, row in enumerate(rows):
        if row["key"] in seen:
            yield Fault(f"{at}.key", N_("each key once"), "key_twice")
        seen.add(row["key"])


def _worst_first(numbers: Sequence[int], path: str) -> Iterator[Fault]:
    """Numbers of steps: 1 is the worst."""
    for at, (before, after) in enumerate(pairwise(numbers), 1):
        if after <= before:
            yield Fault(path.format(at=at), N_("worst first, each once"), "not_worst_first")


def _falling(rows: Rows, columns: Iterable[str], path: str) -> Iterator[Fault]:
    """A worse row that is reached sooner than a milder one would never let that one be reached."""
    for column in columns:
        before: float | None = None
        for at, row in enumerate(rows):
            bound = row.get(column)
            if bound is None:
                continue
            if before is not None and bound >= before:
                where = path.format(at=at, column=column)
                yield Fault(where, N_("less than the row above it ({above})"), "not_falling", {"above": f"{before:g}"})
            before = bound


CHECKS: Mapping[str, Callable[[Any], Iterator[Fault]]] = {
    "grade_thresholds": _grades,
    "level_table": _level_table,
    "urgency_from": _urgency_from,
    "near_miss_circumstances": _own_keys,
    "substances": _own_keys,
    "kinds": _own_keys,
    "transfer_receivers": _own_keys,
}
