"""Hearing of what other nodes commit: LISTEN on a connection of its own, and a look at the head every second.

A word only wakes; the head row is the truth. Where the connection breaks, or a pooler swallows notifications, the look
finds what was missed within a second of the connection's return.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing

import psycopg

from fengsui.bounded import ended
from fengsui.events import Position
from fengsui.storage.database import Database
from fengsui.storage.postgres import CHANNEL, END, IDLE_SECONDS, SILENT, WRITING, Listening, connect_args
from fengsui.storage.trouble import refusal

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
CUT_SECONDS = 3.0
"""Without an answer for so long, the node is cut off: it refuses, rather than to keep anybody waiting."""
PAUSES = (0.1, 0.2, 0.4, 0.8)
"""Before each further attempt to connect, in seconds; the last for all others."""
HEAD = "SELECT epoch, seq FROM core_head"


class Wakeup:
    """`hear` is told other words than the journal's: `roll` and `lease`; `cut` that the database is away, or back."""

    def __init__(
        self, url: str, me: str, database: Database, hear: Callable[[str], None], cut: Callable[[bool], None]
    ) -> None:
        self._arguments = connect_args(url)
        self._me = me
        self._database = database
        self._hear = hear
        self._cut = cut
        self._tasks: list[asyncio.Task[None]] = []
        self._answered = 0.0
        self._connected = asyncio.Event()

    async def start(self) -> None:
        """Listens when this returns; raises StorageFailed (`cut_off`) where it does not come to that in time."""
        self._answered = asyncio.get_running_loop().time()
        self._tasks = [asyncio.create_task(self._forever(), name="wakeup")]
        try:
            async with asyncio.timeout(CUT_SECONDS * 2):
                await self._connected.wait()
        except TimeoutError as error:
            raise refusal(None, cut_off=True) from error

    async def stop(self) -> None:
        await ended(self._tasks)

    async def _forever(self) -> None:
        failures = 0
        while True:
            try:
                async with await Listening.connect(**self._arguments, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    failures = 0
                    await self._listen(connection)
            except (psycopg.Error, OSError) as error:
                failures += 1
                self._failed(error, failures)
            except Exception:
                failures += 1
                log.exception("words of other nodes could not be heard")
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES)) - 1])

    def _failed(self, error: BaseException, failures: int) -> None:
        if failures == 1:
            log.warning("the database does not answer (%s); trying again", str(error).strip())
        silent = asyncio.get_running_loop().time() - self._answered
        if silent >= CUT_SECONDS and not self._database.cut_off:
            log.warning("cut off from the database for %.1f s: commands and views are refused", silent)
            self._set(cut_off=True)

    def _set(self, *, cut_off: bool) -> None:
        self._database.cut_off = cut_off
        self._cut(cut_off)

    async def _listen(self, connection: Listening) -> None:
        while True:
            await self._look(connection)
            async with aclosing(connection.notifies(timeout=POLL_SECONDS)) as words:
                async for word in words:
                    self._heard(word.payload)

    async def _look(self, connection: Listening) -> None:
        row = await (await connection.execute(HEAD)).fetchone()
        self._answered = asyncio.get_running_loop().time()
        if self._database.cut_off:
            log.warning("the database answers again")
            self._set(cut_off=False)
        if row is not None:
            self._database.tell(Position(row[0], row[1]))
        self._connected.set()
        self._hear("")
        for (process,) in await (await connection.execute(SILENT, (WRITING, IDLE_SECONDS))).fetchall():
            log.warning("a transaction whose node fell silent is ended (process %d of the database)", process)
            await connection.execute(END, (process,))

    def _heard(self, word: str) -> None:
        """`kind node …`; one's own are not news."""
        kind, sender, *rest = word.split(" ")
        if sender == self._me:
            return
        if kind == "journal":
            self._database.tell(Position(rest[0], int(rest[1])))
        else:
            self._hear(kind)
