"""The rule rows that a decision goes by, as plain values, so that a decision can quote what it used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from fengsui.errors import Missing
from fengsui.hooks import Rule
from fengsui.text import N_
from fengsui_incidents.api.board import Quoted
from fengsui_incidents.api.events import Words

PLUGIN = "incidents"


@dataclass(frozen=True)
class RuleSet:
    """Rows in force, by key. A row that a bureau has switched off is absent, and what it governs does not happen."""

    rows: Mapping[str, Rule] = field(default_factory=dict)

    @classmethod
    def read(cls, ask: Callable[[str], Rule]) -> RuleSet:
        """Every row of the incidents plugin that `ask` (`reading.rule`) knows; the disabled ones are left out."""
        rows: dict[str, Rule] = {}
        for key in shipped_keys():
            try:
                rows[key] = ask(key)
            except Missing:
                continue
        return cls(rows)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> RuleSet:
        """Rows as `rules.yaml` writes them; the disabled ones are left out."""
        return cls({row["key"]: _rule(row) for row in rows if row.get("enabled", True)})

    def has(self, key: str) -> bool:
        return key in self.rows

    def row(self, key: str) -> Rule:
        """The row; raises Missing where none is in force."""
        try:
            return self.rows[key]
        except KeyError:
            raise Missing(N_("No rule {key} is in force."), code="no_rule", key=key) from None

    def value(self, key: str) -> Any:
        return self.row(key).value

    def number(self, key: str) -> float:
        return float(self.value(key))

    def whole(self, key: str) -> int:
        return int(self.value(key))

    def quote(self, key: str, zh: str, en: str) -> Quoted:
        """A reason that stands on this row."""
        row = self.row(key)
        return Quoted(says=Words(zh, en), basis=f"{key}: {row.basis}", certainty=row.certainty)

    def keys(self) -> tuple[str, ...]:
        return tuple(self.rows)


@cache
def shipped_rows() -> tuple[Mapping[str, Any], ...]:
    """The rows that the plugin ships (`rules.yaml`), as written there."""
    text = files("fengsui_incidents").joinpath("rules.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


@cache
def shipped_keys() -> tuple[str, ...]:
    return tuple(row["key"] for row in shipped_rows())


def _rule(row: Mapping[str, Any]) -> Rule:
    begins = row["effective_from"]
    return Rule(
        plugin=PLUGIN,
        key=row["key"],
        value=row["value"],
        basis=row["basis"],
        certainty=row["certainty"],
        effective_from=begins if isinstance(begins, date) else date.fromisoformat(begins),
    )
