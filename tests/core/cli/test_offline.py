"""Verbs that work in the data folder while no server runs."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.cli.conftest import Run

from fengsui.cli.call import payload_of
from fengsui.cli.failures import UsageFault
from fengsui.cli.output import width
from fengsui.cli.show import parameters_of
from fengsui.storage.engine import data_lock

PASSWORD = "lantern over seven hills"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def made(cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in the safe state: no plugin is needed here."""
    monkeypatch.setenv("FENGSUI_ALLOW_PLUGINS", "[]")
    assert cli("init").code == 0
    return folder


def test_init_makes_a_private_folder_and_prints_one_code(cli: Run, made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE((made / "fengsui.yaml").stat().st_mode) == 0o600
    again = json.loads(cli("init", "--json").out)
    assert again["new"] is False
    assert len(again["code"]) == 29


def test_init_gives_no_code_once_there_is_an_administrator(cli: Run, made: Path) -> None:
    added = cli("user", "add", "root1", "--role", "administrator", "--password-stdin", stdin=PASSWORD + "\n")
    assert (added.code, added.err) == (0, "")
    assert json.loads(cli("init", "--json").out)["code"] == ""
    assert "no new code" in cli("init").out
    assert json.loads(cli("init", "--json", "--new-code").out)["code"] != ""


def test_users_are_added_listed_and_disabled(cli: Run, made: Path) -> None:
    added = cli("user", "add", "wanglei", "--display", "王磊", "--role", "auditor", "--area", "310107")
    assert "One-time code of wanglei" in added.out
    (user,) = json.loads(cli("user", "list", "--json").out)
    assert (user["name"], user["display"], user["roles"], user["area"]) == ("wanglei", "王磊", ["auditor"], "310107")
    table = cli("user", "list").out
    assert "waits for a password" in table
    assert len({width(line.rstrip()) for line in table.splitlines()}) > 0
    assert cli("user", "disable", "wanglei").code == 0
    assert "disabled" in cli("user", "list").out
    assert cli("user", "enable", "wanglei").code == 0
    assert cli("user", "unlock", "wanglei").code == 0
    assert "wanglei" in cli("user", "code", "wanglei").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("user", "add", "wanglei", "--role", "wizard"), "unknown_role"),
        (("user", "add", "Wang Lei", "--role", "auditor"), "invalid"),
        (("user", "add", "wang", "--role", "auditor", "--display", "a\u202eb"), "invalid"),
        (("user", "disable", "nobody"), "unknown_user"),
        (("token", "revoke", "--device", "D-1"), "unknown_device"),
        (("token", "issue", "--device", "D-1", "--label", "no label", "--role", "auditor"), "invalid"),
    ],
)
def test_refusals_say_what_and_why(cli: Run, made: Path, words: tuple[str, ...], code: str) -> None:
    done = cli(*words)
    assert done.code == 1
    assert f"[{code}]" in done.err
    assert "\u202e" not in done.err


def test_a_weak_password_is_refused_and_the_account_waits(cli: Run, made: Path) -> None:
    done = cli("user", "add", "wang", "--role", "auditor", "--password-stdin", stdin="short\n")
    assert (done.code, "[weak_password]" in done.err) == (1, True)


def test_tokens(cli: Run, made: Path) -> None:
    issued = cli("token", "issue", "--device", "D-T06", "--label", "team:T06", "--role", "auditor", "--area", "310107")
    assert len(issued.out) == 65
    (device,) = json.loads(cli("token", "list", "--json").out)
    assert (device["id"], device["label"], device["tokens"]) == ("D-T06", "team:T06", 1)
    assert issued.out.strip() not in cli("token", "list").out
    assert "1 tokens of D-T06 have ended." in cli("token", "revoke", "--device", "D-T06").out


def test_the_journal_says_that_it_was_done_in_the_folder(cli: Run, made: Path) -> None:
    cli("user", "add", "wanglei", "--role", "auditor")
    with sqlite3.connect(made / "fengsui.sqlite") as connection:
        actors = connection.execute("SELECT DISTINCT actor FROM core_journal WHERE topic = 'core.user_added'")
        assert actors.fetchall() == [("system:cli",)]


def test_audit_finds_an_edit(cli: Run, made: Path) -> None:
    cli("user", "add", "wanglei", "--role", "auditor")
    assert cli("audit", "verify").code == 0
    with sqlite3.connect(made / "fengsui.sqlite") as connection:
        connection.execute("UPDATE core_journal SET actor = 'user:nobody' WHERE seq = 1")
    done = cli("audit", "verify", "--json")
    assert done.code == 1
    assert json.loads(done.out)["breaks"]


def test_a_folder_that_is_in_use_or_not_there(cli: Run, made: Path) -> None:
    with data_lock(made):
        done = cli("user", "list")
        assert (done.code, "[data_locked]" in done.err) == (1, True)
    done = cli("--data", "/nowhere/at/all", "user", "list")
    assert (done.code, "[no_data_folder]" in done.err) == (1, True)


def test_bad_settings_name_their_place(cli: Run, made: Path) -> None:
    (made / "fengsui.yaml").write_text("http_port: many\ncolour: red\n")
    done = cli("user", "list")
    assert done.code == 1
    assert "http_port" in done.err
    assert "colour" in done.err


def test_nothing_is_asked_without_a_terminal(cli: Run, made: Path) -> None:
    done = cli("console")
    assert (done.code, "[no_screen]" in done.err) == (1, True)


def test_doctor(cli: Run, made: Path) -> None:
    done = cli("doctor", "--json")
    assert done.code == 0
    found = {check["name"]: check["state"] for check in json.loads(done.out)}
    assert found["database"] == found["settings"] == found["data"] == "ok"
    assert {"python", "sqlite", "disk", "network", "port http", "port feed", "clock", "plugin plans"} <= set(found)
    (made / "fengsui.sqlite").write_bytes(b"not a database")
    assert cli("doctor").code == 1


def test_a_public_address_without_tls_does_not_start(cli: Run, made: Path) -> None:
    (made / "fengsui.yaml").write_text("http_host: 0.0.0.0\n")
    done = cli("serve", "--unwatched")
    assert (done.code, "[plain_http_refused]" in done.err) == (1, True)
    assert "http_host" in done.err


def test_payloads() -> None:
    assert payload_of([]) == {}
    assert payload_of(["a=1", "b=text", 'c=["x"]', "d.e=true", "d.f=0x"]) == {
        "a": 1, "b": "text", "c": ["x"], "d": {"e": True, "f": "0x"},
    }  # fmt: skip
    assert payload_of(['{"a": {"b": 1}}']) == {"a": {"b": 1}}
    for wrong in (["a"], ["=1"], ["{"], ["a=1", "a.b=2"]):
        with pytest.raises(UsageFault):
            payload_of(wrong)
    assert parameters_of(["a=1", "b=x", "b=y"]) == {"a": "1", "b": ["x", "y"]}


def test_a_new_plugin_loads_and_its_own_tests_pass(cli: Run, tmp_path: Path) -> None:
    assert cli("plugins", "new", "river_gauge", "--into", str(tmp_path)).code == 0
    assert cli("plugins", "new", "river_gauge", "--into", str(tmp_path)).code == 1
    assert cli("plugins", "new", "core", "--into", str(tmp_path)).code == 1
    made = tmp_path / "agency-river-gauge"
    info = made / "agency_river_gauge-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: agency-river-gauge\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[fengsui.plugins]\nriver_gauge = agency_river_gauge\n")
    environment = {**os.environ, "PYTHONPATH": str(made), "PYTHONDONTWRITEBYTECODE": "1"}
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=made, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout + tested.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "fengsui", "plugins", "list", "--json"],
        cwd=made, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    states = {row["name"]: row["state"] for row in json.loads(listed.stdout)}
    assert states["river_gauge"] == "loaded"
