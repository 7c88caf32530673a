"""While nothing can be saved: a write of our own every second, so that the service resumes by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import delete, insert

from fengsui.errors import FengsuiError
from fengsui.journal.tables import answer
from fengsui.storage.trouble import Health

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
PROBE_BYTES = 64 * 1024
"""More than a command takes: what is let in again fits."""

ROW = {"actor": "system:core", "key": "storage-probe", "command": "", "digest": ""}
MINE = (answer.c.actor == ROW["actor"]) & (answer.c.key == ROW["key"])


async def probing(run: Callable[[Callable[[Any], None]], Awaitable[None]], health: Health) -> None:
    """Ends when a write has been taken, or when the database turns out to be damaged: nothing is written to it."""
    while health.trouble is not None and not health.damaged:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await run(_write)
            health.wrote()
            await run(_clean)
        except FengsuiError as error:
            log.debug("still nothing can be saved: %s", error)


def _write(unit: Any) -> None:
    """A row and not a change: SQLite writes no page that stays the same, nor one that is free again at the end."""
    _clean(unit)
    unit.connection.execute(insert(answer).values(**ROW, answer=bytes(PROBE_BYTES), at=unit.now))


def _clean(unit: Any) -> None:
    unit.connection.execute(delete(answer).where(MINE))
