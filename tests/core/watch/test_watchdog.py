"""`fengsui serve` with plugins that block it: each is named and left out, the service is back, nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest
from tests.core.watch.evil import HARM, install
from tests.core.watch.watched import watched

BACK_SECONDS = 15.0


@pytest.mark.timeout(180)
async def test_what_blocks_is_named_and_left_out_and_the_service_is_back_with_nothing_lost(tmp_path: Path) -> None:
    """On the event loop, on the writing thread, and in C that holds the interpreter."""
    ways = {"evil_busy": "go", "evil_sleeps": "now", "evil_regex": "look"}
    for name in ways:
        install(tmp_path / "plugins", name, HARM[name.removeprefix("evil_")])
    install(tmp_path / "plugins", "prints", HARM["prints"])
    async with watched(tmp_path, [*ways, "prints"]) as server:
        acknowledged = 0
        for name, how in ways.items():
            await server.execute("prints.go")
            acknowledged += 1
            assert await server.harmed(name, how) < BACK_SECONDS
            state, reason = (await server.plugins())[name]
            assert state == "quarantined"
            assert reason.startswith("blocked the server: ")
            assert f"{name}/__init__.py" in reason
        assert (await server.plugins())["prints"] == ("loaded", "")
        assert await server.stop() == 0
    events, verdict = await server.journal()
    topics = [event.topic for event in events]
    assert topics.count("prints.went") == acknowledged
    assert [event.subject for event in events if event.topic == "core.plugin_quarantined"] == list(ways)
    assert "evil_busy.went" in topics  # answered before its handler blocked: it stays
    assert verdict.breaks == ()
    assert " ERROR " not in server.log.read_text()


async def test_signals_reach_the_server_and_a_killed_parent_takes_it_along(tmp_path: Path) -> None:
    async with watched(tmp_path, []) as server:
        (child,) = psutil.Process(server.process.pid).children()
        os.kill(child.pid, signal.SIGKILL)  # the server alone: it is started again, on the same port
        await asyncio.to_thread(child.wait, 10)
        await server.back()
        (child,) = psutil.Process(server.process.pid).children()
        server.process.kill()
        await server.process.wait()
        await asyncio.to_thread(child.wait, 10)
        assert not (server.data / "quarantine.json").exists()
