"""Answers the core's question whether a new value for one of our rules can be used (`RuleCheck`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fengsui.errors import Fault
from fengsui.hooks import Reading
from fengsui_incidents.model.rule_rows import faults_of_row
from fengsui_incidents.model.rules import PLUGIN, shipped_by_key


class IncidentsRules:
    plugin = PLUGIN

    def __init__(self, _: Reading) -> None:
        pass

    def faults(self, key: str, value: Any) -> Sequence[Fault] | None:
        shipped = shipped_by_key().get(key)
        return faults_of_row(key, value, shipped["value"]) if shipped is not None else None
