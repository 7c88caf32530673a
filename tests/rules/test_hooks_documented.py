"""No hook without its section, its signature and two users: one of ours and the stranger's plugin."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from fengsui.hooks import Hooks

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "hooks.md").read_text("utf-8")
HOOKS = [name for name in vars(Hooks) if name.startswith("fengsui_")]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_its_section_with_its_signature(hook: str) -> None:
    assert f"### `{hook}{inspect.signature(getattr(Hooks, hook), eval_str=False)}`".replace("'", "") in DOCS


def test_no_section_is_about_a_hook_that_is_gone() -> None:
    assert set(re.findall(r"^### `(fengsui_\w+)", DOCS, re.MULTILINE)) == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_two_users(hook: str) -> None:
    ours = [path for path in (ROOT / "plugins").glob("*/__init__.py") if f"def {hook}(" in path.read_text("utf-8")]
    stranger = ROOT / "tests" / "agency" / "agency_beds" / "__init__.py"
    assert ours
    assert f"def {hook}(" in stranger.read_text("utf-8")
