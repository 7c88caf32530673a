"""The sample city of the evaluation's tests: made once, copied for each test, and a night in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fengsui.access.policy import Actor
from fengsui.testing import Running, running
from fengsui_evaluation.api.values import Evaluation

PLUGINS = ("plans", "rosters", "incidents", "drills", "sample", "handover", "evaluation")
CITY = {"plugins": {"sample": {"load": True}}}
AUTHORITY = "值班规程4.2"


@dataclass
class After:
    system: Running
    officer: Actor
    leader: Actor
    admin: Actor

    async def do(self, command: str, actor: Actor | None = None, **payload: Any) -> Any:
        return await self.system.execute(command, payload, actor or self.officer)

    async def show(self, view: str, **parameters: Any) -> Any:
        return await self.system.show(view, parameters, self.officer)

    async def evaluated(self, incident: str) -> Evaluation:
        found = await self.show("evaluation.incident", incident=incident)
        assert isinstance(found, Evaluation)
        return found

    def recorded(self, topic: str) -> list[Any]:
        return list(self.system.recorded(f"evaluation.{topic}"))

    async def night(self) -> str:
        """T06 goes at once, T07 cannot, the leader decides late; then the end of it."""
        for team in ("T06", "T07"):
            self.system.connect(f"team:{team}")
        call = (await self.do("incidents.take_call", source="duty_phone", text="氨味很大", phone="13900000000"))["call"]
        incident = str((await self.do("incidents.report", call=call, line="tlll an zd2 sl2 hzl"))["incident"])
        await self.system.advance(seconds=30, step=5)
        teams = [{"team": "T06", "need": "stop_leak"}, {"team": "T07", "need": "stop_leak", "reason": "本单位"}]
        sent = await self.do("incidents.dispatch", incident=incident, authority=AUTHORITY, teams=teams)
        orders = {made["team"]: made["order"] for made in sent["orders"]}
        await self.says("T06", orders["T06"], "accepted")
        await self.system.advance(seconds=40, step=5)
        await self.says("T06", orders["T06"], "moving")
        await self.says("T07", orders["T07"], "unable", reason="vehicle")
        await self.system.advance(seconds=600, step=30)
        await self.says("T06", orders["T06"], "arrived")
        await self.do("incidents.confirm_level", self.leader, incident=incident, level="IV")
        return incident

    async def says(self, team: str, order: str, kind: str, **more: Any) -> None:
        await self.do("incidents.receipt", self.system.device(team), order=order, kind=kind, **more)

    async def end(self, incident: str) -> None:
        card = await self.show("incidents.incident", incident=incident)
        for task in card.tasks:
            if task.done_at is None:
                await self.do("incidents.do_task", incident=incident, task=task.id)
        await self.do("incidents.control", incident=incident)
        if any(force.team and force.open for force in card.forces):
            await self.do("incidents.stand_down", incident=incident, reason="险情消除")
        for force in card.forces:
            if force.team and force.open:
                await self.do(
                    "incidents.answer_for", order=force.order, kind="returning", channel="radio", said_by="队长"
                )
                await self.do("incidents.answer_for", order=force.order, kind="ready", channel="radio", said_by="队长")
        await self.do("incidents.end_response", self.leader, incident=incident, reason="险情消除")
        await self.do("incidents.close", incident=incident)


def city_in(folder: Path, plugins: Iterable[str]) -> Path:
    """A data folder with the city in it."""

    async def make() -> None:
        async with running(plugins, settings=CITY, data=folder):
            pass

    asyncio.run(make())
    return folder


def after_in(system: Running, kind: type[After] = After) -> After:
    """Who is there at night."""
    return kind(system, system.actor("duty_officer", name="王磊"), system.actor("duty_leader", name="周建国"),
                system.actor("administrator", name="管理员"))  # fmt: skip


@asynccontextmanager
async def awake(plugins: Iterable[str], data: Path, kind: type[After] = After, **settings: Any) -> AsyncIterator[After]:
    """The centre in that folder, with plugins' settings beside the city's."""
    given = {"plugins": {**CITY["plugins"], **settings}}
    async with running(plugins, settings=given, data=data) as system:
        yield after_in(system, kind)
