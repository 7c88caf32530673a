"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

FOLDER = "fengsui_incidents.screen"
BOARD = f"{FOLDER}.board:BoardScreen"
INTAKE = f"{FOLDER}.intake:IntakeScreen"
DISPATCH = f"{FOLDER}.dispatch:DispatchScreen"
JUDGEMENT = f"{FOLDER}.judgement:JudgementScreen"
COMPOSE = f"{FOLDER}.compose:ComposeScreen"
CALLS = f"{FOLDER}.calls:CallsScreen"
UMBRELLAS = f"{FOLDER}.umbrellas:UmbrellasScreen"

SCREENS = (
    Screen(name="board", title=N_("Board"), target=BOARD, key="1", permission="incidents.view"),
    Screen(name="intake", title=N_("New call"), target=INTAKE, key="f2", permission="incidents.take_call"),
    Screen(name="dispatch", title=N_("Dispatch"), target=DISPATCH, permission="incidents.dispatch"),
    Screen(name="judgement", title=N_("Judgement"), target=JUDGEMENT, key="0", permission="incidents.view"),
    Screen(name="compose", title=N_("Ad-hoc plan"), target=COMPOSE, permission="incidents.report"),
    Screen(name="calls", title=N_("Calls, transfers, tickets"), target=CALLS, key="7", permission="incidents.view"),
    Screen(name="umbrellas", title=N_("Umbrella events"), target=UMBRELLAS, key="8", permission="incidents.view"),
)
