"""The centre's people: calls become incidents, incidents become orders, orders are chased, and all of it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from tests.simulator.desk import DIVISION, Desk
from tests.simulator.duties import clear, found, reporting, scene
from tests.simulator.people import Person

from fengsui_incidents.api.board import Force, IncidentCard

WIND = {"from_degrees": 45, "speed": 2.1, "source": "桃浦气象站(演示)"}
LINES = ("tlll 2hk an zd2 sx40 sl2 hzl", "tlll an sx12", "cyl huozai zd1 sx20", "zr dianti kr2")
AUTHORITY = "值班规程4.2 先行调派"
MOST_SENT = 5
CONNECTED = ("T06", "T07", "T09", "T12", "T21", "T22", "T08", "T10")


async def case(desk: Desk, minutes: float) -> None:
    """One call and what becomes of it; the response goes on for about so many minutes."""
    officer = desk.officer
    call = await officer.do("incidents.take_call", source="joint_centre", phone="021-00000110", text="真光路有氨味")
    if call is None:
        return
    await officer.pause(5, 60)
    if officer.maybe(0.5):
        await officer.do("incidents.note_call", call=call["call"], text="氨味更浓, 两人倒地")
    if officer.maybe(0.12):
        await officer.do("incidents.close_call", call=call["call"], outcome="log_only")
        return
    line = officer.chance.choice(LINES)
    made = await officer.do("incidents.report", call=call["call"], line=line, wind=WIND)
    if made is not None:
        await response(desk, officer, made["incident"], minutes)


async def response(desk: Desk, officer: Person, incident: str, minutes: float) -> None:
    """From the first dispatch to the closing; `officer` acts, also in an exercise."""
    await officer.pause(5, 40)
    await dispatch(desk, officer, incident)
    ends = officer.device.loop.now + minutes * 60
    if not officer.maybe(0.2):
        _beside(_confirm(desk, incident))
    if officer is desk.officer:
        _beside(reporting(desk, incident))
    _beside(scene(officer, incident, officer.chance.choice(CONNECTED)))
    while officer.device.loop.now < ends:
        await officer.pause(20, 150)
        await officer.chance.choice(CHASING)(desk, officer, incident)
    await wind_up(desk, officer, incident)


def _beside(work: Coroutine[Any, Any, None]) -> None:
    asyncio.get_running_loop().create_task(work)


async def _confirm(desk: Desk, incident: str) -> None:
    await desk.leader.pause(10, 400)
    await desk.leader.do("incidents.confirm_level", incident=incident, level="IV", reason="研判")


async def dispatch(desk: Desk, officer: Person, incident: str) -> None:
    """What is proposed, or a part of it, with somebody added now and then."""
    proposal = await officer.do("incidents.propose", incident=incident)
    if proposal is None:
        return
    found = [(c["team"], need["need"]) for need in proposal["needs"] for c in need["candidates"] if c["chosen"]]
    seen: dict[str, str] = {}
    for team, need in found:
        seen.setdefault(team, need)
    needs = [need["need"] for need in proposal["needs"]]
    for team in officer.chance.sample(CONNECTED, 3):
        if needs:
            seen = {team: officer.chance.choice(needs)} | seen
    teams = [{"team": team, "need": need, "reason": "值班员", "consent": "嘉定"} for team, need in seen.items()]
    cards = [card["id"] for card in proposal["cards"]][: officer.chance.randrange(3)]
    await officer.do(
        "incidents.dispatch", incident=incident, authority=AUTHORITY, teams=teams[:MOST_SENT], cards=cards,
        left_out_reason="先派近的",
    )  # fmt: skip


async def _next_team(desk: Desk, officer: Person, incident: str) -> None:
    board = await desk.show("incidents.board")
    items = [item for item in (board.queue if board else ()) if item.incident == incident and item.order]
    if items:
        await officer.do("incidents.next_team", order=officer.chance.choice(items).order, reason="不答")


async def _acknowledge(desk: Desk, officer: Person, incident: str) -> None:
    board = await desk.show("incidents.board")
    for item in [item for item in (board.queue if board else ()) if item.incident == incident][:2]:
        await officer.do("incidents.acknowledge", incident=incident, item=item.id)


async def _answer_for(desk: Desk, officer: Person, incident: str) -> None:
    card = await desk.card(incident)
    waiting = [force for force in _open(card) if force.unreachable or force.kind != "order"]
    if waiting:
        await _said(officer, officer.chance.choice(waiting), "accepted")


async def _stand_down(desk: Desk, officer: Person, incident: str) -> None:
    forces = _open(await desk.card(incident))
    if forces and officer.maybe(0.5):
        order = officer.chance.choice(forces).order
        await officer.do("incidents.stand_down", incident=incident, orders=[order], reason="已够")


async def _change(_desk: Desk, officer: Person, incident: str) -> None:
    await officer.do("incidents.change_order", incident=incident, what="集结点改在桥北", rendezvous="桥北")


async def _evacuate(_desk: Desk, officer: Person, incident: str) -> None:
    if officer.maybe(0.4):
        await officer.do("incidents.evacuate", incident=incident, reason="二次泄漏", rendezvous="祁连山路口")


async def _broadcast(_desk: Desk, officer: Person, incident: str) -> None:
    await officer.do("incidents.broadcast", division=DIVISION, text="注意绕行", incident=incident)


async def _figure(_desk: Desk, officer: Person, incident: str) -> None:
    await officer.do("incidents.set_figure", incident=incident, count="poisoned", value=officer.chance.randrange(5),
                     source="现场", reason="核实")  # fmt: skip


async def _more(desk: Desk, officer: Person, incident: str) -> None:
    await dispatch(desk, officer, incident)


CHASING: Sequence[Callable[[Desk, Person, str], Awaitable[None]]] = (
    _next_team, _next_team, _acknowledge, _acknowledge, _answer_for, _answer_for, _stand_down, _change, _evacuate,
    _broadcast, _figure, _more,
)  # fmt: skip


def _open(card: IncidentCard | None) -> list[Force]:
    return [force for force in card.forces if force.open] if card else []


async def _said(officer: Person, force: Force, kind: str, **more: Any) -> Any:
    return await officer.do("incidents.answer_for", order=force.order, kind=kind, channel="radio", said_by="队长",
                            **more)  # fmt: skip


async def wind_up(desk: Desk, officer: Person, incident: str) -> None:
    """Everybody home, everything done, ended by the leader, closed; what is refused is tried in the next round."""
    await officer.do("incidents.control", incident=incident)
    for _ in range(3):
        for force in _open(await desk.card(incident)):
            await _home(officer, incident, force)
        card = await desk.card(incident)
        for task in card.tasks if card else ():
            if task.done_at is None:
                await officer.do("incidents.do_task", incident=incident, task=task.id)
        await desk.leader.do("incidents.confirm_level", incident=incident, level="IV", reason="研判")
        await desk.leader.do("incidents.end_response", incident=incident, reason="泄漏已止")
        if desk.patient and officer.maybe(0.3):
            await officer.pause(600, 5400)  # reports are still being written
        await clear(desk, officer, incident)
        if await officer.do("incidents.close", incident=incident) is not None:
            if officer is desk.officer:
                _beside(found(desk, incident))
            return
        await officer.pause(30, 120)


async def _home(officer: Person, incident: str, force: Force) -> None:
    facts = {fact.fact for fact in force.facts}
    gone = {"accepted", "moving", "arrived"} & facts or force.already_moving
    if force.kind == "notice":
        await _said(officer, force, "accepted")
        return
    if not gone:
        await officer.do("incidents.stand_down", incident=incident, orders=[force.order], reason="处置完毕")
    for kind in ("withdrawn", "returning", "ready"):
        await _said(officer, force, kind, **({"people": 1} if kind == "withdrawn" else {}))


async def exercise(desk: Desk, controller: Person, drill: str) -> None:
    """A drill beside whatever is real: begun as soon as it may, led like the real thing, finished."""
    for _ in range(8):
        begun = await controller.do("drills.start", drill=drill)
        if begun is not None:
            await response(desk, controller, begun["incident"], 12)
            await controller.do("drills.finish", drill=drill)
            return
        await controller.pause(1500, 3000)
        await controller.do("drills.resume", drill=drill)
