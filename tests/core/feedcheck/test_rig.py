"""The rig's file, with everything that may be wrong in it, and the running of its commands."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tests.core.feedcheck.ground import ground

from fengsui.cli import main
from fengsui.errors import FengsuiError, Invalid, Missing
from fengsui.feedcheck.phrases import Wrong
from fengsui.feedcheck.rig import Rig, filled, started
from fengsui.feedcheck.rigfile import RigFile, read_rig
from fengsui.plugins import discover

ROOT = Path(__file__).parents[3]


def written(folder: Path, text: str, name: str = "rig.yaml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def python(program: str) -> list[str]:
    return ["{python}", "-c", program, "{name}", "{seconds}"]


def rig(folder: Path, **acts: object) -> Rig:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return Rig(RigFile.model_validate(acts), folder, work)


# -- the file ------------------------------------------------------------------------------------------------


def test_yaml_and_json_are_read_alike(tmp_path: Path) -> None:
    one = read_rig(written(tmp_path, "within_s: 5\nlend: [issue, '{name}', '--for={seconds}']\n"))
    acts = {"within_s": 5, "lend": ["issue", "{name}", "--for={seconds}"]}
    assert read_rig(written(tmp_path, json.dumps(acts), "rig.json")) == one
    assert one.words("lend") == ("issue", "{name}", "--for={seconds}")
    assert one.words("revoke") == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["-: Input should be a valid dictionary or instance of RigFile"]),
        ("[a]", ["-: Input should be a valid dictionary or instance of RigFile"]),
        (
            "explode: [x]\nissue: []\nrevoke: rm\nwithin_s: 0\nkill: [a, '']",
            [
                "within_s: Input should be greater than or equal to 1",
                "issue: Tuple should have at least 1 item after validation, not 0",
                "revoke: Input should be a valid tuple",
                "kill.1: String should have at least 1 character",
                "explode: Extra inputs are not permitted",
            ],
        ),
        (
            "drain: [a]\nkill: [b]\nfault: [c]\nissue: [d]\nlend: [d, '{name}']\nrevoke: [e]\nchange: [f]\nwiden: [g]",
            [
                "fault: the act mend beside it",
                "drain: the act start beside it",
                "kill: the act start beside it",
                "issue: {name} in one of its arguments",
                "lend: {seconds} in one of its arguments",
                "revoke: {name} in one of its arguments",
                "change: {name} in one of its arguments",
                "widen: {name} in one of its arguments",
            ],
        ),
        ("mend: [a]", ["mend: the act fault beside it"]),
    ],
)
def test_every_fault_is_named_with_its_place(text: str, faults: list[str], tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        read_rig(written(tmp_path, text))
    assert refused.value.code == "bad_rig"
    assert [str(fault) for fault in refused.value.faults] == faults


def test_a_file_that_is_no_yaml_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read") as refused:
        read_rig(written(tmp_path, "issue: [\n"))
    assert refused.value.code == "bad_rig"
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Invalid):
        read_rig(tmp_path / "bytes")
    with pytest.raises(Missing) as missing:
        read_rig(tmp_path / "none.yaml")
    assert missing.value.code == "no_rig_file"


def test_only_its_own_places_are_filled() -> None:
    places = {"name": "check-1", "seconds": 7}
    assert filled('{"user": "{name}", "for": {seconds}, "{else}": 1}', places) == (
        '{"user": "check-1", "for": 7, "{else}": 1}'
    )


def test_a_server_that_serves_knows_nothing_of_our_rig() -> None:
    """It is no plugin that is found, and nothing but itself imports it."""
    imports = re.compile(r"^\s*(from|import) fengsui\.feedrig\b", re.MULTILINE)
    sources = [file for top in ("core", "plugins", "tui") for file in (ROOT / top).rglob("*.py")]
    assert [file for file in sources if file.parent.name != "feedrig" and imports.search(file.read_text("utf-8"))] == []
    assert [point.value for point in discover() if "feedrig" in point.value] == []


# -- its commands --------------------------------------------------------------------------------------------


async def test_an_act_is_a_program_in_the_files_folder(tmp_path: Path) -> None:
    says = "import pathlib, sys; print(pathlib.Path.cwd(), *sys.argv[1:])"
    found = rig(tmp_path, lend=[*python(says), "{here}", "{work}"])
    assert (await found.run("lend", "check-1", 7)).split() == [
        str(tmp_path), "check-1", "7", str(tmp_path), str(tmp_path / "work"),
    ]  # fmt: skip
    assert (found.can("lend"), found.can("revoke")) == (True, False)


async def test_acts_at_the_same_time_do_not_hear_each_other(tmp_path: Path) -> None:
    found = rig(tmp_path, revoke=python("import sys; print(sys.argv[1])"))
    names = [f"check-{number}" for number in range(8)]
    assert await asyncio.gather(*(found.run("revoke", name) for name in names)) == names


@pytest.mark.parametrize(
    ("words", "within_s", "came"),
    [
        (python("import sys; print('out'); sys.exit('no such person')"), 30, "exit code 1: no such person"),
        (python("import time; time.sleep(60)"), 1, "nothing within 1 s"),
        (["/no/such/program"], 30, "No such file or directory"),
    ],
)
async def test_an_act_that_is_not_done_says_why(words: list[str], within_s: int, came: str, tmp_path: Path) -> None:
    found = rig(tmp_path, mend=words, fault=["true"], within_s=within_s)
    with pytest.raises(Wrong) as wrong:
        await found.run("mend")
    assert wrong.value.expected.say("en") == "the rig's mend to be done"
    assert came in wrong.value.came.say("en")


async def test_a_server_that_an_act_leaves_running_does_not_hold_it_up(tmp_path: Path) -> None:
    """It has the act's own output open, as a shell's background job has."""
    leaves = "import subprocess as s; print(s.Popen(['sleep', '60']).pid)"
    os.kill(int(await rig(tmp_path, start=python(leaves)).run("start")), 9)


async def test_the_rigs_own_server_is_stopped_whatever_happens(tmp_path: Path) -> None:
    says = python('print(\'{"url": "ws://127.0.0.1:1/feed", "token": "t"}\')')
    stops = python("open('stopped', 'a').write('x')")
    with suppress(ZeroDivisionError):
        async with started(rig(tmp_path, start=says, stop=stops), "") as facts:
            assert (facts.url, facts.token, facts.slow_s, facts.traffic) == ("ws://127.0.0.1:1/feed", "t", 10.0, None)
            _ = 1 / 0
    async with started(rig(tmp_path, start=says, stop=stops), "ws://elsewhere/feed") as facts:
        assert facts.url == ""
    assert (tmp_path / "stopped").read_text() == "x"


async def test_what_ends_the_check_stops_the_rigs_server(tmp_path: Path) -> None:
    """Also while it is being started, and not by Ctrl-C alone."""
    starts = python("import time; open('begun', 'w').close(); time.sleep(60)")
    stops = python("open('stopped', 'w').close()")
    file = written(tmp_path, json.dumps({"start": starts, "stop": stops}), "rig.json")
    program = "import sys; from fengsui.cli import main; sys.exit(main(sys.argv[1:]))"
    check = await asyncio.create_subprocess_exec(sys.executable, "-c", program, "feed", "check", "--rig", str(file))
    while not (tmp_path / "begun").exists():  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    check.terminate()
    assert await check.wait() == 130
    assert (tmp_path / "stopped").exists()


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("print('ready')", "Invalid JSON"),
        ('print(\'{"urls": 1, "slow_s": 0}\')', "slow_s: Input should be greater than 0; urls: Extra inputs"),
        ("import sys; sys.exit('port taken')", "exit code 1: port taken"),
    ],
)
async def test_a_start_that_fails_or_says_something_else(says: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(FengsuiError) as refused:
        async with started(rig(tmp_path, start=python(says), stop=["true"]), ""):
            pass
    assert refused.value.code == "rig_failed"
    assert told in str(refused.value)


# -- the command ---------------------------------------------------------------------------------------------


async def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = await asyncio.to_thread(main, ["feed", "check", *words, "--lang", "en"])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("wang\n"))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([], 2, "Name the feed"),
        (["ws://127.0.0.1:9/feed", "--rig", "own"], 2, "leave the URL out"),
        (["--rig", "/no/such/rig.yaml"], 1, "[no_rig_file]"),
    ],
)
async def test_what_is_missing_is_said(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, err = await run(capsys, *words)
    assert (found, told in err) == (code, True), err


@pytest.mark.usefixtures("token")
async def test_without_a_rig_the_table_says_what_was_not_seen_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    async with ground() as (person, _):
        code, out, _ = await run(capsys, person.url, "--token-file", "-", "--quick")
    table = out.partition("Frames and close codes of the protocol\n")[2].splitlines()
    assert code == 0, out
    assert "provoked  close 4104                    hello.first, hello.unknown-first" in table
    why = "restart.fault: needs --rig, a file that says how to issue, fault, mend"
    assert f"not seen  close 4003                    [{why}]" in table
    assert "not seen  close 4005                    [token.expires was left out]" in table
    assert "No --rig was given: what no client can provoke was skipped. docs/feed-check.md" in table


@pytest.mark.usefixtures("token")
async def test_a_rig_that_cannot_do_all_skips_what_it_cannot(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Somebody's server that runs already: its rig says only how tokens are issued and revoked."""
    program = written(tmp_path, "import sys; print('D-T09')", "issue.py")
    acts = {"issue": [sys.executable, str(program), "{name}"]}
    file = written(tmp_path, json.dumps(acts), "rig.json")
    async with ground() as (person, _):
        options = ("--token-file", "-", "--rig", str(file), "--only", "token.revoked", "--json")
        code, out, _ = await run(capsys, person.url, *options)
    told = json.loads(out)
    assert (code, told["rig"], told["skipped"]) == (0, True, 1)
    assert told["cases"][0]["why"] == "the rig does not say how to revoke"
