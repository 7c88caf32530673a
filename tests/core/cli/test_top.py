"""The door of the command line: light, helpful, and the same exit codes everywhere."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser, Namespace
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


def test_errors_as_json(cli: Run) -> None:
    done = cli("show", "core.list_users", "--json")
    assert done.code == 3
    assert '"code": "server_unreachable"' in done.err
    assert done.out == ""
