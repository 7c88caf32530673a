"""fengsui backup and fengsui restore: what they print, what they refuse, and with which exit code."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from tests.core.cli.conftest import Run

from fengsui.app import System
from fengsui.cli.place import in_folder, local_actor
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
    assert cli("restore", str(file), "--adopt").code == 2
    for words in (("backup",), ("restore", str(file))):
        done = cli(*words)
        assert (done.code, "[use_pg_dump]" in done.err, "pg_dump" in done.err) == (1, True, True)
    monkeypatch.delenv("FENGSUI_DATABASE_URL")
    (made / "fengsui.sqlite").unlink()
    assert "[no_database]" in cli("backup").err


def test_encrypted_there_and_back(cli: Run, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, file = tmp_path / "key", tmp_path / "a.age"
    public = cli("backup", "--keygen", str(key)).out.strip()
    assert (public[:4], key.stat().st_mode & 0o777) == ("age1", 0o600)
    assert "[backup_exists]" in cli("backup", "--keygen", str(key)).err
    sealed = json.loads(cli("backup", str(file), "--recipient", public, "--json").out)
    assert sealed["verified"] == "verified, then encrypted"
    both = cli("backup", str(file), "--recipient", public, "--identity", str(key), "--force")
    assert "encrypted, verified by decrypting" in both.out
    assert cli("backup", "--identity", str(key)).code == 2
    assert "[backup_sealed]" in cli("restore", str(file)).err
    assert "[backup_sealed]" in cli("backup", "--check", str(file)).err
    looked = cli("backup", "--check", str(file), "--identity", str(key), "--json")
    assert (looked.code, json.loads(looked.out)["seq"]) == (0, sealed["seq"])
    restored = cli("restore", str(file), "--identity", str(key), "--json")
    assert (restored.code, json.loads(restored.out)["was"]["seq"]) == (0, sealed["seq"])
    monkeypatch.setenv("FENGSUI_BACKUP_RECIPIENTS", f"[{public}]")
    assert cli("backup").code == 0
    assert [file.suffix for file in (made / "backups").glob("fengsui-*Z.*")] == [".age"]


def test_with_a_passphrase(cli: Run, made: Path, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("correct horse\n")
    file, word = str(tmp_path / "a.age"), ("--passphrase-file", str(tmp_path / "word"))
    assert "verified by decrypting" in cli("backup", file, *word).out
    (tmp_path / "word").write_text("wrong horse\n")
    assert "[backup_sealed]" in cli("backup", "--check", file, *word).err


def test_what_was_erased_since_is_said(cli: Run, made: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "a.sqlite")
    assert cli("backup", file).code == 0

    async def erase(system: System) -> None:
        await system.execute("core.erase", {"seqs": [2], "basis": "a law", "reason": "asked for"}, local_actor())

    in_folder(made, erase)
    assert "1 events erased by system:cli for a law (asked for)" in cli("audit", "verify").out
    restored = cli("restore", file)
    assert "Erasures applied again: 1" in restored.out
    audited = json.loads(cli("audit", "verify", "--json").out)
    assert (audited["whole"], audited["erased"], audited["erasures"][0]["again"]) == (True, 1, True)


def test_a_list_of_erasures_that_was_changed_is_said_and_not_applied(cli: Run, made: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "a.sqlite")
    assert cli("backup", file).code == 0
    (made / "erasures.list").write_text('{"mac": "0", "id": "x"}\n')
    restored = cli("restore", file)
    assert (restored.code, "not signed by us" in restored.out) == (0, True)


def test_a_database_that_was_put_back_by_its_own_tools(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("FENGSUI_ALLOW_PLUGINS", "[]")
    monkeypatch.setenv("FENGSUI_DATABASE_URL", postgres_url)
    monkeypatch.setenv("FENGSUI_HEADS_FILE", str(tmp_path / "heads"))
    assert cli("init").code == 0
    adopted = cli("restore", "--adopt", "--json")
    assert adopted.code == 0, adopted.err
    said = json.loads(adopted.out)
    assert said["seq"] == said["was"]["seq"] + 1 > 1
    assert said["epoch"] != said["was"]["epoch"]
    audited = cli("audit", "verify", "--heads", str(tmp_path / "heads"), "--json")
    assert json.loads(audited.out)["whole"]
