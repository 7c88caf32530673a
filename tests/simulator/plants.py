"""Bugs planted on purpose, each as a mistake that could be made in the product, and what must find it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Any
from unittest.mock import patch
from weakref import WeakKeyDictionary

from sqlalchemy import delete, update
from tests.simulator.city import template

import fengsui.clock
import fengsui.commands
import fengsui.storage.database
import fengsui_incidents.service.channels as channels
import fengsui_incidents.service.enough as enough
import fengsui_incidents.service.escalating as escalating
import fengsui_reports.service.overdue as overdue
from fengsui.client.feed import FeedClient
from fengsui.feed.hub import Hub
from fengsui.journal.tables import answer
from fengsui.storage.database import Database
from fengsui_incidents.model.escalate import escalate
from fengsui_reports.tables import clocks


@dataclass(frozen=True)
class Plant:
    """`found_by` is a pattern of the break that tells of it; the faults of `allowed` bring it to light, and the seed
    `first` sooner than those before it."""

    name: str
    sown: Callable[[ExitStack], None]
    found_by: str
    allowed: frozenset[str]
    an_hour: float = 30.0
    nodes: int = 1
    after_a_commit: float = 0.1
    hours: float = 0.7
    first: int = 2


@contextmanager
def planted(plant: Plant) -> Iterator[None]:
    template()  # made by the sound product
    with ExitStack() as stack:
        plant.sown(stack)
        yield


def _ack_before_the_store(stack: ExitStack) -> None:
    honest = FeedClient._take

    async def eager(self: Any, line: Any, event: dict[str, Any], seq: int) -> None:
        if event["need"] != "none" and self._tracker.number is not None:
            await self._acks.stored(line, self._tracker.number, seq, at_once=True)
            await asyncio.sleep(0.5)
        await honest(self, line, event, seq)

    stack.enter_context(patch.object(FeedClient, "_take", eager))


def _resume_skips_one(stack: ExitStack) -> None:
    honest, begun = Hub.settle, set[int]()

    def skipping(self: Hub, sub: Any) -> None:
        if not sub.announced and sub.scanned < self.seq and id(sub) not in begun:
            begun.add(id(sub))
            sub.scanned += 1
        honest(self, sub)

    stack.enter_context(patch.object(Hub, "settle", skipping))


SERVING = 2
"""So many listen for commits once a server is up."""


def _answered_before_it_is_on_disk(stack: ExitStack) -> None:
    """Everything is written, and committed a minute later, or before the next transaction."""
    honest: Any = Database._write
    waiting: WeakKeyDictionary[Database, Any] = WeakKeyDictionary()

    def commit(self: Database) -> None:
        if (connection := waiting.pop(self, None)) is not None:
            connection.commit()

    def eager(self: Database, batch: Any) -> None:
        commit(self)
        if len(self.on_commit) < SERVING:
            honest(self, batch)
            return
        dialect: Any = self.writing.dialect
        kept = {name: getattr(dialect, name) for name in ("do_commit", "do_rollback")}
        dialect.do_commit = lambda connection: waiting.__setitem__(self, connection.dbapi_connection)
        dialect.do_rollback = lambda connection: None if self in waiting else kept["do_rollback"](connection)
        try:
            honest(self, batch)
        finally:
            for name, function in kept.items():
                setattr(dialect, name, function)
        asyncio.get_running_loop().call_later(60.0, commit, self)

    stack.enter_context(patch.object(Database, "_write", eager))


def _a_step_is_not_noted(stack: ExitStack) -> None:
    honest, once = escalating._keep_step, set[str]()

    def forgetful(unit: Any, order: Any, step: str, *rest: Any, **more: Any) -> None:
        if order.id in once:
            honest(unit, order, step, *rest, **more)
        once.add(order.id)

    stack.enter_context(patch.object(escalating, "_keep_step", forgetful))


def _everybody_is_the_audience(stack: ExitStack) -> None:
    def all_of_them(self: Hub, _event: Any) -> Any:
        return [sub for session in self.sessions for sub in session.subs.values() if sub.flowing]

    stack.enter_context(patch.object(Hub, "_audience", all_of_them))


def _a_key_is_not_looked_at(stack: ExitStack) -> None:
    honest = fengsui.commands._once

    def again(unit: Any, bound: Any, given: Any, key: str, digest: str) -> Any:
        unit.connection.execute(delete(answer).where((answer.c.actor == unit.actor.id) & (answer.c.key == key)))
        return honest(unit, bound, given, key, digest)

    stack.enter_context(patch.object(fengsui.commands, "_once", again))


def _deadlines_are_looked_at_late(stack: ExitStack) -> None:
    honest = escalating.due

    def late(reading: Any) -> Any:
        reading.now -= timedelta(seconds=8)
        return honest(reading)

    stack.enter_context(patch.object(escalating, "due", late))


def _late_ones_are_fired_blindly(stack: ExitStack) -> None:
    stack.enter_context(patch.object(escalating, "ran_out_unwatched", lambda *_: False))


def _a_refused_unit_is_kept(stack: ExitStack) -> None:
    stack.enter_context(patch.object(fengsui.storage.database, "UNDO", fengsui.storage.database.RELEASE))


def _the_clock_obeys_the_wall(stack: ExitStack) -> None:
    def wall(_clock: Any) -> Any:
        module: Any = fengsui.clock
        return module.datetime.now(UTC)

    stack.enter_context(patch.object(fengsui.clock.SystemClock, "now", wall))


def _a_new_holder_begins_anew(stack: ExitStack) -> None:
    """Which steps were taken is known to the node that took them, and to no other."""
    look, decide, keep = escalating.look, escalate, escalating._keep_step
    took, now = set[tuple[int, str, str]](), ["", 0]

    def looks(unit: Any, order: str) -> None:
        now[:] = [order, id(unit.facilities)]
        look(unit, order)

    def keeps(unit: Any, order: Any, step: str, *rest: Any, **more: Any) -> None:
        took.add((id(unit.facilities), order.id, step))
        keep(unit, order, step, *rest, **more)

    def decides(order: Any, **more: Any) -> Any:
        steps = tuple(step for step in order.steps if (now[1], now[0], step.step) in took)
        return decide(replace(order, steps=steps), **more)

    for name, instead in (("look", looks), ("_keep_step", keeps), ("escalate", decides)):
        stack.enter_context(patch.object(escalating, name, instead))


def _the_fence_is_open(stack: ExitStack) -> None:
    stack.enter_context(patch.object(fengsui.storage.database, "check", lambda _connection, _token: None))


def _a_limit_of_reports_is_lost(stack: ExitStack) -> None:
    def forgets(unit: Any, group: Any, *, down: bool) -> None:
        ids = [clock.id for clock in group]
        values = {"rung_at": unit.now, "presented": down}
        unit.connection.execute(update(clocks).where(clocks.c.id.in_(ids)).values(**values))

    stack.enter_context(patch.object(overdue, "_ring", forgets))


def _a_count_is_not_noted(stack: ExitStack) -> None:
    honest, once = enough._settle, set[str]()

    def forgetful(unit: Any, quota: Any, *rest: Any) -> None:
        if quota.id in once:
            honest(unit, quota, *rest)
        once.add(quota.id)

    stack.enter_context(patch.object(enough, "_settle", forgetful))


def _a_channel_is_used_again(stack: ExitStack) -> None:
    def first(ladder: Any, carried: Any, tries: Any, now: Any, gap: float, again_s: Any = None) -> str:
        late = not tries or (now - tries[-1].asked_at).total_seconds() >= gap
        return next((kind for kind in ladder if kind in carried), "") if late else ""

    stack.enter_context(patch.object(channels, "next_kind", first))


CUTS = frozenset({"cut", "cut_all", "crash"})
ENDS = frozenset({"power_cut", "doom_before", "doom_at_commit", "doom_after"})
PLANTS = (
    Plant("an ack before the store", _ack_before_the_store, "delivered_means_stored", CUTS),
    Plant("a resume that skips one event", _resume_skips_one, "each_team_has_all_of_its_own_in_order", CUTS),
    Plant(
        "an answer before the commit",
        _answered_before_it_is_on_disk,
        "is not there|where the journal has|changed something|time_is_what_it_is",  # whatever shows first
        ENDS,
        hours=0.35,
    ),
    Plant("an escalation fired twice", _a_step_is_not_noted, "no_step_is_taken_early_or_twice", CUTS),
    Plant("an audience ignored", _everybody_is_the_audience, "nobody_sees_what_is_for_others", CUTS),
    Plant("a key that is not looked at", _a_key_is_not_looked_at, "was answered first", CUTS),
    Plant("deadlines looked at late", _deadlines_are_looked_at_late, "was due at", CUTS),
    Plant("late deadlines fired blindly", _late_ones_are_fired_blindly, "what_ran_out_meanwhile", ENDS),
    Plant("a refused unit that is kept", _a_refused_unit_is_kept, "changed something", CUTS, 60.0),
    Plant(
        "a step taken again by a new holder",
        _a_new_holder_begins_anew,
        "no_step_is_taken_early_or_twice",
        frozenset({"node_freeze"}),
        60.0,
        nodes=2,
        after_a_commit=0.4,
        hours=0.35,
        first=5,
    ),
    Plant(
        "a fence that is open",
        _the_fence_is_open,
        "wrote with the lease",
        frozenset({"node_stall"}),
        nodes=2,
        hours=0.35,
    ),
    Plant(
        "a limit of reports lost",
        _a_limit_of_reports_is_lost,
        "each_limit_runs_out_once.*nobody was told",
        CUTS,
        hours=2.0,
    ),
    Plant("too few said twice", _a_count_is_not_noted, "too_few_is_said_once", CUTS),
    Plant("a channel used again", _a_channel_is_used_again, "no_channel_is_used_twice", CUTS),
    Plant("a clock that obeys the wall", _the_clock_obeys_the_wall, "time_is_what_it_is", frozenset({"jump"})),
)
