"""What a case is. A case is a coroutine function that is handed the ground and raises Wrong or Skipped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

from fengsui.feedcheck.ground import Ground

Run = Callable[[Ground], Awaitable[None]]

THEMES = (
    "handshake",
    "hello",
    "frames",
    "subs",
    "positions",
    "live",
    "acks",
    "commands",
    "beats",
    "limits",
    "replacing",
    "tokens",
    "restarts",
)

_CASES: dict[str, Case] = {}


@dataclass(frozen=True)
class Case:
    """`id` is stable; `said` is what holds when the case passes.

    `slow` cases wait for a time-out of the server; `busy` ones make traffic, so that only one of them runs at a time;
    `alone` ones stop the server, and run one by one after all others. `proves` are the elements of the protocol
    (`coverage.elements`) that it provokes where it passes: so that one which was not provoked can say why.
    """

    id: str
    said: str
    run: Run
    slow: bool = False
    busy: bool = False
    alone: bool = False
    proves: tuple[str, ...] = ()


def case(
    id: str, said: str, *proves: str, slow: bool = False, busy: bool = False, alone: bool = False
) -> Callable[[Run], Run]:
    """Makes a case of the function below; `said` is marked for translation where it stands."""

    def take(run: Run) -> Run:
        add(Case(id, said, run, slow, busy, alone, proves))
        return run

    return take


def add(one: Case) -> None:
    if one.id in _CASES:
        raise ValueError(f"two cases are called {one.id}")
    _CASES[one.id] = one


def all_cases() -> list[Case]:
    """Every case, in the order of the themes."""
    for theme in THEMES:
        import_module(f"fengsui.feedcheck.{theme}")
    return list(_CASES.values())
