"""What other plugins may use of the handover: who has the watch, its events and values."""

from fengsui_handover.api.events import EVENTS, CaughtUp, Overdue, Promised, PromiseKept, Refused, SignedOut, TakenOver
from fengsui_handover.api.values import HandoverView, Line, Pending, Promise, Section, Sheet, Watch, WatchKeeping

__all__ = [
    "EVENTS",
    "CaughtUp",
    "HandoverView",
    "Line",
    "Overdue",
    "Pending",
    "Promise",
    "PromiseKept",
    "Promised",
    "Refused",
    "Section",
    "Sheet",
    "SignedOut",
    "TakenOver",
    "Watch",
    "WatchKeeping",
]
