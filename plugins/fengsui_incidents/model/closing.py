"""What stands open before an incident may end or be closed: everything at once, never one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.errors import Fault
from fengsui_incidents.api.board import Task
from fengsui_incidents.model.orders import OrderRecord


def open_before_ending(orders: Sequence[OrderRecord], *, controlled: bool) -> tuple[Fault, ...]:
    """What keeps the response from being ended (708 art 25): people not withdrawn, danger not under control."""
    raise NotImplementedError


def open_before_closing(
    orders: Sequence[OrderRecord], tasks: Sequence[Task], *, response_ended: bool, level_confirmed: bool
) -> tuple[Fault, ...]:
    """What keeps the incident from being closed (结案): teams not back and ready, the response not ended, …"""
    raise NotImplementedError
