"""The rule rows that decisions about warnings stand on: those in force in a centre, or the shipped ones offline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fengsui.yaml_files import read_yaml

Ask = Callable[[str], Any]


@dataclass(frozen=True)
class Table:
    """`ask` gives a row's value; a row that a bureau has switched off is empty: what it governs is not done."""

    ask: Ask

    def get(self, key: str) -> Any:
        return self.ask(key)

    def listed(self, key: str) -> tuple[Any, ...]:
        return tuple(self.ask(key) or ())

    def mapped(self, key: str) -> Mapping[str, Any]:
        return self.ask(key) or {}

    def by_level(self, key: str, level: str | None) -> Any:
        """A value that each level has its own of; None without one."""
        return self.mapped(key).get(level or "")


@cache
def shipped() -> Table:
    rows = {row["key"]: row["value"] for row in _rows() if row.get("enabled", True)}
    return Table(rows.get)


def edition() -> str:
    """The newest day from which a shipped row is in force: which edition a decision offline stood on."""
    return max((row["effective_from"] for row in _rows()), default=date.min).isoformat()


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    return tuple(read_yaml(files("fengsui_warnings").joinpath("rules.yaml").read_text(encoding="utf-8")))
