"""A rig without processes: the acts are done to the feed of the test in this very process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from tests.core.feed.serving import Served

from fengsui.access.policy import Actor
from fengsui.errors import Unavailable
from fengsui.feed.feed import Feed


class InProcess:
    """Tokens are names of actors (`FakeGate`); a fresh token of somebody is his name with a mark behind it."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._gate = served.gate

    def can(self, act: str) -> bool:
        return hasattr(self, f"_{act}")

    async def run(self, act: str, name: str = "", seconds: int = 0) -> str:
        done: str = await getattr(self, f"_{act}")(name, seconds)
        return done

    def _token(self, name: str, actor: Actor) -> str:
        token = f"{name}-{len(self._gate.actors)}"
        self._gate.actors[token] = actor
        return token

    async def _issue(self, name: str, _: int) -> str:
        return await self._lend(name, 0)

    async def _lend(self, name: str, seconds: int) -> str:
        ends = self._served.hub.clock.now() + timedelta(seconds=seconds or 3600)
        facts = {"expires_at": ends.isoformat()}
        token = self._token(name, Actor(f"user:{name}", labels=frozenset({"team:T06"}), facts=facts))
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._gate.actors.pop, token, None)
        return token

    async def _revoke(self, name: str, _: int) -> str:
        for token in [token for token, actor in self._gate.actors.items() if actor.id == f"user:{name}"]:
            del self._gate.actors[token]
        self._served.hub.revoke(f"user:{name}")
        return ""

    async def _change(self, name: str, _: int) -> str:
        self._served.hub.send_back(f"user:{name}")
        return ""

    async def _widen(self, name: str, _: int) -> str:
        known = next(actor for actor in self._gate.actors.values() if actor.id == f"user:{name}")
        return self._token(name, replace(known, labels=known.labels | {"team:T09"}))

    async def _fault(self, *_: object) -> str:
        self._gate.away = Unavailable("away")
        return ""

    async def _mend(self, *_: object) -> str:
        self._gate.away = None
        return ""

    async def _drain(self, *_: object) -> str:
        await self._served.feed.stop(100)
        return ""

    async def _kill(self, *_: object) -> str:
        for link in list(self._served.feed.links):
            link.transport.abort()
        await self._served.feed.stop(0)
        return ""

    async def _start(self, *_: object) -> str:
        served = self._served
        served.feed = Feed(served.hub, self._gate, served.source)
        await served.start(served.port)
        return ""
