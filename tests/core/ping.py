"""A small plugin of the tests: one table-less command that records one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from fengsui.events import CENTRE, Event
from fengsui.hooks import About, Command, hookimpl


@dataclass(frozen=True, kw_only=True)
class Pinged(Event):
    topic: ClassVar[str] = "ping.pinged"
    text: str
    to: str = CENTRE

    def subject(self) -> str:
        return self.text

    def audience(self) -> tuple[str, ...]:
        return (self.to,)


class Ping(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    times: int = 1


def ping(unit: Any, given: Ping) -> dict[str, str]:
    for _ in range(given.times):
        unit.record(Pinged(exercise=None, text=given.text))
    if given.text == "boom":
        raise ValueError("boom")
    return {"text": given.text}


def command(**more: Any) -> Command[Any]:
    return Command(name="ping", summary="Ping", payload=Ping, run=ping, **more)


def plugin(name: str = "ping", about: About | None = None, **hooks: Callable[..., Any]) -> EntryPoint:
    """An entry point of a plugin made on the spot; hooks by name without their prefix."""
    module = ModuleType(f"made_{name}")
    given = {"about": lambda: about or About(name=name, version="1", title=name), **hooks}
    for hook, implementation in given.items():
        implementation.__name__ = f"fengsui_{hook}"
        setattr(module, f"fengsui_{hook}", hookimpl(implementation))
    return MadeEntryPoint(name, module)


class MadeEntryPoint(EntryPoint):
    """Loads the module it was given, or raises what it was given."""

    def __init__(self, name: str, made: ModuleType | Callable[[], ModuleType]) -> None:
        super().__init__(name=name, value=f"made_{name}", group="fengsui.plugins")
        vars(self)["made"] = made

    def load(self) -> Any:
        made = vars(self)["made"]
        return made if isinstance(made, ModuleType) else made()


def pinger(more: Iterable[Any] = (), **hooks: Callable[..., Any]) -> EntryPoint:
    """The ping plugin, with further hooks."""
    return plugin("ping", None, commands=lambda: [command(), *more], events=lambda: [Pinged], **hooks)
