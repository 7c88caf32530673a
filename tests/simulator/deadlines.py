"""What must be true of orders and their deadlines, worked out from the journal alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fengsui.events import Recorded
from fengsui_incidents.tables import orders

if TYPE_CHECKING:
    from tests.simulator.world import World

Breaks = Iterator[str]
LATE_S = 1.0
"""A deadline fires at most so late; the sweep looks twice a second."""
GRACE_S = 5.0
"""rules.yaml, late_after_s: what ran out longer than this before the start is presented and not fired."""
PRESENTED_S = 2.0
HAPPENINGS = ("incidents.fact_recorded", "incidents.changed", "incidents.stood_down", "incidents.evacuation_ordered")
DISTURBING = ("incidents.unreachable", "incidents.reachable", "incidents.closed")
STEPS = ("remind", "next_team", "leader")
FOLLOWS = {("", "remind"), ("remind", "next_team"), ("next_team", "leader")}
RELEASE_S = 30.0
"""rules.yaml, network_release_s."""
STEP_S = 10.0
"""rules.yaml, escalation_step_s; the plans' on_silence."""
DECISIVE = frozenset({"accepted", "unable", "declined", "moving", "arrived", "controlled", "withdrawn", "returning",
                      "ready", "displayed"})  # fmt: skip


@dataclass
class Course:
    """One order: when it was given, by when it wants an answer, and everything about it since."""

    order: str
    incident: str
    team: str
    exercise: str | None
    at: datetime
    due: datetime
    events: list[Recorded] = field(default_factory=list)

    def said(self, event: Recorded) -> str:
        data = event.data or {}
        return str(data.get("fact") or data.get("step") or event.topic)


def courses(journal: Sequence[Recorded]) -> dict[str, Course]:
    found: dict[str, Course] = {}
    for event in journal:
        data = event.data or {}
        if event.topic == "incidents.ordered" and event.due is not None:
            found[event.subject] = Course(
                event.subject, data["incident"], data["team"], event.exercise, event.at, event.due
            )
        elif event.topic == "incidents.closed":
            for course in found.values():
                if course.incident == event.subject:
                    course.events.append(event)
        elif event.subject in found:
            found[event.subject].events.append(event)
    return found


def _moment(world: World, at: datetime) -> float:
    return (at - world.wall.true(0.0)).total_seconds()


def _expected_by(world: World, due: float, pauses: Sequence[tuple[float, float]] = ()) -> float:
    """When the centre must have acted at the latest: at once, or a moment after its trouble is over, or after the pause
    that follows a failure of the network."""
    by = due + LATE_S
    for begun, ended in sorted([*world.watch.troubles(), *pauses]):
        if begun - 1.0 <= by <= ended + PRESENTED_S:
            by = ended + PRESENTED_S
    return by


def _pauses(world: World, journal: Sequence[Recorded]) -> list[tuple[float, float]]:
    """Failures of the network, each with the time behind it in which nothing escalates: who is back gets his alerts."""
    found: list[tuple[float, float]] = []
    begun: float | None = None
    for event in journal:
        if event.topic == "incidents.network_failed":
            begun = _moment(world, event.at)
        elif event.topic == "incidents.network_restored" and begun is not None:
            found.append((begun, _moment(world, event.at) + RELEASE_S))
            begun = None
    return found


def every_order_is_answered_or_escalated_in_time(world: World, journal: Sequence[Recorded]) -> Breaks:
    """By its deadline an order has been answered, taken back, replaced or escalated; across restarts too."""
    pauses = _pauses(world, journal)
    for course in courses(journal).values():
        if course.exercise is not None:
            continue  # a drill that is held stands still; its own deadlines are looked at below
        by = _expected_by(world, _moment(world, course.due), pauses)
        in_time = [event for event in course.events if _moment(world, event.at) <= by]
        settled = [event for event in in_time if _settles(event)]
        if not settled and by < world.loop.now:
            told = ", ".join(f"{course.said(e)} {_moment(world, e.at):.3f}" for e in course.events) or "nothing"
            yield f"{course.order} to {course.team} was due at {_moment(world, course.due):.3f}, by {by:.3f}: {told}"


def _settles(event: Recorded) -> bool:
    data = event.data or {}
    if event.topic == "incidents.fact_recorded":
        return data["fact"] in DECISIVE
    return event.topic in ("incidents.escalated", "incidents.stood_down", "incidents.closed",
                           "incidents.evacuation_ordered", "incidents.unreachable")  # fmt: skip


def no_deadline_fires_early_or_twice(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Between two equal steps something has happened; and the first comes no sooner than its deadline."""
    for course in courses(journal).values():
        last: dict[str, Recorded] = {}
        for event in course.events:
            if event.topic in HAPPENINGS:
                last.clear()
            if event.topic != "incidents.escalated" or event.data is None:
                continue
            step = event.data["step"]
            if step in last and step != "hold":
                yield f"{course.order}: {step} at {last[step].seq} and again at {event.seq}, and nothing between"
            last[step] = event
            if step == "remind" and event.at < course.at + timedelta(seconds=30):
                yield f"{course.order} was reminded {event.at - course.at} after it was given"


def _only_seen(event: Recorded) -> bool:
    return (event.data or {}).get("fact") in ("delivered", "popped_up", "displayed")


def each_step_is_taken_on_time(world: World, journal: Sequence[Recorded]) -> Breaks:
    """A silent team is reminded when its answer is due, and each further step follows the one before."""
    pauses = _pauses(world, journal)
    for course in courses(journal).values():
        before, due = "", _moment(world, course.due)
        for event in course.events:
            step = (event.data or {}).get("step")
            if event.topic != "incidents.escalated" or step not in STEPS:
                if (event.topic in HAPPENINGS and not _only_seen(event)) or event.topic in DISTURBING or step == "hold":
                    break
                continue
            at = _moment(world, event.at)
            if (before, step) not in FOLLOWS:
                break
            by_hand = event.actor.startswith("user:")  # an officer may send the next team before its time
            in_time = (by_hand or due - 0.01 <= at) and at <= _expected_by(world, due, pauses)
            if not in_time and course.exercise is None:
                yield f"{course.order}: {step} was due at {due:.3f} and came at {at:.3f}"
            before, due = step, at + STEP_S


def what_ran_out_meanwhile_is_presented(world: World, journal: Sequence[Recorded]) -> Breaks:
    """A deadline that passed while the centre was down is said to be late, and nobody is alerted because of it."""
    downs = sorted(world.watch.downs)
    for course in courses(journal).values():
        due = _moment(world, course.due)
        for down in downs:
            up = next((start for start in world.watch.starts if start > down), None)
            if up is None or not down < due < up - GRACE_S - 0.2:
                continue
            if any(_moment(world, event.at) <= down and _settles(event) for event in course.events):
                continue
            after = [e for e in course.events if _moment(world, e.at) >= up and e.topic == "incidents.escalated"]
            answered = [e for e in course.events if up <= _moment(world, e.at) and e.topic in HAPPENINGS]
            first = after[0] if after and (not answered or after[0].seq < answered[0].seq) else None
            if first is not None and (first.data or {})["step"] not in ("expired", "hold"):
                yield f"{course.order} ran out at {due:.3f}, down from {down:.3f} to {up:.3f}: {first.data}"


def no_team_has_two_orders(world: World, journal: Sequence[Recorded]) -> Breaks:
    """A team that has an open order is given no other; only the real thing takes it out of a drill."""
    open_now: dict[tuple[str, bool], str] = {}
    for row in world.watch.rows(orders):
        if row.open and row.team and not row.replaced_by and row.kind == "order":
            key = (row.team, row.exercise is None)
            if key in open_now:
                yield f"{row.team} has {open_now[key]} and {row.id}"
            open_now[key] = row.id


def nothing_is_left_due(world: World, _journal: Sequence[Recorded]) -> Breaks:
    """When all is quiet, no order waits for a look that nobody takes."""
    now = world.wall.true() - timedelta(seconds=5)
    held = {row.exercise for row in world.watch.rows(orders) if row.exercise is not None}
    for row in world.watch.rows(orders):
        if row.next_due_at is not None and row.next_due_at < now and row.exercise not in held:
            yield f"{row.id} was to be looked at by {row.next_due_at}"


DEADLINES: Sequence[Callable[[World, Sequence[Recorded]], Breaks]] = (
    every_order_is_answered_or_escalated_in_time, no_deadline_fires_early_or_twice,
    each_step_is_taken_on_time,     what_ran_out_meanwhile_is_presented, no_team_has_two_orders, nothing_is_left_due,
)  # fmt: skip
