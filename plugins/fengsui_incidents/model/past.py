"""What stood on the board at a past moment: the journal's events up to then, folded; nothing that was entered later.

An order's own facts (what, to whom, by which policy) never change; everything that happened to it is an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fengsui.events import Recorded
from fengsui_incidents.api.board import Fact, Task
from fengsui_incidents.api.words import ResponseLevel, Urgency
from fengsui_incidents.model.orders import OrderRecord


@dataclass(frozen=True, kw_only=True)
class Then:
    """An incident as it was. `level` is what was proposed, `level_confirmed` what a person had decided."""

    state: str = ""
    urgency: Urgency = "D"
    level: ResponseLevel = "IV"
    level_confirmed: ResponseLevel | None = None
    calls: int = 0


@dataclass(frozen=True)
class OrderThen:
    """An order as it was, whether its team was held to be out of reach, and whether an entry had been corrected."""

    record: OrderRecord
    unreachable: bool = False
    corrected: bool = False


def incident_then(events: Iterable[Recorded]) -> Then | None:
    """The incident after these events of its own, oldest first; None where it had not been reported."""
    then = Then()
    for event in events:
        if (step := INCIDENT.get(event.topic)) is not None:
            then = step(then, event.data or {})
    return then if then.state else None


def tasks_then(tasks: Sequence[Task], events: Iterable[Recorded], at: datetime) -> tuple[Task, ...]:
    """The tasks that had been set, as they were at `at`: done or not, and by when they were due then. Those that a plan
    composed later set are not among them.

    One that nobody answered was due again later: its time is that of the last word before `at`.
    """
    due: dict[str, datetime] = {}
    said: dict[str, str] = {}
    for event in events:
        data = event.data or {}
        if event.topic in ("incidents.reported", "incidents.ad_hoc_plan_composed"):
            due |= {task["task"]: moment(task["due"]) for task in data.get("tasks", ())}
        elif event.topic == "incidents.task_done" and data:
            said[data["task"]] = data["result"]
            if data.get("again_by"):
                due[data["task"]] = moment(data["again_by"])
    tasks = [task for task in tasks if task.id in due] if due else tasks
    done = [task.done_at is not None and task.done_at <= at for task in tasks]
    then = (
        task if known else replace(task, done_at=None, result=said.get(task.id, ""), due=due.get(task.id, task.due))
        for task, known in zip(tasks, done, strict=True)
    )
    return tuple(sorted(then, key=lambda task: (task.due, task.id)))


def members_then(events: Iterable[Recorded]) -> frozenset[str]:
    """The incidents that an umbrella event (总事件) held after these events of its own, oldest first."""
    held: set[str] = set()
    for event in events:
        data = event.data or {}
        if event.topic == "incidents.umbrella_opened":
            held |= set(data.get("incidents", ()))
        elif event.topic == "incidents.umbrella_joined":
            held.add(data.get("incident", ""))
        elif event.topic == "incidents.umbrella_left":
            held.discard(data.get("incident", ""))
    return frozenset(held)


def order_then(order: OrderRecord, events: Iterable[Recorded], at: datetime) -> OrderThen:
    """The order after these events of its own up to `at`, oldest first. Erased data leave what the envelope says.

    A force that another authority had sent was moving when it was entered. Steps of escalation are only ever added:
    those that had been taken are its own (the leader hears of more than steps).
    """
    begun = [fact for fact in order.facts if order.already_moving and fact.at == order.ordered_at]
    taken = tuple(step for step in order.steps if step.at <= at)
    again = order.in_again_at if order.in_again_at is not None and order.in_again_at <= at else None
    bare = replace(order, facts=tuple(begun[:1]), steps=taken, change=0, changed_at=None, stood_down_at=None,
                   evacuating_at=None, in_again_at=again, replaced_by="")  # fmt: skip
    then = OrderThen(bare)
    for event in events:
        if (step := ORDER.get(event.topic)) is not None:
            then = step(then, event)
    return then


# -- an incident, event by event -----------------------------------------------------------------------------


def _reported(then: Then, data: Mapping[str, Any]) -> Then:
    return replace(then, state="open", urgency=data.get("urgency", "D"), calls=1 if data.get("call") else 0)


def _assessed(then: Then, data: Mapping[str, Any]) -> Then:
    return replace(then, urgency=data.get("urgency", then.urgency), level=data.get("level", then.level))


def _confirmed(then: Then, data: Mapping[str, Any]) -> Then:
    return replace(then, level_confirmed=data.get("level", then.level_confirmed))


def _counted(then: Then, data: Mapping[str, Any]) -> Then:
    return replace(then, calls=data.get("calls", then.calls))


def _controlled(then: Then, _: Mapping[str, Any]) -> Then:
    return replace(then, state="controlled") if then.state == "open" else then


def _false(then: Then, data: Mapping[str, Any]) -> Then:
    """The leader's word that there was nothing ends the response."""
    return replace(then, state="ended") if data.get("decision") == "confirmed" else then


INCIDENT: Mapping[str, Callable[[Then, Mapping[str, Any]], Then]] = {
    "incidents.reported": _reported,
    "incidents.assessed": _assessed,
    "incidents.level_confirmed": _confirmed,
    "incidents.call_merged": _counted,
    "incidents.call_unmerged": _counted,
    "incidents.controlled": _controlled,
    "incidents.response_ended": lambda then, _: replace(then, state="ended"),
    "incidents.closed": lambda then, _: replace(then, state="closed"),
    "incidents.false_decided": _false,
    "incidents.reopened": lambda then, _: replace(then, state="open"),
}


# -- an order, event by event --------------------------------------------------------------------------------


def _record(then: OrderThen, **values: Any) -> OrderThen:
    return replace(then, record=replace(then.record, **values))


def _fact(then: OrderThen, event: Recorded) -> OrderThen:
    data = event.data or {}
    if not data:
        return then
    fact = Fact(
        fact=data["fact"],
        at=moment(data["said_at"]) if data.get("said_at") else event.at,
        people=data.get("people"),
        minutes=data.get("minutes"),
        reason=data.get("reason", ""),
        answered_for=data.get("answered_for", False),
        channel=data.get("channel") or "",
        said_by=data.get("said_by", ""),
        id=data.get("entry", ""),
        post=data.get("post", ""),
        witness=data.get("witness", ""),
    )
    known = _record(then, facts=(*then.record.facts, fact))
    return known if fact.answered_for else replace(known, unreachable=False)


def _corrected(then: OrderThen, event: Recorded) -> OrderThen:
    """The entry that was wrong holds no more; another takes its place, unless it never happened at all."""
    data = event.data or {}
    wrong = next((fact for fact in then.record.facts if fact.id and fact.id == data.get("corrects")), None)
    if wrong is None:
        return then
    holds = [fact for fact in then.record.facts if fact is not wrong]
    if not data["void"]:
        holds.append(
            replace(
                wrong,
                fact=data["fact"],
                at=moment(data["at"]),
                people=data.get("people"),
                minutes=data.get("minutes"),
                reason=data.get("reason", ""),
                said_by=data.get("said_by", ""),
                id=data["entry"],
                corrects=wrong.id,
                why=data["why"],
            )
        )
    return replace(_record(then, facts=tuple(holds)), corrected=True)


def _escalated(then: OrderThen, event: Recorded) -> OrderThen:
    data = event.data or {}
    return _record(then, replaced_by=data.get("next_order") or then.record.replaced_by)


def _changed(then: OrderThen, event: Recorded) -> OrderThen:
    """A change of an order, or a card that tells one; a card without a new number changes nothing."""
    number = (event.data or {}).get("change", 0)
    return _record(then, change=number, changed_at=event.at) if number > then.record.change else then


ORDER: Mapping[str, Callable[[OrderThen, Recorded], OrderThen]] = {
    "incidents.fact_recorded": _fact,
    "incidents.fact_corrected": _corrected,
    "incidents.escalated": _escalated,
    "incidents.changed": _changed,
    "incidents.card_sent": _changed,
    "incidents.stood_down": lambda then, event: _record(then, stood_down_at=event.at),
    "incidents.evacuation_ordered": lambda then, event: _record(then, evacuating_at=event.at),
    "incidents.unreachable": lambda then, _: replace(then, unreachable=True),
    "incidents.reachable": lambda then, _: replace(then, unreachable=False),
}


def moment(text: str) -> datetime:
    """A time as the journal writes it."""
    return datetime.fromisoformat(text)
