"""The incidents' tables. What is asked every half second (`next_due_at`) and for every screen has its index."""

from fengsui_incidents.tables.call import calls
from fengsui_incidents.tables.choosing import consents, left_out, released, run_cards, waits
from fengsui_incidents.tables.incident import RUNNING, acknowledged, counters, figures, incidents, log
from fengsui_incidents.tables.order import facts, orders, quotas
from fengsui_incidents.tables.shared import metadata
from fengsui_incidents.tables.todo import evidence, tasks

__all__ = [
    "RUNNING",
    "acknowledged",
    "calls",
    "consents",
    "counters",
    "evidence",
    "facts",
    "figures",
    "incidents",
    "left_out",
    "log",
    "metadata",
    "orders",
    "quotas",
    "released",
    "run_cards",
    "tasks",
    "waits",
]
