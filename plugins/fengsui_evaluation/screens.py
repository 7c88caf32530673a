"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

SCREENS = (
    Screen(name="board", title=N_("Evaluation"), target="fengsui_evaluation.screen.board:EvaluationScreen", key="5",
           permission="evaluation.see"),
)  # fmt: skip
