"""What happens to the node that holds the lease, at moments of the dice, while a policy runs."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Sequence
from typing import Literal, get_args

from tests.plugins.incidents.nodes.site import Fault, Site

What = Literal["kill", "freeze", "cut", "silent"]
EVERY: tuple[What, ...] = get_args(What)
AGAIN_SECONDS = (1.0, 3.5)
"""Between one fault and the next, once the lease has moved and the node is back."""
JUMPS = (-8.0, -2.0, 0.0, 2.0, 8.0)


async def trouble(site: Site, faults: Sequence[What], dice: random.Random, *, clocks: bool = False) -> None:
    """Each of the faults in turn, always to the holder. One that is killed last stays dead.

    `clocks`: a node that is started again has a clock that goes wrong by some seconds.
    """
    for number, what in enumerate(faults):
        await asyncio.sleep(dice.uniform(*AGAIN_SECONDS))
        held = await site.holder(min(site.well))
        assert held is not None
        site.well.discard(held)
        begun = time.time()
        ports = site.nodes[held].ports
        await _strike(site, held, what)
        moved = await site.held_by(1 - held)
        last = number == len(faults) - 1
        if what != "kill" or not last:
            if clocks and what == "kill":
                site.jump(held, dice.choice(JUMPS))
            await _heal(site, held, what, ports)
            site.well.add(held)
        site.faults.append(Fault(what, "ab"[held], begun, time.time(), moved))


async def _strike(site: Site, at: int, what: What) -> None:
    if what == "kill":
        await site.nodes[at].end(signal.SIGKILL)
    elif what == "freeze":
        site.nodes[at].send(signal.SIGSTOP)
    else:
        site.wires[at].set(what)


async def _heal(site: Site, at: int, what: What, ports: tuple[int, int]) -> None:
    """Until the node answers again."""
    if what == "kill":
        await site.nodes[at].start(ports=ports)
    elif what == "freeze":
        site.nodes[at].send(signal.SIGCONT)
    else:
        site.wires[at].set("whole")
    async with asyncio.timeout(30):
        while await site.auditor.health(site.nodes[at].http) != "ok":  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.1)
