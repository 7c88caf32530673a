"""`fengsui serve` as an administrator starts it, with strangers' plugins, and his hands on it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fengsui.access.policy import Actor
from fengsui.app import System
from fengsui.client.http import Http, Shown
from fengsui.errors import FengsuiError
from fengsui.events import Recorded
from fengsui.journal.reading import read_after
from fengsui.journal.verifying import Verdict, verify
from fengsui.settings import load

KEEPER = Actor(id="system:tests", permissions=frozenset({"*"}))
FENGSUI = (sys.executable, "-m", "fengsui")
SECONDS = 60.0


class Watched:
    """One data folder and the server on it."""

    def __init__(
        self,
        folder: Path,
        plugins: Iterable[str],
        blocked: float,
        log: str = "INFO",
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.data = folder / "data"
        self.log = folder / "server.log"
        allowed = json.dumps(list(plugins))
        mine = {"FENGSUI_ALLOW_PLUGINS": allowed, "FENGSUI_BLOCKED_AFTER_S": str(blocked)}
        mine |= {"PYTHONPATH": os.pathsep.join([str(folder / "plugins"), *filter(None, sys.path)])}
        mine |= more
        self._environment = {n: v for n, v in os.environ.items() if not n.startswith("FENGSUI_")} | mine
        self._level = log
        self._process: asyncio.subprocess.Process
        self.token = self.first_line = ""

    @property
    def process(self) -> asyncio.subprocess.Process:
        return self._process

    async def start(self) -> None:
        """Returns once it answers."""
        ports = ("--http-port", "0", "--feed-port", "0", "--json", "--log", self._level)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *FENGSUI, "serve", "--data", str(self.data), *ports, env=self._environment,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self._process.stdout is not None
        self.first_line = (await asyncio.wait_for(self._process.stdout.readline(), SECONDS)).decode()
        where = json.loads(self.first_line)
        self.http, self.feed = where["http"], where["feed"]

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), SECONDS)

    async def prepare(self, teams: int = 0) -> list[tuple[str, str]]:
        """Makes the folder, a token for an administrator's device, and those of `teams` devices in one area."""
        self.data.mkdir(parents=True)
        system = System(load(self.data))
        await system.start(background=False)
        try:
            device = {"device": "D-admin", "label": "team:admin", "roles": ["administrator"]}
            self.token = (await system.execute("core.issue_token", device, KEEPER)).token
            return await asyncio.gather(*(_issue(system, f"T{number:04d}") for number in range(teams)))
        finally:
            await system.stop()

    def client(self, patience: float = 0.0) -> Http:
        return Http(self.http, self.token, patience=patience)

    async def execute(self, command: str, **payload: Any) -> Any:
        async with self.client() as http:
            return await http.call(command, payload)

    async def show(self, view: str, **parameters: Any) -> Shown:
        async with self.client() as http:
            return await http.show(view, parameters)

    async def plugins(self) -> dict[str, tuple[str, str]]:
        """Their states and reasons, as HTTP tells them."""
        async with self.client() as http:
            found = await http.get("/api/v1/plugins")
            return {row["name"]: (row["state"], row["reason"]) for row in found["plugins"]}

    async def back_without(self, plugin: str) -> float:
        """Waits until it leaves `plugin` out and answers commands; the seconds since it was asked."""
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            if await self._answers() and await self._state(plugin) == "quarantined":
                return time.monotonic() - began
            await asyncio.sleep(0.1)
        raise AssertionError(f"not back without {plugin} within {SECONDS:g} s: {self.tail()}")

    async def _state(self, plugin: str) -> str:
        try:
            async with asyncio.timeout(0.4):
                return (await self.plugins())[plugin][0]
        except (TimeoutError, OSError, FengsuiError):
            return ""

    async def harmed(self, plugin: str, how: str) -> float:
        """Asks the plugin for its harm; seconds until the server is back without it."""
        back = asyncio.create_task(self.back_without(plugin))
        with suppress(TimeoutError, FengsuiError, OSError):
            async with asyncio.timeout(3):
                await (self.show if how == "look" else self.execute)(f"{plugin}.{how}")
        return await back

    async def back(self) -> None:
        """Waits until it answers, at the address where it did first."""
        async with asyncio.timeout(SECONDS):
            while not await self._answers():  # noqa: ASYNC110 -- another process
                await asyncio.sleep(0.1)

    async def _answers(self) -> bool:
        """Whether a command's whole way is open: HTTP, the event loop and the writer."""
        try:
            async with asyncio.timeout(0.4), self.client() as http:
                await http.call("core.revoke_token", {"device": "nobody"})
        except (TimeoutError, OSError):
            return False
        except FengsuiError as error:
            return error.code == "unknown_device"
        return True

    def tail(self) -> str:
        return self.log.read_text("utf-8", "replace")[-3000:]

    async def journal(self) -> tuple[list[Recorded], Verdict]:
        """What is in the folder once the server has stopped."""
        system = System(load(self.data, allow_plugins=()))
        await system.start(background=False)
        try:
            return await system.read(lambda r: read_after(r.connection, 0, 10_000)), await system.read(
                lambda r: verify(r.connection)
            )
        finally:
            await system.stop()


async def _issue(system: System, team: str) -> tuple[str, str]:
    device = {"device": f"D-{team}", "label": f"team:{team}", "roles": ["team_device"], "area": "310107"}
    return f"D-{team}", (await system.execute("core.issue_token", device, KEEPER)).token


@asynccontextmanager
async def watched(folder: Path, plugins: Iterable[str], blocked: float = 0.8) -> AsyncIterator[Watched]:
    """A running server; stopped and, whatever happened, gone in the end."""
    server = Watched(folder, plugins, blocked)
    await server.prepare()
    await server.start()
    try:
        yield server
    finally:
        if server.process.returncode is None:
            server.process.kill()
            await server.process.wait()
