"""The story from beginning to end: makes a data folder, plays every step, and cleans up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fengsui.clock import Ids, SystemClock
from fengsui.errors import FengsuiError
from fengsui_sample import city as city_files
from fengsui_sample.story import answers, cast, ending, faults, morning, night, reports
from fengsui_sample.story.people import enter_people, first_administrator, take_the_watch, token_for
from fengsui_sample.story.server import PATIENCE, STEP_RULE, Server
from fengsui_sample.story.stage import Stage
from fengsui_sample.story.teams import Team, Terminal, connect
from fengsui_sample.story.telling import StepFailed, Teller

STEPS: tuple[tuple[str, Callable[[Stage], Awaitable[None]]], ...] = (
    ("called", night.called),
    ("reported", night.reported),
    ("merged", night.merged),
    ("assessed", night.assessed),
    ("proposed", night.proposed),
    ("dispatched", night.dispatched),
    ("leader_confirmed", night.leader_confirmed),
    ("flashed", reports.flashed),
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
    async with AsyncExitStack() as closing:
        closing.push_async_callback(server.stop)
        await server.start()
        teller.clock = SystemClock(server.offset)
        admin = await first_administrator(server.http_url, code, ids)
        closing.push_async_callback(admin.http.close)
        if patience is not None:
            await admin.call("core.set_rule", **STEP_RULE)
        city = city_files.read()
        people = await enter_people(server.http_url, admin, city.accounts, ids)
        for person in people.values():
            closing.push_async_callback(person.http.close)
        await take_the_watch(people)
        devices = {device.team: device for device in city.devices if device.team not in cast.NOT_CONNECTED}
        tokens = {team: await token_for(admin, device) for team, device in devices.items()}
        terminal = _terminal(server, data / "terminal", tokens.pop(cast.ACCEPTS))
        teams = {team: await connect(server, devices[team], token, ids) for team, token in tokens.items()}
        closing.push_async_callback(_stop, terminal, *teams.values())
        for team in teams.values():
            team.start()
        await terminal.start()
        stage = Stage(teller, server, ids, people, teams, terminal)
        await stage.everybody_live()
        yield stage


def _terminal(server: Server, folder: Path, token: str) -> Terminal:
    folder.mkdir()
    return Terminal(cast.ACCEPTS, token, server, folder, ("--answer", "accept", "--people", "8", "--minutes", "9"))


async def _stop(*clients: Team | Terminal) -> None:
    await asyncio.gather(*(client.stop() for client in clients), return_exceptions=True)


async def play(data: Path, teller: Teller, database_url: str = "") -> None:
    """Plays every step in turn, on SQLite or the database named; raises StepFailed where one does not come out."""
    async with _failing("connected"), stage_of(data, teller, Ids(), database_url) as stage:
        for step, act in STEPS:
            async with _failing(step):
                await act(stage)
    begun = teller.told["called"]
    times = {f"{step}_s": round((at - begun).total_seconds(), 2) for step, at in teller.told.items()}
    teller.complete(times)


@asynccontextmanager
async def _failing(step: str) -> AsyncIterator[None]:
    """What the server refuses in it is this step's failure."""
    try:
        yield
    except FengsuiError as refused:
        raise StepFailed(step, f"{refused.code}: {refused}") from refused
