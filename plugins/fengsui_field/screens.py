"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

TARGET = "fengsui_field.screen.board:FieldScreen"

SCREENS = (Screen(name="board", title=N_("Field"), target=TARGET, key="f7", permission="field.view"),)
