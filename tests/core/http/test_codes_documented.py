"""docs/operations.md is complete: every error code, setting and core verb stands in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from fengsui.cli.advice import ADVICE
from fengsui.cli.verbs import CORE_VERBS
from fengsui.settings import Settings

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "operations.md").read_text("utf-8")
PLAIN = {"conflict", "error", "limited", "not_found", "unauthorised", "unavailable"}
"""Codes of the classes themselves: every place that raises one names a closer one."""


def _codes() -> set[str]:
    """Every `code="…"` of a call and every class's own `code`, in the core."""
    found: set[object] = set()
    for file in (ROOT / "core" / "fengsui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                given = {word.arg: word.value for word in node.keywords}
                if isinstance(value := given.get("code"), ast.Constant):
                    found.add(value.value)
            if isinstance(node, ast.ClassDef):
                own = [line for line in node.body if isinstance(line, ast.Assign | ast.AnnAssign)]
                for line in own:
                    target = line.targets[0] if isinstance(line, ast.Assign) else line.target
                    if isinstance(target, ast.Name) and target.id == "code" and isinstance(line.value, ast.Constant):
                        found.add(line.value.value)
    return {code for code in found if isinstance(code, str) and code}


def test_every_code_of_the_core_is_explained() -> None:
    table = set(re.findall(r"`(\w+)`", TEXT.partition("## Error codes")[2].partition("\n## ")[0]))
    assert not _codes() - PLAIN - table
    assert not set(ADVICE) - table


def test_every_setting_is_explained() -> None:
    table = TEXT.partition("## Settings")[2].partition("\n## ")[0]
    missing = [name for name in Settings.model_fields if not re.search(rf"`{name}[`.]", table)]
    assert missing == ["data"]


def test_every_verb_is_named() -> None:
    assert all(f"fengsui {verb}" in TEXT for verb in CORE_VERBS)
