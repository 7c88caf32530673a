"""Two nodes of one centre as real processes, a wire from each to the database, a service for messages, and the people.

Both clocks begin at the story's night, so that what is insured or on duty does not depend on today.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from aiohttp import ClientError
from tests.core.nodes.servers import Caller, Listener, Server
from tests.core.nodes.wire import Wire
from tests.plugins.incidents.nodes.service import SECRET, Service

from fengsui.access import store
from fengsui.access.policy import Actor
from fengsui.testing import NIGHT, running

LINE = "tlll an zd2 sl2 hzl"
WIND = {"from_degrees": 45, "speed": 2.1, "source": "气象站"}
AUTHORITY = "值班规程4.2"
LEADER, ABOVE = "021-00000150", "021-00000900"
STEPS = ("remind", "channel", "next_team", "leader", "above")
POLICY = {
    "displayed_within_s": 2,
    "accepted_within_s": 3,
    "on_silence": list(STEPS),
    "after_s": dict.fromkeys(STEPS[1:], 2),
    "channels": ["voice", "sms"],
    "enough": [
        {"id": "two", "needs": ["water", "stop_leak"], "accepted": 2, "within_s": 10, "group": ["T08", "T37"],
         "otherwise": ["group", "leader", "above"]},
    ],
}  # fmt: skip
RULES = {"escalation_step_s": 2, "unreachable_extra_s": 2, "channel_next_after_s": 3, "leader_together_s": 2}
SILENT = "T06"
"""Connected to both nodes by two terminals, and never answers."""
GOES = "T09"


def settings_of(service: Service, offset: float) -> dict[str, Any]:
    return {
        "story_offset_s": offset,
        "plugins": {
            "plans": {"escalation": POLICY},
            "incidents": {"leader_phone": LEADER, "above_phone": ABOVE},
            "channels": {"webhook": {"url": service.url, "secret": SECRET}},
        },
    }


def set_up(server: Server, service: Service, offset: float) -> None:
    written = yaml.safe_dump(settings_of(service, offset), allow_unicode=True)
    (server.folder / "fengsui.yaml").write_text(written, "utf-8")


async def prepared(url: str) -> dict[str, str]:
    """The sample city with quicker rules, and tokens: of the officer, the auditor, and two terminals of each team."""
    keeper = Actor(id="system:tests", permissions=frozenset({"*"}))
    async with running(None, url=url, settings={"plugins": {"sample": {"load": True}}}) as made:
        for key, value in RULES.items():
            row = {
                "plugin": "incidents",
                "key": key,
                "value": value,
                "basis": "试验",
                "effective_from": date(2026, 1, 1),
            }
            await made.execute("core.set_rule", row, keeper)

        def issue(unit: Any) -> dict[str, str]:
            wanted = [(f"{who}-{node}", f"team:{who}", "team_device") for who in (SILENT, GOES) for node in "ab"]
            wanted += [(f"officer-{node}", "", "duty_officer") for node in "ab"] + [("auditor", "", "auditor")]
            return {name: store.issue_device_token(unit, name, label, [role]) for name, label, role in wanted}

        return await made.run(issue)


@dataclass(frozen=True)
class Fault:
    """What was done to a node, between which seconds of the wall clock, and when the other had taken over."""

    what: str
    node: str
    begun: float
    ended: float
    moved: float


@dataclass
class Site:
    nodes: list[Server]
    wires: list[Wire]
    service: Service
    tokens: dict[str, str]
    officer: Caller
    auditor: Caller
    offset: float
    faults: list[Fault] = field(default_factory=list)
    well: set[int] = field(default_factory=lambda: {0, 1})
    """Nodes that nothing is done to now: whom a balancer would ask."""

    def jump(self, at: int, seconds: float) -> None:
        """From its next start on, the node's clock is wrong by so much."""
        set_up(self.nodes[at], self.service, self.offset + seconds)

    def wall(self, event: dict[str, Any]) -> float:
        """The machine's clock when an event was recorded."""
        return datetime.fromisoformat(event["at"]).timestamp() - self.offset

    async def do(self, command: str, key: str, caller: Caller | None = None, **payload: Any) -> Any:
        """By whichever node answers: the key says that it is the same."""
        async with asyncio.timeout(60):
            while True:
                for at in sorted(self.well):
                    with suppress(ClientError, TimeoutError, OSError):
                        status, found = await (caller or self.officer).call(self.nodes[at].http, command, key, payload)
                        if status == 200:
                            return found["answer"]
                        assert status >= 500, found
                await asyncio.sleep(0.2)

    async def journal(self, *topics: str) -> dict[str, list[dict[str, Any]]]:
        """The journal's events by topic, as a node tells it to which nothing is done."""
        found: dict[str, list[dict[str, Any]]] = {topic: [] for topic in topics}
        after = 0
        while page := await self._page(after):
            after = page[-1]["seq"]
            for event in page:
                if event["topic"] in found:
                    found[event["topic"]].append(event)
        return found

    async def _page(self, after: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(60):
            while True:
                for at in sorted(self.well):
                    with suppress(ClientError, TimeoutError, OSError, AssertionError):
                        page = await self.auditor.show(self.nodes[at].http, "core.journal", after=after, limit=1000)
                        return list(page)
                await asyncio.sleep(0.2)

    async def holder(self, at: int) -> int | None:
        """Which node has the lease, as node `at` knows it; None where nobody has."""
        for one in await self.auditor.show(self.nodes[at].http, "core.nodes"):
            if one["holder"]:
                return next((n for n, node in enumerate(self.nodes) if one["name"].endswith(f":{node.ports[0]}")), None)
        return None

    async def held_by(self, at: int, seconds: float = 30.0) -> float:
        """Waits until node `at` has the lease; the seconds that took."""
        begun = time.monotonic()
        async with asyncio.timeout(seconds):
            while await self.holder(at) != at:  # noqa: ASYNC110 -- another process
                await asyncio.sleep(0.1)
        return time.monotonic() - begun


@asynccontextmanager
async def opened(
    folder: Path, url: str, socket: str, service: Service, *, module: str = "fengsui"
) -> AsyncIterator[Site]:
    """Two nodes that serve, the silent team and the officer connected to both of them.

    `url` is the database by its socket, which the wires lead to.
    """
    tokens = await prepared(url)
    offset = NIGHT.timestamp() - time.time()
    async with AsyncExitStack() as stack:
        wires, nodes = [], []
        for name in "ab":
            wire = await stack.enter_async_context(Wire(lambda: [socket]))
            through = f"postgresql://postgres@127.0.0.1:{wire.port}/{urlsplit(url).path[1:]}"
            server = Server(folder / name, through, module=module)
            set_up(server, service, offset)
            stack.push_async_callback(server.end)
            wires.append(wire)
            nodes.append(server)
        await asyncio.gather(*(node.start() for node in nodes))
        callers = [await stack.enter_async_context(Caller(tokens[who])) for who in ("officer-a", "auditor")]
        for device in _terminals(tokens):
            node = nodes["ab".index(device[-1])]
            await stack.enter_async_context(Listener(node.feed, tokens[device], device))
        made = Site(nodes, wires, service, tokens, callers[0], callers[1], offset)
        yield made


def _terminals(tokens: Iterable[str]) -> list[str]:
    return [device for device in tokens if device.partition("-")[0] in (SILENT, "officer")]
