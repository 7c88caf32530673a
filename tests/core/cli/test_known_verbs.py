"""Plugins' verbs in `fengsui --help`: remembered, and asked again as soon as anything about the plugins changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.cli.conftest import Run

from fengsui.cli import plugin_verbs
from fengsui.cli.known_verbs import remember, remembered

PLUGIN = """
from fengsui.hooks import Verb
def fengsui_verbs():
    return [Verb(name="ring", summary="{says}", arguments=lambda parser: None, run=print)]
"""


def help_text(folder: Path, *, asked: bool) -> str:
    """What a new process lists with `folder` on its path, and whether it had to ask the plugins for it."""
    code = "import sys; from fengsui.cli import main; main(['--help']); print('fengsui.hooks' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(folder), "LANG": "C.UTF-8"},
    )  # fmt: skip
    text, _, last = done.stdout.rstrip().rpartition("\n")
    assert last == str(asked)
    return text


def write_module(folder: Path, says: str) -> None:
    (folder / "ringing.py").write_text(PLUGIN.format(says=says))


def install(folder: Path) -> None:
    info = folder / "ringing-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ringing\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[fengsui.plugins]\nringing = ringing\n")


def test_what_is_installed_changed_or_removed_is_seen_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    write_module(folder, "Ring a bell")
    before = help_text(folder, asked=True)
    assert "ring " not in before
    assert help_text(folder, asked=False) == before
    install(folder)
    assert "Ring a bell" in help_text(folder, asked=True)
    write_module(folder, "Ring a larger bell")
    assert "Ring a larger bell" in help_text(folder, asked=True)
    assert "Ring a larger bell" in help_text(folder, asked=False)
    shutil.rmtree(folder / "ringing-1.0.dist-info")
    assert help_text(folder, asked=True) == before


def test_a_plugin_that_could_not_be_asked_is_asked_again(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "ringing.py").write_text("raise ImportError('no bell')")
    install(folder)
    assert "no bell" in help_text(folder, asked=True)
    assert "no bell" in help_text(folder, asked=True)


def test_one_language_says_nothing_of_the_other(cli: Run) -> None:
    english, chinese = cli("--help").out, cli("--help", "--lang", "zh").out
    assert english != chinese
    assert (cli("--help").out, cli("--help", "--lang", "zh").out) == (english, chinese)


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"by": []}', '{"by": 1, "from": [], "rows": [[]]}', "\x00\xff"])
def test_a_spoilt_file_is_none(cli: Run, cache: Path, spoilt: str) -> None:
    right = cli("--help").out
    (file,) = cache.glob("fengsui/verbs-*-en.json")
    file.write_text(spoilt)
    assert remembered("en") is None
    assert cli("--help").out == right
    assert remembered("en") is not None


def test_nobody_is_asked_twice(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    right = cli("--help").out
    monkeypatch.setattr(plugin_verbs, "entry_points", lambda group: pytest.fail("asked again"))
    assert cli("--help").out == right


def test_a_cache_that_cannot_be_written_is_none(cli: Run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = cli("--help").out
    nowhere = cache / "file"
    nowhere.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(nowhere))
    remember("en", [("ring", "Ring a bell")], ())
    assert remembered("en") is None
    assert cli("--help").out == right
