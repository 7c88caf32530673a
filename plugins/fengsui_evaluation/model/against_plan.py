"""The plan against reality: what it wanted and what came, what it asked by when, where people decided otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fengsui_evaluation.api.values import NeedCheck, PlanCheck, TaskCheck
from fengsui_evaluation.model.entries import Entry
from fengsui_incidents.api.board import Fact, Force, IncidentCard
from fengsui_incidents.api.events import Words
from fengsui_plans.api import DigitalPlan

ON_SCENE = frozenset({"arrived", "controlled"})
TAKEN = frozenset({"accepted", "moving", "arrived", "controlled"})


def check_plan(card: IncidentCard, plan: DigitalPlan | None, entries: Sequence[Entry]) -> PlanCheck | None:
    """None where no plan was followed."""
    if plan is None:
        return None
    proposed = {entry.team for entry in entries if entry.topic == "incidents.proposed"}
    sent = {entry.team for entry in entries if entry.topic == "incidents.ordered"}
    return PlanCheck(
        plan=plan.id,
        title=Words(plan.title.zh, plan.title.en),
        level_proposed=card.assessment.level,
        level_confirmed=card.level_confirmed or "",
        needs=tuple(_need(card, need.id, Words(need.title.zh, need.title.en), need.count) for need in plan.needs),
        tasks=_tasks(card, plan),
        beyond=tuple(sorted(sent - proposed)) if proposed else (),
    )


def _need(card: IncidentCard, need: str, title: Words, wanted: int) -> NeedCheck:
    forces = [force for force in card.forces if force.need == need]
    arrived = [fact.at for force in forces for fact in force.facts if fact.fact in ON_SCENE]
    return NeedCheck(
        need=need,
        title=title,
        wanted=wanted,
        ordered=len(forces),
        accepted=sum(_said(force, TAKEN) or force.already_moving for force in forces),
        arrived=sum(_said(force, ON_SCENE) for force in forces),
        first_minutes=_minutes(card.reported_at, min(arrived)) if arrived else None,
    )


def _said(force: Force, kinds: frozenset[str]) -> bool:
    facts: Sequence[Fact] = force.facts
    return any(fact.fact in kinds for fact in facts)


def _tasks(card: IncidentCard, plan: DigitalPlan) -> tuple[TaskCheck, ...]:
    done = {task.id: task for task in card.tasks}
    return tuple(
        TaskCheck(
            task=wanted.id,
            title=Words(wanted.title.zh, wanted.title.en),
            within_minutes=wanted.within_minutes,
            done_minutes=_minutes(card.reported_at, task.done_at) if task and task.done_at else None,
            result=task.result if task else "",
        )
        for wanted in plan.tasks
        for task in [done.get(wanted.id)]
    )


def _minutes(since: datetime, until: datetime) -> int:
    return round((until - since).total_seconds() / 60)
