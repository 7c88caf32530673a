"""All gateways: other plugins' and the webhook, which are provided, then our own robot and the mock, where set up."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.hooks import Reading
from fengsui_channels.api.gateway import Gateway
from fengsui_channels.service.mock import mock_of
from fengsui_channels.service.robot import robot_of


def gateways(reading: Reading) -> Sequence[Gateway]:
    own = (robot_of(reading), mock_of(reading))
    return [*reading.ask_each(Gateway), *(gateway for gateway in own if gateway is not None)]
