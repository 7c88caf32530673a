"""The console screens that the plugin offers, by name: importing this needs neither Textual nor a database."""

from __future__ import annotations

from fengsui.hooks import Screen
from fengsui.text import N_

SCREENS = (
    Screen(name="board", title=N_("Reports"), target="fengsui_reports.screen.board:ReportsScreen", key="f8",
           permission="reports.view"),
    Screen(name="picture", title=N_("Picture on one page"), target="fengsui_reports.screen.picture:PictureScreen",
           key="f9", permission="reports.view"),
    Screen(name="umbrella", title=N_("Report of the umbrella event"),
           target="fengsui_reports.screen.umbrella:UmbrellaReportScreen", permission="reports.view"),
)  # fmt: skip
