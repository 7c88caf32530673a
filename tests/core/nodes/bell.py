"""A plugin that shows where things run, and a server process with it: `python -m tests.core.nodes.bell serve …`.

`bell.ring` alerts a label; the bus answers each ring with `bell.echoed`, and a sweep records `bell.ticked` twice a
second, both with the process that did it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from tests.core.ping import plugin

from fengsui import app
from fengsui.access.policy import Role
from fengsui.cli import main
from fengsui.events import Event, Need
from fengsui.hooks import Command, Subscription, Sweep

ROLE = Role("bell", "bell", frozenset({"bell.*", "core.*"}))
TICK_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Rung(Event):
    topic: ClassVar[str] = "bell.rung"
    need: ClassVar[Need] = "displayed"
    to: str
    text: str

    def audience(self) -> tuple[str, ...]:
        return (self.to,)


@dataclass(frozen=True, kw_only=True)
class Echoed(Event):
    topic: ClassVar[str] = "bell.echoed"
    of: int
    process: int


@dataclass(frozen=True, kw_only=True)
class Ticked(Event):
    topic: ClassVar[str] = "bell.ticked"
    process: int


class Ring(BaseModel):
    model_config = ConfigDict(extra="forbid")
    to: str
    text: str


def _ring(unit: Any, given: Ring) -> dict[str, str]:
    unit.record(Rung(exercise=None, to=given.to, text=given.text))
    return {"text": given.text}


def _echo(unit: Any, recorded: Any) -> None:
    unit.record(Echoed(exercise=None, of=recorded.seq, process=os.getpid()))


def _due(reading: Any) -> list[int]:
    return [os.getpid()]


def _tick(unit: Any, process: int) -> None:
    unit.record(Ticked(exercise=None, process=process))


def point() -> Any:
    every = timedelta(seconds=TICK_SECONDS)
    return plugin(
        "bell",
        commands=lambda: [Command(name="ring", summary="Ring", payload=Ring, run=_ring)],
        events=lambda: [Rung, Echoed, Ticked],
        subscriptions=lambda: [Subscription(topics=(Rung.topic,), handle=_echo)],
        sweeps=lambda: [Sweep(name="tick", every=every, due=_due, act=_tick)],
    )


def with_bell() -> None:
    """Every system of this process has the plugin, and nothing else."""
    known: Callable[..., dict[str, Role]] = vars(app)["merge_roles"]
    vars(app)["discover"] = lambda *_: [point()]
    vars(app)["merge_roles"] = lambda roles: known(roles) | {ROLE.name: ROLE}


if __name__ == "__main__":
    with_bell()
    sys.exit(main(sys.argv[1:]))
