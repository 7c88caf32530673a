"""The command line against a server in its own process: from the first code to SIGTERM."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "lantern over seven hills"


@dataclass
class Installation:
    """A data folder with a server on it."""

    environment: dict[str, str]
    server: subprocess.Popen[str]
    code: str

    def run(self, *words: str, stdin: str = "", token: str = "") -> subprocess.CompletedProcess[str]:
        environment = self.environment | ({"FENGSUI_TOKEN": token} if token else {})
        return subprocess.run(
            [sys.executable, "-m", "fengsui", *words],
            env=environment, input=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("served") / "data"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FENGSUI_")}
    environment |= {"FENGSUI_DATA": str(folder), "FENGSUI_ALLOW_PLUGINS": "[]", "LC_ALL": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "fengsui"]
    made = subprocess.run([*command, "init", "--json"], env=environment, capture_output=True, text=True, check=True)
    serve = [*command, "serve", "--http-port", "0", "--feed-port", "0", "--json", "--log", "ERROR"]
    log = folder.with_name("log")
    with (
        log.open("w") as said,
        subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, stderr=said, text=True) as server,
    ):
        assert server.stdout is not None
        where = json.loads(server.stdout.readline())
        environment["FENGSUI_URL"] = where["http"]
        yield Installation(environment, server, json.loads(made.stdout)["code"])
        if server.poll() is None:
            server.kill()
    assert log.read_text() == ""


def test_from_the_first_code_to_the_end(installed: Installation) -> None:
    refused = installed.run("user", "list")
    assert (refused.returncode, "[no_token]" in refused.stderr) == (1, True)
    entered = installed.run(
        "user", "login", "root1", "--code", "--password-stdin", stdin=f"{installed.code}\n{PASSWORD}\n"
    )
    assert (entered.returncode, entered.stderr) == (0, "")
    token = entered.stdout.strip()
    again = installed.run(
        "user", "login", "root2", "--code", "--password-stdin", stdin=f"{installed.code}\n{PASSWORD}\n"
    )
    assert (again.returncode, "[bad_code]" in again.stderr) == (1, True)
    added = installed.run(
        "user", "add", "wanglei", "--role", "auditor", "--password-stdin", stdin=f"{PASSWORD}\n", token=token
    )
    assert added.returncode == 0, added.stderr
    auditor = installed.run("user", "login", "wanglei", "--password-stdin", stdin=f"{PASSWORD}\n").stdout.strip()
    verified = installed.run("audit", "verify", "--json", token=auditor)
    assert json.loads(verified.stdout)["whole"] is True
    shown = installed.run("show", "core.list_users", "--json", token=auditor)
    assert json.loads(shown.stdout)["seq"] > 0
    called = installed.run("call", "core.disable_user", "name=wanglei", "--json", token=token)
    assert json.loads(called.stdout) == {"id": "wanglei", "count": 1}
    out = installed.run("show", "core.list_users", token=auditor)
    assert (out.returncode, "[bad_token]" in out.stderr) == (1, True)
    forbidden = installed.run("audit", "verify", token=token)
    assert (forbidden.returncode, "[forbidden]" in forbidden.stderr) == (1, True)
    locked = installed.run("init")
    assert (locked.returncode, "[data_locked]" in locked.stderr) == (1, True)
    doctor = installed.run("doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout
    installed.server.send_signal(signal.SIGTERM)
    assert installed.server.wait(15) == 0
    gone = installed.run("show", "core.list_users", token=token)
    assert (gone.returncode, "[server_unreachable]" in gone.stderr) == (3, True)


def test_nothing_secret_was_left_in_the_folder(installed: Installation) -> None:
    kept = b"".join(
        file.read_bytes() for file in Path(installed.environment["FENGSUI_DATA"]).rglob("*") if file.is_file()
    )
    assert PASSWORD.encode() not in kept
    assert installed.code.encode() not in kept
