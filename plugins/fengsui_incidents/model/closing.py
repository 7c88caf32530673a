"""What stands open before an incident may end or be closed: everything at once, never one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.api.board import Task
from fengsui_incidents.model.orders import OrderRecord, is_open, state_of, withdrawn


def open_before_ending(orders: Sequence[OrderRecord], *, controlled: bool) -> tuple[Fault, ...]:
    """What keeps the response from being ended (708 art 25): people not withdrawn, danger not under control."""
    faults: list[Fault] = []
    if not controlled:
        faults.append(Fault("controlled", N_("the danger reported under control"), "not_controlled"))
    faults += _not_withdrawn(orders)
    return tuple(faults)


def open_before_closing(
    orders: Sequence[OrderRecord], tasks: Sequence[Task], *, response_ended: bool, level_confirmed: bool
) -> tuple[Fault, ...]:
    """What keeps the incident from being closed (结案): teams not back, tasks undone, the response not ended.

    Forces of other authorities go home on their own centre's word, and a card that nobody took keeps nothing open.
    The level must have been a person's decision.
    """
    faults: list[Fault] = []
    if not level_confirmed:
        faults.append(Fault("level", N_("the response level confirmed by the duty leader"), "level_unconfirmed"))
    if not response_ended:
        faults.append(Fault("response", N_("the response ended by whoever started it"), "response_not_ended"))
    for order in orders:
        if order.kind == "order" and not order.already_moving and is_open(order):
            params = {"team": order.team or order.id, "state": state_of(order)}
            expected = N_("{team} ready again or stood down (it is {state})")
            faults.append(Fault(f"orders.{order.id}", expected, "order_open", params))
    faults += [
        Fault(f"tasks.{task.id}", N_("the task done ({owner})"), "task_open", {"owner": task.owner})
        for task in tasks
        if task.done_at is None
    ]
    return tuple(faults)


def _not_withdrawn(orders: Sequence[OrderRecord]) -> list[Fault]:
    """Roll-call: who was told to withdraw and has not said that its people are out."""
    expected = N_("{team} reported withdrawn, with its people")
    return [
        Fault(f"orders.{order.id}", expected, "not_withdrawn", {"team": order.team or order.id})
        for order in orders
        if order.kind != "notice" and is_open(order) and not withdrawn(order)
    ]
