"""What a test of the night says, in the words of those who are awake: all our plugins, the whole sample city."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from fengsui.access.policy import Actor
from fengsui.events import Recorded
from fengsui.feed.source import Delivery
from fengsui.gate import SystemGate
from fengsui.testing import NIGHT, Running, running
from fengsui_incidents.api.board import Board, Force, IncidentCard, QueueItem

LINE = "tlll 2hk an zd2 sx40 sl2 hzl"
WIND = {"from_degrees": 45, "speed": 2.1, "source": "桃浦气象站(演示)"}
AUTHORITY = "值班规程4.2 先行调派"
EXTRA = (("T09", "water", "备份供水"), ("T12", "cordon", "外围测爆"))
"""Whom the officer adds to what is proposed."""
NOT_CONNECTED = ("T27", "T33")
TEAMS = tuple(f"T{number:02}" for number in range(1, 42))
DRILL = "EX-07"
OURS = ("drills", "incidents", "plans", "reports", "rosters", "sample")


@dataclass(frozen=True)
class Centre:
    """One installation: its data folder and database. `awake` runs it; the clock stands where it is put."""

    data: Path
    url: str = ""

    @asynccontextmanager
    async def awake(
        self,
        now: datetime = NIGHT,
        *,
        extra: Iterable[EntryPoint] = (),
        settings: dict[str, Any] | None = None,
        **more: Any,
    ) -> AsyncIterator[Night]:
        given = settings or {}
        sections = {"sample": {"load": True}, **given.get("plugins", {})}
        chosen = {**given, "plugins": sections}
        async with running(None, url=self.url, data=self.data, now=now, settings=chosen, extra=extra, **more) as system:
            wrong = {
                p.name: p.reason
                for p in system.system.plugins
                if p.name in OURS and p.package.startswith("fengsui_") and p.state != "loaded"
            }
            assert not wrong, wrong
            for team in TEAMS:
                if team not in NOT_CONNECTED:
                    system.connect(f"team:{team}")
            yield Night(system)


@dataclass
class Night:
    """`orders` maps each team to its order."""

    system: Running
    incident: str = ""
    orders: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.officer = self.system.actor("duty_officer", name="wanglei")
        self.leader = self.system.actor("duty_leader", name="zhoujianguo")
        self.controller = self.system.actor("exercise_controller", name="limin")

    async def do(self, command: str, actor: Actor | None = None, /, **payload: Any) -> Any:
        return await self.system.execute(command, payload, actor or self.officer)

    async def show(self, view: str, actor: Actor | None = None, /, **parameters: Any) -> Any:
        return await self.system.show(view, parameters, actor or self.officer)

    async def board(self) -> Board:
        found: Board = await self.show("incidents.board")
        return found

    async def card(self) -> IncidentCard:
        found: IncidentCard = await self.show("incidents.incident", incident=self.incident)
        return found

    async def force(self, team: str) -> Force:
        return next(force for force in (await self.card()).forces if force.order == self.orders[team])

    async def queue(self, kind: str) -> Sequence[QueueItem]:
        return [item for item in (await self.board()).queue if item.kind == kind]

    def recorded(self, topic: str, **data: Any) -> list[Recorded]:
        return [event for event in self.system.recorded(topic) if data.items() <= (event.data or {}).items()]

    def steps(self, team: str) -> list[tuple[str, float]]:
        """The steps of silence taken for the team's order, each with its second after the order."""
        (ordered,) = self.recorded("incidents.ordered", order=self.orders[team])
        taken = self.recorded("incidents.escalated", order=self.orders[team])
        return [(str((e.data or {})["step"]), (e.at - ordered.at).total_seconds()) for e in taken]

    # -- the night ---------------------------------------------------------------------------------------

    async def report(self) -> Any:
        taken = await self.do("incidents.take_call", source="joint_centre", phone="021-00000110", text="氨")
        await self.do("incidents.note_call", call=taken["call"], text="桐澜冷链二号库氨泄漏, 中毒2人, 失联2人, 约40人")
        made = await self.do("incidents.report", call=taken["call"], line=LINE, wind=WIND)
        self.incident = made["incident"]
        return made

    async def dispatch(self) -> dict[str, int]:
        """What is proposed, with the officer's additions; 119's engines are moving already. Orders by kind."""
        moving = await self.do(
            "incidents.force_moving", incident=self.incident, team="T01", need="water", authority="119指挥中心"
        )
        self.orders["T01"] = moving["order"]
        proposal = await self.do("incidents.propose", incident=self.incident)
        wanted = [
            {"team": c.team, "need": need.need}
            for need in proposal.needs
            for c in need.candidates
            if c.chosen and not c.already_moving
        ]
        wanted += [{"team": team, "need": need, "reason": reason} for team, need, reason in EXTRA]
        cards = [card.id for card in proposal.cards]
        sent = await self.do(
            "incidents.dispatch", incident=self.incident, authority=AUTHORITY, teams=wanted, cards=cards
        )
        kinds: dict[str, int] = {}
        for order in sent["orders"]:
            kinds[order["kind"]] = kinds.get(order["kind"], 0) + 1
            if order["team"]:
                self.orders[order["team"]] = order["order"]
        return kinds

    async def stored(self, *teams: str) -> None:
        """The teams' devices have stored their orders: what the feed records of that."""
        deliveries = []
        for team in teams:
            (ordered,) = self.recorded("incidents.ordered", order=self.orders[team])
            subject = ordered.subject
            deliveries.append(
                Delivery(f"D-{team}", f"team:{team}", ordered.id, ordered.seq, ordered.topic, subject, ordered.exercise)
            )
        await SystemGate(self.system.system).deliver(deliveries)
        await self.system.settle()

    async def says(self, team: str, kind: str, **more: Any) -> Any:
        """The team's own device answers its order."""
        return await self.do("incidents.receipt", self.system.device(team), order=self.orders[team], kind=kind, **more)

    async def answer_for(self, order: str, kind: str, **more: Any) -> Any:
        return await self.do("incidents.answer_for", order=order, kind=kind, channel="radio", said_by="队长", **more)

    async def out(self) -> None:
        """Reported, dispatched, stored by every device that is connected."""
        await self.report()
        await self.dispatch()
        ours = [event for event in self.recorded("incidents.ordered")]
        await self.stored(*(str((e.data or {})["team"]) for e in ours if (e.data or {})["team"] not in NOT_CONNECTED))

    async def wind_up(self) -> None:
        """Everybody home, everything done, ended by the leader; what nobody heard of is stood down."""
        await self.do("incidents.control", incident=self.incident)
        for force in (await self.card()).forces:
            gone = {"accepted", "moving", "arrived"} & {fact.fact for fact in force.facts} or force.already_moving
            if not force.open or force.kind == "notice":
                continue
            if force.kind == "order" and not gone:
                await self.do("incidents.stand_down", incident=self.incident, orders=[force.order], reason="处置完毕")
            for kind in ("withdrawn", "returning", "ready"):
                if next(f for f in (await self.card()).forces if f.order == force.order).open:
                    await self.answer_for(force.order, kind, **({"people": 1} if kind == "withdrawn" else {}))
        for task in (await self.card()).tasks:
            if task.done_at is None:
                await self.do("incidents.do_task", incident=self.incident, task=task.id)
        await self.do("incidents.end_response", self.leader, incident=self.incident, reason="泄漏已止")
