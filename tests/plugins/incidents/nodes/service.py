"""The service behind the webhook, as it sees us: every request is kept, and answered as its dice say."""

from __future__ import annotations

import asyncio
import hmac
import json
import random
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fengsui_channels.service.webhook import signature

SECRET = "a secret that both of them know"
SLOW_SECONDS = 4.0
"""Longer than the webhook waits for one answer."""
MOODS = ("ok", "ok", "ok", "busy", "slow", "hangs up")


@dataclass
class Post:
    """One request: `answered` is the status that was written, 0 where none was."""

    key: str
    body: bytes
    at: float
    answered: int = 0

    @property
    def message(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Service:
    """`moody`: of some messages it refuses, delays or never answers the first request; each is taken all the same."""

    def __init__(self, seed: int = 1, *, moody: bool = False) -> None:
        self.posts: list[Post] = []
        self.forged: list[str] = []
        """Keys of requests whose signature is not ours."""
        self._dice = random.Random(seed)
        self._moody = moody

    async def __aenter__(self) -> Service:
        application = web.Application()
        application.router.add_post("/send", self._take)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/send"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body, key = await request.read(), request.headers["Idempotency-Key"]
        said = request.headers["Fengsui-Signature"]
        seconds = int(said.partition(",")[0].removeprefix("t="))
        if not hmac.compare_digest(said, signature(SECRET, seconds, body)):
            self.forged.append(key)
        first = all(post.key != key for post in self.posts)
        post = Post(key, body, time.time())
        self.posts.append(post)
        mood = self._dice.choice(MOODS) if self._moody and first else "ok"
        if mood == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        elif mood == "hangs up" and request.transport is not None:
            request.transport.abort()
            return web.Response()
        elif mood == "busy":
            post.answered = 503
            return web.Response(status=503)
        post.answered = 200
        return web.json_response({"id": f"S{len(self.posts)}"})

    def by_key(self) -> dict[str, list[Post]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.key].append(post)
        return found
