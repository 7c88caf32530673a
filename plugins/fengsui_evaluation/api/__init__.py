"""What other plugins may use of the evaluation: its events and values."""

from fengsui_evaluation.api.events import EVENTS
from fengsui_evaluation.api.values import Clock, Destruction, Evaluation, Finding, Period, Spread

__all__ = ["EVENTS", "Clock", "Destruction", "Evaluation", "Finding", "Period", "Spread"]
