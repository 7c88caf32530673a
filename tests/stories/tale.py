"""A whole night by the wall clock of Shanghai, with every plugin that we ship: what the five nights are told with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.stories.night import NOT_CONNECTED, TEAMS, Centre, Night

from fengsui.events import Recorded
from fengsui.testing import NIGHT
from fengsui_incidents.api.board import Board, QueueItem
from fengsui_reports.api.views import CaseRow

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONSOLES = ("role:duty_officer", "role:duty_leader")
ALL = ("channels", "drills", "evaluation", "field", "handover", "incidents", "plans", "reports", "rosters", "sample",
       "warnings")  # fmt: skip


def wall(moment: datetime | None) -> str:
    return moment.astimezone(SHANGHAI).strftime("%H:%M:%S") if moment else ""


def on_the(day: int, hms: str, month: int = 11) -> datetime:
    """That wall time of a day of 2026, as UTC."""
    hour, minute, second = (int(part) for part in hms.split(":"))
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass
class Tale(Night):
    """A night whose clock is put to wall times. Consoles are attached, unless the story says otherwise."""

    entry: str = ""
    demands: tuple[str, ...] = ()

    def now(self) -> str:
        return wall(self.system.clock.now())

    def moment(self, hms: str) -> datetime:
        """The next such wall time."""
        local = self.system.clock.now().astimezone(SHANGHAI)
        hour, minute, second = (int(part) for part in hms.split(":"))
        then = local.replace(hour=hour, minute=minute, second=second, microsecond=0)
        return (then if then >= local else then + timedelta(days=1)).astimezone(UTC)

    async def at(self, hms: str, stride: float | None = None) -> None:
        """On to the next such wall time: in one stride to a second before it, where nothing is due between, or in
        strides of so many seconds."""
        seconds = (self.moment(hms) - self.system.clock.now()).total_seconds()
        if seconds > 1:
            await self.system.advance(seconds=seconds - 1, step=stride or seconds - 1)
        await self.system.advance(seconds=min(seconds, 1), step=1)

    async def just_before(self, hms: str, stride: float | None = None) -> None:
        """To one second before that time."""
        hour, minute, second = (int(part) for part in hms.split(":"))
        before = datetime(2000, 1, 2, hour, minute, second, tzinfo=UTC) - timedelta(seconds=1)
        await self.at(before.strftime("%H:%M:%S"), stride)

    def heard(self, topic: str, **data: Any) -> list[str]:
        """The wall times at which such events were recorded."""
        return [wall(event.at) for event in self.recorded(topic, **data)]

    def last(self, topic: str, **data: Any) -> Recorded:
        return self.recorded(topic, **data)[-1]

    async def items(self, *words: str) -> list[QueueItem]:
        """Queue items of these kinds, or with these labels (快报, 核实, …); all without."""
        queue = (await self.board()).queue
        return [item for item in queue if not words or word_of(item) in words]

    async def top(self) -> tuple[str, str]:
        """What stands on top of the one queue, and by when it wants a person."""
        board: Board = await self.board()
        return word_of(board.queue[0]), wall(board.queue[0].due)

    async def dues(self, *words: str) -> dict[str, str]:
        """The soonest deadline of the queue for each thing that it is about."""
        return {word_of(item): wall(item.due) for item in reversed(await self.items(*words))}

    # -- teams and cards ---------------------------------------------------------------------------------

    async def steps_at(self, team: str) -> list[tuple[str, str]]:
        """The steps of silence taken for the team's order, at which wall time."""
        taken = self.recorded("incidents.escalated", order=self.orders[team])
        return [(str((event.data or {})["step"]), wall(event.at)) for event in taken]

    async def send(self, *teams: tuple[str, str], incident: str = "", cards: bool = False, **more: Any) -> None:
        """Orders to these teams, each for its need; with the plan's requests and notices."""
        wanted = [{"team": team, "need": need, "reason": "现场需要"} for team, need in teams]
        chosen: list[str] = []
        if cards:
            proposal = await self.do("incidents.propose", incident=incident or self.incident)
            chosen = [card.id for card in proposal.cards]
        given = {"authority": "值班规程4.2 先行调派", "teams": wanted, "cards": chosen, **more}
        sent = await self.do("incidents.dispatch", incident=incident or self.incident, **given)
        for order in sent["orders"]:
            self.orders[order["team"] or order["card"]] = order["order"]

    async def goes(self, team: str, people: int = 8, minutes: int = 9) -> None:
        """Read and accepted by the team's own device."""
        await self.says(team, "displayed")
        await self.says(team, "accepted", people=people, minutes=minutes)

    async def is_there(self, *teams: str) -> None:
        for team in teams:
            await self.says(team, "moving")
            await self.says(team, "arrived")

    async def is_there_already(self, *teams: str) -> None:
        for team in teams:
            await self.says(team, "arrived")

    async def dead(self, people: int, source: str, **more: Any) -> None:
        """What one source says of the dead: a claim."""
        await self.do("incidents.set_figure", incident=self.incident, count="dead", value=people, source=source, **more)

    async def cards_read_out(self, incident: str = "") -> None:
        """Every request and notice, and every change of one, was read out by phone, and somebody took it."""
        card = await self.show("incidents.incident", incident=incident or self.incident)
        for force in card.forces:
            if force.open and force.kind != "order" and (force.state == "ordered" or not force.change_acknowledged):
                await self.do("incidents.answer_for", order=force.order, kind="accepted", channel="phone",
                              said_by="值班员", post="值班室")  # fmt: skip

    async def tasks_done(self, incident: str = "", *but: str) -> None:
        card = await self.show("incidents.incident", incident=incident or self.incident)
        for task in card.tasks:
            if task.done_at is None and task.id not in but:
                await self.do("incidents.do_task", incident=card.id, task=task.id)

    async def home(self, incident: str = "") -> None:
        """Every force that is still out is ready again."""
        card = await self.show("incidents.incident", incident=incident or self.incident)
        for force in card.forces:
            if force.open and force.kind != "notice":
                for kind in ("returning", "ready"):
                    await self.answer_for(force.order, kind)

    # -- reports -----------------------------------------------------------------------------------------

    async def case(self, incident: str = "") -> CaseRow:
        board = await self.show("reports.board", incident=incident or self.incident)
        found: CaseRow = board.cases[0]
        return found

    async def clocks(self, state: str = "open", incident: str = "") -> dict[str, str]:
        """Reporting clocks as `step:form:to` with the wall time after which each is late."""
        rows = (await self.case(incident)).clocks
        return {f"{row.step}:{row.form}:{row.to}": wall(row.late_after) for row in rows if row.state == state}

    async def flash(self, to: str, name: str, post: str, **more: Any) -> Any:
        return await self.do("reports.flash", incident=self.incident, to=to, name=name, post=post, **more)

    async def bodies_told(self) -> None:
        """公安, 人社, 工会, 检察院 were rung."""
        for body in ("public_security", "labour", "union", "procuratorate"):
            await self.flash(body, "值班员", "值班室")

    async def write(self, kind: str | None = None, **more: Any) -> Any:
        """A written report: drafted, reviewed, signed by the leader, sent."""
        made = await self.do("reports.draft", incident=self.incident, **({"kind": kind} if kind else {}))
        await self.do("reports.review", self.second, report=made.report)
        await self.do("reports.sign", self.leader, report=made.report)
        return await self.do("reports.send", report=made.report, **more)

    @property
    def second(self) -> Any:
        return self.system.actor("duty_officer", name="chenjing")


@asynccontextmanager
async def tale(centre: Centre, now: datetime = NIGHT, **more: Any) -> AsyncIterator[Tale]:
    """The centre, awake from `now` on, with every plugin that we ship loaded and a console at each post."""
    async with centre.awake(now, **more) as night:
        states = {plugin.name: plugin.state for plugin in night.system.system.plugins}
        assert {name: states.get(name) for name in ALL} == dict.fromkeys(ALL, "loaded")
        for label in CONSOLES:
            night.system.connect(label)
        yield Tale(night.system)


def word_of(item: QueueItem) -> str:
    """The item's own word: its label where another plugin brings it, else its kind."""
    return item.label.zh if item.label else item.kind


__all__ = ["NOT_CONNECTED", "TEAMS", "Centre", "Tale", "on_the", "tale", "wall", "word_of"]
