"""The teams answer, each in its own way: displayed, accepted, unable, by phone, or not at all."""

from __future__ import annotations

from typing import Any

from fengsui.text import N_
from fengsui_sample.story import cast
from fengsui_sample.story.stage import Stage, check, until

BY_PHONE = "桃浦镇值班 老孙"


async def delivered(stage: Stage) -> None:
    """The device stored it: a fact of its own, before anybody has seen anything."""
    for team in (cast.ACCEPTS, cast.UNABLE, cast.SILENT):
        await stage.fact("delivered", team, "delivered")
    force = await stage.force(cast.PHONE)
    check("delivered", force["unreachable"], f"{cast.PHONE} is not connected and is not shown as unreachable")
    stage.tell(
        "delivered",
        N_("stored by the devices of {teams}; {unreachable} is not connected: unreachable at once, {phone}"),
        teams=[cast.ACCEPTS, cast.UNABLE, cast.SILENT],
        unreachable=cast.PHONE,
        phone=force["phone"],
    )


async def displayed(stage: Stage) -> None:
    """A person's key."""
    await stage.teams[cast.UNABLE].receipt("displayed")
    await stage.fact("displayed", cast.UNABLE, "displayed")
    await stage.fact("displayed", cast.ACCEPTS, "displayed")
    stage.tell("displayed", N_("read by a person at {teams}"), teams=[cast.ACCEPTS, cast.UNABLE])


async def accepted(stage: Stage) -> None:
    """Answered by `fengsui listen`, a process of its own, with strength and minutes."""
    fact = await stage.fact("accepted", cast.ACCEPTS, "accepted")
    check("accepted", (fact["people"], fact["minutes"]) == (8, 9), f"strength or minutes lost: {fact}")
    stage.tell(
        "accepted", N_("{team} is going: {people} people, {minutes} min"), team=cast.ACCEPTS, people=8, minutes=9
    )


async def unable(stage: Stage) -> None:
    """A team under order says that it cannot, with its reason; the queue shows it until somebody knows."""
    await stage.teams[cast.UNABLE].receipt("unable", reason="on_another_job")
    await stage.fact("unable", cast.UNABLE, "unable")

    async def queued() -> Any:
        items = await stage.officer.show("incidents.queue")
        return next((item for item in items if item["kind"] == "unable"), None)

    item = await until("unable", "the queue's line", queued)
    await stage.officer.call("incidents.acknowledge", incident=stage.incident, item=item["id"])
    stage.tell("unable", N_("{team}: {says}"), team=cast.UNABLE, says=stage.say(item["says"]))


async def answered_for(stage: Stage) -> None:
    """Reached by phone, entered by the officer (代录): who said it, by what, when."""
    await stage.officer.call(
        "incidents.answer_for",
        order=stage.orders[cast.PHONE],
        kind="accepted",
        people=12,
        minutes=15,
        channel="phone",
        said_by=BY_PHONE,
    )
    fact = await stage.fact("answered_for", cast.PHONE, "accepted")
    check("answered_for", fact["answered_for"] and fact["said_by"] == BY_PHONE, f"not marked 代录: {fact}")
    stage.tell(
        "answered_for", N_("{team} by phone, {who}: going (entered for it)"), team=cast.PHONE, who=BY_PHONE, fact=fact
    )


async def escalated(stage: Stage) -> None:
    """Silence passes its deadline: the next team is alerted and the leader told, once."""

    async def happened() -> Any:
        force = await stage.force(cast.SILENT)
        return force if force["escalated"] else None

    await until("escalated", f"{cast.SILENT} is escalated", happened)

    async def replaced() -> Any:
        forces = (await stage.card())["forces"]
        known = set(stage.orders.values())
        return next((f for f in forces if f["kind"] == "order" and f["order"] not in known), None)

    force = await until("escalated", "the next team's order", replaced)
    check("escalated", force["team"] == cast.NEXT, f"another team than {cast.NEXT}: {force['team']}")
    stage.orders[cast.NEXT] = force["order"]

    async def told() -> Any:
        rows = await stage.journal()
        steps = [
            r["data"]["step"]
            for r in rows
            if r["topic"] == "incidents.escalated" and r["subject"] == stage.orders[cast.SILENT]
        ]
        return steps if set(steps) >= {"next_team", "leader"} else None

    steps = await until("escalated", "the leader is told", told)
    check("escalated", len(steps) == len(set(steps)), f"a step was taken twice: {steps}")
    await stage.answer(cast.NEXT, "accepted", people=6, minutes=4)
    stage.tell(
        "escalated",
        N_("{silent} says nothing: {team} is alerted in its place and the leader told"),
        silent=cast.SILENT,
        team=force["team"],
        order=force["order"],
        steps=steps,
    )
