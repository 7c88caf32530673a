"""What the feed needs from the kernel: the journal to read forward, and a gate for tokens, commands and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from fengsui.access.policy import Actor
from fengsui.events import Position, Recorded

if TYPE_CHECKING:
    from fengsui.feed.session import Session


class Delivery(NamedTuple):
    """`device` stored the event `of`, for the first time among those that speak for `label` (`team:T06`)."""

    device: str
    label: str
    of: str
    of_seq: int
    of_topic: str
    of_subject: str
    exercise: str | None


class Source(Protocol):
    """The journal, as the feed reads it. Called on the event loop; none of it may block."""

    def head(self) -> Position:
        """The last committed event's position."""
        ...

    def oldest(self) -> int:
        """The first seq that is still kept (1 for a whole journal)."""
        ...

    async def read(self, after: int, limit: int, labels: frozenset[str] | None) -> list[Recorded]:
        """At most `limit` events behind seq `after` in order: all (None), or those with any of `labels`."""
        ...

    async def wait(self, seq: int) -> int:
        """The head's seq, as soon as it is greater than `seq`."""
        ...


class Gate(Protocol):
    """The doors through which a client reaches the system."""

    async def authenticate(self, token: str) -> Actor | None:
        """Whose token this is, or None."""
        ...

    async def touch(self, actors: Sequence[Actor]) -> None:
        """Their login sessions are in use: they do not idle out."""
        ...

    async def execute(self, name: str, args: Mapping[str, Any], actor: Actor, key: str | None) -> object:
        """Executes `<plugin>.<command>`; raises FengsuiError."""
        ...

    async def deliver(self, deliveries: Sequence[Delivery]) -> None:
        """Records `feed.delivered` for each, in one unit. All are of one exercise, or all of the real thing."""
        ...

    async def save_positions(self, positions: Mapping[str, Position]) -> None:
        """Keeps how far each device has stored the journal. Shown to people only; nothing resumes from it."""
        ...


class Watcher(Protocol):
    """Who is told of this node's connections."""

    def entered(self, session: Session, replaces: str) -> None:
        """A client said hello; the connection that it replaces, if any, is not here."""
        ...

    def appeared(self, session: Session) -> None:
        """It has subscribed, or its labels are others now."""
        ...

    def left(self, session: Session) -> None: ...
