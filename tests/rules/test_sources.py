"""House rules that a machine can hold: sizes, clocks, names, and no place or registry of one machine.

Each rule is one test that names every place: thousands of small ones would take longer to collect than to run.
"""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

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
FORBIDDEN_IMPORTS = {"random", "uuid"}
FORBIDDEN_NAMES = ("Manager", "Helper", "Util", "Base")


@cache
def nodes() -> list[tuple[Path, ast.AST]]:
    return [(path, node) for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_no_file_is_longer_than_400_lines() -> None:
    assert {str(path.relative_to(ROOT)): lines(path) for path in [*SOURCES, *TESTS] if lines(path) > 400} == {}


def test_nine_files_in_ten_stay_under_300_lines() -> None:
    lengths = sorted(lines(path) for path in SOURCES)
    assert lengths[len(lengths) * 9 // 10] <= 300


def test_no_function_is_longer_than_50_lines() -> None:
    functions = [
        (path, node)
        for path, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "migrations" not in path.parts
    ]
    assert [place(path, node) for path, node in functions if (node.end_lineno or 0) - node.lineno >= 50] == []


def asks_the_machine(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return (node.value.id, node.attr) in FORBIDDEN_CALLS
    return isinstance(node, ast.Import) and not FORBIDDEN_IMPORTS.isdisjoint(alias.name for alias in node.names)


def test_nothing_asks_the_machine_for_time_or_chance() -> None:
    allowed = ("clock.py", "testing.py")
    assert [place(path, node) for path, node in nodes() if asks_the_machine(node) and path.name not in allowed] == []


def test_names_say_what_a_thing_is() -> None:
    classes = [(path, node) for path, node in nodes() if isinstance(node, ast.ClassDef)]
    assert [place(path, node) for path, node in classes if node.name.endswith(FORBIDDEN_NAMES)] == []


def test_the_top_level_is_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    tops = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    allowed = {"pyproject.toml", "core", "plugins", "plans", "tui", "tests", "README.md", "docs", "Makefile", "LICENSE"}
    allowed |= {"CHANGELOG.md", "constraints.txt", ".ci", ".gitignore", "hatch_build.py"}
    assert tops <= allowed
