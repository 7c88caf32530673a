"""Both languages are complete: every marked message of every package has its Chinese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PACKAGES = [ROOT / "core" / "fengsui", *sorted((ROOT / "plugins").glob("fengsui_*")), ROOT / "tui" / "fengsui_tui"]
KEYWORDS = {"_": None, "N_": None, "gettext": None}
WITHIN_BRACES = re.compile(rf"\{{[^{{}}]*\b(?:{'|'.join(KEYWORDS)})\(")
"""What is worth parsing: every f-string with a marked text in it looks so, and few other files do."""


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_every_message_is_translated(package: Path) -> None:
    found = {m[2] for m in extract_from_dir(str(package), keywords=KEYWORDS) if isinstance(m[2], str)}
    if not found:
        return
    with (package / "locale" / "zh_CN" / "LC_MESSAGES" / f"{package.name}.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    known = {message.id: message.string for message in catalogue if message.id and not message.fuzzy}
    assert not sorted(message for message in found if not known.get(message))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_no_message_hides_where_it_is_not_found(package: Path) -> None:
    """What is marked within an f-string is not extracted, so it would stay English."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in sorted(package.rglob("*.py"))
        if WITHIN_BRACES.search(source := path.read_text("utf-8"))
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    ]
    assert hidden == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_places_survive_translation(package: Path) -> None:
    po = package / "locale" / "zh_CN" / "LC_MESSAGES" / f"{package.name}.po"
    if not po.exists():
        return
    with po.open("rb") as file:
        for message in read_po(file, locale="zh_CN"):
            if isinstance(message.id, str) and isinstance(message.string, str) and message.string:
                assert _places(message.id) == _places(message.string), message.id


def _places(text: str) -> set[str]:
    import re

    return set(re.findall(r"(?<!\{)\{(\w+)[^{}]*\}", text))
