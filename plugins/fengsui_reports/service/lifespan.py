"""The library for docx takes long to load: it is there before the first report is sent, not while a unit waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fengsui.hooks import Host


@asynccontextmanager
async def ready(_host: Host) -> AsyncIterator[None]:
    await asyncio.to_thread(import_module, "docxtpl")
    yield
