"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

TARGET = "fengsui_incidents.screen"

SCREENS = (
    Screen(name="board", title=N_("Board"), target=f"{TARGET}:BoardScreen", key="1", permission="incidents.view"),
    Screen(
        name="intake", title=N_("New call"), target=f"{TARGET}:IntakeScreen", key="f2", permission="incidents.take_call"
    ),
    Screen(name="dispatch", title=N_("Dispatch"), target=f"{TARGET}:DispatchScreen", permission="incidents.dispatch"),
)
