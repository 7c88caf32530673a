"""A made disk: power cuts at random calls, each call failing once, syncs that fail before a restart."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from pathlib import Path

from tests.chaos.figures import Effort, row
from tests.core.storage.power import Figures, a_sync_that_failed_before_a_restart, each_call_fails, power_cuts
from tests.core.storage.trial import bench

POINTS = 2000
CONTROLS = 200


def run(effort: Effort) -> bool:
    """The controls must lose something, or the trials could not have found it."""
    logging.getLogger("fengsui").setLevel(logging.ERROR)
    points, seed = effort.cycles or POINTS, effort.seed
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as full:
        cuts = asyncio.run(power_cuts(full, points, seed))
        calls = asyncio.run(each_call_fails(full, seed))
        syncs = asyncio.run(a_sync_that_failed_before_a_restart(full, seed, rewritten=True))
        holes = asyncio.run(a_sync_that_failed_before_a_restart(full, seed, rewritten=False))
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder), "NORMAL") as normal:
        control = asyncio.run(power_cuts(normal, min(points, CONTROLS), seed))
    lossless = "0 acknowledged lost, nothing half applied"
    rows = [
        row("power", f"power cut, synchronous=FULL: {lossless}", _said(cuts, seed), held=not cuts.faults),
        row("power", "control with NORMAL loses", _said(control, seed), held=control.losing > 0),
        row(
            "power", f"each disk call fails once, then power cut: {lossless}", _said(calls, seed), held=not calls.faults
        ),
        row("power", f"failed sync, restart, power cut: {lossless}", _said(syncs, seed), held=not syncs.faults),
        row("power", "control without writing the log again loses", _said(holes, seed), held=holes.losing > 0),
    ]
    return all(rows)


def _said(figures: Figures, seed: int) -> str:
    return (
        f"{figures.trials} trials, {figures.acknowledged} acknowledged, {figures.losing} trials lost some, "
        f"seed {seed} {figures.faults[:2] if figures.faults and not figures.losing else ''}"
    )
