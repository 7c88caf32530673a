"""Plugins' verbs in `fengsui --help`: remembered, and asked again as soon as anything about the plugins changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.core.cli.conftest import Run

from fengsui.cli import plugin_verbs
from fengsui.cli.known_verbs import places, remember, remembered

Plant = Callable[[Path, pytest.MonkeyPatch], None]

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


def test_what_is_installed_while_the_plugins_are_asked_is_seen_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = places()
    install(tmp_path)
    remember("en", [("demo", "A demonstration")], (), before)
    assert remembered("en") is None
    remember("en", [("demo", "A demonstration")], (), places())
    assert remembered("en") == [("demo", "A demonstration")]


def by_another(_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)


def writable_by_all(file: Path, _: pytest.MonkeyPatch) -> None:
    file.chmod(0o666)


def a_pipe(file: Path, _: pytest.MonkeyPatch) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize("planted", [by_another, writable_by_all, a_pipe])
def test_what_somebody_else_could_have_written_is_not_believed(
    planted: Plant, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember("en", [("demo", "A demonstration")], (), {})
    assert remembered("en") == [("demo", "A demonstration")]
    planted(next(cache.glob("fengsui/verbs-*-en.json")), monkeypatch)
    assert remembered("en") is None


def test_a_cache_named_from_where_one_stands_is_none(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the standard for these folders has it: anybody could have put it there."""
    monkeypatch.chdir(cache.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", cache.name)
    monkeypatch.setenv("HOME", str(tmp_path))
    remember("en", [], (), {})
    assert list(cache.iterdir()) == []
    assert [file.parent for file in tmp_path.rglob("*.json")] == [tmp_path / ".cache" / "fengsui"]


def test_a_full_disk_leaves_no_half_file(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json, "dump", full)
    remember("en", [], (), {})
    assert list((cache / "fengsui").iterdir()) == []


def test_no_summary_moves_the_cursor(cli: Run) -> None:
    remember("en", [("ring", "Ring \x1b[2Ja bell")], (), {})
    assert "Ring ?[2Ja bell" in cli("--help").out


def test_a_cache_that_cannot_be_written_is_none(cli: Run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = cli("--help").out
    nowhere = cache / "file"
    nowhere.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(nowhere))
    remember("en", [("ring", "Ring a bell")], (), {})
    assert remembered("en") is None
    assert cli("--help").out == right
