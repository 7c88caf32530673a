"""Tasks that wait for others: what holds one back now, and what a new one may wait for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fengsui.errors import Fault
from fengsui.text import N_
from fengsui_incidents.api.board import Task
from fengsui_incidents.api.said import Words


def waits_for(task: Task, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks that must be done before this one and are not; one that a later plan no longer has holds nobody."""
    undone = {other.id: other for other in tasks if other.done_at is None}
    return tuple(undone[name] for name in task.after if name in undone)


def after_faults(after: Sequence[str], tasks: Iterable[Task]) -> list[Fault]:
    """A task added by hand waits for tasks that there are, so that no circle can come about."""
    known = {task.id for task in tasks}
    return [
        Fault(f"after.{index}", N_("a task of this incident"), "no_task")
        for index, name in enumerate(after)
        if name not in known
    ]


def task_words(task: Task, tasks: Iterable[Task]) -> Words:
    """Title and post as the queue says them, with what it waits for."""
    held = waits_for(task, tasks)
    zh = f" 等待: {', '.join(one.title.zh for one in held)}" if held else ""
    en = f", waits for: {'; '.join(one.title.en for one in held)}" if held else ""
    return Words(f"{task.title.zh} ({task.post.zh}){zh}", f"{task.title.en} ({task.post.en}){en}")
