"""Reports beside running incidents, on a clock in our hand; the centre's place in the chain is the test's choice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.plugins.incidents.service.conftest import plans_stand_in, register

from fengsui.access.policy import Actor
from fengsui.testing import NIGHT, Running, running
from fengsui_incidents.api.board import QueueItem
from fengsui_reports.api.views import CaseRow, ClockRow, Done, ReportsBoard

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUTUO = {"name": "普陀区应急局", "division": "310107", "level": "district"}
NANTONG = {"name": "崇川区应急局", "division": "320602", "level": "district"}
LINE = "tlll an zd2 sl2 sx40 hzl"
PLUGINS = ("rosters", "incidents", "reports")


@dataclass
class Night:
    """What those who report do and see."""

    system: Running
    officer: Actor
    leader: Actor

    async def do(self, command: str, actor: Actor | None = None, /, **payload: Any) -> Any:
        name = command if "." in command else f"reports.{command}"
        return await self.system.execute(name, payload, actor or self.officer)

    async def show(self, view: str, actor: Actor | None = None, /, **parameters: Any) -> Any:
        name = view if "." in view else f"reports.{view}"
        return await self.system.show(name, parameters, actor or self.officer)

    async def report(self, line: str = LINE, **payload: Any) -> str:
        answer = await self.do("incidents.report", line=line, **payload)
        return str(answer["incident"])

    async def figure(self, incident: str, count: str, value: int, source: str = "现场", **more: Any) -> None:
        await self.do("incidents.set_figure", incident=incident, count=count, value=value, source=source, **more)

    async def board(self, incident: str = "") -> ReportsBoard:
        answer = await self.show("board", incident=incident)
        assert isinstance(answer, ReportsBoard)
        return answer

    async def case(self, incident: str) -> CaseRow:
        return (await self.board(incident)).cases[0]

    async def clocks(self, incident: str, state: str = "open") -> dict[str, str]:
        """Running clocks as `step:form:to` with the wall time after which each is late."""
        rows = (await self.case(incident)).clocks
        return {f"{row.step}:{row.form}:{row.to}": self.hm(row.late_after) for row in rows if row.state == state}

    async def clock(self, incident: str, form: str, to: str, step: int = 0) -> ClockRow:
        rows = (await self.case(incident)).clocks
        return next(row for row in rows if (row.form, row.to, row.step) == (form, to, step))

    async def queue(self) -> list[QueueItem]:
        items = (await self.show("incidents.board")).queue
        return [item for item in items if item.id.startswith("reports:")]

    async def flash(self, incident: str, to: str, **more: Any) -> Done:
        answer = await self.do("flash", incident=incident, to=to, name="刘敏", post="值班员", **more)
        assert isinstance(answer, Done)
        return answer

    async def send(self, incident: str, kind: str | None = None, **more: Any) -> Done:
        drafted = await self.do("draft", incident=incident, **({"kind": kind} if kind else {}))
        answer = await self.do("send", report=drafted.report, **more)
        assert isinstance(answer, Done)
        return answer

    async def until(self, hm: str) -> None:
        """Advances to the next such wall time."""
        now = self.system.clock.now().astimezone(SHANGHAI)
        hour, minute = (int(part) for part in hm.split(":"))
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if then <= now:
            then += timedelta(days=1)
        seconds = (then - now).total_seconds()
        await self.system.advance(seconds=seconds, step=max(seconds / 2, 1))

    def hm(self, moment: datetime) -> str:
        return moment.astimezone(SHANGHAI).strftime("%H:%M")

    def recorded(self, topic: str) -> list[Any]:
        return self.system.recorded(f"reports.{topic}")


Begin = Callable[..., AbstractAsyncContextManager[Night]]


@asynccontextmanager
async def begin(
    *, data: Path | None = None, now: datetime = NIGHT, centre: dict[str, str] | None = None, url: str = "", **more: Any
) -> AsyncIterator[Night]:
    settings = {"centre": centre or PUTUO, **more}
    async with running(
        plugins=PLUGINS, extra=[plans_stand_in()], data=data, now=now, url=url, settings=settings
    ) as system:
        night = Night(system, system.actor("duty_officer", name="陈静"), system.actor("duty_leader", name="周建国"))
        await register(system)
        yield night


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its tables and teams made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("reports") / "data"

    async def make() -> None:
        async with begin(data=folder):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture
def nights(seeded: Path, tmp_path: Path) -> Begin:
    """For tests that choose the centre, or stop it and start it again: all in one folder."""
    shutil.copytree(seeded, tmp_path / "data")
    return lambda **given: begin(data=tmp_path / "data", **given)


@pytest.fixture
async def night(nights: Begin) -> AsyncIterator[Night]:
    async with nights() as started:
        yield started
