"""Real server processes of one centre: started, stopped, frozen and killed; and clients that note what they hear."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from tests.core.nodes.bell import ROLE, point

from fengsui.access import store
from fengsui.client.feed import FeedClient
from fengsui.client.store import Store
from fengsui.testing import running


async def tokens(url: str, devices: dict[str, str]) -> dict[str, str]:
    """A token for each device (name -> label), made before any server runs."""
    async with running(url=url, extra=[point()]) as made:
        made.system.roles[ROLE.name] = ROLE

        def issue(unit: Any) -> dict[str, str]:
            return {name: store.issue_device_token(unit, name, label, [ROLE.name]) for name, label in devices.items()}

        return await made.run(issue)


class Server:
    """`fengsui serve` in a folder of its own; its log is beside it. `watched`: under the parent that restarts it.

    With the bell alone, unless `module` is another way in: `fengsui` is the server as it ships."""

    def __init__(self, folder: Path, url: str, *, watched: bool = False, module: str = "tests.core.nodes.bell") -> None:
        self.folder = folder
        self.module = module
        self.more = [] if watched else ["--unwatched"]
        self.url = url
        self.http = self.feed = ""
        self.serves = False
        """Whether a balancer should pass anybody to it."""
        folder.mkdir(parents=True, exist_ok=True)

    async def start(self, *, ports: tuple[int, int] = (0, 0)) -> Server:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FENGSUI_")}
        environment |= {"FENGSUI_DATABASE_URL": self.url, "PYTHONUNBUFFERED": "1"}
        words = ["serve", *self.more, "--json", "--http-port", str(ports[0]), "--feed-port", str(ports[1])]
        with (self.folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.module, "--data", str(self.folder), *words,
                env=environment, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self._process.stdout is not None
        where = json.loads(await self._process.stdout.readline() or self.log())
        self.http, self.feed = where["http"], where["feed"]
        self.serves = True
        return self

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ports(self) -> tuple[int, int]:
        """Where it listens: HTTP and the feed, for one that is to come back there."""
        return _port(self.http), _port(self.feed)

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def errors(self) -> list[str]:
        bad = (" ERROR ", "Traceback", "quarantined", "blocked")
        return [line for line in self.log().splitlines() if any(word in line for word in bad)]

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)
            if number == signal.SIGTERM:
                self._process.send_signal(signal.SIGCONT)
            await self._process.wait()


def _port(url: str) -> int:
    return int(urlsplit(url).port or 0)


class Caller:
    """Asks servers over HTTP with one token, each time on a connection of its own."""

    def __init__(self, token: str) -> None:
        self._session = ClientSession(
            headers={"Authorization": f"Bearer {token}"},
            timeout=ClientTimeout(total=15),
            connector=TCPConnector(force_close=True),
        )

    async def __aenter__(self) -> Caller:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ring(self, http: str, to: str, text: str) -> int:
        """The HTTP status; the text is the key, so that it can be sent again."""
        headers = {"Idempotency-Key": text}
        async with self._session.post(f"{http}/api/v1/bell/ring", json={"to": to, "text": text}, headers=headers) as r:
            await r.read()
            return r.status

    async def call(self, http: str, command: str, key: str, payload: Any) -> tuple[int, Any]:
        """The HTTP status and the body: with the key it can be sent again."""
        url = f"{http}/api/v1/{command.replace('.', '/')}"
        async with self._session.post(url, json=payload, headers={"Idempotency-Key": key}) as answer:
            return answer.status, await answer.json(content_type=None)

    async def health(self, http: str) -> str:
        """`ok`, the code of the refusal, or nothing where nobody answers."""
        try:
            async with self._session.get(f"{http}/healthz") as answer:
                body = await answer.json(content_type=None)
                return str(body.get("code") or body.get("status"))
        except (ClientError, TimeoutError, OSError):
            return ""

    async def show(self, http: str, view: str, **given: Any) -> Any:
        async with self._session.get(f"{http}/api/v1/{view.replace('.', '/')}", params=given) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body["answer"]

    async def journal(self, http: str, topic: str, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while page := await self.show(http, "core.journal", after=after, limit=1000):
            after = page[-1]["seq"]
            found += [event for event in page if event["topic"] == topic]
        return found


class Listener:
    """A client of the feed: `heard` are the texts of its alerts, in order."""

    def __init__(
        self,
        url: str,
        token: str,
        device: str,
        store: Store | None = None,
    ) -> None:
        self.device = device
        self.heard: list[str] = []
        self.codes: list[str] = []
        self.on_state: Callable[[str], None] = lambda condition: None
        self._client = FeedClient(url, token, device, store=store, after="start", on_state=self._became)

    def _became(self, state: Any) -> None:
        self.codes.append(state.code)
        self.on_state(state.condition)

    async def __aenter__(self) -> Listener:
        await self._client.__aenter__()
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._client.close()

    async def _listen(self) -> None:
        async for received in self._client:
            if received.event["type"].endswith("bell.rung") and received.fresh:
                self.heard.append(received.event["data"]["text"])

    @property
    def condition(self) -> str:
        return self._client.state.condition
