"""Withdraw, arrive, control, end, return, close: each by whoever has to."""

from __future__ import annotations

from typing import Any

from fengsui.errors import Conflict
from fengsui.text import N_
from fengsui_sample.story import cast, reports
from fengsui_sample.story.stage import Stage, check, until


def _active(stage: Stage) -> list[str]:
    """Teams with a client of ours that are on the way or there."""
    return [cast.ACCEPTS, cast.NEXT, cast.CUT_OFF]


async def evacuated(stage: Stage) -> None:
    """紧急撤离: one command to every force of the incident, and each answers."""
    for team in _active(stage):
        await stage.answer(team, "arrived")
    stage.tell("arrived", N_("{teams} are there"), teams=_active(stage))
    ordered = await stage.officer.call(
        "incidents.evacuate", incident=stage.incident, rendezvous="祁连山路口", reason="二次泄漏"
    )
    for team in _active(stage):
        await stage.answer(team, "withdrawn", people=8)

    async def missing() -> Any:
        forces = (await stage.card())["forces"]
        waiting = [f for f in forces if f["evacuating"] and not _has(f, "withdrawn")]
        for force in waiting:
            await stage.answer_for(force, "withdrawn")
        return not waiting

    await until("evacuated", "every force has answered", missing)
    stage.tell(
        "evacuated",
        N_("{forces} forces told to withdraw; {devices} answered on their devices, the others by radio"),
        forces=len(ordered["orders"]),
        devices=len(_active(stage)),
    )


def _has(force: Any, fact: str) -> bool:
    return any(f["fact"] == fact for f in force["facts"])


async def closed(stage: Stage) -> None:
    """Arrived again, controlled, ended by the leader, returned, closed; closing early says everything that is open."""
    try:
        await stage.officer.call("incidents.close", incident=stage.incident)
        check("closed", False, "an incident with forces out could be closed")
    except Conflict as refused:
        open_before = len(refused.faults)
    for team in _active(stage):
        await stage.answer(team, "controlled")
    await stage.officer.call("incidents.control", incident=stage.incident)
    stage.tell("controlled", N_("the leak is stopped"))
    await stage.leader.call("incidents.end_response", incident=stage.incident, reason="泄漏已止, 监测合格")
    stage.tell("ended", N_("the response is ended by the leader"))
    for team in _active(stage):
        await stage.answer(team, "returning")
        await stage.answer(team, "ready")
    silent = [stage.orders[cast.SILENT]]
    await stage.officer.call("incidents.stand_down", incident=stage.incident, orders=silent, reason="已由T07接替")
    await stage.answer(cast.SILENT, "ready")
    await _bring_home(stage)
    stage.tell("returned", N_("every force is back and ready"))
    for task in (await stage.card())["tasks"]:
        if task["done_at"] is None:
            await stage.officer.call("incidents.do_task", incident=stage.incident, task=task["id"])
    await reports.final_sent(stage)
    await stage.officer.call("incidents.close", incident=stage.incident, outcome="finished")
    stage.tell(
        "closed",
        N_("{incident} closed; the first try was refused with {open} things still open"),
        incident=stage.incident,
        open=open_before,
    )


async def _bring_home(stage: Stage) -> None:
    """Our teams without a device of ours, by radio, entered by the officer."""
    for force in (await stage.card())["forces"]:
        ours = force["kind"] == "order" and _has(force, "accepted")
        for fact in ("returning", "ready"):
            if ours and not _has(force, fact):
                await stage.answer_for(force, fact)
