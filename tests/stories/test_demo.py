"""`fengsui demo --headless`: the night as a stranger runs it, through processes, sockets and a SIGKILL.

Played once on SQLite and once on PostgreSQL; what each step promised is read from its line.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

FENGSUI = (sys.executable, "-m", "fengsui")
STEPS = (
    "called", "reported", "merged", "assessed", "proposed", "dispatched", "leader_confirmed", "flashed",
    "delivered", "displayed", "accepted", "unable", "answered_for", "escalated", "resumed", "restarted", "evacuated",
    "final_sent", "closed", "filed", "returned_once", "drill_held", "verified", "timeline", "complete",
)  # fmt: skip
"""In the order in which they are told."""

LEFT_OUT = {
    "T05": "out until",
    "T08": "insurance ended",
    "T10": "resting until 06:00",
    "T11": "no protection",
    "T23": "under strength",
    "T27": "terminal not connected",
    "T37": "expired",
    "T41": "needs the consent of",
}

BREAKS = """
import asyncio, sys
from fengsui.cli import main
from fengsui_sample.story import play
from fengsui_sample.story.stage import check

async def spoilt(stage):
    check("merged", False, "spoilt by the test")

play.STEPS = tuple((step, spoilt if step == "merged" else act) for step, act in play.STEPS)
sys.exit(main(["demo", "--headless", "--json"]))
"""
"""The demo with one step that does not come out."""

BLOCKED = """
import socket, sys
from fengsui.cli import main
from fengsui_sample.story import server

taken = socket.socket()
taken.bind(("127.0.0.1", 0))
taken.listen()
begin = server.Server.__post_init__

def on_a_taken_port(self):
    begin(self)
    self.http_port = taken.getsockname()[1]

server.Server.__post_init__ = on_a_taken_port
sys.exit(main(["demo", "--headless", "--json"]))
"""
"""The demo on a port that somebody else holds."""

REFUSED = """
import sys
from fengsui.cli import main
from fengsui.errors import Limited
from fengsui_sample.story import play

async def refuses(*_):
    raise Limited("not now", code="rate_limited")

play.token_for = refuses
sys.exit(main(["demo", "--headless", "--json"]))
"""
"""The demo whose teams get no tokens: it fails before the first call."""


@dataclass
class Told:
    """What one run said; `lines` in order."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def step(self, name: str) -> dict[str, Any]:
        return next(line for line in self.lines if line["step"] == name)


def run(*command: str, **environment: str) -> Told:
    """Without a terminal, in an English session unless told otherwise."""
    given = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **environment}
    done = subprocess.run(
        command, env=given, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=110, check=False
    )
    return Told(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def running_demos(postgres: Any) -> Iterator[dict[str, Future[Told]]]:
    """All at once: most of the time each of them waits for a deadline."""
    postgres.psql("CREATE DATABASE demo;")
    url = str(postgres.get_uri("demo"))
    demo = (*FENGSUI, "demo", "--headless", "--json")
    with ThreadPoolExecutor(3) as pool:
        yield {
            "sqlite": pool.submit(run, *demo),
            "postgres": pool.submit(run, *demo, "--database-url", url),
            "chinese": pool.submit(run, *FENGSUI, "--lang", "zh", "demo"),
        }


@pytest.fixture(params=["sqlite", "postgres"])
def told(request: pytest.FixtureRequest, running_demos: dict[str, Future[Told]]) -> Told:
    return running_demos[request.param].result()


def test_it_comes_out_and_says_every_step_in_order(told: Told) -> None:
    assert told.code == 0, told.err
    assert all(set(line) >= {"step", "at", "says"} for line in told.lines)
    steps = [line["step"] for line in told.lines]
    assert [step for step in steps if step in STEPS] == list(STEPS)
    assert steps[-1] == "complete"


def test_the_clock_runs_from_the_hour_of_the_story_at_real_speed(told: Told) -> None:
    times = [datetime.fromisoformat(line["at"]) for line in told.lines]
    begin = datetime.fromisoformat("2026-11-22T03:12+08:00")
    assert timedelta() <= times[0] - begin < timedelta(seconds=60)
    assert times == sorted(times)
    complete = told.step("complete")
    assert complete["story"] == "complete"
    assert complete["seconds"] == max(value for name, value in complete.items() if name.endswith("_s"))
    assert {f"{step}_s" for step in STEPS[:-1]} <= set(complete)


def test_what_the_system_made_of_the_call(told: Told) -> None:
    assert told.step("reported")["figures"] == {"poisoned": 2, "missing": 2, "at_risk": 40}
    found = told.step("assessed")
    expected = {"urgency": "A", "grade": "general", "near_miss": "to_verify", "level": "IV", "plan": "ammonia-release"}
    assert {name: found[name] for name in expected} == expected
    assert len(found["triggers"]) >= 2
    assert "493" in found["rule"][0]
    assert (found["site"]["duty_phone"], found["site"]["substances"]) == ("021-00000401", ["氨 12 t"])
    assert found["site"]["people_500m"] == 2100
    assert "downwind" in found["sensitive"][0]
    assert found["approach"].startswith("From the NE (upwind)")
    assert found["prohibitions"]
    merged = told.step("merged")
    assert (merged["incident"], merged["calls"]) == (told.step("reported")["incident"], 2)


def test_who_is_sent_and_why_everybody_else_is_not(told: Told) -> None:
    found = told.step("proposed")
    assert {team: words for team, words in LEFT_OUT.items() if words not in found["reasons"][team]} == {}
    assert len(found["every_reason"]) == 41
    assert all(says for given in found["every_reason"].values() for says in given.values())
    assert {row.split()[0] for row in found["chosen"]} == {"stop_leak", "water", "medical", "monitoring", "cordon"}
    assert found["uncovered"]
    sent = told.step("dispatched")
    assert sent["authority"]
    assert min(sent["orders"], sent["requests"], sent["notices"]) >= 2
    assert told.step("leader_confirmed")["level"] == "IV"


def test_who_answers_and_who_does_not(told: Told) -> None:
    assert told.step("delivered")["unreachable"] == "T33"
    assert {"T06", "T09", "T12"} == set(told.step("delivered")["teams"])
    assert (told.step("accepted")["people"], told.step("accepted")["minutes"]) == (8, 9)
    assert told.step("unable")["says"].endswith("cannot go: on another job")
    spoken = told.step("answered_for")["fact"]
    assert (spoken["answered_for"], spoken["channel"], bool(spoken["said_by"])) == (True, "phone", True)
    silence = told.step("escalated")
    assert (silence["silent"], silence["team"], silence["steps"]) == ("T06", "T07", ["next_team", "leader"])
    waited = datetime.fromisoformat(silence["at"]) - datetime.fromisoformat(told.step("dispatched")["at"])
    assert waited >= timedelta(seconds=3), "escalated before the deadline of the sample policy"


def test_nothing_is_lost_by_a_cut_link_or_a_killed_server(told: Told) -> None:
    assert told.step("resumed")["missed"] >= 2
    assert (told.step("restarted")["kept"], told.step("restarted")["clients"]) == (10, 38)


def test_the_end_and_the_morning(told: Told) -> None:
    assert told.step("evacuated")["forces"] >= 9
    assert told.step("closed")["open"] >= 5
    assert re.fullmatch(r"310107-2026-\d{4}", told.step("filed")["number"])
    assert told.step("returned_once")["count"] == len(told.step("returned_once")["missing"]) == 13
    assert told.step("drill_held")["incident"] == told.step("closed")["incident"]
    assert told.step("drill_held")["says"].endswith("演练")
    assert told.step("verified")["events"] > 440
    assert re.fullmatch(r"[0-9a-f]{64}", told.step("verified")["head"])
    lines = told.step("timeline")["lines"]
    assert len(lines) == told.step("timeline")["count"] > 100
    assert [lines[0]["topic"], lines[-1]["topic"]] == ["incidents.reported", "incidents.closed"]


def test_in_plain_chinese_without_a_terminal(running_demos: dict[str, Future[Told]]) -> None:
    told = running_demos["chinese"].result()
    assert told.code == 0, told.err
    steps = re.findall(r"^03:1\d:\d\d  (\w+)", told.out, re.MULTILINE)
    assert [step for step in steps if step in STEPS] == list(STEPS)
    for words in ("紧急程度 A", "演练", "代录", "命令 4 道", "通报 6 件", "需嘉定区应急局值班室同意"):
        assert words in told.out
    assert "\x1b" not in told.out


@pytest.mark.parametrize(
    ("driver", "step", "why"),
    [
        (BREAKS, "merged", "spoilt by the test"),
        (BLOCKED, "serve", "the server ended"),
        (REFUSED, "connected", "rate_limited: not now"),
    ],
    ids=["a step", "the port", "the beginning"],
)
def test_what_fails_is_named_exits_1_and_leaves_nothing_running(
    driver: str, step: str, why: str, tmp_path: Path
) -> None:
    told = run(sys.executable, "-c", driver, TMPDIR=str(tmp_path))
    assert told.code == 1
    assert told.err.splitlines()[0].startswith(f"{step}: {why}"), told.err
    assert "Traceback" not in told.err
    assert "complete" not in [line["step"] for line in told.lines]
    left = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"])]
    assert not [command for command in left if str(tmp_path) in " ".join(command or ())]
    assert not list(tmp_path.iterdir())
