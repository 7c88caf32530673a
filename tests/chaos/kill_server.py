"""kill -9 of the whole server, 200 times, under commands with keys and a client that keeps what it got."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.chaos.figures import Effort, row
from tests.core.storage import kills

CYCLES = 200


def run(effort: Effort) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        done = asyncio.run(kills.run(Path(folder), effort.cycles or CYCLES, effort.seed))
    figures = (
        f"{done.cycles} kills, {done.acknowledged} commands acknowledged, {done.shown} alerts shown by {done.clients} "
        f"lives of a client, {done.seconds:g} s, seed {effort.seed}; {len(done.faults)} faults {done.faults[:3] or ''}"
    )
    return row("kill_server", "0 lost, 0 done twice, 0 shown twice as new", figures, held=not done.faults)
