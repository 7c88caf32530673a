"""Rules: thresholds, deadlines and clocks as dated rows with their basis, never literals in code.

A plugin's `rules.yaml` seeds them; rows are only ever added. `RuleBook` keeps them in memory for every unit.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import Connection, insert, select

from fengsui.errors import Missing
from fengsui.hooks import Rule
from fengsui.journal.tables import rule
from fengsui.text import N_
from fengsui.yaml_files import read_yaml


class RuleRow(BaseModel):
    """One row of a `rules.yaml`. `certainty` as in the domain notes: V, K-H, K-M, K-L, design."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    value: Any
    basis: str
    certainty: str
    enabled: bool = True
    effective_from: date = date(2000, 1, 1)
    effective_to: date | None = None


def read_rules(file: Path) -> list[RuleRow]:
    """The rows of a plugin's `rules.yaml`; raises ValidationError or YAMLError."""
    return [row.model_copy(deep=True) for row in _rows(file.read_text("utf-8"))]


@lru_cache(maxsize=64)
def _rows(text: str) -> tuple[RuleRow, ...]:
    """Kept by what the file says: a process that starts a centre again and again, as tests do, reads the same ones."""
    return TypeAdapter(tuple[RuleRow, ...]).validate_python(read_yaml(text) or [])


@dataclass(frozen=True)
class _Dated:
    rule: Rule
    enabled: bool
    until: date | None


class RuleBook:
    """The rules in force, by plugin and key. Thread-safe: a reload swaps the whole table."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[_Dated]] = {}
        self._lock = threading.Lock()

    def seed(self, connection: Connection, plugin: str, rows: list[RuleRow], now: datetime) -> None:
        """Adds those rows of the plugin's file that are not there yet; a changed row is a new one."""
        known = connection.execute(select(rule).where(rule.c.plugin == plugin, rule.c.recorded_by == "shipped")).all()
        have = {
            (r.key, repr(r.value), r.basis, r.certainty, r.enabled, r.effective_from, r.effective_to) for r in known
        }
        for row in rows:
            values = row.model_dump()
            stamp = (row.key, repr(row.value), row.basis, row.certainty, row.enabled, row.effective_from)
            if (*stamp, row.effective_to) not in have:
                connection.execute(insert(rule).values(plugin=plugin, recorded_at=now, recorded_by="shipped", **values))

    def load(self, connection: Connection) -> None:
        """Reads every row, later ones of a key after earlier ones."""
        rows: dict[tuple[str, str], list[_Dated]] = defaultdict(list)
        for r in connection.execute(select(rule).order_by(rule.c.effective_from, rule.c.id)):
            made = Rule(r.plugin, r.key, r.value, r.basis, r.certainty, r.effective_from)
            rows[r.plugin, r.key].append(_Dated(made, r.enabled, r.effective_to))
        with self._lock:
            self._rows = dict(rows)

    def in_force(self, plugin: str, key: str, on: date) -> Rule:
        """The newest enabled row of `key` on a day; raises Missing with the key."""
        for row in reversed(self._rows.get((plugin, key), [])):
            if row.rule.effective_from <= on and (row.until is None or on <= row.until):
                if row.enabled:
                    return row.rule
                break
        raise Missing(N_("No rule {key} is in force."), code="rule_missing", key=f"{plugin}.{key}")

    def keys(self, plugin: str) -> list[str]:
        return sorted(key for owner, key in self._rows if owner == plugin)
