"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

TARGET = "fengsui_plans.screen:FilingsScreen"

SCREENS = (Screen(name="filings", title=N_("Filings"), target=TARGET, key="3", permission="plans.filings"),)
