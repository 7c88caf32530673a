"""Networks that misbehave: stalled readers, links that died silently, a storm of reconnects, a thin and lossy line.

A real server on SQLite, clients in processes of their own. Where the machine lets us make network namespaces, a link is
cut by taking an interface down; else its clients are stopped.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

from tests.bench.measure import percentile
from tests.chaos._hose import install_hose
from tests.chaos._load import Load, Tokens
from tests.chaos._silence import wired
from tests.chaos._thin import ThinLine
from tests.chaos.figures import Effort, row
from tests.core.feed.storm import against_sessions, against_the_protocol
from tests.core.watch.watched import Watched

AREA = "area:310107"
Part = Callable[[Effort], Coroutine[Any, Any, bool]]


class Centre:
    """The server, its port for clients, and the hand that pours events."""

    def __init__(self, server: Watched, tokens: Tokens) -> None:
        self.server = server
        self.tokens = tokens
        self.poured = 0

    @property
    def port(self) -> int:
        return int(urlsplit(self.server.feed).port or 0)

    async def pour(self, times: int = 1, **more: Any) -> None:
        given = {"to": AREA, "times": times, "first": self.poured, "at": time.monotonic(), **more}
        async with self.server.client(patience=30.0) as http:
            await http.call("hose.pour", given)
        self.poured += times

    async def figures(self) -> dict[str, Any]:
        return cast(dict[str, Any], (await self.server.show("hose.figures")).answer)

    async def sessions_at_most(self, count: int, seconds: float) -> float:
        """How long it takes until no more are connected."""
        began = time.monotonic()
        while (await self.figures())["sessions"] > count and time.monotonic() - began < seconds:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        return time.monotonic() - began


@asynccontextmanager
async def centre(teams: int, more: Mapping[str, str] = MappingProxyType({})) -> AsyncIterator[Centre]:
    with tempfile.TemporaryDirectory(prefix="fengsui-chaos-") as folder:
        server = Watched(Path(folder), ["hose"], blocked=10.0, log="WARNING", more=more)
        install_hose(Path(folder) / "plugins")
        tokens = await server.prepare(teams)
        await server.start()
        try:
            yield Centre(server, tokens)
            assert await server.stop() == 0
            assert " ERROR " not in server.log.read_text("utf-8", "replace"), server.tail()
        finally:
            if server.process.returncode is None:
                server.process.kill()
                await server.process.wait()


async def stalled(effort: Effort) -> bool:
    """A fifth of the clients stop reading while 16 KiB events go to everybody."""
    clients, held, rounds = 200, 40, 30
    async with centre(clients) as at:
        load = Load(at.port, at.tokens)
        try:
            await load.ask("live", 60)
            before = await _rounds(at, load, rounds)
            await load.ask("hold", held)
            await at.pour(400, padding=16_000)  # fills the kernel's buffers, so that they block
            await load.ask("have", (at.poured, 60, False))
            blocked = await at.figures()
            during = await _rounds(at, load, rounds, everybody=False)
            closed = await at.sessions_at_most(clients - held, 20)
            codes = (await at.figures())["closures"]
            await load.ask("release")
            after = await load.ask("have", (at.poured, 60))
        finally:
            load.stop()
    lost, ratio = sum(at.poured - got for got in after.got), during / before
    good = lost == 0 and after.holes == after.twice == 0 and codes.get("4001") == held and closed < 11.5
    return row(
        "feed",
        f"{held} of {clients} stop reading",
        f"others' p99 {before * 1000:.0f} -> {during * 1000:.0f} ms (x{ratio:.2f}); "
        f"{blocked['blocked']} blocked, {blocked['waiting'] / 1024:.0f} KiB at most; "
        f"{codes.get('4001', 0)} closed 4001 within {closed:.1f} s more; {lost} lost, {after.twice} twice",
        held=good,
    )


async def _rounds(at: Centre, load: Load, rounds: int, *, everybody: bool = True) -> float:
    """The clients' p99 latency over some small broadcasts, in seconds."""
    await load.ask("say")
    for _ in range(rounds):
        await at.pour()
        await asyncio.sleep(0.05)
    said = await load.ask("have", (at.poured, 30, everybody))
    return percentile(said.latencies, 99)


async def half_open(effort: Effort) -> bool:
    """A link dies without a word; an alert is raised meanwhile."""
    with wired() as wire:
        async with centre(20, {"FENGSUI_FEED_HOST": wire.host, "FENGSUI_INSECURE_LAN": "true"}) as at:
            load = wire.load(at.port, at.tokens)
            try:
                await load.ask("live", 60)
                wire.silence(load)
                await at.pour(1, alert=True)
                gone = await at.sessions_at_most(0, 60)
                codes = (await at.figures())["closures"]
                wire.restore(load)
                after = await load.ask("have", (at.poured, 120))
            finally:
                load.stop()
    lost = sum(at.poured - got for got in after.got)
    good = gone <= 35 and lost == after.twice == after.holes == 0
    figures = f"gone after {gone:.1f} s (4002: {codes.get('4002', 0)}); the alert raised meanwhile: {lost} lost"
    return row("feed", f"20 half-open links ({wire.how})", f"{figures}, {after.twice} twice", held=good)


async def storm(effort: Effort) -> bool:
    """5,000 clients come back after a restart, each with 20 events behind."""
    clients, missed, spread = 5000, 20, 10.0
    async with centre(clients) as at:
        half = clients // 2
        loads = [Load(at.port, part, spread=spread, seed=effort.seed + n)
                 for n, part in enumerate((at.tokens[:half], at.tokens[half:]))]  # fmt: skip
        try:
            await asyncio.gather(*(load.ask("live", 120) for load in loads))
            await asyncio.gather(*(load.ask("stay away") for load in loads))
            await _restarted(at)
            await at.pour(missed)
            began = time.monotonic()
            await asyncio.gather(*(load.ask("come back") for load in loads))
            said = await asyncio.gather(*(load.ask("have", (missed, 120)) for load in loads))
            took = max(one.caught_up_at for one in said) - began
            reads = (await at.figures())["reads"]
        finally:
            for load in loads:
                load.stop()
    lost = sum(missed - got for one in said for got in one.got)
    bad = sum(one.holes + one.twice for one in said)
    figures = (
        f"recovered in {took:.1f} s (jitter {spread:g} s), {lost} lost, {bad} holes or twice, {reads} journal reads"
    )
    return row("feed", f"{clients} reconnect after a kill", figures, held=lost == bad == 0 and took <= 20)


async def _restarted(at: Centre) -> None:
    """Kills the server process; the watchdog starts it again on the same ports. Returns when it answers."""
    import psutil

    (child,) = psutil.Process(at.server.process.pid).children()
    child.kill()
    await asyncio.to_thread(child.wait, 10)
    await at.server.back()


async def thin(effort: Effort) -> bool:
    """Alerts to 20 clients that share 2 Mbit/s with 800 ms to and fro, and stalls as lost packets make them."""
    async with centre(20) as at, ThinLine(at.port, effort.seed) as line:
        load = Load(line.port, at.tokens)
        try:
            await load.ask("live", 60)
            await load.ask("say")
            for _ in range(40):
                await at.pour(1, alert=True, padding=600)
                await asyncio.sleep(0.5)
            said = await load.ask("have", (at.poured, 60))
        finally:
            load.stop()
    lost, p95 = sum(at.poured - got for got in said.got), percentile(said.latencies, 95)
    figures = f"alert p50 {percentile(said.latencies, 50):.2f} s, p95 {p95:.2f} s, {lost} lost, {said.twice} twice"
    return row("feed", "2 Mbit/s, 800 ms, 5 % stalls", figures, held=lost == said.twice == 0 and p95 <= 3)


async def mutated(effort: Effort) -> bool:
    """A million wrong frames."""
    frames, began = effort.cycles or 1_000_000, time.monotonic()
    seen = against_sessions(effort.seed, frames * 4 // 5)
    wire = await against_the_protocol(effort.seed, frames // 5)
    took = time.monotonic() - began
    ends = ", ".join(f"{what} {count}" for what, count in seen.most_common(5))
    return row("feed", f"{frames:,} mutated frames (seed {effort.seed})",
               f"0 crashes, {took:.0f} s; {ends}; wire: {dict(wire.most_common(4))}", held=True)  # fmt: skip


PARTS: tuple[Part, ...] = (stalled, half_open, storm, thin, mutated)


def run(effort: Effort) -> bool:
    return all([asyncio.run(part(effort)) for part in PARTS])
