"""What the journal of the rig's server holds at first: an archive, and enough to fill a connection."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import EntryPoint

from fengsui.access.policy import Actor
from fengsui.app import System
from fengsui.clock import SystemClock
from fengsui.plugins import GROUP
from fengsui.settings import Settings

POINT = EntryPoint(name="rig", value="fengsui.feedrig", group=GROUP)
PAST = timedelta(days=1000)
"""Longer ago than `journal_months` keeps."""
ARCHIVED, KEPT = 10, 300
MAKER = Actor(id="system:rig", name="rig", permissions=frozenset({"*"}))


async def made(settings: Settings) -> None:
    """Ten events of long ago, archived by now, so that who asks for them meets a gap; then 300 of today."""
    await _with(settings, SystemClock(-PAST), ARCHIVED, archives=False)
    await _with(settings, SystemClock(), KEPT, archives=True)


async def _with(settings: Settings, clock: SystemClock, times: int, *, archives: bool) -> None:
    system = System(settings, clock=clock, points=[POINT])
    await system.start(background=False)
    try:
        if archives:
            await system.sweeps.run_due(clock.now())
        await system.execute("rig.happen", {"times": times}, MAKER)
    finally:
        await system.stop()
