"""The incidents' screens: board, intake, dispatch. The only part of the plugin that knows Textual."""

from fengsui_incidents.screen.board import BoardScreen
from fengsui_incidents.screen.dispatch import DispatchScreen
from fengsui_incidents.screen.intake import IntakeScreen

__all__ = ["BoardScreen", "DispatchScreen", "IntakeScreen"]
