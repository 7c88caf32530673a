"""The ammonia night with its field: teams that arrive, a depot, experts, on a clock in our hand."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.plugins.incidents.service.conftest import LINE, WIND, Night, plans_stand_in, register

from fengsui.access.policy import Actor
from fengsui.testing import NIGHT, running
from fengsui_field.api.board import FieldBoard

KEEPER = Actor(id="system:tests", permissions=frozenset({"*"}))
PEOPLE = [{"name": "石卫平"}, {"name": "袁立伟"}, {"name": "尹小军"}]


@dataclass
class Scene(Night):
    """The night, and what its people do at the scene."""

    async def field(self, command: str, actor: Actor | None = None, /, **payload: Any) -> Any:
        return await self.system.execute(f"field.{command}", payload, actor or self.officer)

    async def look(self, incident: str, actor: Actor | None = None) -> FieldBoard:
        answer = await self.system.show("field.board", {"incident": incident}, actor or self.officer)
        assert isinstance(answer, FieldBoard)
        return answer

    async def waits(self, kind: str = "") -> list[Any]:
        """Our items of the one queue; loosely typed, for each is what the test says it is."""
        return [item for item in (await self.board()).queue if item.id.startswith(f"field:{kind}")]

    async def go_in(self, incident: str, **payload: Any) -> str:
        given = {"incident": incident, "team": "T06", "people": PEOPLE, "minutes": 40, "where": "机房", **payload}
        return str((await self.field("go_in", **given))["entry"])

    def said(self, topic: str, **data: Any) -> list[Any]:
        found = self.system.recorded(f"field.{topic}")
        return [event for event in found if event.data and data.items() <= event.data.items()]

    async def lines(self, incident: str) -> list[str]:
        return [line.says.zh for line in await self.show("timeline", incident=incident)]

    async def close(self, incident: str, *orders: str) -> None:
        """Everything that a closing needs but the field's own."""
        await self.do("confirm_level", self.leader, incident=incident, level="III", reason="试验")
        for order in orders:
            for fact in ("returning", "ready"):
                await self.do("answer_for", order=order, kind=fact, channel="radio", said_by="队长")
        for task in (await self.card(incident)).tasks:
            if task.done_at is None:
                await self.do("do_task", incident=incident, task=task.id, result="done", note="试验", regardless=True)
        await self.do("control", incident=incident)
        await self.do("end_response", self.leader, incident=incident, reason="完毕")
        await self.do("close", incident=incident)


Begin = Callable[..., AbstractAsyncContextManager[Scene]]


@asynccontextmanager
async def begin(*, data: Path | None = None, now: datetime = NIGHT, url: str = "") -> AsyncIterator[Scene]:
    async with running(
        plugins=["rosters", "incidents", "field"], extra=[plans_stand_in()], data=data, now=now, url=url
    ) as system:
        scene = Scene(system, system.actor("duty_officer", name="王磊"), system.actor("duty_leader", name="周建国"))
        await register(system)
        await _stock(scene)
        yield scene


async def _stock(scene: Scene) -> None:
    if await scene.system.show("rosters.supplies", {}, KEEPER):
        return
    do = scene.system.execute
    depot = {"id": "D01", "name": "桃浦库", "division": "310107103", "lat": 31.28, "lon": 121.35, "keeper": "李",
             "phone": "021-1", "mode": "government"}  # fmt: skip
    await do("rosters.register_depot", depot, KEEPER)
    for batch, quantity, expires in (
        ("B1", 10, date(2027, 1, 1)),
        ("B2", 30, date(2028, 1, 1)),
        ("B0", 5, date(2026, 1, 1)),
    ):
        await do(
            "rosters.stock_movement",
            {"depot": "D01", "item": "foam", "batch": batch, "kind": "in", "quantity": quantity, "name": "泡沫液",
             "unit": "桶", "expires": expires}, KEEPER,
        )  # fmt: skip
    for expert, conflicts in (("X01", []), ("X02", ["E01"])):
        await do(
            "rosters.register_expert",
            {"id": expert, "name": f"{expert}专家", "specialities": ["涉氨制冷"], "phone": "021-00000501",
             "conflicts": conflicts}, KEEPER,
        )  # fmt: skip


@pytest.fixture(scope="session")
def field_seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its tables, teams and stock made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("field") / "data"

    async def make() -> None:
        async with begin(data=folder):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
def data(field_seeded: Path, tmp_path: Path) -> Path:
    shutil.copytree(field_seeded, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
async def scene(data: Path) -> AsyncIterator[Scene]:
    async with begin(data=data) as started:
        yield started


@pytest.fixture
def scenes() -> Begin:
    """For tests that stop the centre and start it again."""
    return begin


async def report(scene: Scene, **more: Any) -> str:
    answer = await scene.do("report", line=LINE, wind=WIND, site="E01", **more)
    return str(answer["incident"])
