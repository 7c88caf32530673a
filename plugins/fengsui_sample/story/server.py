"""The server as a process of its own: made, started, killed with SIGKILL, started again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from fengsui.client.http import Http
from fengsui.clock import Clock
from fengsui.errors import FengsuiError
from fengsui.ports import free_port
from fengsui_sample.story.telling import ZONE, StepFailed

FENGSUI = (sys.executable, "-m", "fengsui")
NIGHT = datetime(2026, 11, 22, 3, 12, tzinfo=ZONE)
"""When the story begins, in Shanghai. The clock runs from there at real speed."""

READY_SECONDS = 60.0
PATIENCE: dict[str, Any] = {
    "displayed_within_s": 3,
    "accepted_within_s": 4,
    "withdrawn_within_s": 20,
    "on_silence": ["next_team", "leader"],
}
"""The sample policy's deadlines: seconds, where a real plan has a minute."""
STEP_RULE: dict[str, Any] = {
    "plugin": "incidents",
    "key": "escalation_step_s",
    "value": 1,
    "basis": "演示: 以秒计",
    "effective_from": "2026-01-01",
}
"""And from one step of silence to the next a second, where the rule that we ship has ten."""


@dataclass
class Server:
    """One data folder, two ports, and the process that serves them. Its log goes to `log`."""

    data: Path
    clock: Clock
    language: str
    http_port: int = field(default_factory=free_port)
    feed_port: int = field(default_factory=free_port)
    patience: Mapping[str, Any] | None = None
    database_url: str = ""
    offset: timedelta = field(init=False)
    _process: asyncio.subprocess.Process | None = None

    def __post_init__(self) -> None:
        self.offset = NIGHT - self.clock.now()

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def feed_url(self) -> str:
        return f"ws://127.0.0.1:{self.feed_port}/feed"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def settings(self) -> dict[str, Any]:
        """What goes into the data folder's fengsui.yaml."""
        plans = {"plans": {"escalation": dict(self.patience)}} if self.patience else {}
        return {
            "http_port": self.http_port,
            "feed_port": self.feed_port,
            "language": self.language,
            "database_url": self.database_url,
            "story_offset_s": self.offset.total_seconds(),
            "centre": {"name": "普陀区应急管理局(演示)", "division": "310107", "phone": "021-00000100"},
            "plugins": {"sample": {"load": True}, **plans},
        }

    async def make(self) -> str:
        """Makes the data folder; returns the administrator's one-time code."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "fengsui.yaml").write_text(yaml.safe_dump(self.settings(), allow_unicode=True), "utf-8")
        made = await asyncio.create_subprocess_exec(
            *FENGSUI, "init", "--data", str(self.data), "--json", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await made.communicate()
        if made.returncode != 0:
            raise StepFailed("init", f"exit code {made.returncode}")
        return str(yaml.safe_load(out)["code"])

    async def start(self) -> None:
        """Starts the process and waits until it answers."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *FENGSUI, "serve", "--data", str(self.data), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        ended = asyncio.create_task(self._process.wait())
        answers = asyncio.create_task(self._answers())
        done, waiting = await asyncio.wait({ended, answers}, timeout=READY_SECONDS, return_when="FIRST_COMPLETED")
        for task in waiting:
            task.cancel()
        if ended in done:
            raise StepFailed("serve", f"the server ended: {self.tail()}")
        if not done:
            raise StepFailed("serve", f"no answer within {READY_SECONDS:g} s: {self.tail()}")

    async def _answers(self) -> None:
        async with Http(self.http_url) as http:
            while True:
                with contextlib.suppress(FengsuiError, OSError):
                    await http.get("/healthz")
                    return
                await asyncio.sleep(0.05)

    def tail(self) -> str:
        """The last lines of its log."""
        return self.log.read_text("utf-8", "replace")[-1500:] if self.log.exists() else ""

    def errors(self) -> list[str]:
        """What its processes logged at ERROR or above, and what Python said in their stead."""
        lines = self.log.read_text("utf-8", "replace").splitlines() if self.log.exists() else []
        return [line for line in lines if any(word in line for word in (" ERROR ", " CRITICAL ", "Traceback"))]

    async def kill(self) -> None:
        """SIGKILL: no goodbye, no flush."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL if that is not heard within ten seconds."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:
            await self.kill()
