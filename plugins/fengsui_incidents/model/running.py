"""One incident as the queue sees it, and what of it asks for teams: too few who accept, needs that wait, offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fengsui_incidents.api.board import Proposal, QueueItem, Task
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.words import Grade, ResponseLevel
from fengsui_incidents.model.enough import Quota, count
from fengsui_incidents.model.enough import says as too_few_words
from fengsui_incidents.model.orders import OrderRecord
from fengsui_incidents.model.picture import Picture
from fengsui_incidents.model.rules import RuleSet
from fengsui_incidents.model.waiting import Wait


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A neighbour that was asked for its team and has not answered."""

    team: str
    name: str
    whose: str
    phone: str
    due: datetime | None


@dataclass(frozen=True, kw_only=True)
class Running:
    """One open incident with everything that may need a person. `quotas` are its rules of N of M at work, `waits` its
    needs for which no team was free.

    `level_due` when the leader should have decided (None: a bureau has switched the rule off); `level_late`: it ran out
    unwatched. `names` and `phones` by team, or by order where there is none; `unreachable` orders whose team has no
    live connection. `acknowledged` the queue ids a person has taken note of. `level_decided_on` and `grade_decided_on`
    what was proposed when the level was decided.
    """

    picture: Picture
    orders: Sequence[OrderRecord] = ()
    tasks: Sequence[Task] = ()
    proposal: Proposal | None = None
    level_proposed: ResponseLevel | None = None
    level_confirmed: ResponseLevel | None = None
    level_due: datetime | None = None
    level_late: bool = False
    level_decided_on: ResponseLevel | None = None
    grade: Grade | None = None
    grade_decided_on: Grade | None = None
    response_ended: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    phones: Mapping[str, str] = field(default_factory=dict)
    unreachable: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()
    urgency: str = ""
    quotas: Sequence[Quota] = ()
    waits: Sequence[Wait] = ()
    consents: Sequence[Asked] = ()


def quota_items(one: Running, rules: RuleSet, now: datetime) -> Iterator[QueueItem]:
    """N of M within T: shortly before its time while there are too few, and until there are enough once it ran out."""
    for quota in one.quotas:
        counted = count(one.orders, quota.rule)
        shown = quota.deadline - timedelta(seconds=rules.number("silent_shown_before_s"))
        enough = counted.accepted >= quota.rule.accepted
        if one.response_ended or enough or (quota.state == "open" and now < shown):
            continue
        yield QueueItem(
            id=f"too_few:{quota.id}", kind="too_few", incident=one.picture.id, order="", call="",
            says=too_few_words(quota, counted), due=quota.deadline, exercise=one.picture.exercise,
        )  # fmt: skip


def wait_items(one: Running, rules: RuleSet) -> Iterator[QueueItem]:
    """A need that waits, with its reason; where a team is free for it, the proposal instead. Never an order."""
    if one.response_ended:
        return
    within = timedelta(seconds=rules.number("offer_decide_within_s")) if rules.has("offer_decide_within_s") else None
    for wait in one.waits:
        incident, exercise = one.picture.id, one.picture.exercise
        if wait.offered and wait.offered_at is not None:
            name = one.names.get(wait.offered, wait.offered)
            says = Words(f"{name} 可派, 建议用于 {wait.why.zh}", f"{name} is free, proposed for {wait.why.en}")
            due = wait.offered_at + within if within is not None else None
            yield QueueItem(
                id=f"offer:{wait.id}:{wait.offered}"[:64], kind="offer", incident=incident, order="", call="",
                says=says, due=due, exercise=exercise, since=wait.since, team=wait.offered,
            )  # fmt: skip
        else:
            yield QueueItem(id=f"uncovered:{incident}:{wait.need}"[:64], kind="uncovered", incident=incident, order="",
                            call="", says=wait.why, due=None, exercise=exercise, since=wait.since)  # fmt: skip
