"""Asking a person for several lines, one after the other; Esc turns back from all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fengsui_field.api.board import FieldBoard
from fengsui_tui.widgets import Console, Speech


@dataclass(frozen=True, kw_only=True)
class Question:
    """`says` is a source message; `wrong` says (as a source message) what is wrong with what was typed."""

    name: str
    says: str
    value: str = ""
    needed: bool = True
    wrong: Callable[[str], str] = lambda _text: ""


class Asker(Protocol):
    """The screen as an act sees it."""

    board: FieldBoard | None
    incident: str

    @property
    def speech(self) -> Speech: ...

    @property
    def console(self) -> Console: ...

    def t(self, message: str, **params: object) -> str: ...

    async def pick(self, title: str, options: Sequence[tuple[str, str]]) -> str | None:
        """The value of one of `(value, text)`."""
        ...

    async def answer(self, title: str, questions: Sequence[Question]) -> dict[str, str] | None: ...

    async def sure(self, title: str, says: str) -> bool: ...

    async def read(self, title: str, text: str) -> None: ...

    async def view(self, name: str, parameters: Mapping[str, Any]) -> Any: ...

    async def give(self, command: str, payload: Mapping[str, Any], says: str) -> bool:
        """Sends a command; ours without its prefix."""
        ...


@dataclass(frozen=True)
class Act:
    """`says` is a source message; `run` asks what is missing, and sends."""

    says: str
    run: Callable[[Asker], Awaitable[None]]
