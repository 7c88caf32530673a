"""A gateway to telephones: what it is handed, what it answers, and one that only writes down.

A plugin adds its own with `Provider(protocol=Gateway, make=…, several=True)`; there may be as many as are wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["sms", "voice", "im"]
"""短信, 语音电话, 即时消息."""

State = Literal["waiting", "taken", "refused", "failed"]
"""Not tried yet; the gateway took it; it said no; it could not be reached in time, or nobody carries this kind."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a gateway sends. `id` is the idempotency key: one that comes twice is to be sent once.

    `to` is the number or account; `text` is whole as it is, with its marks of the real thing or of a drill
    (`exercise`), and must not be shortened; `about` the order that it concerns; `at` when it is handed over (UTC).
    """

    id: str
    kind: Kind
    to: str
    text: str
    exercise: bool
    language: str
    centre: str
    about: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A gateway's answer: `taken` says that it will be sent, not that it was read; `ref` is the gateway's number."""

    state: Literal["taken", "refused", "failed"]
    ref: str = ""
    why: str = ""


class Gateway(Protocol):
    """Carries messages of some kinds. It is used after the transaction in which it was made has ended."""

    @property
    def name(self) -> str:
        """As the record names it: `webhook`."""
        ...

    @property
    def kinds(self) -> frozenset[Kind]:
        """What it carries now; empty where it is not set up."""
        ...

    async def send(self, message: Message) -> Outcome:
        """Hands the message over. It is cut off after the setting `timeout_s`; what it raises counts as failed."""
        ...


class MockGateway:
    """Takes everything and sends nothing: `sent` is what would have gone out, each message once."""

    def __init__(self, kinds: frozenset[Kind] = frozenset({"sms", "voice", "im"}), name: str = "mock") -> None:
        self.name = name
        self.kinds = kinds
        self.sent: dict[str, Message] = {}

    async def send(self, message: Message) -> Outcome:
        self.sent.setdefault(message.id, message)
        return Outcome(state="taken", ref=f"{self.name}-{len(self.sent)}")
