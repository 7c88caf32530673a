"""What the console needs of a server: the `Link`. One view or command at a time, and the feed as one stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from fengsui.client.refusals import Unreachable
from fengsui.events import Position

__all__ = ["FeedItem", "FeedState", "Happened", "Heard", "Link", "Offered", "Standing", "Stirred", "Unreachable", "Who"]

FeedState = Literal["live", "catching_up", "offline", "refused"]
"""Complete up to now; behind; no connection (tries again by itself); the server said no (a person must act)."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """The actor as the server knows it."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()

    def can(self, permission: str) -> bool:
        """Whether the key makes sense at all; the server decides each time."""
        plugin = permission.partition(".")[0]
        return bool(self.permissions & {permission, f"{permission}.any", f"{plugin}.*", "*"})


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An event of the feed."""

    topic: str
    subject: str
    seq: int
    severity: str = "info"
    exercise: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the feed stands now; `gap` says that events are missing, so that the views must be read again.

    `way` is by what it is connected where that is no websocket: `SSE` or `POLL`.
    """

    state: FeedState
    why: str = ""
    way: str = ""
    gap: bool = False


@dataclass(frozen=True)
class Heard:
    """A sign of life: up to now nothing is missing."""


@dataclass(frozen=True)
class Stirred:
    """Somebody connected or was lost: no event says so, the views do."""


FeedItem = Happened | Standing | Heard | Stirred


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A command that the server has: its name, what it does, what it takes (JSON Schema)."""

    name: str
    summary: str
    permission: str
    schema: Mapping[str, Any] = field(default_factory=dict)


class Link(Protocol):
    """A logged-in connection. Refusals raise `fengsui.errors.FengsuiError`.

    Silence raises `Unreachable`: whether a command was done is not known then, the same key must be sent again.
    """

    async def log_in(self, user: str, password: str) -> Who: ...

    async def who(self) -> Who:
        """Who is logged in; raises Unauthorised where nobody is."""
        ...

    async def show(self, view: str, parameters: Mapping[str, Any]) -> tuple[Position, Any]: ...

    async def call(self, command: str, payload: Mapping[str, Any], key: str) -> Any:
        """`key` makes a repetition harmless: it gets the first answer."""
        ...

    async def trouble(self) -> str:
        """The code of what it cannot save (`storage_full`) or prove (`heads_failed`) for; "" where all is well."""
        ...

    async def left_out(self) -> Sequence[str]:
        """Plugins that the server has quarantined."""
        ...

    async def offered(self) -> Sequence[Offered]:
        """Every command of the server, in the language of the link."""
        ...

    def feed(self, after: Position) -> AsyncIterator[FeedItem]:
        """Events after a position, for ever: it connects again by itself, and says how it stands."""
        ...

    async def close(self) -> None: ...

    def speak(self, language: str) -> None:
        """The language of refusals from now on."""
        ...
