"""Where every run begins: the sample city with its accounts and devices, made once and copied."""

from __future__ import annotations

import asyncio
import atexit
import json
import random
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.simulator.centre import Centre
from tests.simulator.loop import SimLoop
from tests.simulator.network import Network
from tests.simulator.wall import Wall

from fengsui.access import store
from fengsui.access.policy import system_actor
from fengsui_sample import city

MEMORY = Path("/dev/shm")
TEAMS = ("T06", "T07", "T08", "T09", "T10", "T12", "T21", "T22")
"""Whose devices run; every other team has none, and must be rung."""
PEOPLE = ("wanglei", "zhoujianguo", "limin")
AREAS = {device.team: device.division for device in city.read().devices}


def scratch(prefix: str) -> Path:
    """A folder in memory where the machine has such a place: what is simulated is no power cut."""
    return Path(tempfile.mkdtemp(prefix=f"fengsui-{prefix}-", dir=MEMORY if MEMORY.is_dir() else None))


@cache
def template() -> Path:
    """A data folder with the city in it, and `tokens.json` beside: always the same, to the bit."""
    folder = scratch("city")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    loop = SimLoop()
    loop.network = Network(loop, random.Random("city"))
    with Wall(loop).hung():
        loop.run_until_complete(_make(Centre(loop, loop.network, folder, "city"), folder))
        loop.run_until_complete(loop.bury())
    loop.close()
    return folder


async def _make(centre: Centre, folder: Path) -> None:
    centre.sample = True
    await centre.start()

    def accounts(unit: Any) -> dict[str, str]:
        tokens = {}
        for team in TEAMS:
            device = f"D-{team}"
            tokens[team] = store.issue_device_token(unit, device, f"team:{team}", ["team_device"], AREAS[team])
        known = {account.name: account for account in city.read().accounts}
        for name in PEOPLE:
            account = known[name]
            store.add_user(unit, name, account.display, "", account.roles, account.area, account.labels)
            tokens[name] = store.open_session(unit, name, "simulator", centre.system.limits)[0]
        return tokens

    made = asyncio.get_running_loop().create_future()

    async def enter() -> None:
        made.set_result(await centre.system.run(accounts, "core", system_actor("core")))

    centre.loop.spawn(centre.process, enter())
    (folder / "tokens.json").write_text(json.dumps(await made))
    await centre.stop()


def copied(folder: Path) -> dict[str, str]:
    """Copies the city to `folder`; the tokens of those who come in."""
    source = template()
    shutil.copytree(source, folder, dirs_exist_ok=True)
    tokens: dict[str, str] = json.loads((source / "tokens.json").read_text())
    return tokens
