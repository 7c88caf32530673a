"""What happens to machines: a cut connection in the middle of an order, and a server killed without warning."""

from __future__ import annotations

import asyncio
from typing import Any

from fengsui.text import N_
from fengsui_sample.story import cast
from fengsui_sample.story.night import AUTHORITY
from fengsui_sample.story.stage import Stage, check, until

REASON = "外围备勤: 空呼6具, 气体检测仪"
DISTRICT = "310107"
BROADCAST = "桃浦镇氨泄漏, 各队注意绕行"


async def resumed(stage: Stage) -> None:
    """The link is cut while an order is sent; the client resumes from its position, without loss or repetition."""
    team = stage.teams[cast.CUT_OFF]
    officer, incident = stage.officer, stage.incident
    lives, before = team.lives, len(team.received)
    send = [{"team": team.id, "need": "cordon", "reason": REASON}]
    sending = asyncio.create_task(
        officer.call("incidents.dispatch", incident=incident, authority=AUTHORITY, teams=send)
    )
    team.cut()
    answer = await sending
    team.cut()
    stage.orders[team.id] = answer["orders"][0]["order"]
    await officer.call("incidents.broadcast", division=DISTRICT, text=BROADCAST, incident=incident)
    for other in (one for one in stage.teams.values() if one.division.startswith(DISTRICT)):
        await other.got("resumed", "incidents.broadcast")
        check("resumed", not other.repeated, f"{other.id} was shown an event twice: {other.repeated}")
    orders = [event for event in team.received if event["type"] == "incidents.ordered"]
    check("resumed", len(orders) == 1, f"the order came {len(orders)} times")
    check("resumed", team.lives > lives, "the link was not cut")
    await stage.answer(team.id, "accepted", people=8, minutes=12)
    stage.tell(
        "resumed",
        N_("{team} was cut off while its order went out and resumed: {missed} events, none lost, none twice"),
        team=team.id,
        missed=len(team.received) - before,
        order=stage.orders[team.id],
    )


async def restarted(stage: Stage) -> None:
    """SIGKILL in the middle of writing; what was acknowledged is there, and every client resumes by itself."""
    noted: list[str] = []
    for number in range(10):
        await stage.officer.call("incidents.note", incident=stage.incident, text=f"记录 {number + 1}/10")
        noted.append(f"记录 {number + 1}/10")
    lives = {team.id: team.lives for team in stage.teams.values()}
    await stage.server.kill()
    await stage.server.start()
    log = [line["says"]["zh"] for line in (await stage.card())["log"]]
    lost = [note for note in noted if not any(note in line for line in log)]
    check("restarted", not lost, f"acknowledged notes are gone: {lost}")

    async def all_live() -> Any:
        return all(team.lives > lives[team.id] and team.live for team in stage.teams.values())

    await until("restarted", "every client is live again", all_live)
    check("restarted", not [t for t in stage.teams.values() if t.repeated], "an event was shown twice")
    stage.tell(
        "restarted",
        N_("killed with SIGKILL and started again: {kept} acknowledged notes, none missing; {clients} clients resumed"),
        kept=len(noted),
        clients=len(lives),
    )
