"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

TARGET = "fengsui_drills.screen:DrillsScreen"

SCREENS = (Screen(name="drills", title=N_("Drills"), target=TARGET, key="4", permission="drills.see"),)
