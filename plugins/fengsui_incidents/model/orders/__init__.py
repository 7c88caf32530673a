"""The facts of an order: which may follow which, what the order's state is, and which fact is due when."""

from fengsui_incidents.model.orders.correct import Correction, correct
from fengsui_incidents.model.orders.due import Awaited, answer_by, awaited, within
from fengsui_incidents.model.orders.receive import Given, Received, receive
from fengsui_incidents.model.orders.state import (
    can_be_reached_by,
    change_acknowledged,
    is_open,
    latest_demand,
    only_withdraws,
    stand_down_acknowledged,
    state_of,
    withdrawn,
)
from fengsui_incidents.model.orders.values import OrderRecord, Step

__all__ = [
    "Awaited",
    "Correction",
    "Given",
    "OrderRecord",
    "Received",
    "Step",
    "answer_by",
    "awaited",
    "can_be_reached_by",
    "change_acknowledged",
    "correct",
    "is_open",
    "latest_demand",
    "only_withdraws",
    "receive",
    "stand_down_acknowledged",
    "state_of",
    "withdrawn",
    "within",
]
