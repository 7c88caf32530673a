"""The ammonia night: a running system with the incidents, the rosters' teams and one site, on a clock in our hand."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import EntryPoint
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from tests.core.ping import plugin

from fengsui.access.policy import Actor
from fengsui.events import Event
from fengsui.hooks import Provider
from fengsui.plugins import GROUP
from fengsui.testing import NIGHT, Running, running
from fengsui_channels.api import Gateway
from fengsui_incidents.api.board import Board, Force, IncidentCard, QueueItem

STAND_IN = "fengsui_tests_plans_stand_in"
LINE = "tlll an zd2 sl2 sx40 hzl"
AUTHORITY = "值班规程4.2"
WIND = {"from_degrees": 45, "speed": 2.1, "source": "气象局"}

TEAMS: tuple[dict[str, Any], ...] = (
    {"id": "T01", "kind": "national", "reach": "request_119", "lat": 31.2840, "lon": 121.3480, "people": 32,
     "capabilities": {"suit_a": 6, "scba": 30, "leak": 1, "water": 3}, "readiness": "moving", "reason": "119"},
    {"id": "T06", "kind": "professional", "reach": "direct", "lat": 31.2530, "lon": 121.4160, "people": 8,
     "capabilities": {"suit_a": 4, "leak": 1, "detect": 1}},
    {"id": "T07", "kind": "enterprise", "reach": "direct", "lat": 31.2772, "lon": 121.3562, "people": 6,
     "capabilities": {"suit_a": 2, "scba": 4, "leak": 1}, "own_site": "E01"},
    {"id": "T09", "kind": "enterprise", "reach": "agreement", "lat": 31.2850, "lon": 121.3500, "people": 12,
     "capabilities": {"water": 2, "scba": 8, "foam": 1}},
    {"id": "T24", "kind": "street", "reach": "direct", "lat": 31.2400, "lon": 121.4020, "people": 7,
     "capabilities": {"cordon": 1, "scba": 2}},
    {"id": "T33", "kind": "street", "reach": "direct", "lat": 31.2690, "lon": 121.3790, "people": 14,
     "capabilities": {"cordon": 1, "shelter": 1}},
    {"id": "T34", "kind": "linked", "reach": "request_120", "lat": 31.2390, "lon": 121.3990, "people": 6,
     "capabilities": {"ambulance": 3}},
    {"id": "T38", "kind": "social", "reach": "direct", "lat": 31.2790, "lon": 121.3450, "people": 14,
     "capabilities": {"water": 1, "scba": 4}, "may_decline": True},
    {"id": "T41", "kind": "professional", "reach": "mutual", "lat": 31.2430, "lon": 121.3250, "people": 10,
     "capabilities": {"suit_a": 4, "leak": 1}, "consent": "嘉定值班室"},
)  # fmt: skip


def plans_stand_in() -> EntryPoint:
    if STAND_IN not in sys.modules:
        spec = spec_from_file_location(STAND_IN, Path(__file__).with_name("plans_stand_in.py"))
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[STAND_IN] = module
        spec.loader.exec_module(module)
    return EntryPoint(name="plans", value=STAND_IN, group=GROUP)


def gateway_plugin(gateway: Gateway) -> EntryPoint:
    """A plugin that is nothing but this gateway."""
    return plugin(
        "phones",
        providers=lambda: [Provider(protocol=Gateway, make=lambda _: gateway, several=True)],
    )


@pytest.fixture
def policy() -> Iterator[dict[str, Any]]:
    """What is put in here is every plan's escalation from then on."""
    plans_stand_in()
    changed: dict[str, Any] = sys.modules[STAND_IN].POLICY
    yield changed
    changed.clear()


@pytest.fixture
def plan() -> Iterator[dict[str, Any]]:
    """The same for the plans themselves."""
    plans_stand_in()
    changed: dict[str, Any] = sys.modules[STAND_IN].PLAN
    yield changed
    changed.clear()


@dataclass(frozen=True, kw_only=True)
class DeviceDelivered(Event):
    """What the feed records when a device has stored an event."""

    topic = "feed.delivered"
    device: str
    label: str
    of: str
    of_topic: str
    of_subject: str


@dataclass
class Night:
    """What a test says, in the words of those who are awake."""

    system: Running
    officer: Actor
    leader: Actor

    async def do(self, command: str, actor: Actor | None = None, /, **payload: Any) -> Any:
        return await self.system.execute(f"incidents.{command}", payload, actor or self.officer)

    async def show(self, view: str, actor: Actor | None = None, /, **parameters: Any) -> Any:
        return await self.system.show(f"incidents.{view}", parameters, actor or self.officer)

    def device(self, team: str) -> Actor:
        return self.system.device(team)

    async def says(self, team: str, order: str, kind: str, **payload: Any) -> Any:
        return await self.do("receipt", self.device(team), order=order, kind=kind, **payload)

    async def report(self, **payload: Any) -> str:
        answer = await self.do("report", **{"line": LINE, "wind": WIND, **payload})
        return str(answer["incident"])

    async def dispatch(self, incident: str, *sends: tuple[str, str], **payload: Any) -> dict[str, str]:
        """Orders by team, each sent with a reason, so that a test may choose freely."""
        teams = [{"team": team, "need": need, "reason": "试验"} for team, need in sends]
        answer = await self.do("dispatch", incident=incident, authority=AUTHORITY, teams=teams, **payload)
        return {made["team"] or made["card"]: made["order"] for made in answer["orders"]}

    async def out(self, *sends: tuple[str, str]) -> tuple[str, dict[str, str]]:
        """An incident with these teams ordered."""
        for team, _ in sends:
            self.system.connect(f"team:{team}")
        incident = await self.report()
        return incident, await self.dispatch(incident, *sends)

    async def delivered(self, team: str, topic: str, order: str) -> None:
        """The team's device stores an event; so says the feed."""
        event = DeviceDelivered(
            exercise=None, device=f"D-{team}", label=f"team:{team}", of="x", of_topic=topic, of_subject=order
        )
        await self.system.run(lambda unit: record_any(unit, event), plugin="feed")

    async def queue(self, *kinds: str) -> list[QueueItem]:
        """The queue's items of these kinds, or all."""
        return [item for item in (await self.board()).queue if not kinds or item.kind in kinds]

    def steps(self, order: str) -> list[str]:
        """The steps of silence that were taken of an order, in turn."""
        return [str(event.data["step"]) for event in self.recorded("escalated", order=order)]

    async def board(self) -> Board:
        answer = await self.show("board")
        assert isinstance(answer, Board)
        return answer

    async def card(self, incident: str) -> IncidentCard:
        answer = await self.show("incident", incident=incident)
        assert isinstance(answer, IncidentCard)
        return answer

    async def force(self, order: str) -> Force:
        for row in (await self.board()).incidents:
            for force in (await self.card(row.id)).forces:
                if force.order == order:
                    return force
        raise AssertionError(order)

    def recorded(self, topic: str, **data: Any) -> list[Any]:
        """Events of ours with this topic and these data; typed loosely, for their data are plain JSON."""
        found = self.system.recorded(f"incidents.{topic}")
        return [event for event in found if event.data and data.items() <= event.data.items()]


def record_any(unit: Any, event: Event) -> None:
    unit.record(event)


Begin = Callable[..., AbstractAsyncContextManager[Night]]


@asynccontextmanager
async def begin(
    *,
    url: str = "",
    data: Path | None = None,
    now: datetime = NIGHT,
    gateway: Gateway | None = None,
    extra_plugins: Sequence[EntryPoint] = (),
    **more: Any,
) -> AsyncIterator[Night]:
    """`gateway`: the channels are there too, and this gateway, as a stranger's plugin has it."""
    names, extra = ["rosters", "incidents"], [plans_stand_in(), *extra_plugins]
    if gateway is not None:
        names.append("channels")
        extra.append(gateway_plugin(gateway))
    async with running(plugins=names, extra=extra, url=url, data=data, now=now, **more) as system:
        night = Night(system, system.actor("duty_officer", name="王磊"), system.actor("duty_leader", name="周建国"))
        await register(system)
        yield night


async def register(system: Running) -> None:
    keeper = Actor(id="system:tests", permissions=frozenset({"*"}))
    known = {row.team.id for row in await system.show("rosters.teams", {}, keeper)}
    for team in TEAMS:
        if team["id"] not in known:
            filled = {"name": f"{team['id']}队", "division": "310107103", "minimum": 4, "phone": "021-00001000",
                      "insured_until": date(2027, 12, 31), **team}  # fmt: skip
            await system.execute("rosters.register_team", filled, keeper)


@pytest.fixture
def nights() -> Begin:
    """For tests that stop the centre and start it again."""
    return begin


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its tables and teams made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("night") / "data"

    async def make() -> None:
        async with begin(data=folder):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
async def night(seeded: Path, tmp_path: Path) -> AsyncIterator[Night]:
    shutil.copytree(seeded, tmp_path / "data")
    async with begin(data=tmp_path / "data") as started:
        yield started


@pytest.fixture
async def night_on(database_url: str) -> AsyncIterator[Night]:
    """The same on SQLite and on PostgreSQL."""
    async with begin(url=database_url) as started:
        yield started
