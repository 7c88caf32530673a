"""What the leader owes of the response level, and by when: the first decision, or an upgrade when it got worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from fengsui_incidents.api.scales import RESPONSES
from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.model.rules import RuleSet

Asks = Literal["start", "upgrade"]
LevelStep = Literal["leader", "above", "expired"]
STEPS = "level_overdue_steps"


@dataclass(frozen=True, kw_only=True)
class LevelClock:
    """`due_at` is shown and stays; `ring_at` when the next step is taken (None: no further one), `rung` how many were.

    `asked`: the level that the deadline is about. `late`: it ran out while nobody could see it; a person decides.
    """

    due_at: datetime | None = None
    ring_at: datetime | None = None
    rung: int = 0
    asked: ResponseLevel | None = None
    late: bool = False


NOTHING = LevelClock()


def asks(
    proposed: ResponseLevel | None, decided: ResponseLevel | None, decided_on: ResponseLevel | None
) -> Asks | None:
    """Whether a decision is owed: none was made yet, or a higher level is proposed than what was decided, and than what
    was proposed when it was."""
    if proposed is None:
        return None
    if decided is None:
        return "start"
    higher = RESPONSES.worse(proposed, decided) and RESPONSES.worse(proposed, decided_on or decided)
    return "upgrade" if higher else None


def follow(
    clock: LevelClock,
    owed: Asks | None,
    level: ResponseLevel,
    *,
    urgency: str,
    told: bool,
    rules: RuleSet,
    now: datetime,
) -> LevelClock:
    """The clock after what is known was judged again. A deadline that runs is never put off: where nobody was rung yet
    it may come sooner, and a still higher level begins one of its own. `told`: the leader has a dispatch's card."""
    if owed is None:
        return NOTHING
    within = within_of(owed, urgency=urgency, told=told, rules=rules)
    if within is None:
        return clock
    due = now + within
    if clock.due_at is not None:
        rung = clock.rung > 0 or clock.late
        if rung and not _worse(owed, level, clock.asked):
            return clock
        due = due if rung else min(due, clock.due_at)
    return LevelClock(due_at=due, ring_at=due, asked=level)


def dispatched(clock: LevelClock, level: ResponseLevel, *, first: bool, rules: RuleSet, now: datetime) -> LevelClock:
    """Teams are sent ahead and the leader has the card: his time to confirm counts from there. A further dispatch puts
    nothing off, nor does the first where he was rung already."""
    within = within_of("start", urgency="", told=True, rules=rules)
    if clock.rung or clock.late or (clock.due_at is not None and not first):
        return clock
    return LevelClock(due_at=now + within, ring_at=now + within, asked=level) if within is not None else NOTHING


def step(clock: LevelClock, urgency: str, rules: RuleSet, *, late: bool) -> LevelStep | None:
    """What is done now; None where everything was. What ran out unwatched is presented, and fires nothing."""
    if clock.ring_at is None:
        return None
    if late:
        return "expired"
    planned = _steps(urgency, rules)
    return planned[clock.rung] if clock.rung < len(planned) else None


def taken(clock: LevelClock, done: LevelStep | None, urgency: str, rules: RuleSet, now: datetime) -> LevelClock:
    """The clock after the step: each is taken once, the next after the time in which a confirmation is owed."""
    if done is None or done == "expired":
        return replace(clock, ring_at=None, late=done == "expired")
    rung = clock.rung + 1
    again = within_of("start", urgency=urgency, told=True, rules=rules)
    more = again is not None and rung < len(_steps(urgency, rules))
    return replace(clock, rung=rung, ring_at=now + again if more and again is not None else None)


def within_of(owed: Asks, *, urgency: str, told: bool, rules: RuleSet) -> timedelta | None:
    """None where a bureau has switched the rule off: then nobody is rung about it."""
    key = "level_upgrade_within_s" if owed == "upgrade" else "level_confirm_within_s"
    if owed == "start" and not told:
        key = "level_undispatched_within_s"
    if not rules.has(key):
        return None
    value = rules.value(key)
    return timedelta(seconds=float(value[urgency] if isinstance(value, dict) else value))


def _worse(owed: Asks, level: ResponseLevel, asked: ResponseLevel | None) -> bool:
    """A first decision is one however the proposal moves; a higher upgrade is another one."""
    return owed == "upgrade" and (asked is None or RESPONSES.worse(level, asked))


def _steps(urgency: str, rules: RuleSet) -> Sequence[LevelStep]:
    if not rules.has(STEPS):
        return ("leader",)
    return cast("Sequence[LevelStep]", rules.value(STEPS)[urgency])
