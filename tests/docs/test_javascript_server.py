"""The JavaScript client outlives `kill -9` of a whole server: nothing is missing, nothing is shown twice as new."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.docs.node import client

from fengsui.client.http import Http

PASSWORD = "lantern over seven hills"
FENGSUI = (sys.executable, "-m", "fengsui")


def environment(folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("FENGSUI_")}
    return {**own, "FENGSUI_DATA": str(folder), "FENGSUI_ALLOW_PLUGINS": "[]"}


@asynccontextmanager
async def server(
    folder: Path, http: int = 0, feed: int = 0
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, str]]:
    """A server in a process of its own, with its two addresses."""
    log = folder.with_name(f"server-{http}.log")
    with log.open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            *FENGSUI, "serve", "--http-port", str(http), "--feed-port", str(feed), "--json", "--log", "ERROR",
            env=environment(folder), stdout=asyncio.subprocess.PIPE, stderr=said,
        )  # fmt: skip
    assert process.stdout is not None
    where = json.loads(await process.stdout.readline())
    try:
        yield process, where["http"], where["feed"]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    assert log.read_text() == ""


def port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


async def happen(http: Http, *names: str) -> None:
    for name in names:
        await http.call("core.add_user", {"name": name, "display": name, "roles": ["auditor"]})


async def test_a_server_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    init = await asyncio.create_subprocess_exec(
        *FENGSUI, "init", "--json", env=environment(folder), stdout=asyncio.subprocess.PIPE
    )
    code = json.loads((await init.communicate())[0])["code"]
    async with server(folder) as (process, http_url, feed_url), Http(http_url) as http:
        await http.login_code(code, "root1", PASSWORD)
        assert http.token is not None
        async with client(feed_url, tmp_path / "store.jsonl", token=http.token, device="desk") as node:
            await node.until(lambda: "live" in node.states())
            await happen(http, "ann", "bob", "cai")
            await node.until(lambda: len(node.events()) == 6)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            await node.until(lambda: "offline" in node.states())
            async with server(folder, port(http_url), port(feed_url)):
                await happen(http, "dan", "eve")
                await node.until(lambda: len(node.events()) == 10)
                assert len(set(node.events())) == 10
                assert "gap" not in node.states()
                assert await node.end() == 0
