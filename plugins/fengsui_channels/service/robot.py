"""Instant messages by a group robot: 企业微信, 钉钉, 飞书, each in its own form and with its own signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fengsui.hooks import Reading
from fengsui_channels.api.gateway import Kind, Message, Outcome
from fengsui_channels.settings import ChannelsSettings, Robot

MOST_READ = 4096
ONLY_IM: frozenset[Kind] = frozenset({"im"})


def robot_of(reading: Reading) -> RobotGateway | None:
    settings = reading.settings(ChannelsSettings).robot
    return RobotGateway(settings) if settings is not None else None


def request_of(settings: Robot, message: Message) -> tuple[str, bytes]:
    """Address and body as the messenger wants them. Whom it is for is named by his number, where the form can."""
    url, seconds = settings.url.get_secret_value(), int(message.at.timestamp())
    secret = settings.secret.get_secret_value() if settings.secret is not None else ""
    body: dict[str, Any]
    if settings.form == "feishu":
        body = {"msg_type": "text", "content": {"text": message.text}}
        if secret:
            body |= {"timestamp": str(seconds), "sign": _sign(f"{seconds}\n{secret}", "")}
    elif settings.form == "dingtalk":
        body = {"msgtype": "text", "text": {"content": message.text}, "at": {"atMobiles": [message.to]}}
        if secret:
            stamp = seconds * 1000
            more = urlencode({"timestamp": stamp, "sign": _sign(secret, f"{stamp}\n{secret}")})
            url += f"{'&' if '?' in url else '?'}{more}"
    else:
        body = {"msgtype": "text", "text": {"content": message.text, "mentioned_mobile_list": [message.to]}}
    return url, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _sign(key: str, text: str) -> str:
    """HMAC-SHA256 in base64. DingTalk signs time and secret with the secret; Feishu nothing, with time and secret."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


class RobotGateway:
    """`fengsui_channels.api.Gateway`. A robot knows no idempotency key: one try, so that a group hears it once."""

    name = "robot"
    kinds = ONLY_IM

    def __init__(self, settings: Robot) -> None:
        self._settings = settings

    async def send(self, message: Message) -> Outcome:
        url, body = request_of(self._settings, message)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        timeout = aiohttp.ClientTimeout(total=self._settings.request_s)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                return read_answer(response.status, (await response.content.read(MOST_READ)).decode("utf-8", "replace"))
        except (aiohttp.ClientError, TimeoutError) as error:
            return Outcome(state="failed", why=type(error).__name__)  # its text would hold the robot's key


def read_answer(status: int, said: str) -> Outcome:
    """All three answer 200 and say in `errcode` or `code` whether they took it."""
    try:
        answer = json.loads(said)
    except ValueError:
        answer = None
    if status != 200 or not isinstance(answer, dict):
        return Outcome(state="failed", why=f"{status} {said}"[:200])
    codes = [answer[key] for key in ("errcode", "code", "StatusCode") if key in answer]
    if codes and codes[0] == 0:
        return Outcome(state="taken")
    return Outcome(state="refused", why=f"{status} {said}"[:200])
