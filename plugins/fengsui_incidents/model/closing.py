"""What stands open before an incident may end or be closed: everything at once, never one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.api.board import Task
from fengsui_incidents.api.said import Words
from fengsui_incidents.model.orders import OrderRecord, is_open, state_of, withdrawn

Names = Mapping[str, Words]
"""What whoever has an order is called, by the order's id."""


def open_before_ending(
    orders: Sequence[OrderRecord], *, controlled: bool, names: Names | None = None
) -> tuple[Fault, ...]:
    """What keeps the response from being ended (708 art 25): people not withdrawn, danger not under control."""
    faults: list[Fault] = []
    if not controlled:
        faults.append(Fault("controlled", N_("the danger reported under control"), "not_controlled"))
    faults += _not_withdrawn(orders, names or {})
    return tuple(faults)


def open_before_closing(
    orders: Sequence[OrderRecord],
    tasks: Sequence[Task],
    *,
    response_ended: bool,
    level_confirmed: bool,
    names: Names | None = None,
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
            params = {"team": _name(order, names or {}), "state": state_of(order)}
            expected = N_("{team} ready again or stood down")
            faults.append(Fault(f"orders.{order.id}", expected, "order_open", params))
    faults += [
        Fault(f"tasks.{task.id}", N_("the task done: {task} ({owner})"), "task_open",
              {"task": task.title, "owner": task.post})
        for task in tasks
        if task.done_at is None
    ]  # fmt: skip
    return tuple(faults)


def _name(order: OrderRecord, names: Names) -> Words | str:
    return names.get(order.id) or order.team or order.id


def _not_withdrawn(orders: Sequence[OrderRecord], names: Names) -> list[Fault]:
    """Roll-call: who was told to withdraw and has not said that its people are out."""
    expected = N_("{team} reported withdrawn, with its people")
    return [
        Fault(f"orders.{order.id}", expected, "not_withdrawn", {"team": _name(order, names)})
        for order in orders
        if order.kind != "notice" and is_open(order) and not withdrawn(order)
    ]
