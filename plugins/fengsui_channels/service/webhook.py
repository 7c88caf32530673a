"""The gateway by webhook: one signed POST a message, repeated with the same key until it is answered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import Any

import aiohttp

from fengsui.hooks import Reading
from fengsui_channels.api.gateway import Kind, Message, Outcome
from fengsui_channels.settings import ChannelsSettings, Webhook

VERSION = 1
PAUSE_S = 0.5
MOST_READ = 4096
AGAIN = frozenset({408, 425, 429})
"""Statuses below 500 after which it is tried again."""


def webhook_of(reading: Reading) -> WebhookGateway | None:
    settings = reading.settings(ChannelsSettings).webhook
    return WebhookGateway(settings) if settings is not None else None


def body_of(message: Message) -> bytes:
    """What the service gets, as JSON in UTF-8."""
    fields: dict[str, Any] = {
        "v": VERSION,
        "id": message.id,
        "kind": message.kind,
        "to": message.to,
        "text": message.text,
        "exercise": message.exercise,
        "language": message.language,
        "centre": message.centre,
        "about": message.about,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, seconds: int, body: bytes) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>`: the time stands in it against replays."""
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


class WebhookGateway:
    """`fengsui_channels.api.Gateway` over HTTP."""

    name = "webhook"

    def __init__(self, settings: Webhook) -> None:
        self._settings = settings
        self.kinds: frozenset[Kind] = frozenset(settings.kinds)

    async def send(self, message: Message) -> Outcome:
        """2xx and 409 (known already) are taken, other 4xx refused; the rest is tried again, then failed."""
        body = body_of(message)
        secret = self._settings.secret.get_secret_value()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.id,
            "Fengsui-Signature": signature(secret, int(message.at.timestamp()), body),
        }
        outcome = Outcome(state="failed", why="not tried")
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._settings.request_s)) as session:
            for attempt in range(self._settings.tries):
                if attempt:
                    await asyncio.sleep(PAUSE_S * attempt)
                outcome, over = await self._post(session, body, headers)
                if over:
                    break
        return outcome

    async def _post(self, session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]) -> tuple[Outcome, bool]:
        """The answer, and whether it is the last word."""
        try:
            async with session.post(self._settings.url, data=body, headers=headers, allow_redirects=False) as response:
                said = (await response.content.read(MOST_READ)).decode("utf-8", "replace")
                return _read(response.status, said)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Outcome(state="failed", why=f"{type(error).__name__}: {error}".rstrip(": ")), False


def _read(status: int, said: str) -> tuple[Outcome, bool]:
    if 200 <= status < 300 or status == 409:
        return Outcome(state="taken", ref=_ref(said)), True
    why = f"{status} {said}".strip()
    if status < 300 or status >= 500 or status in AGAIN:
        return Outcome(state="failed", why=why), False
    return Outcome(state="refused", why=why), True


def _ref(said: str) -> str:
    """The service's own number, where its answer is JSON with an `id`."""
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    return str(answer.get("id", ""))[:100] if isinstance(answer, dict) else ""
