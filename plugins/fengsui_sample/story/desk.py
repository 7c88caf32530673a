"""The demo with a terminal: the sample city's server, teams that answer by themselves, and the officer's console."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from fengsui.clock import Ids, SystemClock
from fengsui.text import N_, translate
from fengsui_sample import city as city_files
from fengsui_sample.story import cast
from fengsui_sample.story.people import Person, enter_people, first_administrator, take_the_watch, token_for
from fengsui_sample.story.server import FENGSUI, Server
from fengsui_sample.story.teams import Terminal, connect

ANSWERING: dict[str, tuple[str, ...]] = {
    "T06": ("--answer", "accept", "--people", "8", "--minutes", "9", "--after", "6"),
    "T07": ("--answer", "accept", "--people", "6", "--minutes", "4", "--after", "20"),
    "T09": ("--answer", "unable", "--reason", "on_another_job", "--after", "12"),
    "T12": ("--answer", "accept", "--people", "8", "--minutes", "12", "--after", "9"),
}
"""Teams whose terminals answer by themselves, each after some seconds; the others' only store, T33's never connects."""

HINT_SECONDS = 2.0
"""How long the hints stay before the console takes the screen."""


def sit_down(data: Path, language: str) -> int:
    """Runs until the console is left; returns its exit code."""
    return asyncio.run(_sit_down(data, language))


async def _sit_down(data: Path, language: str) -> int:
    ids = Ids()
    server = Server(data, SystemClock(), language)
    _say(N_("Making the sample city (a few seconds)…"), language)
    code = await server.make()
    async with AsyncExitStack() as stack:
        await server.start()
        stack.push_async_callback(server.stop)
        admin = await first_administrator(server.http_url, code, ids)
        stack.push_async_callback(admin.http.close)
        city = city_files.read()
        people = await enter_people(server.http_url, admin, city.accounts, ids)
        for person in people.values():
            stack.push_async_callback(person.http.close)
        await take_the_watch(people)
        devices = {device.team: device for device in city.devices}
        for team, answer in ANSWERING.items():
            folder = data / team
            folder.mkdir()
            terminal = Terminal(team, await token_for(admin, devices[team]), server, folder, answer)
            await terminal.start()
            stack.push_async_callback(terminal.stop)
        for device in city.devices:
            if device.team not in ANSWERING and device.team not in cast.NOT_CONNECTED:
                silent = await connect(server, device, await token_for(admin, device), ids)
                silent.start()
                stack.push_async_callback(silent.stop)
        hints = _hints(server, people["zhoujianguo"], await token_for(admin, devices[cast.PHONE]), data)
        _say(N_("Others may take part, each in a terminal of its own:"), language)
        for hint in hints:
            sys.stderr.write(f"  {hint}\n")
        await asyncio.sleep(HINT_SECONDS)
        return await _console(server, people["wanglei"], language)


def _hints(server: Server, leader: Person, team_token: str, data: Path) -> list[str]:
    """The commands with which a second person is the duty leader, or the team whose client never connects."""
    tokens = {"leader.token": leader.http.token or "", "team.token": team_token}
    for name, token in tokens.items():
        (data / name).touch(mode=0o600)
        (data / name).write_text(token, "utf-8")
    where = f"--server {server.http_url}"
    team = f"--device D-{cast.PHONE} --url {server.feed_url} {where} --data {data} --token-file {data / 'team.token'}"
    return [
        f"FENGSUI_TOKEN=$(cat {data / 'leader.token'}) fengsui console {where} --feed {server.feed_url}",
        f"fengsui listen {team}",
    ]


async def _console(server: Server, officer: Person, language: str) -> int:
    """The console is a process of its own, as it will be on the officer's machine."""
    environment = {**os.environ, "FENGSUI_TOKEN": officer.http.token or ""}
    where = ("--server", server.http_url, "--feed", server.feed_url, "--lang", language)
    command = [*FENGSUI, "console", *where]
    return await asyncio.to_thread(lambda: subprocess.run(command, env=environment, check=False).returncode)


def _say(message: str, language: str) -> None:
    sys.stderr.write(translate(message, language, "fengsui_sample") + "\n")
