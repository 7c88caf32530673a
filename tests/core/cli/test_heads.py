"""fengsui audit verify against signed heads: a cut end, a restore, and files that are not there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.cli.conftest import Run

from fengsui.journal.anchors import export
from fengsui.journal.archive import next_rows, write
from fengsui.journal.heads import KEY_FILE, HeadsFile, read_key
from fengsui.journal.syslog import message
from fengsui.storage.backup import any_reading_engine, read_only_engine
from fengsui.storage.engine import data_lock
from fengsui.testing import NIGHT

Sign = Callable[[float], None]


@pytest.fixture
def made(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FENGSUI_ALLOW_PLUGINS", "[]")
    monkeypatch.setenv("FENGSUI_HEADS_FILE", str(tmp_path / "heads"))
    assert cli("init").code == 0
    assert cli("user", "add", "wanglei", "--role", "auditor").code == 0
    return tmp_path / "data"


@pytest.fixture
def sign(made: Path, tmp_path: Path) -> Sign:
    """What a server would do by itself."""

    def export_then(seconds: float) -> None:
        engine = read_only_engine(made / "fengsui.sqlite")
        with engine.connect() as connection, connection.begin():
            file = HeadsFile(tmp_path / "heads", read_key(made / KEY_FILE))
            assert len(export(connection, file, NIGHT + timedelta(seconds=seconds))) == 1

    return export_then


def _cut(database: Path) -> None:
    """The last event goes, and the head with it: the chain alone has nothing to say about that."""
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM core_journal WHERE seq = (SELECT max(seq) FROM core_journal)")
        connection.execute(
            "UPDATE core_head SET (seq, hash) = (SELECT seq, hash FROM core_journal ORDER BY seq DESC LIMIT 1)"
        )


def test_a_cut_end_is_found(cli: Run, made: Path, sign: Sign) -> None:
    sign(0)
    with data_lock(made):
        whole = cli("audit", "verify")
    assert (whole.code, "Signed heads: 1, 0 of them" in whole.out) == (0, True)
    _cut(made / "fengsui.sqlite")
    done = cli("audit", "verify", "--json")
    said = json.loads(done.out)
    assert (done.code, said["whole"]) == (1, False)
    assert "missing from the journal" in said["breaks"][-1]
    assert "missing from the journal" in cli("audit", "verify").out


def test_a_restore_gives_up_the_heads_behind_it(cli: Run, made: Path, sign: Sign, tmp_path: Path) -> None:
    sign(0)
    assert cli("backup", str(tmp_path / "a.sqlite")).code == 0
    assert cli("user", "add", "zhaomin", "--role", "auditor").code == 0
    sign(61)
    restored = cli("restore", str(tmp_path / "a.sqlite"), "--json")
    assert restored.code == 0, restored.err
    verified = json.loads(cli("audit", "verify", "--json").out)
    assert (verified["whole"], verified["heads"]["heads"], verified["heads"]["given_up"]) == (True, 3, 1)
    assert verified["heads"]["last"]["seq"] == json.loads(restored.out)["seq"]
    _cut(made / "fengsui.sqlite")
    assert cli("audit", "verify").code == 1


def test_a_backup_put_there_by_hand_is_found(cli: Run, made: Path, sign: Sign, tmp_path: Path) -> None:
    assert cli("backup", str(tmp_path / "a.sqlite")).code == 0
    assert cli("user", "add", "zhaomin", "--role", "auditor").code == 0
    sign(0)
    (tmp_path / "a.sqlite").replace(made / "fengsui.sqlite")
    assert cli("audit", "verify").code == 1


def test_nothing_is_restored_where_the_second_place_is_gone(cli: Run, made: Path, sign: Sign, tmp_path: Path) -> None:
    sign(0)
    assert cli("backup", str(tmp_path / "a.sqlite")).code == 0
    before = (made / "fengsui.sqlite").read_bytes()
    (tmp_path / "heads").unlink()
    (tmp_path / "heads").mkdir()
    done = cli("restore", str(tmp_path / "a.sqlite"))
    assert (done.code, "[heads_failed]" in done.err) == (1, True)
    assert (made / "fengsui.sqlite").read_bytes() == before


def test_files_that_are_not_there_or_not_ours(cli: Run, made: Path, sign: Sign, tmp_path: Path) -> None:
    assert "[no_heads_file]" in cli("audit", "verify").err
    sign(0)
    assert "[no_heads_key]" in cli("audit", "verify", "--key", str(tmp_path / "nothing")).err
    (tmp_path / "other.key").write_text("0" * 64)
    done = cli("audit", "verify", "--key", str(tmp_path / "other.key"))
    assert (done.code, "not signed by us" in done.out) == (1, True)
    assert cli("audit", "verify", "--heads", str(tmp_path / "heads"), "--key", str(made / KEY_FILE)).code == 0


def test_on_postgresql(cli: Run, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGSUI_ALLOW_PLUGINS", "[]")
    monkeypatch.setenv("FENGSUI_DATABASE_URL", postgres_url)
    monkeypatch.setenv("FENGSUI_HEADS_FILE", str(tmp_path / "heads"))
    assert cli("init").code == 0
    assert cli("user", "add", "wanglei", "--role", "auditor").code == 0
    file = HeadsFile(tmp_path / "heads", read_key(tmp_path / "data" / KEY_FILE))
    engine = any_reading_engine(postgres_url)
    with engine.connect() as connection, connection.begin():
        assert len(export(connection, file, NIGHT)) == 1
    engine.dispose()
    verified = cli("audit", "verify", "--json")
    assert (verified.code, json.loads(verified.out)["heads"]["heads"]) == (0, 1), verified.err
    with file.path.open("ab") as other:
        other.write(b"{}\n")
    assert cli("audit", "verify").code == 1


def _doctor(cli: Run) -> tuple[str, str]:
    found = json.loads(cli("doctor", "--json").out)
    (heads,) = [check for check in found if check["name"] == "heads"]
    return heads["state"], heads["detail"]


def test_the_doctor_looks_at_the_heads(cli: Run, made: Path, sign: Sign, tmp_path: Path) -> None:
    assert _doctor(cli)[0] == "note"
    sign(0)
    assert (_doctor(cli)[0], "the last at event" in _doctor(cli)[1]) == ("ok", True)
    _cut(made / "fengsui.sqlite")
    assert (_doctor(cli)[0], "not what was signed" in _doctor(cli)[1]) == ("fault", True)


def test_lines_out_of_a_syslog_are_heads_too(cli: Run, made: Path, sign: Sign, tmp_path: Path) -> None:
    for seconds in range(5):
        assert cli("user", "add", f"user{seconds}", "--role", "auditor").code == 0
        sign(61 * seconds)
    heads = HeadsFile(tmp_path / "heads", read_key(made / KEY_FILE)).read()[0]
    lines = [message(head, "centre") for head in heads]
    log = tmp_path / "syslog"
    for kept, proven in ((lines, 5), (lines[1:], 3), (lines[:2] + lines[3:], 3)):
        log.write_bytes(b"\n".join([b"<30>1 - - other - - - hello {", *kept]) + b"\n")
        said = json.loads(cli("audit", "verify", "--heads", str(log), "--json").out)
        assert (said["whole"], said["heads"]["heads"]) == (True, proven)
    log.write_bytes(b"\n".join(lines[1::2]) + b"\n")
    assert "no line of the syslog can be proven" in cli("audit", "verify", "--heads", str(log)).out
    log.write_bytes(b"\n".join(lines) + b"\n")
    _cut(made / "fengsui.sqlite")
    assert cli("audit", "verify", "--heads", str(log)).code == 1


def test_the_archive_is_listed_and_read_without_a_server(cli: Run, made: Path) -> None:
    with any_reading_engine(f"sqlite:///{made / 'fengsui.sqlite'}").connect() as connection:
        rows = next_rows(connection, NIGHT + timedelta(days=9999), 2)
    write(made / "archive", rows, read_key(made / KEY_FILE))
    (listed,) = json.loads(cli("audit", "archive", "list", "--json").out)
    assert (listed["first"], listed["last"]) == (1, 2)
    shown = json.loads(cli("audit", "archive", "show", "--after", "1", "--json").out)
    assert [row["seq"] for row in shown] == [2]
    assert shown[0]["topic"] in cli("audit", "archive", "show").out
    (made / "archive" / Path(listed["file"]).name).write_bytes(b"nothing")
    assert "[archive_damaged]" in cli("audit", "archive", "show").err
