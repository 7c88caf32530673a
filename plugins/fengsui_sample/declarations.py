"""What the sample declares to the host."""

from __future__ import annotations

from typing import Any

from fengsui.hooks import About, Provider, Reading
from fengsui.text import N_
from fengsui_channels.api import Gateway, MockGateway
from fengsui_sample.settings import SampleSettings

ABOUT = About(
    name="sample",
    version="0.1.0",
    title=N_("Sample city"),
    requires=("rosters", "plans", "drills"),
)


def mock_of(reading: Reading) -> MockGateway | None:
    """In the sample city nobody is really rung: every message is taken, and none goes out."""
    return MockGateway() if reading.settings(SampleSettings).load else None


def providers() -> list[Provider[Any]]:
    return [Provider(protocol=Gateway, make=mock_of, several=True)]
