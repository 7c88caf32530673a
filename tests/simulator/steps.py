"""Silence as the order's own policy has it: every step once a cause, in its order and its time, and always an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.simulator.courses import DECISIVE, DISTURBING, HAPPENINGS, Course, courses
from tests.simulator.moments import Breaks, expected_by, moment, pauses_of
from tests.simulator.policies import STEPS

from fengsui.events import Recorded
from fengsui_incidents.tables import facts, orders, quotas

if TYPE_CHECKING:
    from tests.simulator.world import World

STEP_S = 10.0
"""rules.yaml, escalation_step_s; and how long a rule of N of M waits where the network has failed."""
GRACE_S = 5.0
"""rules.yaml, late_after_s: what ran out longer than this before the start is presented and not fired."""
GIVEN = ("incidents.ordered", "incidents.card_sent")
PERSONS = ("leader", "above")
FOR_TEAMS = ("remind", "channel")
"""What a team that is not connected is spared: it is told by other channels already."""
OVER = ("hold", "expired")
"""From then on a person decides, when he likes."""


def no_step_is_taken_early_or_twice(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Between two equal steps something has happened; and the first comes no sooner than its deadline."""
    for course in courses(world, journal).values():
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
            least = timedelta(seconds=min(course.policy["displayed_within_s"], course.policy["accepted_within_s"]))
            if step == "remind" and event.at < course.at + least:
                yield f"{course.order} was reminded {event.at - course.at} after it was given"


def _only_seen(event: Recorded) -> bool:
    return (event.data or {}).get("fact") in ("delivered", "popped_up", "displayed")


def each_step_is_taken_on_time(world: World, journal: Sequence[Recorded]) -> Breaks:
    """A silent team is reminded when its answer is due, and each further step of its policy follows the one before."""
    pauses = pauses_of(world, journal)
    for course in courses(world, journal).values():
        if course.kind == "order" and course.exercise is None:
            yield from _on_time(world, course, pauses)


def _on_time(world: World, course: Course, pauses: Sequence[tuple[float, float]]) -> Breaks:
    steps, at = list(course.policy["on_silence"]), moment(world, course.at)
    answer = at + max(course.policy["accepted_within_s"], course.policy["displayed_within_s"])
    due, exact = at + course.policy["displayed_within_s"], True
    for event in course.events:
        step = (event.data or {}).get("step")
        if (event.data or {}).get("fact") == "displayed" and len(steps) == len(course.policy["on_silence"]):
            due = max(due, answer)
        if event.topic != "incidents.escalated" or step not in STEPS:
            if (event.topic in HAPPENINGS and not _only_seen(event)) or event.topic in DISTURBING or step in OVER:
                return
            continue
        by_hand = event.actor.startswith("user:")  # an officer may send the next team before its time
        if by_hand and step not in steps:  # not in its policy, or nobody could go when its time had come
            steps, exact = [one for one in steps if one in PERSONS], False
            continue
        passed = steps[: steps.index(step)] if step in steps else steps
        if step not in steps or not (by_hand or set(passed) <= {*FOR_TEAMS, *_gone(course, event)}):
            yield f"{course.order}: {step} at {event.seq}, of {course.policy['on_silence']} {steps} were left"
            return
        exact = by_hand or (exact and (not passed or bool(_gone(course, event))))
        now = moment(world, event.at)
        if exact and not ((by_hand or due - 0.01 <= now) and now <= expected_by(world, due, pauses)):
            yield f"{course.order}: {step} was due at {due:.3f} and came at {now:.3f}"
        del steps[: steps.index(step) + 1]
        due = max(answer, now + course.policy["after_s"].get(steps[0], STEP_S)) if steps else now
        if _sent(event):  # from then on only those who decide hear of it; where nobody could go, all steps go on
            steps = [one for one in steps if one in PERSONS]
            due = max(answer, now + course.policy["after_s"].get(steps[0], STEP_S)) if steps else now


def _gone(course: Course, event: Recorded) -> set[str]:
    """Steps that are not taken any more once somebody has sent the next team."""
    before = any(e.seq < event.seq and _sent(e) for e in course.events)
    return {"remind", "channel", "next_team"} if before else set()


def _sent(event: Recorded) -> bool:
    """Whether the next team was ordered."""
    return bool((event.data or {}).get("next_order"))


def no_order_is_without_an_end(world: World, _journal: Sequence[Recorded]) -> Breaks:
    """An open order that nobody has answered will be looked at again, or everybody who decides has heard of it."""
    known = _facts(world)
    for row in world.watch.rows(orders):
        if row.kind != "order" or row.exercise is not None or not row.open or row.next_due_at is not None:
            continue
        if known.get(row.id, set()) & DECISIVE or row.stood_down_at or row.evacuating_at or row.already_moving:
            continue
        taken = {step["step"] for step in row.steps}
        told = set(row.policy["on_silence"]) & set(PERSONS) or {"leader"}
        if "expired" not in taken and not told <= taken:
            yield f"{row.id} is not answered and nobody will look at it again: {sorted(taken)} of {row.policy}"


def _facts(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in world.watch.rows(facts):
        found.setdefault(row.order, set()).add(row.fact)
    return found


# -- N of M within T -----------------------------------------------------------------------------------------


def too_few_is_said_once(world: World, journal: Sequence[Recorded]) -> Breaks:
    """Each dispatch that a rule watches is counted once, when its time is over, and what follows is done once."""
    pauses = pauses_of(world, journal)
    said = [(event, event.data) for event in journal if event.topic == "incidents.too_few" and event.data is not None]
    missed: Counter[tuple[str, str]] = Counter()
    for row in world.watch.rows(quotas):
        missed[row.incident, row.rule["id"]] += row.state in ("missed", "late")
        due = moment(world, row.deadline)
        by = expected_by(world, due, pauses) + STEP_S * bool(pauses) + 1.0
        if row.exercise is None and row.state == "open" and by < world.loop.now:
            yield f"{row.rule['id']} of {row.incident} was due at {due:.3f} and was never counted"
        if row.settled_at is None:
            continue
        at = moment(world, row.settled_at)
        if at < due - 0.01 or (row.exercise is None and at > by):
            yield f"{row.rule['id']} of {row.incident} was due at {due:.3f} and was counted at {at:.3f}"
        for event, data in said:
            if event.at == row.settled_at and (event.subject, data["policy"]) == (row.incident, row.rule["id"]):
                yield from _counted_rightly(world, journal, row, event, data)
    for (incident, rule), count in Counter((event.subject, data["policy"]) for event, data in said).items():
        if count != missed[incident, rule]:
            yield f"too few of {rule} for {incident} was said {count} times, and missed {missed[incident, rule]} times"


def _counted_rightly(world: World, journal: Sequence[Recorded], row: Any, event: Recorded, data: Any) -> Breaks:
    late = world.watch.began(event.seq) - moment(world, row.deadline) - GRACE_S
    if abs(late) > 0.2 and row.exercise is None and data["late"] != (late > 0):
        yield f"{row.rule['id']} of {row.incident} ran out {late:.3f} s before its server began: late {data['late']}"
    if data["late"] and data["orders"]:
        yield f"{row.rule['id']} of {row.incident} ran out unwatched, and {data['orders']} were sent"
    if data["accepted"] >= row.rule["accepted"]:
        yield f"{row.rule['id']} of {row.incident}: {data['accepted']} had accepted, and it was said to be too few"
    made = {e.subject for e in journal if e.topic in GIVEN}
    if lost := sorted(set(data["orders"]) - made):
        yield f"{row.rule['id']} of {row.incident} sent {data['orders']}, of which nobody knows {lost}"


# -- other channels, the level above -------------------------------------------------------------------------


def the_level_above_hears_once(world: World, journal: Sequence[Recorded]) -> Breaks:
    """One notice for an incident while it is not taken; each has a step that asked for it."""
    asked = Counter(
        (event.data or {}).get("incident") for event in journal
        if (event.data or {}).get("step") == "above" or "above" in (event.data or {}).get("steps", ())
    )  # fmt: skip
    sent: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    for row in world.watch.rows(orders):
        if row.card == "above":
            sent[row.incident] += 1
            open_[row.incident] += row.open
    for incident, count in sent.items():
        if open_[incident] > 1 or count > asked[incident]:
            yield f"the level above was told {count} times of {incident} for {asked[incident]} steps: {open_[incident]}"


def no_channel_is_used_twice(world: World, journal: Sequence[Recorded]) -> Breaks:
    """An order goes out by each other channel once; so does a notice to the level above."""
    asked: dict[tuple[str, str, str], list[int]] = {}
    for event in journal:
        data = event.data or {}
        if event.topic == "channels.asked" and (data["purpose"] == "order" or data["purpose"].startswith("above:")):
            asked.setdefault((data["about"], data["purpose"], data["kind"]), []).append(event.seq)
    for (about, purpose, kind), seqs in asked.items():
        if len(seqs) > 1:
            yield f"{purpose} of {about} went out by {kind} {len(seqs)} times: {seqs}"


def what_ran_out_meanwhile_is_presented(world: World, journal: Sequence[Recorded]) -> Breaks:
    """A deadline that passed while the centre was down is said to be late, and nobody is alerted because of it."""
    for course in courses(world, journal).values():
        due = moment(world, course.due)
        for down, up in world.watch.outages():
            if not down < due < up - GRACE_S - 0.2 or any(
                moment(world, e.at) <= down and settles(e) for e in course.events
            ):
                continue
            after = [e for e in course.events if moment(world, e.at) >= up and e.topic == "incidents.escalated"]
            answered = [e for e in course.events if up <= moment(world, e.at) and e.topic in HAPPENINGS]
            first = after[0] if after and (not answered or after[0].seq < answered[0].seq) else None
            if first is not None and (first.data or {})["step"] not in ("expired", "hold"):
                yield f"{course.order} ran out at {due:.3f}, down from {down:.3f} to {up:.3f}: {first.data}"


def settles(event: Recorded) -> bool:
    data = event.data or {}
    if event.topic == "incidents.fact_recorded":
        return data["fact"] in DECISIVE
    return event.topic in ("incidents.escalated", "incidents.stood_down", "incidents.closed",
                           "incidents.evacuation_ordered", "incidents.unreachable")  # fmt: skip


POLICY: Sequence[Callable[[World, Sequence[Recorded]], Breaks]] = (
    no_step_is_taken_early_or_twice, each_step_is_taken_on_time, no_order_is_without_an_end, too_few_is_said_once,
    the_level_above_hears_once, no_channel_is_used_twice, what_ran_out_meanwhile_is_presented,
)  # fmt: skip
