"""The gateway by webhook: what a service gets, how it proves whose it is, and what becomes of its answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import ValidationError

from fengsui.testing import NIGHT
from fengsui_channels.api import Message
from fengsui_channels.service import webhook
from fengsui_channels.service.webhook import WebhookGateway
from fengsui_channels.settings import ChannelsSettings, Webhook

SECRET = "sixteen letters or more"
MESSAGE = Message(
    id="m1",
    kind="sms",
    to="021-00001033",
    text="【演练】EX07-02 演练【演练】",
    exercise=True,
    language="zh_CN",
    centre="普陀区应急局",
    about="EX07-02",
    at=NIGHT,
)


@dataclass
class Service:
    """An SMS service: answers by `answers` in turn, the last one for ever."""

    answers: list[Callable[[], web.Response]]
    heard: list[tuple[web.Request, bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((request, await request.read()))
        return self.answers[min(len(self.heard), len(self.answers)) - 1]()


@asynccontextmanager
async def serving(*answers: Callable[[], web.Response]) -> AsyncIterator[tuple[Service, WebhookGateway]]:
    service = Service(list(answers))
    app = web.Application()
    app.router.add_post("/sms", service.take)
    async with TestServer(app) as server:
        settings = Webhook.model_validate({"url": str(server.make_url("/sms")), "secret": SECRET, "request_s": 0.5})
        yield service, WebhookGateway(settings)


def said(status: int, **body: object) -> Callable[[], web.Response]:
    return lambda: web.json_response(body, status=status)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "PAUSE_S", 0.0)


async def test_the_service_gets_the_message_signed_with_its_key() -> None:
    async with serving(said(202, id="X-7")) as (service, gateway):
        outcome = await gateway.send(MESSAGE)
        assert (outcome.state, outcome.ref) == ("taken", "X-7")
        ((request, body),) = service.heard
        assert json.loads(body) == {
            "v": 1, "id": "m1", "kind": "sms", "to": "021-00001033", "text": "【演练】EX07-02 演练【演练】",
            "exercise": True, "language": "zh_CN", "centre": "普陀区应急局", "about": "EX07-02",
        }  # fmt: skip
        assert request.headers["Idempotency-Key"] == "m1"
        parts = dict(part.split("=", 1) for part in request.headers["Fengsui-Signature"].split(","))
        assert int(parts["t"]) == int(NIGHT.timestamp())
        expected = hmac.new(SECRET.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(parts["v1"], expected)


async def test_what_may_pass_is_tried_again_with_the_same_key() -> None:
    async with serving(said(503), said(429), said(200)) as (service, gateway):
        assert (await gateway.send(MESSAGE)).state == "taken"
        assert {request.headers["Idempotency-Key"] for request, _ in service.heard} == {"m1"}
        assert len(service.heard) == 3


async def test_one_that_is_known_already_counts_as_taken() -> None:
    async with serving(said(409)) as (_, gateway):
        assert (await gateway.send(MESSAGE)).state == "taken"


async def test_a_refusal_is_the_last_word_and_keeps_its_reason() -> None:
    async with serving(said(402, error="no credit")) as (service, gateway):
        outcome = await gateway.send(MESSAGE)
        assert (outcome.state, len(service.heard)) == ("refused", 1)
        assert "no credit" in outcome.why


async def test_a_redirect_is_not_followed() -> None:
    def away() -> web.Response:
        raise web.HTTPFound("http://127.0.0.1:1/elsewhere")

    async with serving(away) as (service, gateway):
        assert (await gateway.send(MESSAGE)).state == "refused"
        assert len(service.heard) == 1


async def test_silence_and_nobody_there_are_failures_within_their_time() -> None:
    listening = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    base = {"secret": SECRET, "request_s": 0.05, "tries": 2}
    silent = WebhookGateway(Webhook.model_validate({"url": f"http://127.0.0.1:{port}/", **base}))
    assert (await silent.send(MESSAGE)).state == "failed"
    listening.close()
    nobody = WebhookGateway(Webhook.model_validate({"url": f"http://127.0.0.1:{port}/", **base}))
    assert (await nobody.send(MESSAGE)).state == "failed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://sms.example.com/", "secret": SECRET},
        {"url": "sms.example.com", "secret": SECRET},
        {"url": "https://sms.example.com/", "secret": "short"},
        {"url": "https://sms.example.com/", "secret": SECRET, "kinds": ["fax"]},
    ],
)
def test_a_setting_that_would_send_numbers_in_the_clear_or_unsigned_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChannelsSettings.model_validate({"webhook": wrong})


def test_the_secret_is_not_printed() -> None:
    made = ChannelsSettings.model_validate({"webhook": {"url": "https://sms.example.com/", "secret": SECRET}})
    assert SECRET not in repr(made)
