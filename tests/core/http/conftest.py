"""A running system behind its real HTTP application, on a manual clock and with cheap hashes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from pydantic import BaseModel, ConfigDict
from tests.core.ping import pinger

from fengsui.access import store
from fengsui.access.passwords import Passwords
from fengsui.access.policy import Role
from fengsui.hooks import View
from fengsui.http import build
from fengsui.testing import Running, running

PASSWORD = "lantern over seven hills"


@dataclass
class Site:
    """`call` sends a command or asks for a view as whoever holds `token`."""

    running: Running
    client: TestClient[Any, Any]
    administrator: str = ""

    async def post(self, path: str, body: Any = None, token: str | None = None, **more: Any) -> ClientResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= more.pop("headers", {})
        given: dict[str, Any] = {"json": {} if body is None else body} if "data" not in more else {}
        return await self.client.post(path, headers=headers, **given, **more)

    async def get(self, path: str, token: str | None = None, **more: Any) -> ClientResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.client.get(path, headers=headers | more.pop("headers", {}), **more)

    async def code(self) -> str:
        limits = self.running.system.limits
        return await self.running.run(lambda unit: store.first_code(unit, limits))

    async def add(self, name: str, *roles: str, area: str = "") -> str:
        """An account with PASSWORD; returns the token of a session."""
        given = {"name": name, "display": name.title(), "roles": list(roles), "area": area}
        answer = await (await self.post("/api/v1/core/add_user", given, self.administrator)).json()
        body = {"user": name, "password": PASSWORD, "code": answer["answer"]["code"]}
        return str((await (await self.post("/api/v1/session", body)).json())["token"])


def cheap(run: Running) -> None:
    """Hashes that cost nothing: what is tested here is not argon2."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    run.system.door.passwords = Passwords(hasher)


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = ""
    often: int = 1
    among: tuple[str, ...] = ()


def echo(reading: Any, given: Asked) -> dict[str, Any]:
    return given.model_dump()


VIEWS = (View(name="echo", summary="What was asked", read=echo, parameters=Asked, answer=Asked),)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running(extra=[pinger(views=lambda: VIEWS)]) as run:
        cheap(run)
        run.system.roles["pinger"] = Role("pinger", "pinger", frozenset({"ping.*"}))
        async with TestClient(TestServer(build(run.system))) as client:
            made = Site(run, client)
            body = {"code": await made.code(), "user": "root1", "password": PASSWORD}
            made.administrator = (await (await made.post("/api/v1/session", body)).json())["token"]
            yield made
