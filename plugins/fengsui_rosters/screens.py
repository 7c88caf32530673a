"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

TARGET = "fengsui_rosters.screen"

SCREENS = (
    Screen(name="teams", title=N_("Teams"), target=f"{TARGET}:TeamsScreen", key="2", permission="rosters.teams"),
    Screen(name="duty", title=N_("Duty roster"), target=f"{TARGET}:DutyScreen", permission="rosters.duty"),
)
