"""The channels' section of the settings file."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from fengsui_channels.api.gateway import Kind


def _encrypted(url: str) -> str:
    """Numbers and alerts leave the machine only encrypted; to the machine itself plain HTTP will do."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an https address")
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise ValueError("an https address: plain http only to this machine itself")
    return url


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Webhook(BaseModel):
    """An HTTP service that sends for us: docs/operations.md says what it gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_encrypted)]
    secret: Annotated[SecretStr, Field(min_length=16)]
    """Shared with the service; it checks our signature with it."""
    kinds: tuple[Kind, ...] = ("sms", "voice")
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    request_s: Annotated[float, Field(gt=0, le=30)] = 3.0
    """So long one request may take."""


class Mock(BaseModel):
    """A gateway that sends nothing: each message is a line of a file, for trying things out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Path
    kinds: tuple[Kind, ...] = ("sms", "voice", "im")


class Robot(BaseModel):
    """A group robot of an instant messenger (群机器人): 企业微信 (wecom), 钉钉 (dingtalk), 飞书 (feishu)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Literal["wecom", "dingtalk", "feishu"]
    url: SecretStr
    """As the messenger gave it: it holds the robot's key."""
    secret: SecretStr | None = None
    """For dingtalk and feishu, where the robot is set to check signatures."""
    request_s: Annotated[float, Field(gt=0, le=30)] = 3.0

    @field_validator("url")
    @classmethod
    def _is_encrypted(cls, url: SecretStr) -> SecretStr:
        _encrypted(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _signs(self) -> Robot:
        if self.form == "wecom" and self.secret is not None:
            raise ValueError("wecom robots check no signature: leave the secret out")
        return self


class ChannelsSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook: Webhook | None = None
    mock: Mock | None = None
    robot: Robot | None = None
    prefer: tuple[str, ...] = ()
    """Names of gateways, in the order in which they are tried where several carry a kind."""
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 12.0
    """So long a gateway has for one message, with all its tries."""
    at_once: Annotated[int, Field(ge=1, le=64)] = 8
    """So many messages are handed over at the same time."""
