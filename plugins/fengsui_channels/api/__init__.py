"""What others use of the channels: to send by them (`Channels`), or to add a gateway of their own (`Gateway`)."""

from __future__ import annotations

from fengsui_channels.api.events import Asked, Replied, Tried
from fengsui_channels.api.gateway import Gateway, Kind, Message, MockGateway, Outcome, State
from fengsui_channels.api.sending import Channels, Draft, Try

__all__ = [
    "Asked",
    "Channels",
    "Draft",
    "Gateway",
    "Kind",
    "Message",
    "MockGateway",
    "Outcome",
    "Replied",
    "State",
    "Tried",
    "Try",
]
