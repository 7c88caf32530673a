"""The fallbacks on a real socket over a journal in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import orjson
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from tests.core.feed.fakes import FakeGate, FakeSource
from tests.core.feed.serving import ACTORS, QUICK, Served

from fengsui.clock import Ids
from fengsui.feed.limits import Limits
from fengsui.http import build
from fengsui.http.serving import Serving
from fengsui.registry import BoundCommand, Registry
from fengsui.settings import Settings

Frame = dict[str, Any]
EVENTS = {"Accept": "text/event-stream"}


class Site:
    """A feed and the HTTP application in front of it."""

    def __init__(self, served: Served, client: TestClient[Any, Any], system: Any) -> None:
        self.served = served
        self.client = client
        self.source = served.source
        self.hub = served.hub
        self.system = system

    def let(self, execute: Any) -> None:
        """What is asked as a command goes to `execute`."""
        self.system.execute = execute
        for name in ("a.done", "a.refused"):
            self.system.registry.commands[name] = cast(BoundCommand, None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.client.port}"

    async def get(self, token: str = "D-T06", headers: Any = None, **query: Any) -> ClientResponse:
        given = {"Authorization": f"Bearer {token}", "Accept-Language": "en", **(headers or {})}
        return await self.client.get("/api/v1/feed", headers=given, params=query)

    async def poll(self, token: str = "D-T06", **query: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await (await self.get(token, **query)).json()
        return answer

    async def stream(self, token: str = "D-T06", last: str = "", **query: Any) -> Stream:
        more = {"Last-Event-ID": last} if last else {}
        response = await self.get(token, {**EVENTS, **more}, **query)
        assert response.status == 200, await response.text()
        return Stream(response)

    async def ack(self, seq: int, epoch: str = "e1", token: str = "D-T06", **more: Any) -> dict[str, Any]:
        given = {"Authorization": f"Bearer {token}"}
        body = {"epoch": epoch, "seq": seq, **more}
        answer: dict[str, Any] = await (await self.client.post("/api/v1/feed/ack", json=body, headers=given)).json()
        return answer


class Stream:
    """Server-sent events as they come: `(event, id, frame)`."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response

    async def next(self, seconds: float = 5.0) -> tuple[str, str, Frame]:
        kind = place = ""
        async with asyncio.timeout(seconds):
            while line := (await self.response.content.readline()).decode().rstrip("\n"):
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "id":
                    place = value
                else:
                    frame: Frame = orjson.loads(value)
        if not kind:
            raise EOFError
        return kind, place, frame

    async def until(self, kind: str) -> list[tuple[str, str, Frame]]:
        """Everything up to the next of `kind`."""
        found = [await self.next()]
        while found[-1][0] != kind:
            found.append(await self.next())
        return found

    def cut(self) -> None:
        self.response.close()


@asynccontextmanager
async def site(
    limits: Limits = QUICK, source: FakeSource | None = None, gate: FakeGate | None = None, port: int | None = None
) -> AsyncIterator[Site]:
    served = Served(source or FakeSource(), gate or FakeGate(*ACTORS), limits)
    await served.start()
    door = SimpleNamespace(admit=served.gate.authenticate)
    system = SimpleNamespace(settings=Settings(language="en"), ids=Ids(), plugins=(), registry=Registry(), door=door)
    app = build(cast(Serving, system), None, served.feed)
    async with TestClient(TestServer(app, port=port)) as client:
        yield Site(served, client, system)
    await served.feed.stop(0)
