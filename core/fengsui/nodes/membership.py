"""This node among the nodes of its centre: its heartbeat, the lease, and the roll of who is connected where.

On SQLite the data folder's lock is the lease: nothing is written, nothing listens, nothing is polled.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fengsui import __version__
from fengsui.access.policy import system_actor
from fengsui.bounded import ended
from fengsui.errors import FengsuiError
from fengsui.nodes import rows
from fengsui.nodes.lease import LeaseTimes, Tenure, give_back, take
from fengsui.nodes.roll import NoRoll, Roll
from fengsui.nodes.wakeup import Wakeup
from fengsui.storage.database import Database, Scope
from fengsui.storage.engine import is_sqlite
from fengsui.storage.postgres import announce
from fengsui.unit import BoundUnit

log = logging.getLogger(__name__)

SCOPE = Scope("core", system_actor("core"))
SOON_SECONDS = 0.05
LAST_SECONDS = 3.0
"""For saying goodbye when the node stops; a database that is away does not hold it up."""


def home_of(folder: Path) -> str:
    """A data folder of this running machine. Whoever holds its lock knows that no other process runs on it."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        status = folder.stat()
    except OSError:
        return ""
    return hashlib.sha256(f"{boot} {status.st_dev} {status.st_ino}".encode()).hexdigest()


class Membership:
    """One of it in each process. `start` before anything that needs the lease; `stop` gives it back."""

    def __init__(self, url: str, me: str, home: Path, database: Database, times: LeaseTimes) -> None:
        self.me = me
        self.name = me[:8]
        self.tenure = Tenure()
        self.alone = self.tenure.alone = is_sqlite(url)
        self.roll: NoRoll = NoRoll()
        self.on_cut: list[Callable[[bool], None]] = []
        self._url = url
        self._home = home_of(home)
        self._database = database
        self._times = times
        self._again = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._wakeup: Wakeup | None = None

    async def start(self) -> None:
        if self.alone:
            return
        self._loop = asyncio.get_running_loop()
        self.tenure = Tenure(self._loop.time)
        self.roll = Roll(self.me, self._database)
        left = await self._beat()
        self._wakeup = Wakeup(self._url, self.me, self._database, self._hear, self._cut)
        await self._wakeup.start()
        await self.roll.start()
        self._tasks = [asyncio.create_task(self._forever(left), name="heartbeat")]

    async def stop(self) -> None:
        """Others may go on at once."""
        if self.alone or self._wakeup is None:
            return
        await ended(self._tasks)
        await self.roll.stop()
        await self._wakeup.stop()
        self.tenure.settle(None, 0.0)
        if not self._database.cut_off:
            with suppress(FengsuiError, TimeoutError):
                async with asyncio.timeout(LAST_SECONDS):
                    await self._database.run(self._leave, SCOPE)

    def rename(self, name: str) -> None:
        """What people are shown."""
        self.name = name
        self._again.set()

    # -- what is heard -------------------------------------------------------------------------------

    def _hear(self, word: str) -> None:
        if word == "lease":
            self._again.set()
        else:
            self.roll.look()

    def _cut(self, away: bool) -> None:
        if not away:
            self._again.set()
        for tell in list(self.on_cut):
            tell(away)

    # -- the heartbeat -------------------------------------------------------------------------------

    async def _forever(self, pause: float) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._again.wait()
            self._again.clear()
            try:
                pause = await self._beat()
            except FengsuiError as error:
                log.warning("no heartbeat: %s", error)
                pause = self._times.every / 2
            except Exception:
                log.exception("no heartbeat")
                pause = self._times.every / 2

    async def _beat(self) -> float:
        """Seconds until the next one: when the lease is to be renewed, or when another's runs out."""
        begun = self._loop.time()
        token, left, known = await self._database.run(self._sign, SCOPE)
        self.tenure.settle(token, begun + left)
        if not known:
            self.roll.forgotten()
        return self._times.every if token is not None else min(self._times.every, left + SOON_SECONDS)

    def _sign(self, unit: BoundUnit) -> tuple[int | None, float, bool]:
        """Our token, the seconds until the lease runs out, and whether others knew us."""
        known = rows.seen(unit.connection, self.me, self.name)
        if not known:
            rows.enter(unit.connection, self.me, self.name, self._home, __version__, unit.facilities.started_at)
        token, left = take(unit.connection, self.me, self._home, self._times.lasts)
        if token is not None:
            rows.forget_dead(unit.connection)
        return token, left, known

    def _leave(self, unit: BoundUnit) -> None:
        if give_back(unit.connection, self.me):
            announce(unit.connection, f"lease {self.me}")
        rows.leave(unit.connection, self.me)
        announce(unit.connection, f"roll {self.me}")
