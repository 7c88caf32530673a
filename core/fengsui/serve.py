"""One server process: the system, with HTTP and the feed in front of it, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import EntryPoint

from aiohttp import web

from fengsui.app import System
from fengsui.clock import Clock
from fengsui.feed.elsewhere import Elsewhere
from fengsui.feed.feed import Feed
from fengsui.feed.hub import Hub
from fengsui.feed.limits import Limits, limits_of
from fengsui.gate import SystemGate
from fengsui.http import build, check_binding, tls_context
from fengsui.http.serving import Gauges
from fengsui.settings import Settings
from fengsui.watch.vitals import LOOP, Vitals

SHUTDOWN_SECONDS = 5.0
SWITCH_SECONDS = 0.001
BEAT_SECONDS = 0.25
COLLECT_AFTER = (20_000, 20, 20)
"""Objects, then young collections, then older ones; Python's own are (700, 10, 10)."""


@dataclass(frozen=True)
class Serving:
    """A server that answers: where, and its parts."""

    system: System
    hub: Hub
    http_port: int
    feed_port: int


@asynccontextmanager
async def serving(
    settings: Settings,
    clock: Clock | None = None,
    vitals: Vitals | None = None,
    *,
    points: Sequence[EntryPoint] | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[Serving]:
    """A system with its HTTP and feed listening; port 0 in the settings takes a free one.

    `points` are the plugins, if not all that are installed; `limits` the feed's, if not what the settings ask for.
    """
    check_binding(settings)
    ssl = tls_context(settings)
    system = System(settings, clock=clock, points=points)
    system.vitals = vitals or system.vitals
    packages = ["fengsui"]
    hub = Hub(
        system.clock,
        system.ids,
        limits or limits_of(settings),
        origin=f"/{settings.centre.division}",
        packages=packages,
    )
    system.presence = hub.presence
    await system.start(background=False)
    packages += [plugin.package for plugin in system.host.loaded]
    hub.packages = tuple(packages)
    Elsewhere(hub, system.membership.roll)
    feed = Feed(hub, SystemGate(system), system.source)
    await feed.start()
    system.membership.on_cut.append(lambda away: _send_away(feed) if away else None)
    system.door.on_ended.append(lambda actor, session: hub.revoke(session or actor))
    system.door.on_changed.append(hub.send_back)
    feed_server = await feed.listen(settings.feed_host, settings.feed_port, ssl)
    application = build(system, _gauges(system, hub), feed)
    runner = web.AppRunner(application, shutdown_timeout=SHUTDOWN_SECONDS, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.http_host, settings.http_port, ssl_context=ssl).start()
    system.sweeps.start()
    http_port = int(runner.addresses[0][1])
    system.membership.rename(f"{socket.gethostname()}:{http_port}")
    try:
        yield Serving(system, hub, http_port, int(feed_server.sockets[0].getsockname()[1]))
    finally:
        await runner.cleanup()
        await feed.stop(feed.spread_ms())
        await system.stop()


def _gauges(system: System, hub: Hub) -> Gauges:
    """What this node adds to the metrics, each with its help."""
    member = system.membership
    return {
        "fengsui_feed_connections": ("Open feed connections", lambda: float(len(hub.sessions))),
        "fengsui_nodes": ("Nodes of the centre that are alive, this one too", lambda: float(member.roll.nodes())),
        "fengsui_lease_held": ("Whether sweeps and the bus run here", lambda: float(member.tenure.held)),
        "fengsui_cut_off": ("Whether the database is out of reach", lambda: float(system.database.cut_off)),
    }


def _send_away(feed: Feed) -> None:
    """Cut off from the database, this node cannot say that nothing is missing: another one can."""
    feed.hub.drain(feed.spread_ms(), why="this node is cut off from its database")


def _keep_pauses_short() -> None:
    """For a process that only serves: an alert waits neither for the collector nor long for another thread.

    A full collection takes 150 ms with a thousand connections, in which nothing else runs. What is loaded by now stays
    as long as the process and need not be walked again; what a unit makes is gone with it, unless the collector comes
    in the middle and takes it for something that stays. And a unit that computes hands the interpreter to the feed
    within a millisecond.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)


def _take_all_files() -> None:
    """As many open files as the machine allows us: the usual soft limit of 1,024 would turn teams away."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _beat(vitals: Vitals) -> None:
    """A sign of life with each turn of the loop, for the parent that watches it."""
    try:
        while True:
            vitals.beat(LOOP)
            await asyncio.sleep(min(BEAT_SECONDS, vitals.blocked / 4))
    finally:
        vitals.rest(LOOP)


async def serve(
    settings: Settings, ready: Callable[[Serving], None] = lambda _: None, vitals: Vitals | None = None
) -> None:
    """Serves until SIGTERM or SIGINT; `ready` is called once everything answers.

    From then on `vitals` tells the parent process, where there is one, that the event loop turns.
    """
    _take_all_files()
    vitals = vitals or Vitals()
    vitals.blocked = settings.blocked_after_s
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told() -> None:
        vitals.stopping()
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told)
    async with serving(settings, vitals=vitals) as server:
        _keep_pauses_short()
        vitals.ready(server.http_port, server.feed_port)
        beating = loop.create_task(_beat(vitals))
        ready(server)
        await stop.wait()
    beating.cancel()
