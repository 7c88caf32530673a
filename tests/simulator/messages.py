"""Lists of a warning, and messages by other channels: each late line is told once, each message is sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tests.simulator.limits import SLACK_S, each_limit_runs_out_once, of_topic
from tests.simulator.moments import Breaks, expected_by, moment

import fengsui_warnings.tables as warning_tables
from fengsui.events import Recorded

if TYPE_CHECKING:
    from tests.simulator.world import World


def lines_of_a_warning_are_told_late_once(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Who must pass it on and what must be done: what is not there in its time is told, once, while it is in force."""
    over = {}
    for event, _ in of_topic(journal, "warnings."):
        if event.topic in ("warnings.expired", "warnings.lifted", "warnings.superseded"):
            over[event.subject] = moment(world, event.at)
    told: dict[str, set[datetime]] = {}
    for table, done in ((warning_tables.duties, "done_at"), (warning_tables.receipts, "received_at")):
        for row in world.watch.rows(table):
            if row.due_at is None:
                continue
            due, settled = moment(world, row.due_at), getattr(row, done)
            by = expected_by(world, due, every=5.0)
            ends = min(over.get(row.warning, world.loop.now), moment(world, settled) if settled else world.loop.now)
            if row.told_at is None and ends > by:
                yield f"{row.warning}: {row.key} was due at {due:.3f} and nobody was told"
            if row.told_at is not None:
                told.setdefault(row.warning, set()).add(row.told_at)
                if not due - SLACK_S <= moment(world, row.told_at) <= by:
                    yield f"{row.warning}: {row.key} was due at {due:.3f} and told at {row.told_at}"
    counts = Counter(event.subject for event, _ in of_topic(journal, "warnings.overdue"))
    yield from (f"{warning} was told late {count} times" for warning, count in counts.items()
                if count > len(told.get(warning, ())))  # fmt: skip


def each_message_is_sent_once(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Asked for, then answered once by a gateway, or given up in its time; the gateway has it once, marked as a drill's
    where it is."""
    asked = {data["message"]: event for event, data in of_topic(journal, "channels.asked")}
    tried = Counter(data["message"] for _, data in of_topic(journal, "channels.tried"))
    taken = {data["message"] for _, data in of_topic(journal, "channels.tried") if data["state"] == "taken"}
    for message, event in asked.items():
        by = expected_by(world, moment(world, event.at) + VALID_S, every=5.0)
        if tried[message] > 1 or (not tried[message] and by < world.loop.now):
            yield f"the message {message} ({event.seq}) was answered for {tried[message]} times"
        if event.exercise is not None and (event.data or {})["who"] in ("leader", "above"):
            yield f"{(event.data or {})['who']} is rung about a drill ({event.seq})"
    sent = world.sent()
    often = Counter(id for id, _ in sent)
    yield from (f"{id} is with the gateway {count} times" for id, count in often.items() if count > 1)
    yield from (f"{id} was taken, and the gateway has it not" for id in sorted(taken - often.keys()))
    for id, drill in sent:
        if id in asked and drill != (asked[id].exercise is not None):
            yield f"{id} is a drill's or not, and the gateway was told otherwise"


VALID_S = 120.0
"""rules.yaml of the channels, valid_s."""
LIMITS: Sequence[Callable[[World, Sequence[Recorded]], Breaks]] = (
    each_limit_runs_out_once, lines_of_a_warning_are_told_late_once, each_message_is_sent_once,
)  # fmt: skip
