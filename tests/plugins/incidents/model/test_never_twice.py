"""No order without an end, and no step twice: any policy, any facts and corrections, restarts, jumps, two nodes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fengsui.errors import FengsuiError
from fengsui_incidents.model.escalate import Network, escalate, next_check
from fengsui_incidents.model.orders import Awaited, Given, OrderRecord, Step, awaited, correct, is_open, receive
from fengsui_incidents.model.orders.state import demands
from fengsui_incidents.model.rules import RuleSet, shipped_rows
from fengsui_plans.api import Escalation

NOW = datetime.fromisoformat("2026-11-21T19:14:00+00:00")
RULES = RuleSet.of(shipped_rows())
GRACE = timedelta(seconds=5)
FACTS = ("delivered", "displayed", "accepted", "unable", "moving", "arrived", "need_more", "mayday", "controlled",
         "withdrawn", "returning", "ready")  # fmt: skip
FIRST = ("displayed", "accepted")
steps = st.lists(st.sampled_from(["remind", "channel", "next_team", "leader", "above"]), min_size=1, unique=True)


class Silence(RuleBasedStateMachine):
    @initialize(steps=steps, displayed=st.integers(5, 60), more=st.integers(0, 60))
    def begins(self, steps: list[Any], displayed: int, more: int) -> None:
        policy = Escalation(displayed_within_s=displayed, accepted_within_s=displayed + more, on_silence=tuple(steps))
        self.now = self.started = NOW
        self.network = Network(connected=40, dropped=0)
        self.online = True
        self.counted = 0
        self.order = OrderRecord(
            id="O", incident="E", team="T06", kind="order", ordered_at=NOW, policy=policy, need="leak"
        )

    # -- what happens ------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 5, 11, 31, 61, 301, 3700, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(fact=st.sampled_from(FACTS), people=st.one_of(st.none(), st.integers(1, 30)))
    def a_fact(self, fact: Any, people: int | None) -> None:
        given = Given(fact=fact, at=self.now, people=people, reason="road" if fact == "unable" else None)
        try:
            received = receive(self.order, given, self.now)
        except FengsuiError:
            return
        if received.fact is not None:
            self.counted += 1
            made = replace(received.fact, id=str(self.counted))
            self.order = replace(self.order, facts=(*self.order.facts, made))

    @rule(data=st.data())
    def a_correction(self, data: st.DataObject) -> None:
        if not self.order.facts:
            return
        entry = data.draw(st.sampled_from([fact.id for fact in self.order.facts]))
        try:
            self.order = correct(self.order, entry, None, self.now, why="x").after
        except FengsuiError:
            return

    @rule(what=st.sampled_from(["changed_at", "stood_down_at", "evacuating_at"]))
    def a_demand(self, what: str) -> None:
        if is_open(self.order) and (what != "stood_down_at" or self.order.stood_down_at is None):
            self.now += timedelta(seconds=1)
            self.order = replace(self.order, **{what: self.now})  # type: ignore[arg-type]

    @rule()
    def the_centre_restarts(self) -> None:
        self.started = self.now

    @rule(online=st.booleans(), failed=st.booleans())
    def connections(self, online: bool, failed: bool) -> None:
        self.online = online
        self.network = Network(connected=40, dropped=20 if failed else 0)

    @rule(nodes=st.integers(1, 2))
    def the_sweep_looks(self, nodes: int) -> None:
        """Two nodes one after the other: the second finds what the first has done."""
        for _ in range(nodes):
            due = next_check(self.order, online=self.online, rules=RULES)
            if due is None or due > self.now:
                return
            late = self.started - due > GRACE
            found = escalate(self.order, online=self.online, network=self.network, late=late, rules=RULES, now=self.now)
            if found.step in ("", "hold"):
                continue
            assert not (late and found.step != "expired"), "what ran out unwatched fires nothing"
            made = Step(step=found.step, at=self.now, awaited=found.awaited, late=late)
            replaced = "O2" if found.step == "next_team" else self.order.replaced_by
            self.order = replace(self.order, steps=(*self.order.steps, made), replaced_by=replaced)

    # -- what must hold ----------------------------------------------------------------------------------

    @invariant()
    def no_step_twice_for_one_cause(self) -> None:
        begins = sorted(at for at, _ in demands(self.order))

        def cause(step: Step) -> tuple[str, str, int]:
            first = "answer" if step.awaited in ("displayed", "accepted") else step.awaited
            return step.step, first, sum(at <= step.at for at in begins)

        twice = [key for key, count in Counter(map(cause, self.order.steps)).items() if count > 1]
        assert not twice

    @invariant()
    def an_open_order_owes_something_until_it_ends(self) -> None:
        if not is_open(self.order):
            return
        done = {step.step for step in self.order.steps}
        if self.order.replaced_by and not self.order.facts:
            return  # told to those who decide; nothing more is owed by a team that was replaced
        assert awaited(self.order, RULES) is not None or (self.order.replaced_by and done)

    @invariant()
    def whoever_owes_is_looked_at_again_or_every_step_was_taken(self) -> None:
        owed = awaited(self.order, RULES)
        if owed is None or next_check(self.order, online=self.online, rules=RULES) is not None:
            return
        begins = max(at for at, demand in demands(self.order) if demand == owed.to)
        silence = FIRST if owed.fact in FIRST else (owed.fact,)
        taken: set[str] = {step.step for step in self.order.steps if step.at >= begins and step.awaited in silence}
        wanted = self._wanted(owed)
        assert wanted, f"{owed} has a deadline and nothing follows from it"
        assert "expired" in taken or wanted <= taken, f"{owed} ends after {taken}, of {wanted}"

    def _wanted(self, owed: Awaited) -> set[str]:
        """Every step that is to be taken before nobody looks any more: the last word is with a person."""
        if owed.to == "order" and owed.fact in FIRST:
            said: set[str] = set(self.order.policy.on_silence)
            if self.order.replaced_by:
                return said & {"leader", "above"} or {"next_team"}
            return said - (set() if self.online else {"remind", "channel"}) or {"leader"}
        rows = RULES.value("overdue_steps")[owed.fact if owed.to == "order" else owed.to]
        return set(rows) - (set() if self.online else {"channel"}) or {"leader"}


Silence.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestSilence = Silence.TestCase
