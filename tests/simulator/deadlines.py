"""What must be true of orders and their deadlines, worked out from the journal alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table
from tests.simulator.courses import courses
from tests.simulator.messages import LIMITS
from tests.simulator.moments import Breaks, expected_by, moment, pauses_of
from tests.simulator.steps import POLICY, settles

import fengsui_channels.tables as channels
import fengsui_field.tables as the_field
import fengsui_reports.tables as reports
import fengsui_warnings.tables as warnings
from fengsui.events import Recorded
from fengsui_incidents.tables import calls, orders, quotas, tickets, transfers

if TYPE_CHECKING:
    from tests.simulator.world import World


def every_order_is_answered_or_escalated_in_time(world: World, journal: Sequence[Recorded]) -> Breaks:
    """By its deadline an order has been answered, taken back, replaced or escalated; across restarts too."""
    pauses = pauses_of(world, journal)
    for course in courses(world, journal).values():
        if course.exercise is not None:
            continue  # a drill that is held stands still; its own deadlines are looked at below
        by = expected_by(world, moment(world, course.due), pauses)
        in_time = [event for event in course.events if moment(world, event.at) <= by]
        settled = [event for event in in_time if settles(event)]
        if not settled and by < world.loop.now:
            told = ", ".join(f"{course.said(e)} {moment(world, e.at):.3f}" for e in course.events) or "nothing"
            yield f"{course.order} to {course.team} was due at {moment(world, course.due):.3f}, by {by:.3f}: {told}"


def no_team_has_two_orders(world: World, _journal: Sequence[Recorded]) -> Breaks:
    """A team that has an open order is given no other; only the real thing takes it out of a drill."""
    open_now: dict[tuple[str, bool], str] = {}
    for row in world.watch.rows(orders):
        if row.open and row.team and not row.replaced_by and row.kind == "order":
            key = (row.team, row.exercise is None)
            if key in open_now:
                yield f"{row.team} has {open_now[key]} and {row.id}"
            open_now[key] = row.id


LEFT: Sequence[tuple[Table, str, Callable[[Any], bool]]] = (
    (orders, "next_due_at", lambda row: row.exercise is None),
    (quotas, "due_at", lambda row: row.exercise is None),
    (calls, "ring_due_at", lambda _row: True),
    (transfers, "due_at", lambda _row: True),
    (tickets, "due_at", lambda row: not row.overdue),
    (reports.clocks, "late_after", lambda row: row.state == "open" and row.rung_at is None),
    (reports.demands, "due_at", lambda row: row.state == "open" and row.rung_at is None),
    (the_field.watches, "act_at", lambda _row: True),
    (warnings.notices, "ends_at", lambda row: row.state == "issued"),
    (channels.messages, "asked_at", lambda row: row.state == "waiting"),
)
"""Where deadlines stand, and of which rows somebody still has to take note."""
LONG_S = 130.0
"""Longer than any sweep waits, and than a message may."""


def nothing_is_left_due(world: World, _journal: Sequence[Recorded]) -> Breaks:
    """When all is quiet, nothing waits for a look that nobody takes."""
    now = world.wall.true() - timedelta(seconds=LONG_S)
    for table, column, waits in LEFT:
        for row in world.watch.rows(table):
            due = getattr(row, column)
            if due is not None and due < now and waits(row):
                yield f"{table.name} {row[0]} was to be looked at by {due}"


DEADLINES: Sequence[Callable[[World, Sequence[Recorded]], Breaks]] = (
    every_order_is_answered_or_escalated_in_time, no_team_has_two_orders, nothing_is_left_due, *POLICY, *LIMITS,
)  # fmt: skip
