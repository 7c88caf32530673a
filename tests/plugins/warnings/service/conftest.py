"""A centre with the warnings beside the incidents and the drills, on a clock in our hand."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.plugins.incidents.service.conftest import plans_stand_in, register

from fengsui.access.policy import Actor
from fengsui.testing import NIGHT, Running, running
from fengsui_incidents.api.board import Board
from fengsui_warnings.api.board import WarningCard

FILES = Path(__file__).parents[1] / "files"
SAYS = {
    "event": "暴雨", "event_en": "rainstorm", "level": "yellow", "area": "普陀区", "area_en": "Putuo",
    "matters": "未来6小时雨量将达100毫米", "measures": "避免外出", "urgency": "Expected", "certainty": "Likely",
}  # fmt: skip


def text_of(name: str) -> str:
    return (FILES / "good" / f"{name}.xml").read_text("utf-8")


@dataclass
class Centre:
    system: Running
    officer: Actor
    second: Actor
    leader: Actor
    gateway: Actor

    async def do(self, command: str, actor: Actor | None = None, /, **payload: Any) -> Any:
        return await self.system.execute(f"warnings.{command}", payload, actor or self.officer)

    async def receive(self, name: str, **payload: Any) -> dict[str, Any]:
        """The one alert of a file, as a gateway hands it in."""
        answer = await self.do("receive_cap", self.gateway, text=text_of(name), **payload)
        assert len(answer["taken"]) == 1
        taken: dict[str, Any] = answer["taken"][0]
        return taken

    async def draft(self, **payload: Any) -> str:
        starts = self.system.clock.now()
        ends = starts + timedelta(hours=9)
        given = {**SAYS, "starts_at": starts.isoformat(), "ends_at": ends.isoformat(), **payload}
        answer = await self.do("draft", **given)
        return str(answer["warning"])

    async def issue(self, **payload: Any) -> str:
        warning = await self.draft(**payload)
        await self.do("publish", self.leader, warning=warning)
        return warning

    async def card(self, warning: str, actor: Actor | None = None) -> WarningCard:
        answer = await self.system.show("warnings.warning", {"warning": warning}, actor or self.officer)
        assert isinstance(answer, WarningCard)
        return answer

    async def cap(self, warning: str) -> str:
        answer = await self.system.show("warnings.cap", {"warning": warning}, self.officer)
        return str(answer.xml)

    async def board(self) -> Board:
        answer = await self.system.show("incidents.board", {}, self.officer)
        assert isinstance(answer, Board)
        return answer

    async def drill(self, drill: str = "EX-07", *, start: bool = True) -> Actor:
        """A drill that runs, and its controller."""
        limin = self.system.actor("exercise_controller", name="limin")
        at = self.system.clock.now() + timedelta(minutes=1)
        planned = {"drill": drill, "title": "暴雨演练", "at": at.isoformat(), "controller": "limin", "lat": 31.27,
                   "lon": 121.35}  # fmt: skip
        await self.system.execute("drills.schedule", planned, limin)
        if start:
            await self.system.execute("drills.start", {"drill": drill}, limin)
        return limin

    def recorded(self, topic: str) -> list[Any]:
        return self.system.recorded(f"warnings.{topic}")


Begin = Callable[..., AbstractAsyncContextManager[Centre]]


@asynccontextmanager
async def begin(
    *, url: str = "", data: Path | None = None, now: datetime = NIGHT, **more: Any
) -> AsyncIterator[Centre]:
    plugins = ["rosters", "incidents", "drills", "warnings"]
    async with running(plugins=plugins, extra=[plans_stand_in()], url=url, data=data, now=now, **more) as system:
        await register(system)
        yield Centre(
            system,
            system.actor("duty_officer", name="wanglei"),
            system.actor("duty_officer", name="chenjing"),
            system.actor("duty_leader", name="zhoujianguo"),
            system.actor("alert_gateway", name="device:D-qx"),
        )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warnings") / "data"

    async def make() -> None:
        async with begin(data=folder):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
def begun() -> Begin:
    return begin


@pytest.fixture
async def centre(seeded: Path, tmp_path: Path) -> AsyncIterator[Centre]:
    shutil.copytree(seeded, tmp_path / "data")
    async with begin(data=tmp_path / "data") as started:
        yield started


@pytest.fixture
async def centre_on(database_url: str) -> AsyncIterator[Centre]:
    """The same on SQLite and on PostgreSQL."""
    async with begin(url=database_url) as started:
        yield started
