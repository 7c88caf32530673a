"""Commands: validated, allowed, answered once a key, and nothing half-applied."""

from __future__ import annotations

import asyncio

import pytest
from tests.core.ping import Pinged, command, pinger, plugin

from fengsui.access.policy import Actor
from fengsui.errors import Conflict, Forbidden, Invalid, Missing
from fengsui.testing import Running, running

ANYBODY = Actor(id="user:a", permissions=frozenset({"ping.*"}))


async def test_a_command_is_answered_and_its_event_recorded() -> None:
    async with running(extra=[pinger()]) as system:
        assert await system.execute("ping.ping", {"text": "x"}, ANYBODY) == {"text": "x"}
        (event,) = system.recorded("ping.*")
        assert (event.topic, event.subject, event.actor, event.data) == (
            "ping.pinged", "x", "user:a", {"text": "x", "to": "centre"},
        )  # fmt: skip


async def test_every_fault_at_once() -> None:
    async with running(extra=[pinger()]) as system:
        with pytest.raises(Invalid) as caught:
            await system.execute("ping.ping", {"times": "many", "extra": 1}, ANYBODY)
        assert {fault.path for fault in caught.value.faults} == {"text", "times", "extra"}
        assert not system.recorded("ping.*")


async def test_deny_by_default() -> None:
    async with running(extra=[pinger()]) as system:
        with pytest.raises(Forbidden):
            await system.execute("ping.ping", {"text": "x"}, Actor(id="user:b"))
        with pytest.raises(Missing):
            await system.execute("ping.pong", {}, ANYBODY)


async def test_a_command_that_fails_leaves_nothing() -> None:
    async with running(extra=[pinger()]) as system:
        with pytest.raises(ValueError, match="boom"):
            await system.execute("ping.ping", {"text": "boom"}, ANYBODY, key="k")
        assert not system.recorded("ping.*")
        with pytest.raises(ValueError, match="boom"):
            await system.execute("ping.ping", {"text": "boom"}, ANYBODY, key="k")


async def test_a_repeated_key_gets_its_first_answer() -> None:
    async with running(extra=[pinger()]) as system:
        answers = [await system.execute("ping.ping", {"text": "x"}, ANYBODY, key="k") for _ in range(3)]
        assert answers == [{"text": "x"}] * 3
        assert len(system.recorded("ping.*")) == 1
        with pytest.raises(Conflict) as caught:
            await system.execute("ping.ping", {"text": "y"}, ANYBODY, key="k")
        assert caught.value.code == "idempotency_mismatch"


async def test_a_key_belongs_to_its_actor() -> None:
    async with running(extra=[pinger()]) as system:
        other = Actor(id="user:b", permissions=ANYBODY.permissions)
        await system.execute("ping.ping", {"text": "x"}, ANYBODY, key="k")
        assert await system.execute("ping.ping", {"text": "y"}, other, key="k") == {"text": "y"}


async def test_the_same_key_at_the_same_moment_runs_once() -> None:
    async with running(extra=[pinger()]) as system:
        tries = [system.system.execute("ping.ping", {"text": "x"}, ANYBODY, "k") for _ in range(20)]
        assert await asyncio.gather(*tries) == [{"text": "x"}] * 20
        await system.settle()
        assert len(system.recorded("ping.*")) == 1


async def test_a_secret_answer_is_not_kept() -> None:
    async with running(
        extra=[plugin("ping", commands=lambda: [command(secret=True)], events=lambda: [Pinged])]
    ) as system:
        await system.execute("ping.ping", {"text": "x"}, ANYBODY, key="k")
        with pytest.raises(Conflict) as caught:
            await system.execute("ping.ping", {"text": "x"}, ANYBODY, key="k")
        assert caught.value.code == "answer_not_kept"


async def test_answers_are_forgotten_after_a_week() -> None:
    async with running(extra=[pinger()]) as system:
        await system.execute("ping.ping", {"text": "x"}, ANYBODY, key="k")
        await system.advance(seconds=8 * 86400, step=86400)
        await _again(system)


async def _again(system: Running) -> None:
    assert await system.execute("ping.ping", {"text": "z"}, ANYBODY, key="k") == {"text": "z"}
