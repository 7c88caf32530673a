"""What the plugin declares to the host."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fengsui.hooks import About, Command, Erasure, Provider, Subscription, Sweep, View
from fengsui.text import N_
from fengsui_channels.api.events import Replied, Tried
from fengsui_channels.api.gateway import Gateway
from fengsui_channels.api.sending import Channels
from fengsui_channels.service import outbox, sending
from fengsui_channels.service.webhook import webhook_of

ABOUT = About(
    name="channels",
    version="0.1.0",
    title=N_("Channels"),
    permissions={
        "channels.messages": N_("See what was sent by short message and voice."),
        "channels.reply": N_("Hand in an answer to a message."),
    },
)

SENDING_SECONDS = 60
"""So long a round of sending may take: what is left waits for the next."""


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(min_length=1, max_length=200)]


class Last(BaseModel):
    model_config = ConfigDict(extra="forbid")

    about: Annotated[str, Field(max_length=64)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


def commands() -> list[Command[Any]]:
    return [
        Command(name="reply", summary=N_("Hand in an answer to a message"), payload=Reply,
                run=lambda unit, payload: outbox.reply(unit, payload.message, payload.text)),
    ]  # fmt: skip


def views() -> list[View[Any]]:
    return [
        View(name="messages", summary=N_("What was sent by short message and voice"), parameters=Last,
             read=lambda reading, given: outbox.last(reading, given.about, given.limit),
             answer=list[outbox.MessageRow]),
    ]  # fmt: skip


def subscriptions() -> list[Subscription]:
    return [
        Subscription(
            topics=("channels.asked",), handle=sending.send_waiting, timeout=timedelta(seconds=SENDING_SECONDS)
        )
    ]


def sweeps() -> list[Sweep]:
    return [Sweep(name="stale", every=timedelta(seconds=5), due=outbox.stale, act=outbox.give_up)]


def providers() -> list[Provider[Any]]:
    return [
        Provider(protocol=Channels, make=outbox.Outbox),
        Provider(protocol=Gateway, make=webhook_of, several=True),
    ]


def erasures() -> list[Erasure]:
    return [
        Erasure(name="about", summary=N_("The messages about an order: numbers, texts, replies"),
                subjects=outbox.messages_about, erase=outbox.erase_about, topics=(Replied.topic, Tried.topic)),
    ]  # fmt: skip
