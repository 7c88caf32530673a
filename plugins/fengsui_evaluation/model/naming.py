"""Deadlines by the names that people know: the force, the task, the report and to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fengsui_evaluation.api.values import Clock
from fengsui_incidents.api.board import IncidentCard
from fengsui_incidents.api.events import Words
from fengsui_reports.api.words import FORM_SAID, RECEIVER_SAID

FORMS: Mapping[str, Words] = {str(form): said for form, said in FORM_SAID.items()}
RECEIVERS: Mapping[str, Words] = {str(to): said for to, said in RECEIVER_SAID.items()}


def named(clocks: Sequence[Clock], card: IncidentCard, receivers: Mapping[str, Words] = RECEIVERS) -> tuple[Clock, ...]:
    """What has no name keeps its key. `receivers`: as they are called at this centre."""
    forces = {force.order: Words(force.name, force.name) for force in card.forces}
    tasks = {task.id: task.title for task in card.tasks}
    return tuple(replace(clock, says=_name(clock, forces, tasks, receivers)) for clock in clocks)


def _name(
    clock: Clock, forces: Mapping[str, Words], tasks: Mapping[str, Words], receivers: Mapping[str, Words]
) -> Words:
    key = Words(clock.what, clock.what)
    if clock.kind == "task":
        return tasks.get(clock.ref, key)
    if clock.kind == "report":
        form, _, to = clock.what.partition(":")
        what, whom = FORMS.get(form, Words(form, form)), receivers.get(to, Words(to, to))
        return Words(f"{what.zh} {whom.zh}", f"{what.en} {whom.en}")
    return forces.get(clock.ref, key)
