"""A device that is made another's is sent what is for that one, at once, and nothing more of what it was before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fengsui.cli.place import local_actor
from fengsui.client.feed import FeedClient
from fengsui.serve import Serving, serving
from fengsui.settings import Settings

DEVICE = {"device": "D-06", "label": "team:T06", "roles": ["auditor"], "area": "", "labels": []}


async def _issued(server: Serving, **changed: Any) -> str:
    return str((await server.system.execute("core.issue_token", {**DEVICE, **changed}, local_actor())).token)


async def test_a_live_connection_follows_within_a_second(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, http_port=0, feed_port=0, allow_plugins=())
    async with serving(settings) as server:
        token, online = await _issued(server), server.hub.presence.online
        client = FeedClient(f"ws://127.0.0.1:{server.feed_port}/feed", token, "D-06", after="now")
        async with client, asyncio.timeout(20):
            while not online("team:T06"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            session = next(iter(server.hub.sessions))
            await _issued(server)
            await asyncio.sleep(0.1)
            assert session in server.hub.sessions, "nothing changed: another token is no reason"
            await _issued(server, label="team:T09")
            async with asyncio.timeout(1.0):
                while session in server.hub.sessions:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            while not online("team:T09"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert not online("team:T06")
            assert client.state.condition == "live"
