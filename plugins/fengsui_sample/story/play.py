"""The story from beginning to end: makes a data folder, plays every step, and cleans up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fengsui.clock import Ids, SystemClock
from fengsui.errors import FengsuiError
from fengsui_sample import city as city_files
from fengsui_sample.story import answers, cast, ending, faults, morning, night
from fengsui_sample.story.people import enter_people, first_administrator, token_for
from fengsui_sample.story.server import PATIENCE, STEP_RULE, Server
from fengsui_sample.story.stage import Stage
from fengsui_sample.story.teams import Terminal, connect
from fengsui_sample.story.telling import StepFailed, Teller

STEPS: tuple[tuple[str, Callable[[Stage], Awaitable[None]]], ...] = (
    ("called", night.called),
    ("reported", night.reported),
    ("merged", night.merged),
    ("assessed", night.assessed),
    ("proposed", night.proposed),
    ("dispatched", night.dispatched),
    ("leader_confirmed", night.leader_confirmed),
    ("delivered", answers.delivered),
    ("displayed", answers.displayed),
    ("accepted", answers.accepted),
    ("unable", answers.unable),
    ("answered_for", answers.answered_for),
    ("escalated", answers.escalated),
    ("resumed", faults.resumed),
    ("restarted", faults.restarted),
    ("drill_held", morning.held_during),
    ("evacuated", ending.evacuated),
    ("closed", ending.closed),
    ("filed", morning.filed),
    ("returned_once", morning.returned_once),
    ("drill_held", morning.drill_held),
    ("verified", morning.verified),
    ("timeline", morning.timeline),
)


@asynccontextmanager
async def stage_of(
    data: Path, teller: Teller, ids: Ids, database_url: str = "", patience: Mapping[str, Any] | None = PATIENCE
) -> AsyncIterator[Stage]:
    """The server, the people's sessions and the teams' clients, ready for the first call.

    `patience` None keeps the plans' own deadlines.
    """
    server = Server(data, SystemClock(), teller.language, patience=patience, database_url=database_url)
    code = await server.make()
    await server.start()
    teller.clock = SystemClock(server.offset)
    admin = await first_administrator(server.http_url, code, ids)
    if patience is not None:
        await admin.call("core.set_rule", **STEP_RULE)
    city = city_files.read()
    people = await enter_people(server.http_url, admin, city.accounts, ids)
    devices = {device.team: device for device in city.devices}
    connected = [team for team in devices if team not in cast.NOT_CONNECTED]
    tokens = {team: await token_for(admin, devices[team]) for team in connected}
    teams = {
        team: await connect(server, devices[team], tokens[team], ids) for team in connected if team != cast.ACCEPTS
    }
    folder = data / "terminal"
    folder.mkdir()
    answer = ("--answer", "accept", "--people", "8", "--minutes", "9")
    terminal = Terminal(cast.ACCEPTS, tokens[cast.ACCEPTS], server, folder, answer)
    stage = Stage(teller, server, ids, people, teams, terminal)
    try:
        for team in teams.values():
            team.start()
        await terminal.start()
        await stage.everybody_live()
        yield stage
    finally:
        await terminal.stop()
        await asyncio.gather(*(team.stop() for team in teams.values()), return_exceptions=True)
        await asyncio.gather(*(person.http.close() for person in [admin, *people.values()]), return_exceptions=True)
        await server.stop()


async def play(data: Path, teller: Teller, database_url: str = "") -> None:
    """Plays every step in turn, on SQLite or the database named; raises StepFailed where one does not come out."""
    async with stage_of(data, teller, Ids(), database_url) as stage:
        for step, act in STEPS:
            try:
                await act(stage)
            except FengsuiError as refused:
                raise StepFailed(step, f"{refused.code}: {refused}") from refused
        begun = teller.told["called"]
        times = {f"{step}_s": round((at - begun).total_seconds(), 2) for step, at in teller.told.items()}
        teller.complete(times)
