"""A real server's two doors, HTTP and the feed, with an officer and two teams in front of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from tests.core.feed.serving import SUBPROTOCOL, hear, say
from tests.stories.night import AUTHORITY, LINE, WIND
from websockets.asyncio.client import ClientConnection, connect

from fengsui.access import store
from fengsui.client.http import Http
from fengsui.journal.reading import read_after
from fengsui.serve import Serving

PASSWORD = "lantern over seven hills"
JSON = {"Content-Type": "application/json"}


SWEEPS = {
    f"system:{plugin}" for plugin in ("core", "plans", "rosters", "incidents", "drills", "handover", "evaluation")
}


@dataclass
class Door:
    """A real server, an officer and two teams' tokens, an incident with one order to each of them."""

    server: Serving
    client: aiohttp.ClientSession
    tokens: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    incident: str = ""

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.server.http_port}"

    @property
    def feed(self) -> str:
        return f"ws://127.0.0.1:{self.server.feed_port}/feed"

    async def head(self) -> int:
        return (await self.server.system.head()).seq

    async def ask(self, method: str, path: str, who: str = "officer", **more: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Accept-Language": "en", **more.pop("headers", {})}
        async with self.client.request(method, f"{self.http}/api/v1/{path}", headers=headers, **more) as answer:
            found: dict[str, Any] = orjson.loads(await answer.read())
            return answer.status, found

    async def post(self, command: str, payload: Any, who: str = "officer", **more: Any) -> tuple[int, dict[str, Any]]:
        return await self.ask("POST", command.replace(".", "/"), who, data=json.dumps(payload),
                              headers=JSON | more.pop("headers", {}), **more)  # fmt: skip

    async def done(self, command: str, payload: Any, who: str = "officer") -> Any:
        status, found = await self.post(command, payload, who)
        assert status == 200, found
        return found["answer"]

    @asynccontextmanager
    async def unheard(self) -> AsyncIterator[None]:
        """Nobody's doing in it reaches the journal. (Deadlines may: they run on whatever is asked meanwhile.)"""
        before = await self.head()
        yield
        await asyncio.sleep(0.15)  # the feed collects deliveries for 100 ms
        after = await self.server.system.read(lambda reading: read_after(reading.connection, before, 1000))
        assert [(event.actor, event.topic) for event in after if event.actor not in SWEEPS] == []


async def prepare(door: Door) -> None:
    await sessions(door)
    made = await door.done("incidents.report", {"line": LINE, "wind": WIND})
    door.incident = made["incident"]
    teams = [{"team": "T06", "need": "stop_leak"}, {"team": "T09", "need": "water", "reason": "备份"}]
    sent = await door.done("incidents.dispatch", {"incident": door.incident, "authority": AUTHORITY, "teams": teams})
    door.orders = {order["team"]: order["order"] for order in sent["orders"] if order["team"]}
    await asyncio.sleep(2)  # drills are held a moment after the incident was reported
    async with door.unheard():
        pass


async def sessions(door: Door) -> None:
    """The administrator's and the officer's over HTTP, and the tokens of two teams' devices."""
    system = door.server.system
    code = await system.run(lambda unit: store.first_code(unit, system.limits))
    async with Http(door.http) as http:
        door.tokens["admin"] = (await http.login_code(code, "admin", PASSWORD))["token"]
        given = {"name": "wanglei", "display": "王磊", "roles": ["duty_officer"]}
        made = await http.call("core.add_user", given)
        for team in ("T06", "T09"):
            given = {"device": f"D-{team}", "label": f"team:{team}", "roles": ["team_device"]}
            door.tokens[team] = (await http.call("core.issue_token", given))["token"]
    async with Http(door.http) as http:
        door.tokens["officer"] = (await http.login_code(made["code"], "wanglei", PASSWORD))["token"]


async def greeted(door: Door, who: str) -> ClientConnection:
    """A websocket that has said its hello."""
    socket = await connect(door.feed, subprotocols=[SUBPROTOCOL], compression=None, ping_interval=None, proxy=None)
    await say(socket, kind="hello", v=1, token=door.tokens[who], device=f"D-{who}")
    assert (await hear(socket))["kind"] == "welcome"
    return socket
