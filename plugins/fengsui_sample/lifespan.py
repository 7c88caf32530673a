"""Loads the city when the server starts, if the settings say so."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fengsui.hooks import Host
from fengsui_sample.loading import load
from fengsui_sample.settings import SampleSettings

log = logging.getLogger(__name__)


@asynccontextmanager
async def city_loaded(host: Host) -> AsyncIterator[None]:
    if host.settings(SampleSettings).load:
        loaded = await load(host)
        log.info("sample city: %d records loaded", sum(loaded.taken.values()))
        if loaded.not_offered:
            log.warning("sample city: nobody offers %s", ", ".join(loaded.not_offered))
    yield
