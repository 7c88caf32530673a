"""Plugins that do harm, each in a real server of its own: named, left out, and the service back with nothing lost.

With the limits as they are shipped. The centre's commands go on all the while from another client, which keeps what was
acknowledged; leaks and floods are looked for by what the others notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from pathlib import Path

from tests.bench.measure import percentile
from tests.chaos.figures import Effort, row
from tests.core.watch.evil import HARM, install
from tests.core.watch.watched import Watched

from fengsui.errors import FengsuiError

BACK_SECONDS = 15.0
BLOCKING = (
    ("busy", "go", "a loop without end on the event loop"),
    ("sleeps", "go", "time.sleep in a coroutine"),
    ("in_c", "go", "C that holds the interpreter"),
    ("regex", "look", "a regular expression in a view"),
    ("busy", "now", "a loop without end in a unit"),
    ("crashes", "now", "a segmentation fault"),
    ("exits", "go", "os._exit in a handler"),
)
HARMLESS = (
    ("raises", "def harm():\n    raise ValueError('no')\n", "raises"),
    ("leaves", "def harm():\n    sys.exit(3)\n", "sys.exit"),
    ("prints", HARM["prints"], "prints"),
    ("forks", "def harm():\n    os.fork() or os._exit(0)\n", "forks and ends the child"),
    ("floods", "def harm():\n    pass\n", "answers each event of its own with twenty"),
)
FLOOD = """
def flood(unit, recorded):
    for _ in range(20):
        unit.record(Went(exercise=None))

@hookimpl
def fengsui_subscriptions():
    return [Subscription(topics=("{name}.went",), handle=flood)]
"""


class Pinger:
    """Executes a harmless command as fast as one person might, and remembers what was acknowledged, and how late."""

    def __init__(self, server: Watched) -> None:
        self._server = server
        self.acknowledged = 0
        self.late: list[float] = []

    async def run(self) -> None:
        while True:
            began = time.monotonic()
            with contextlib.suppress(FengsuiError, OSError, TimeoutError):
                async with asyncio.timeout(20):
                    await self._server.execute("calm.go")
                self.acknowledged += 1
                self.late.append(time.monotonic() - began)
            await asyncio.sleep(0.1)


async def _centre(folder: Path, name: str, harm: str) -> Watched:
    install(folder / "plugins", "calm", "def harm():\n    pass\n")
    install(folder / "plugins", name, harm)
    if name == "floods":
        module = folder / "plugins" / name / "__init__.py"
        module.write_text(module.read_text("utf-8") + FLOOD.replace("{name}", name), "utf-8")
    server = Watched(folder, ["calm", name], blocked=5.0)
    await server.prepare()
    await server.start()
    return server


async def _kept(server: Watched, pinger: Pinger) -> tuple[int, bool]:
    """How many acknowledged commands are not in the journal, and whether the chain holds."""
    events, verdict = await server.journal()
    return pinger.acknowledged - sum(event.topic == "calm.went" for event in events), not verdict.breaks


async def blocking(harm: str, how: str, what: str) -> bool:
    name = f"evil_{harm}"
    with tempfile.TemporaryDirectory(prefix="fengsui-chaos-") as folder:
        server = await _centre(Path(folder), name, HARM[harm])
        pinger = Pinger(server)
        pinging = asyncio.create_task(pinger.run())
        try:
            await asyncio.sleep(1)
            back = await server.harmed(name, how)
            reason = (await server.plugins())[name][1]
            await asyncio.sleep(1)
            pinging.cancel()
            code = await server.stop()
            lost, whole = await _kept(server, pinger)
            quiet = " ERROR " not in server.log.read_text("utf-8", "replace")
        finally:
            pinging.cancel()
            if server.process.returncode is None:
                server.process.kill()
                await server.process.wait()
    named = f"{name}/__init__.py" in reason
    good = back <= BACK_SECONDS and lost <= 0 and whole and named and code == 0 and quiet
    said = "named" if named else "NOT NAMED"
    figures = f"{said}, back after {back:.1f} s, {pinger.acknowledged} acknowledged, {max(lost, 0)} lost"
    return row("plugins", what, figures, held=good)


async def harmless(name: str, harm: str, what: str) -> bool:
    """These are dealt with inside the process: it never goes away."""
    with tempfile.TemporaryDirectory(prefix="fengsui-chaos-") as folder:
        server = await _centre(Path(folder), name, harm)
        pinger = Pinger(server)
        pinging = asyncio.create_task(pinger.run())
        try:
            for _ in range(6):
                with contextlib.suppress(FengsuiError):
                    await server.execute(f"{name}.go")
                await asyncio.sleep(0.5)
            await asyncio.sleep(60 if name == "floods" else 3)
            state, reason = (await server.plugins())[name]
            pinging.cancel()
            await server.stop()
            log = server.log.read_text("utf-8", "replace")
        finally:
            pinging.cancel()
            if server.process.returncode is None:
                server.process.kill()
                await server.process.wait()
        lost, whole = pinger.acknowledged, True
        with contextlib.suppress(TimeoutError):
            lost, whole = await _kept(server, pinger)
    wanted = "loaded" if name in ("prints", "forks") else "quarantined"
    restarted = "started again" in log
    good = state == wanted and not restarted and whole and " ERROR " not in log and (lost <= 0 or name == "floods")
    late = percentile(pinger.late, 99) * 1000
    return row("plugins", what, f"{state} {reason[:60]}; p99 {late:.0f} ms, restarted: {restarted}", held=good)


def run(effort: Effort) -> bool:
    held = [asyncio.run(blocking(*one)) for one in BLOCKING]
    return all([*held, *(asyncio.run(harmless(*one)) for one in HARMLESS)])
