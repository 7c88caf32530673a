"""The command line run in this process, in a folder of its own and in English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from fengsui.cli import main


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`cli("user", "list", stdin="…")`: exit code, stdout, stderr. No server, no terminal."""
    for name in ("FENGSUI_TOKEN", "FENGSUI_HTTP_PORT", "FENGSUI_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FENGSUI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FENGSUI_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*words: str, stdin: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", StringIO(stdin))
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command line remembers from one call to the next: here nothing of another test's."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder
