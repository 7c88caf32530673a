"""First paint in a terminal of 160x50: from the start of the process until the whole board stands there.

Beside the console an empty Textual application and one with a DataTable of as many rows; then `fengsui console` as
an officer starts it, on a running server with an incident. Goal: at most 0.75 of the DataTable's.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.apps import answers, says
from tests.bench.measure import rounds, table

from fengsui.clock import Ids, SystemClock
from fengsui_sample import city as city_files
from fengsui_sample.story.people import enter_people, first_administrator
from fengsui_sample.story.server import FENGSUI, Server

LINES, COLUMNS = 50, 160
PATIENCE_S = 30.0
ROUNDS = 7
CALL = {"line": "tlll 2hk an zd2 sx40 sl2 hzl", "wind": {"from_degrees": 45, "speed": 2.1, "source": "bench"}}
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def first_paint(command: Sequence[str], wanted: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds until every text of `wanted` has been written to the terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**os.environ, **TERMINAL, **environment},
    )  # fmt: skip
    try:
        os.close(theirs)
        seen = b""
        while not all(text.encode() in seen for text in wanted):
            if time.perf_counter() - begun > PATIENCE_S:
                raise AssertionError(f"{command}: not painted within {PATIENCE_S:g} s: {seen[-2000:]!r}")
            if select.select([ours], [], [], 0.2)[0]:
                seen += os.read(ours, 1 << 16)
        return time.perf_counter() - begun
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _app(name: str, *wanted: str, told: str = "") -> Callable[[], float]:
    command = [sys.executable, "-m", "tests.bench.apps", name, *([told] if told else [])]
    return lambda: first_paint(command, wanted, {})


async def _on_a_server(stack: AsyncExitStack) -> Callable[[], float]:
    """The real console of an officer who is logged in, with one incident on the board."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fengsui-bench-", ignore_cleanup_errors=True)))
    ids, server = Ids(), Server(folder / "data", SystemClock(), "en")
    code = await server.make()
    await server.start()
    stack.push_async_callback(server.stop)
    admin = await first_administrator(server.http_url, code, ids)
    people = await enter_people(server.http_url, admin, city_files.read().accounts, ids)
    for person in (admin, *people.values()):
        stack.push_async_callback(person.http.close)
    officer = people["wanglei"]
    await officer.call("incidents.report", **CALL)
    command = [*FENGSUI, "console", "--server", server.http_url, "--lang", "en"]
    environment = {"FENGSUI_TOKEN": officer.http.token or "", "FENGSUI_FEED": server.feed_url, "HOME": str(folder)}
    wanted = ("Ammonia release", "ring the plant back", "terminals connected")
    return lambda: first_paint(command, wanted, environment)


async def _measure() -> dict[str, float]:
    async with AsyncExitStack() as stack:
        real = await _on_a_server(stack)
        told = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fengsui-bench-"))) / "answers.json"
        answers(told)
        seen = (says(0), "Ammonia release", "Call from 110")
        cases = {
            "an empty Textual app": _app("empty", says(0)),
            "a DataTable app, 500 rows": _app("table", says(0), says(40)),
            "the console, 500 rows in its queue": _app("console", *seen, told=str(told)),
            "`fengsui console` on a running server": real,
        }
        return await asyncio.to_thread(rounds, cases, ROUNDS)


def main() -> None:
    found = asyncio.run(_measure())
    reference = found["a DataTable app, 500 rows"]
    rows = [
        (
            what,
            f"{seconds * 1000:.0f}",
            f"{seconds / reference:.2f}",
            "<= 0.75" if what.startswith("the console") else "",
        )
        for what, seconds in found.items()
    ]
    table(["first paint", "ms", "x a DataTable app", "goal"], rows)
