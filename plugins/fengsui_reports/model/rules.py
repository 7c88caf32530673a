"""The reports' rule rows as plain values: those in force in a transaction, or those shipped, on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fengsui.errors import Missing
from fengsui.hooks import Rule
from fengsui.text import N_
from fengsui.yaml_files import read_yaml

PLUGIN = "reports"
LOCAL = "local_limit_"
"""Rows whose key begins so are local limits; whichever are in force apply together, the tightest first."""

MAY_BE_OFF = frozenset({"direct_counties", "street_to_district", "phone_flash", "report_unit_to_province"})


@dataclass(frozen=True)
class RuleSet:
    """Rows in force by key. A row that may be off and is off is absent."""

    rows: Mapping[str, Rule]

    @classmethod
    def read(cls, ask: Callable[[str], Rule]) -> RuleSet:
        """The rows that `ask` (`reading.rule`) has in force; the shipped row for a needed one that was switched off."""
        found: dict[str, Rule] = {}
        for key, shipped in _shipped_by_key().items():
            try:
                found[key] = ask(key)
            except Missing:
                if key not in MAY_BE_OFF and not key.startswith(LOCAL):
                    found[key] = _rule({**shipped, "basis": f"{shipped['basis']} (出厂值)"})
        return cls(found)

    @classmethod
    def shipped(cls, on: date) -> RuleSet:
        """The shipped edition's enabled rows on a day."""
        return cls.of(row for row in shipped_rows() if _from(row) <= on)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> RuleSet:
        return cls({row["key"]: _rule(row) for row in rows if row.get("enabled", True)})

    def has(self, key: str) -> bool:
        return key in self.rows

    def row(self, key: str) -> Rule:
        """Raises Missing (`no_rule`)."""
        try:
            return self.rows[key]
        except KeyError:
            raise Missing(N_("No rule {key} is in force."), code="no_rule", key=key) from None

    def value(self, key: str) -> Any:
        return self.row(key).value

    def local(self) -> tuple[Rule, ...]:
        return tuple(rule for key, rule in sorted(self.rows.items()) if key.startswith(LOCAL))


@cache
def shipped_rows() -> tuple[Mapping[str, Any], ...]:
    return tuple(read_yaml(_text()))


def edition() -> str:
    """Names the shipped edition: the newest day from which a row holds, and a hash of all of them."""
    newest = max(_from(row) for row in shipped_rows())
    return f"fengsui_reports {newest.isoformat()} sha256:{hashlib.sha256(_text().encode()).hexdigest()[:12]}"


@cache
def _text() -> str:
    return files("fengsui_reports").joinpath("rules.yaml").read_text("utf-8")


@cache
def _shipped_by_key() -> Mapping[str, Mapping[str, Any]]:
    return {row["key"]: row for row in shipped_rows()}


def _from(row: Mapping[str, Any]) -> date:
    found = row.get("effective_from", date(2000, 1, 1))
    return found if isinstance(found, date) else date.fromisoformat(str(found))


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(PLUGIN, row["key"], row["value"], row["basis"], row["certainty"], _from(row))
