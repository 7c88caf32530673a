"""From the dispatcher's POST to the alert in the teams' hands, 1,000 teams connected, everything on.

(a) one broadcast to a division, until the last of 1,000 has it; (b) three orders, until the last of three has its own.
The server is `fengsui serve` in a process of its own on SQLite, the teams are in a second one, the dispatcher, with
the real HTTP client, in a third. Beside them a bare `websockets` server that is told over a socket to `broadcast()`
the same bytes to 1,000 clients, and to send three of them a message. Goals: (a) p50 at most 50 ms, p99 at most
150 ms; (b) p50 at most 15 ms.
"""

from __future__ import annotations

import asyncio
import multiprocessing as mp
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
from tests.bench.crowd import CrowdProcess
from tests.bench.measure import percentile, table

from fengsui.access.policy import Actor
from fengsui.app import System
from fengsui.clock import Ids, SystemClock
from fengsui.settings import load
from fengsui_sample import city as city_files
from fengsui_sample.story.people import Person, enter_people, first_administrator
from fengsui_sample.story.server import PATIENCE, Server

TEAMS = 1000
ROUNDS = 40
WARM_UP = 5
DIVISION = "310107103"
TEXT = "桃浦镇氨泄漏, 各队注意绕行: 武威路真南路段封控, 上风侧东北方向集结, 听从现场指挥, 保持通信畅通。" * 3
CALL = {"line": "tlll 2hk an zd2 sx40 sl2 hzl", "wind": {"from_degrees": 45, "speed": 2.1, "source": "bench"}}
AUTHORITY = "值班规程4.2 先行调派"
KEEPER = Actor(id="system:bench", permissions=frozenset({"*"}))
QUIET_S = 0.15
SLOW = {**PATIENCE, "displayed_within_s": 3600, "accepted_within_s": 3600, "withdrawn_within_s": 3600}


# -- the city and its server -------------------------------------------------------------------------------


def team(number: int) -> dict[str, Any]:
    """A team of the street, somewhere on a grid around its middle."""
    return {
        "id": f"B{number:04d}", "name": f"压测{number}队", "kind": "street", "reach": "direct", "division": DIVISION,
        "lat": 31.25 + number % 32 * 0.002, "lon": 121.34 + number // 32 * 0.002, "people": 8, "minimum": 4,
        "phone": "021-00001000", "capabilities": {"cordon": 1, "scba": 2}, "demo": True,
    }  # fmt: skip


async def _seed(data: Path) -> list[str]:
    """Registers the teams before the server starts; returns a token for each."""
    system = System(load(data))
    await system.start(background=False)
    try:
        everybody = [team(number) for number in range(TEAMS)]
        await asyncio.gather(*(system.execute("rosters.register_team", row, KEEPER) for row in everybody))
        devices = [
            {"device": f"D-{row['id']}", "label": f"team:{row['id']}", "roles": ["team_device"], "area": DIVISION}
            for row in everybody
        ]
        issued = await asyncio.gather(*(system.execute("core.issue_token", row, KEEPER) for row in devices))
        return [answer.token for answer in issued]
    finally:
        await system.stop()


def greeting(number: int, token: str) -> tuple[str, str]:
    hello = f'{{"kind":"hello","v":1,"token":"{token}","device":"D-B{number:04d}"}}'
    return hello, '{"kind":"sub","id":1,"after":"now"}'


class Quiet:
    """Waits until the server has nothing left to do from the round before."""

    def __init__(self) -> None:
        found = [child for child in psutil.Process().children(recursive=True) if "serve" in child.cmdline()]
        self._server = found[-1]  # the watchdog's child

    def _used(self) -> float:
        times = self._server.cpu_times()
        return float(times.user + times.system)

    async def wait(self) -> None:
        before = self._used()
        while True:
            await asyncio.sleep(QUIET_S)
            now = self._used()
            if now - before < 0.02:
                return
            before = now


@asynccontextmanager
async def _city(data: Path) -> AsyncIterator[tuple[Person, CrowdProcess, Quiet]]:
    """The officer's session, the connected teams, and the server's rest between two rounds."""
    ids = Ids()
    server = Server(data, SystemClock(), "zh_CN", patience=SLOW)
    code = await server.make()
    tokens = await _seed(data)
    await server.start()
    crowd = CrowdProcess(server.feed_port, [greeting(*numbered) for numbered in enumerate(tokens)])
    people: Iterable[Person] = ()
    try:
        admin = await first_administrator(server.http_url, code, ids)
        entered = await enter_people(server.http_url, admin, city_files.read().accounts, ids)
        people = [admin, *entered.values()]
        await crowd.connected()
        yield entered["wanglei"], crowd, Quiet()
    finally:
        for person in people:
            await person.http.close()
        crowd.stop()
        await server.stop()


async def _timed(crowd: CrowdProcess, wanted: bytes, count: int, act: Callable[[], Awaitable[object]]) -> float:
    """Seconds from now until `count` teams have `wanted`, which `act` makes the server send."""
    await crowd.expect(wanted, count)
    begun = time.perf_counter()
    done = asyncio.ensure_future(act())
    taken = await crowd.all_got() - begun
    await done
    return taken


async def _broadcasts(officer: Person, crowd: CrowdProcess, quiet: Quiet) -> list[float]:
    taken = []
    for _ in range(WARM_UP + ROUNDS):
        await quiet.wait()

        def act() -> Awaitable[object]:
            return officer.call("incidents.broadcast", division=DIVISION, text=TEXT)

        taken.append(await _timed(crowd, b'"type":"incidents.broadcast"', TEAMS, act))
    return taken[WARM_UP:]


async def _orders(officer: Person, crowd: CrowdProcess, quiet: Quiet) -> list[float]:
    """Each round an incident of its own with its forces proposed, and three teams that have no order yet."""
    taken = []
    for number in range(WARM_UP + ROUNDS):
        incident = (await officer.call("incidents.report", **CALL))["incident"]
        await officer.call("incidents.propose", incident=incident)
        send = [
            {"team": f"B{3 * number + i:04d}", "need": "cordon", "reason": "离现场最近, 有警戒器材"} for i in range(3)
        ]
        await quiet.wait()

        def act(incident: str = incident, send: list[dict[str, str]] = send) -> Awaitable[object]:
            given = {"authority": AUTHORITY, "teams": send, "left_out_reason": "先派近的"}
            return officer.call("incidents.dispatch", incident=incident, **given)

        taken.append(await _timed(crowd, b'"type":"incidents.ordered"', 3, act))
    return taken[WARM_UP:]


async def _ours() -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as folder:
        async with _city(Path(folder) / "data") as (officer, crowd, quiet):
            return await _broadcasts(officer, crowd, quiet), await _orders(officer, crowd, quiet)


# -- the bare reference ------------------------------------------------------------------------------------


async def _bare_server(pipe: Connection) -> None:
    from websockets.asyncio.server import ServerConnection, broadcast, serve
    from websockets.exceptions import ConnectionClosed

    members: dict[ServerConnection, None] = {}

    async def handle(socket: ServerConnection) -> None:
        members[socket] = None
        with suppress(ConnectionClosed):
            async for said in socket:
                if said == "orders":
                    for member in list(members)[:3]:
                        await member.send(alert)
                elif said == "broadcast":
                    broadcast(members, alert)

    alert = await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    options: dict[str, Any] = {"compression": None, "ping_interval": None, "backlog": 4096}
    async with serve(handle, "127.0.0.1", 0, **options) as server:
        pipe.send(next(iter(server.sockets)).getsockname()[1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)


def _run_bare(pipe: Connection) -> None:
    asyncio.run(_bare_server(pipe))


async def _bare() -> tuple[list[float], list[float]]:
    """The same bytes from a server that checks nothing and keeps nothing."""
    from websockets.asyncio.client import connect

    context = mp.get_context("spawn")
    pipe, far = context.Pipe()
    server = context.Process(target=_run_bare, args=(far,), daemon=True)
    server.start()
    pipe.send('{"kind":"event","sub":1,"seq":1,"prev":0,"event":{"type":"bare","data":"' + TEXT + '"}}')
    port = await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    crowd = CrowdProcess(port, [()] * TEAMS)
    await crowd.connected()
    taken: dict[str, list[float]] = {"broadcast": [], "orders": []}
    async with connect(f"ws://127.0.0.1:{port}/feed", compression=None, ping_interval=None) as boss:
        for what, count in (("broadcast", TEAMS), ("orders", 3)):
            for _ in range(WARM_UP + ROUNDS):
                await asyncio.sleep(QUIET_S)
                taken[what].append(await _timed(crowd, b'"type":"bare"', count, partial(boss.send, what)))
    crowd.stop()
    server.terminate()
    server.join()
    return taken["broadcast"][WARM_UP:], taken["orders"][WARM_UP:]


def main() -> None:
    bare, bare_three = asyncio.run(_bare())
    area, three = asyncio.run(_ours())
    rows = []
    for what, taken, reference, goal in (
        (f"bare `broadcast()`, the last of {TEAMS:,}", bare, bare, ""),
        (f"(a) `incidents.broadcast`, the last of {TEAMS:,}", area, bare, "p50 <= 50, p99 <= 150"),
        ("bare `send()`, the last of 3", bare_three, bare_three, ""),
        ("(b) `incidents.dispatch`, the last of 3 orders", three, bare_three, "p50 <= 15"),
    ):
        half, most = percentile(taken, 0.5), percentile(taken, 0.99)
        times = half / percentile(reference, 0.5)
        rows.append((what, f"{half * 1000:.1f}", f"{most * 1000:.1f}", goal, f"{times:.1f}"))
    table(["POST to alert", "p50, ms", "p99, ms", "goal, ms", "x bare, p50"], rows)
