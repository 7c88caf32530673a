"""The bus asks for nothing but what it was told of: so it must be told of everything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from tests.core.ping import Pinged, pinger

from fengsui.events import Recorded
from fengsui.hooks import Subscription
from fengsui.journal.source import JournalSource
from fengsui.relay import Relay
from fengsui.storage.database import Database, Scope
from fengsui.testing import running
from fengsui.unit import BoundReading, BoundUnit

PATIENCE = 10


def while_it_starts(monkeypatch: pytest.MonkeyPatch, kind: type[Relay] | type[JournalSource]) -> None:
    """Something is committed after `kind` has read where the journal ends, and before it hears that."""
    right: Callable[..., Any] = kind.start

    async def start(self: Any) -> None:
        database: Database = self._database
        read = database.read

        async def late(view: Callable[[BoundReading], Any], scope: Scope) -> Any:
            found = await read(view, scope)
            await database.run(lambda unit: unit.record(Pinged(exercise=None, text="late")), Scope("ping", scope.actor))
            return found

        monkeypatch.setattr(database, "read", late)
        await right(self)
        monkeypatch.setattr(database, "read", read)

    monkeypatch.setattr(kind, "start", start)


async def test_the_bus_hands_on_what_was_committed_while_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def handle(_: BoundUnit, recorded: Recorded) -> None:
        heard.append(recorded.subject)

    while_it_starts(monkeypatch, Relay)
    subscribed = pinger(subscriptions=lambda: [Subscription(topics=("ping.*",), handle=handle)])
    async with running(extra=[subscribed]) as system:
        async with asyncio.timeout(PATIENCE):
            await system.system.relay.settled()
        assert heard == ["late"]


async def test_who_waits_for_the_journal_knows_what_was_committed_while_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    while_it_starts(monkeypatch, JournalSource)
    async with running(extra=[pinger()]) as system:
        assert system.system.source.head() == await system.system.head()
