"""Commands on their way: tried again under the same key, or refused in plain sight, and never dropped in silence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fengsui.clock import Ids
from fengsui.errors import FengsuiError, Unavailable
from fengsui_tui.connection import Link, Unreachable
from fengsui_tui.drafts import Drafts

PAUSES = (0.5, 1.0, 2.0)
"""Seconds before each repetition; then the person is told."""

UNSENT = "unsent"


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """A command that no answer came to. `keeps` means that it only writes down what was: it may go out late by itself.

    One that sends people somewhere goes out late only when a person says so again.
    """

    key: str
    command: str
    payload: Mapping[str, Any]
    says: str
    keeps: bool


class NotSent(Exception):
    """Given up for now; it stands among the unsent. `why` is what the server said, None where it said nothing."""

    def __init__(self, unsent: Unsent, why: FengsuiError | None = None) -> None:
        super().__init__(unsent.says)
        self.unsent = unsent
        self.why = why


class Sender:
    """Sends commands over a link. `told` hears of every attempt after the first."""

    def __init__(
        self,
        link: Link,
        ids: Ids,
        drafts: Drafts,
        *,
        told: Callable[[str, int], None] = lambda _says, _attempt: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._link, self._ids, self._drafts, self._told, self._pause = link, ids, drafts, told, pause

    @property
    def unsent(self) -> Sequence[Unsent]:
        """Commands without an answer, oldest first; kept on disk."""
        return tuple(Unsent(**found) for found in self._drafts.all(UNSENT))

    async def send(self, command: str, payload: Mapping[str, Any], *, says: str, keeps: bool = False) -> Any:
        """The answer. Raises FengsuiError where the server refuses, NotSent where it cannot hear or save."""
        return await self._deliver(
            Unsent(key=self._ids.new(), command=command, payload=dict(payload), says=says, keeps=keeps)
        )

    async def again(self, unsent: Unsent) -> Any:
        """The same once more, under the same key: done once, however often it is sent."""
        return await self._deliver(unsent)

    def drop(self, unsent: Unsent) -> None:
        self._drafts.drop(UNSENT, unsent.key)

    async def catch_up(self) -> list[tuple[Unsent, Exception | None]]:
        """After a reconnection: sends what only writes down, and says how each of it went."""
        done: list[tuple[Unsent, Exception | None]] = []
        for unsent in self.unsent:
            if not unsent.keeps:
                continue
            try:
                await self._deliver(unsent)
                done.append((unsent, None))
            except (FengsuiError, NotSent) as error:
                done.append((unsent, error))
        return done

    async def _deliver(self, unsent: Unsent) -> Any:
        self._drafts.save(UNSENT, unsent.key, asdict(unsent))
        why: FengsuiError | None = None
        for attempt, pause in enumerate((0.0, *PAUSES)):
            if attempt:
                self._told(unsent.says, attempt)
                await self._pause(pause)
            try:
                answer = await self._link.call(unsent.command, unsent.payload, unsent.key)
            except Unreachable:
                why = None
                continue
            except FengsuiError as error:
                why = error
                if error.retry and (attempt < len(PAUSES) or isinstance(error, Unavailable)):
                    continue
                self.drop(unsent)
                raise
            self.drop(unsent)
            return answer
        raise NotSent(unsent, why)
