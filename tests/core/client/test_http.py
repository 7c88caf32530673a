"""Commands and views over HTTP, against a small server that misbehaves on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from aiohttp import web

from fengsui.client.http import Http
from fengsui.client.refusals import Unreachable
from fengsui.errors import Conflict, FengsuiError, Forbidden, Invalid, Limited, Missing, Unauthorised, Unavailable
from fengsui.events import Position


class Pretender:
    """Answers like the real one; breaks the connection `breaks` times after having done the work."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], Any]] = []
        self.done: dict[str, Any] = {}
        self.breaks = 0
        self.problem: tuple[int, Any] | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        body = orjson.loads(raw) if raw else None
        self.seen.append((request.path_qs, dict(request.headers), body))
        if self.problem is not None:
            status, said = self.problem
            text = said if isinstance(said, str) else orjson.dumps(said).decode()
            return web.Response(status=status, text=text, content_type="application/problem+json")
        if request.method == "GET":
            return web.json_response({"epoch": "e1", "seq": 7, "answer": dict(request.query)})
        if request.path == "/api/v1/session":
            return web.json_response({"token": "t" * 64, "expires_at": "", "actor": {"id": "user:wang"}}, status=201)
        key = request.headers["Idempotency-Key"]
        self.done.setdefault(key, {"answer": {"n": len(self.done) + 1}})
        if self.breaks:
            self.breaks -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(self.done[key])


@asynccontextmanager
async def pretending() -> AsyncIterator[tuple[Pretender, Http]]:
    pretender = Pretender()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", pretender.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with Http(f"http://127.0.0.1:{port}/", "secret", "zh_CN") as http:
        yield pretender, http
    await runner.cleanup()


async def test_login_call_and_show() -> None:
    async with pretending() as (server, http):
        opened = await http.login("wang", "correct horse")
        assert opened["actor"]["id"] == "user:wang"
        assert http.token == "t" * 64
        assert await http.call("incidents.dispatch", {"incident": "E1"}) == {"n": 1}
        shown = await http.show("incidents.board", {"limit": 5, "open": True, "area": None, "kind": ["a", "b"]})
        assert shown.position == Position("e1", 7)
        login, call, show = server.seen
        assert login[2] == {"user": "wang", "password": "correct horse"}
        assert call[0] == "/api/v1/incidents/dispatch"
        assert call[1]["Authorization"] == "Bearer " + "t" * 64
        assert call[1]["Accept-Language"] == "zh-CN"
        assert len(call[1]["Idempotency-Key"]) == 32
        assert show[0] == "/api/v1/incidents/board?limit=5&open=true&kind=a&kind=b"


async def test_a_one_time_code() -> None:
    async with pretending() as (server, http):
        await http.login_code("AAAAA-BBBBB", "wang", "correct horse", "王磊")
        assert server.seen[0][2] == {
            "user": "wang",
            "password": "correct horse",
            "code": "AAAAA-BBBBB",
            "display": "王磊",
        }


async def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    async with pretending() as (server, http):
        server.breaks = 2
        assert await http.call("incidents.dispatch", {}) == {"n": 1}
        keys = {headers["Idempotency-Key"] for _, headers, _ in server.seen}
        assert len(server.seen) == 3
        assert len(keys) == 1
        assert await http.call("incidents.dispatch", {}) == {"n": 2}
        assert await http.call("incidents.dispatch", {}, key="mine") == {"n": 3}
        assert await http.call("incidents.dispatch", {}, key="mine") == {"n": 3}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Unauthorised),
        (403, Forbidden),
        (404, Missing),
        (409, Conflict),
        (413, Limited),
        (422, Invalid),
        (429, Limited),
        (503, Unavailable),
        (500, FengsuiError),
    ],
)
async def test_problems_become_the_servers_errors(status: int, kind: type[FengsuiError]) -> None:
    async with pretending() as (server, http):
        fault = {"path": "figures.missing", "expected": "一个整数 {raw}", "code": "int"}
        server.problem = (status, {"detail": "不行 {place}", "code": "some_code", "retry": True, "faults": [fault]})
        with pytest.raises(kind) as refused:
            await http.call("incidents.dispatch", {})
        assert type(refused.value) is kind
        assert refused.value.code == "some_code"
        assert refused.value.retry
        assert refused.value.message == "不行 {place}"
        assert str(refused.value) == "不行 {place} (figures.missing: 一个整数 {raw})"


@pytest.mark.parametrize("body", ["<html>bad gateway</html>", "", "[1]", "null"])
async def test_an_answer_that_is_no_problem_document(body: str) -> None:
    async with pretending() as (server, http):
        server.problem = (502, body)
        with pytest.raises(FengsuiError):
            await http.call("incidents.dispatch", {})


async def test_nobody_there() -> None:
    async with Http("http://127.0.0.1:9", patience=5.0) as http:
        started = asyncio.get_running_loop().time()
        with pytest.raises(Unreachable) as refused:
            await http.call("a.b", {})
        assert refused.value.code == "server_unreachable"
        assert asyncio.get_running_loop().time() - started < 1, "told at once"


async def test_lost_for_good() -> None:
    async with pretending() as (server, http):
        server.breaks = 1000
        http._patience = 0.5
        with pytest.raises(Unreachable):
            await http.call("a.b", {})


async def test_who_asks_too_often_asks_again_a_little_later_with_the_same_key() -> None:
    async with pretending() as (server, http):
        server.problem = (429, {"detail": "slower", "code": "rate_limited", "retry": True})
        asking = asyncio.create_task(http.call("incidents.dispatch", {}))
        await asyncio.sleep(0.1)
        server.problem = None
        assert await asking == {"n": 1}
        assert len({headers["Idempotency-Key"] for _, headers, _ in server.seen}) == 1


async def test_patience_with_a_busy_server_ends_and_a_login_is_never_repeated() -> None:
    async with pretending() as (server, http):
        server.problem = (429, {"detail": "slower", "code": "rate_limited", "retry": True})
        http._patience = 0.5
        with pytest.raises(Limited):
            await http.call("a.b", {})
        asked = len(server.seen)
        with pytest.raises(Limited):
            await http.login("wang", "a guess")
        assert len(server.seen) == asked + 1
