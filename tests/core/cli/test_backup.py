"""fengsui backup and fengsui restore: what they print, what they refuse, and with which exit code."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.core.cli.conftest import Run

from fengsui.storage.engine import data_lock


@pytest.fixture
def made(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FENGSUI_ALLOW_PLUGINS", "[]")
    assert cli("init").code == 0
    assert cli("user", "add", "wanglei", "--role", "auditor").code == 0
    return tmp_path / "data"


def test_there_and_back(cli: Run, made: Path, tmp_path: Path) -> None:
    file = tmp_path / "night.sqlite"
    backed_up = cli("backup", str(file), "--json")
    assert backed_up.code == 0, backed_up.err
    said = json.loads(backed_up.out)
    assert (said["file"], said["bytes"]) == (str(file), file.stat().st_size)
    assert cli("user", "add", "zhaomin", "--role", "auditor").code == 0
    restored = cli("restore", str(file), "--json")
    assert restored.code == 0, restored.err
    back = json.loads(restored.out)
    assert back["was"] == {"epoch": said["epoch"], "seq": said["seq"]}
    assert (back["seq"], back["epoch"] != said["epoch"]) == (said["seq"] + 1, True)
    assert Path(back["replaced"]).is_file()
    assert [user["name"] for user in json.loads(cli("user", "list", "--json").out)] == ["wanglei"]
    verified = json.loads(cli("audit", "verify", "--json").out)
    assert (verified["whole"], verified["events"]) == (True, back["seq"])


def test_the_default_place(cli: Run, made: Path, tmp_path: Path) -> None:
    done = cli("backup")
    assert (done.code, "verified" in done.out) == (0, True)
    assert len(list((made / "backups").glob("fengsui-*Z.sqlite"))) == 1
    (tmp_path / "folder").mkdir()
    assert cli("backup", str(tmp_path / "folder")).code == 0
    assert len(list((tmp_path / "folder").glob("fengsui-*Z.sqlite"))) == 1


def test_while_a_server_has_the_folder(cli: Run, made: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with data_lock(made):
        assert cli("backup", str(file)).code == 0
        done = cli("restore", str(file))
    assert (done.code, "[data_locked]" in done.err) == (1, True)


def test_refusals(cli: Run, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.sqlite"
    assert cli("backup", str(file)).code == 0
    again = cli("backup", str(file))
    assert (again.code, "[backup_exists]" in again.err, "--force" in again.err) == (1, True, True)
    assert cli("backup", str(file), "--force").code == 0
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM core_journal WHERE seq = 1")
    damaged = cli("restore", str(file), "--json")
    assert (damaged.code, json.loads(damaged.err)["code"]) == (1, "backup_damaged")
    assert "[no_backup]" in cli("restore", str(tmp_path / "nothing")).err
    assert cli("restore").code == 2
    monkeypatch.setenv("FENGSUI_DATABASE_URL", "postgresql://fengsui@db/fengsui")
    for words in (("backup",), ("restore", str(file))):
        done = cli(*words)
        assert (done.code, "[use_pg_dump]" in done.err, "pg_dump" in done.err) == (1, True, True)
    monkeypatch.delenv("FENGSUI_DATABASE_URL")
    (made / "fengsui.sqlite").unlink()
    assert "[no_database]" in cli("backup").err
