"""The incidents' tables. What is asked every half second (`next_due_at`) and for every screen has its index."""

from fengsui_incidents.tables.call import calls
from fengsui_incidents.tables.choosing import consents, left_out, released, run_cards, waits
from fengsui_incidents.tables.incident import RUNNING, acknowledged, counters, figures, incidents, log
from fengsui_incidents.tables.intake import (
    TICKETS_OPEN,
    WAITING_TRANSFERS,
    call_keys,
    findings,
    learned,
    members,
    reporters,
    tickets,
    transfers,
    umbrella_log,
    umbrellas,
)
from fengsui_incidents.tables.judged import circumstances, commands
from fengsui_incidents.tables.order import facts, orders, quotas
from fengsui_incidents.tables.outages import outages
from fengsui_incidents.tables.shared import metadata
from fengsui_incidents.tables.todo import evidence, tasks

__all__ = [
    "RUNNING",
    "TICKETS_OPEN",
    "WAITING_TRANSFERS",
    "acknowledged",
    "call_keys",
    "calls",
    "circumstances",
    "commands",
    "consents",
    "counters",
    "evidence",
    "facts",
    "figures",
    "findings",
    "incidents",
    "learned",
    "left_out",
    "log",
    "members",
    "metadata",
    "orders",
    "outages",
    "quotas",
    "released",
    "reporters",
    "run_cards",
    "tasks",
    "tickets",
    "transfers",
    "umbrella_log",
    "umbrellas",
    "waits",
]
