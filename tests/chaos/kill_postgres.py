"""kill -9 of PostgreSQL's postmaster and all its backends, 50 times, under a node's commands with keys."""

from __future__ import annotations

import asyncio

from tests.chaos.figures import Effort, row
from tests.core.storage import postgres_kills

CYCLES = 50


def run(effort: Effort) -> bool:
    done = asyncio.run(postgres_kills.run(effort.cycles or CYCLES, effort.seed))
    figures = (
        f"{done.cycles} kills, {done.acknowledged} acknowledged, {done.unknown} told `outcome_unknown`, answers again "
        f"within {done.slowest_return:g} s, seed {effort.seed}; {len(done.faults)} faults {done.faults[:3] or ''}"
    )
    return row("kill_postgres", "0 lost, 0 done twice, the node goes on", figures, held=not done.faults)
