"""House rules that a machine can hold: sizes, clocks, names, and no place or registry of one machine."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOPS = ("core", "plugins", "tui")
SOURCES = sorted(path for top in TOPS for path in (ROOT / top).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FORBIDDEN_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("uuid", "uuid4"),
}
FORBIDDEN_NAMES = ("Manager", "Helper", "Util", "Base")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=_name)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_nine_files_in_ten_stay_under_300_lines() -> None:
    lengths = sorted(len(path.read_text("utf-8").splitlines()) for path in SOURCES)
    assert lengths[len(lengths) * 9 // 10] <= 300


@pytest.mark.parametrize("path", [path for path in SOURCES if "migrations" not in path.parts], ids=_name)
def test_no_function_is_longer_than_50_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 50, f"{path.name}: {node.name}"


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "clock.py"], ids=_name)
def test_nothing_asks_the_machine_for_time_or_chance(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Import):
            assert not {alias.name for alias in node.names} & {"random", "uuid"} or path.name in ("testing.py",)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_names_say_what_a_thing_is(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(FORBIDDEN_NAMES), f"{path.name}: {node.name}"


def test_the_top_level_is_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    tops = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    allowed = {"pyproject.toml", "core", "plugins", "plans", "tui", "tests", "README.md", "docs", "Makefile", "LICENSE"}
    allowed |= {"CHANGELOG.md", "constraints.txt", ".ci", ".gitignore", "hatch_build.py"}
    assert tops <= allowed
