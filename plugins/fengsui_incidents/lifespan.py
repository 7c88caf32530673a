"""What takes long at its first use is read before the first call comes, not while it is being saved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fengsui.hooks import Host
from fengsui_incidents.model.gazetteer import read_dictionary


@asynccontextmanager
async def dictionary_read(_: Host) -> AsyncIterator[None]:
    """The readings of Chinese characters: half a second on a quiet machine, much more on a busy one; a unit has two."""
    await asyncio.to_thread(read_dictionary)
    yield
