"""A small real disk (tmpfs: only root may mount it) fills up under a whole server, and empties again."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.chaos.figures import Effort, row
from tests.core.storage import full

CYCLES = 10


def run(effort: Effort) -> bool:
    told = back = 0.0
    faults: list[str] = []
    acknowledged = refused = 0
    for _ in range(cycles := effort.cycles or CYCLES):
        with tempfile.TemporaryDirectory() as folder:
            done = asyncio.run(full.run(Path(folder)))
        told, back = max(told, done.told_after), max(back, done.back_after)
        acknowledged, refused, faults = acknowledged + done.acknowledged, refused + done.refused, faults + done.faults
    figures = (
        f"{cycles} times full: {acknowledged} acknowledged, {refused} refused, consoles told within {told:g} s, saving "
        f"again {back:g} s after there was space; {len(faults)} faults {faults[:3] or ''}"
    )
    held = not faults and told <= 2 and back <= 10
    return row("disk_full", "0 lost, nothing half applied, said, read meanwhile, resumes by itself", figures, held=held)
