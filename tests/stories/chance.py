"""Whatever officers, teams and the clock may do next, chosen by a seed: most of it is possible, some is refused."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from tests.stories.night import AUTHORITY, DRILL, LINE, TEAMS, WIND, Night

from fengsui.access.policy import Actor
from fengsui.errors import FengsuiError
from fengsui_incidents.api.board import Force, IncidentCard
from fengsui_sample import city

LINES = (LINE, "zr dianti kr2", "cyl huozai zd1 sx20", "tlll an sx12", "桃浦镇 火灾 sw1")
RECEIPTS = ("displayed", "accepted", "unable", "declined", "moving", "arrived", "need_more", "mayday", "controlled",
            "withdrawn", "returning", "ready")  # fmt: skip
READINESS = ("ready", "off", "resting", "out", "moving")
COUNTS = ("dead", "serious", "poisoned", "trapped", "missing", "at_risk", "evacuated")


class Chance:
    """`one()` does one thing and returns its name, and whether it was refused. The clock stands still meanwhile."""

    def __init__(self, night: Night, seed: int) -> None:
        self.night = night
        self.random = random.Random(seed)
        self.anybody = Actor(id="system:tests", name="tests", permissions=frozenset({"*"}))
        self._acts: list[tuple[int, Callable[[], Awaitable[Any]]]] = [
            (3, self.take_call), (1, self.note_call), (1, self.close_call), (2, self.merge_call),
            (1, self.unmerge_call), (3, self.report), (1, self.set_wind), (2, self.set_figure),
            (1, self.choose_plan), (2, self.propose), (2, self.force_moving), (6, self.dispatch),
            (1, self.change_order), (2, self.stand_down), (2, self.next_team), (1, self.evacuate),
            (1, self.withdraw_first), (1, self.broadcast), (8, self.receipt), (5, self.answer_for), (3, self.correct),
            (4, self.stored), (2, self.confirm_level), (3, self.do_task), (1, self.note), (3, self.acknowledge),
            (1, self.control), (1, self.end_response), (1, self.close), (2, self.set_readiness),
            (1, self.change_team), (1, self.swap_shift), (2, self.drill), (1, self.site), (4, self.presence),
        ]  # fmt: skip

    async def one(self) -> tuple[str, str]:
        weights = [weight for weight, _ in self._acts]
        act = self.random.choices([act for _, act in self._acts], weights)[0]
        try:
            await act()
        except FengsuiError as refused:
            return act.__name__, refused.code
        return act.__name__, ""

    def tick(self) -> None:
        """Time passes; nobody has looked at what that means yet."""
        self.night.system.clock.advance(timedelta(seconds=self.random.choice((0.5, 2, 10, 31, 60, 400))))

    async def sweep(self) -> None:
        system = self.night.system
        await system.system.sweeps.run_due(system.clock.now())
        await system.settle()

    # -- what there is to choose from --------------------------------------------------------------------

    def pick(self, choice: Sequence[Any]) -> Any:
        if not choice:
            raise FengsuiError("nothing to choose from", code="nothing_there")
        return self.random.choice(choice)

    async def incident(self) -> IncidentCard:
        row = self.pick((await self.night.board()).incidents)
        card: IncidentCard = await self.night.show("incidents.incident", incident=row.id)
        return card

    async def force(self) -> tuple[IncidentCard, Force]:
        card = await self.incident()
        if not card.forces and card.assessment.plan:
            await self.dispatch_for(card)
            card = await self.night.show("incidents.incident", incident=card.id)
        return card, self.pick([force for force in card.forces if force.open] or card.forces)

    async def call(self, state: str = "open") -> Any:
        return self.pick(await self.night.show("incidents.calls", state=state)).id

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    # -- calls and incidents -----------------------------------------------------------------------------

    async def take_call(self) -> None:
        source = self.pick(("joint_centre", "hotline_12345"))
        where = {"lat": 31.27, "lon": 121.364} if self.maybe(0.5) else {}
        text = self.pick(("真光路有很大的氨味", "电梯困人", "氨", ""))
        await self.night.do("incidents.take_call", source=source, text=text, phone="021-00000110", **where)

    async def note_call(self) -> None:
        await self.night.do("incidents.note_call", call=await self.call(), text=self.pick(("氨味更浓", "两人倒地")))

    async def close_call(self) -> None:
        outcome = self.pick(("log_only", "transferred", "false_report"))
        if outcome == "transferred":
            await self.night.do("incidents.transfer_call", call=await self.call(), to=self.pick(("water", "某局")))
            return
        await self.night.do("incidents.close_call", call=await self.call(), outcome=outcome)

    async def merge_call(self) -> None:
        if not await self.night.show("incidents.calls", state="open"):
            await self.take_call()
        call, card = await self.call(), await self.incident()
        await self.night.do("incidents.merge_call", call=call, incident=card.id, reason="同一起")

    async def unmerge_call(self) -> None:
        await self.night.do("incidents.unmerge_call", call=await self.call("merged"), reason="不是一起")

    async def report(self) -> None:
        given: dict[str, Any] = {"call": await self.call()} if self.maybe(0.5) else {}
        if self.maybe(0.7):
            given["wind"] = WIND
        await self.night.do("incidents.report", line=self.pick(LINES), **given)

    async def set_wind(self) -> None:
        wind = {"from_degrees": self.random.randrange(360), "speed": self.random.randrange(12), "source": "现场"}
        await self.night.do("incidents.set_wind", incident=(await self.incident()).id, wind=wind)

    async def set_figure(self) -> None:
        await self.night.do("incidents.set_figure", incident=(await self.incident()).id, count=self.pick(COUNTS),
                            value=self.random.randrange(60), source="现场", reason="核实")  # fmt: skip

    async def choose_plan(self) -> None:
        plan = self.pick(("ammonia-release", "dust-explosion", "high-rise-fire"))
        await self.night.do("incidents.choose_plan", incident=(await self.incident()).id, plan=plan, reason="更合适")

    async def do_task(self) -> None:
        card = await self.incident()
        task, result = self.pick(card.tasks), self.pick(("done", "nobody_answers", "partly"))
        await self.night.do("incidents.do_task", incident=card.id, task=task.id, result=result)

    async def note(self) -> None:
        await self.night.do("incidents.note", incident=(await self.incident()).id, text="记一笔")

    async def acknowledge(self) -> None:
        item = self.pick([item for item in (await self.night.board()).queue if item.incident])
        await self.night.do("incidents.acknowledge", incident=item.incident, item=item.id)

    async def confirm_level(self) -> None:
        given = {"incident": (await self.incident()).id, "level": self.pick(("IV", "III")), "reason": "研判"}
        if self.maybe(0.5):
            await self.night.do("incidents.confirm_level", self.night.leader, **given)
        else:
            await self.night.do("incidents.confirm_level_for", **given, said_by="周建国")

    async def control(self) -> None:
        await self.night.do("incidents.control", incident=(await self.incident()).id)

    async def end_response(self) -> None:
        given = {"incident": (await self.incident()).id, "reason": "险情消除"}
        await self.night.do("incidents.end_response", self.night.leader, **given)

    async def close(self) -> None:
        self.night.incident = (await self.incident()).id
        if self.maybe(0.5):
            await self.night.do("incidents.confirm_level", self.night.leader, incident=self.night.incident, level="IV",
                                reason="研判")  # fmt: skip
            await self.night.wind_up()
        await self.night.do("incidents.close", incident=self.night.incident)

    # -- forces ------------------------------------------------------------------------------------------

    async def propose(self) -> None:
        await self.night.do("incidents.propose", incident=(await self.incident()).id)

    async def force_moving(self) -> None:
        given = {"incident": (await self.incident()).id, "team": self.pick(TEAMS), "authority": "119指挥中心"}
        await self.night.do("incidents.force_moving", **given)

    async def dispatch(self) -> None:
        await self.dispatch_for(await self.incident())

    async def dispatch_for(self, card: IncidentCard) -> None:
        proposal = await self.night.do("incidents.propose", incident=card.id)
        need = self.pick(proposal.needs)
        teams = [c.team for c in need.candidates if c.chosen] or [c.team for c in need.candidates[:1]]
        wanted = [{"team": team, "need": need.need, "reason": "值班员", "consent": "嘉定"} for team in teams]
        cards = [c.id for c in proposal.cards] if self.maybe(0.3) else []
        given = {"incident": card.id, "authority": AUTHORITY, "teams": wanted, "cards": cards}
        await self.night.do("incidents.dispatch", **given)

    async def change_order(self) -> None:
        await self.night.do("incidents.change_order", incident=(await self.incident()).id, what="集结点改在桥北",
                            rendezvous="桥北")  # fmt: skip

    async def stand_down(self) -> None:
        card, force = await self.force()
        await self.night.do("incidents.stand_down", incident=card.id, orders=[force.order], reason="已够")

    async def next_team(self) -> None:
        _, force = await self.force()
        await self.night.do("incidents.next_team", order=force.order, reason="不答")

    async def evacuate(self) -> None:
        await self.night.do("incidents.evacuate", incident=(await self.incident()).id, reason="二次泄漏")

    async def withdraw_first(self) -> None:
        given = {"incident": (await self.incident()).id, "teams": [self.pick(TEAMS)]}
        await self.night.do("incidents.withdraw_first", **given)

    async def broadcast(self) -> None:
        await self.night.do("incidents.broadcast", division="310107", text="注意绕行",
                            incident=(await self.incident()).id)  # fmt: skip

    def _said(self) -> dict[str, Any]:
        kind = self.pick(RECEIPTS)
        reason = {"reason": "vehicle"} if kind == "unable" else {}
        return {"kind": kind, "people": self.random.randrange(1, 9), **reason}

    async def receipt(self) -> None:
        _, force = await self.force()
        await self.night.do(
            "incidents.receipt", self.night.system.device(force.team), order=force.order, **self._said()
        )

    async def answer_for(self) -> None:
        _, force = await self.force()
        await self.night.answer_for(force.order, **self._said())

    async def correct(self) -> None:
        """An entry that somebody had made for a team was wrong: another took place, or none."""
        _, force = await self.force()
        entries = [fact for fact in force.facts if fact.answered_for]
        if not entries:
            raise FengsuiError("no entry", code="nothing_there")
        more: dict[str, Any] = self.pick(({"void": True}, {"kind": self.pick(RECEIPTS)}, {"people": 5}))
        given = {"order": force.order, "entry": self.pick(entries).id, "why": "听错", **more}
        await self.night.do("incidents.correct_fact", self.night.officer, **given)

    async def stored(self) -> None:
        _, force = await self.force()
        if not self.night.recorded("incidents.ordered", order=force.order):
            raise FengsuiError("no order", code="nothing_there")
        self.night.orders[force.team] = force.order
        await self.night.stored(force.team)

    # -- beside the incidents ----------------------------------------------------------------------------

    async def set_readiness(self) -> None:
        until = self.night.system.clock.now() + timedelta(hours=2)
        await self.night.do("rosters.set_readiness", self.anybody, team=self.pick(TEAMS),
                            readiness=self.pick(READINESS), reason="轮换", until=until)  # fmt: skip

    async def change_team(self) -> None:
        row = self.pick(await self.night.show("rosters.teams"))
        await self.night.do("rosters.change_team", self.anybody, id=row.team.id, if_version=row.team.version,
                            phone=f"021-0000{self.random.randrange(1000, 9999)}")  # fmt: skip

    async def swap_shift(self) -> None:
        duty = await self.night.show("rosters.duty", self.anybody)
        shift = self.pick([duty.now.shift] if duty.now else [])
        who = self.pick([name for name in ("孙倩", "王磊", "陈思") if name != shift.main])
        await self.night.do("rosters.swap_shift", self.anybody, shift=shift.id, post="main", was=shift.main, now=who,
                            reason="换班")  # fmt: skip

    async def drill(self) -> None:
        act = self.pick(("start", "resume", "hold", "finish", "abort"))
        more = {"hold": {"because": "真实警情"}, "abort": {"reason": "真实警情"}}.get(act, {})
        await self.night.do(f"drills.{act}", self.night.controller, drill=self.pick((DRILL, "EX-06")), **more)

    async def site(self) -> None:
        """The plant's card is corrected while an incident runs there."""
        seen = await self.night.show("plans.site", self.anybody, site="E01")
        given = next(dict(one) for one in city.read().sites if one["id"] == "E01")
        given |= {"duty_phone": f"021-0000{self.random.randrange(1000, 9999)}", "if_version": seen.site.version}
        await self.night.do("plans.register_site", self.anybody, **given)

    async def presence(self) -> None:
        label = f"team:{self.pick(TEAMS)}"
        if self.maybe(0.5):
            self.night.system.connect(label)
        else:
            self.night.system.disconnect(label)
