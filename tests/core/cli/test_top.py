"""The door of the command line: light, helpful, and the same exit codes everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.core.cli.conftest import Run

from fengsui import __version__
from fengsui.cli import plugin_verbs
from fengsui.cli.verbs import CORE_VERBS
from fengsui.hooks import Verb

HEAVY = ("sqlalchemy", "aiohttp", "textual", "pydantic", "alembic", "websockets", "yaml")
PROBE = """
import sys
from fengsui.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
sys.stderr.write(" ".join(name for name in {heavy} if name in sys.modules))
"""


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["--help", "--lang", "zh"], ["user", "--help"], []])
def test_nothing_heavy_is_imported_to_help(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(heavy=HEAVY), *words], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert done.stdout


def test_version_and_help(cli: Run) -> None:
    assert cli("--version").out == f"fengsui {__version__}\n"
    overview = cli("--help")
    assert overview.code == 0
    assert all(f"  {name} " in overview.out for name in CORE_VERBS)
    assert cli().code == 2


def test_help_speaks_both_languages(cli: Run) -> None:
    assert "run the server until it is stopped" in cli("--help").out
    assert "运行服务, 直到停止" in cli("--lang", "zh", "--help").out
    assert "新增账号并输出一次性代码" in cli("--lang", "zh", "user", "--help").out


@pytest.mark.parametrize("words", [("--nonsense",), ("user",), ("user", "fly"), ("call",), ("token", "issue")])
def test_usage_faults(cli: Run, words: tuple[str, ...]) -> None:
    assert cli(*words).code == 2


def test_an_unknown_verb_names_the_nearest(cli: Run) -> None:
    done = cli("usr")
    assert done.code == 2
    assert "Did you mean user?" in done.err
    assert "[no_such_verb]" in done.err


def test_without_a_server(cli: Run) -> None:
    done = cli("show", "core.list_users")
    assert done.code == 3
    assert "http://127.0.0.1:9" in done.err
    assert "What to do: Start it with `fengsui serve`" in done.err
    assert "[server_unreachable]" in done.err


class Point:
    """An entry point whose module offers `verbs`, or cannot be imported."""

    def __init__(self, name: str, verbs: list[Any] | Exception) -> None:
        self.name = name
        self.value = f"made_{name}"
        self.verbs = verbs

    def load(self) -> SimpleNamespace:
        if isinstance(self.verbs, Exception):
            raise self.verbs
        offered = self.verbs
        return SimpleNamespace(fengsui_verbs=lambda: offered)


def test_a_plugins_verb_runs_and_a_broken_plugin_takes_nothing_with_it(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--times", type=int, default=1)

    def ring(given: Namespace) -> int:
        seen.append((given.times, given.data, given.language))
        return 7

    verb = Verb(name="ring", summary="Ring a bell", arguments=arguments, run=ring)
    points = [Point("broken", ImportError("no such thing")), Point("odd", [1]), Point("bell", [verb])]
    monkeypatch.setattr(plugin_verbs, "entry_points", lambda group: points)
    assert cli("--data", "here", "ring", "--times", "3").code == 7
    assert seen == [(3, "here", "en")]
    overview = cli("--help")
    assert "Ring a bell" in overview.out
    assert "ImportError: no such thing" in overview.out
    assert "fengsui_verbs must return Verb, not int" in overview.out


def test_two_plugins_share_the_first_word_of_their_verbs(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--deaths", type=int, required=True)

    def grade(given: Namespace) -> int:
        seen.append(("grade", given.deaths, given.data, given.language))
        return 0

    def hours(given: Namespace) -> int:
        seen.append(("hours", given.language))
        return 4

    graded = Verb(name="rules grade", summary="The grade", arguments=arguments, run=grade)
    clocked = Verb(name="rules hours", summary="The hours", arguments=lambda parser: None, run=hours)
    monkeypatch.setattr(plugin_verbs, "entry_points", lambda group: [Point("one", [graded]), Point("other", [clocked])])
    assert cli("rules", "grade", "--data", "here", "--deaths", "3", "--lang", "zh").code == 0
    assert cli("rules", "hours").code == 4
    assert seen == [("grade", 3, "here", "zh_CN"), ("hours", "en")]
    assert all(said in cli("--help").out for said in ("rules grade", "The grade", "rules hours", "The hours"))
    chosen = cli("rules", "--help").out
    assert all(said in chosen for said in ("The grade", "The hours"))
    assert cli("rules").code == cli("rules", "sums").code == cli("rules", "grade").code == 2
    assert "Did you mean rules?" in cli("rule").err


def test_errors_as_json(cli: Run) -> None:
    done = cli("show", "core.list_users", "--json")
    assert done.code == 3
    assert '"code": "server_unreachable"' in done.err
    assert done.out == ""


def test_shared_options_stand_anywhere_and_help_is_wholly_chinese(cli: Run, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    for words in (
        ("user", "list", "--data", missing),
        ("user", "--data", missing, "list"),
        ("--data", missing, "user", "list"),
    ):
        done = cli(*words)
        assert (done.code, "nowhere" in done.err, "[no_data_folder]" in done.err) == (1, True, True), words
    said = cli("user", "add", "--help", "--lang", "zh").out
    assert "用法: fengsui user add" in said
    assert "显示本帮助后退出" in said
    assert not re.search(r"usage|options|positional|show this", said)
    assert "缺少参数: name, --role" in cli("user", "add", "--lang", "zh").err


def test_a_language_that_is_not_spoken(cli: Run) -> None:
    done = cli("show", "core.rules", "--lang", "fr")
    assert (done.code, "[usage]" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("database_url: foo://x", "storage_error"),
        ("database_url: postgresql://127.0.0.1:1/x", "storage_error"),
        (None, "system_refused"),
    ],
)
def test_a_folder_that_cannot_be_used_is_no_traceback(
    cli: Run, tmp_path: Path, settings: str | None, code: str
) -> None:
    file = tmp_path / "data" / "fengsui.yaml"
    file.parent.mkdir()
    file.mkdir() if settings is None else file.write_text(settings)
    done = cli("audit", "verify", "--server", "http://127.0.0.1:9")
    assert (done.code, f"[{code}]" in done.err, "Traceback" in done.err) == (1, True, False), done.err
    assert "What to do:" in done.err


def test_a_file_where_the_data_folder_should_be(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    done = cli("init")
    assert (done.code, "[system_refused]" in done.err) == (1, True), done.err


def test_a_fault_of_ours_says_so(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengsui.cli.doctor.run", lambda _given: 1 // 0)
    done = cli("doctor")
    assert (done.code, "[internal_error]" in done.err, "ZeroDivisionError" in done.err) == (1, True, True)
    monkeypatch.setenv("FENGSUI_TRACE", "1")
    with pytest.raises(ZeroDivisionError):
        cli("doctor")
