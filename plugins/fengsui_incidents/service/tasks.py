"""Tasks: the plan's and those given on the spot; each waits for others, is given to somebody, done and proven."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from fengsui.errors import Conflict, Fault, Invalid, Missing
from fengsui.hooks import Unit
from fengsui.text import N_
from fengsui_incidents.api.board import Task
from fengsui_incidents.api.events import EvidenceAdded, TaskAdded, TaskAssigned, TaskDone, TaskSet, Words
from fengsui_incidents.api.task_payloads import AddEvidence, AddTask, AssignTask, DoTask
from fengsui_incidents.model.tasks import after_faults, waits_for
from fengsui_incidents.service.context import rules_of, span
from fengsui_incidents.service.falsity import propose_false
from fengsui_incidents.service.loading import Incident, load, load_open
from fengsui_incidents.service.stored import store
from fengsui_incidents.service.telling import same, tell
from fengsui_incidents.tables import evidence, tasks

VERIFY = "verify"
"""The task of ringing back: what it finds untrue is proposed as a false report."""

RESULTS = {
    "done": Words("完成", "done"),
    "true": Words("属实", "true"),
    "partly": Words("部分属实", "partly true"),
    "false": Words("不属实", "false"),
    "nobody_answers": Words("无人接", "nobody answers"),
}


def save_task(unit: Unit, incident: str, exercise: str | None, task: TaskSet, *, by_hand: bool = False) -> None:
    unit.connection.execute(
        insert(tasks).values(
            incident=incident,
            id=task.task,
            exercise=exercise,
            title=store(task.title),
            owner=task.owner,
            post=store(task.post),
            due=task.due,
            result="",
            note="",
            done_by="",
            after=list(task.after),
            by_hand=by_hand,
        )
    )


def _task(found: Incident, id: str) -> Task:
    task = next((task for task in found.tasks if task.id == id), None)
    if task is None:
        raise Missing(N_("There is no task {task}."), code="no_task", task=id)
    return task


def _open_task(found: Incident, id: str) -> Task:
    task = _task(found, id)
    if task.done_at is not None:
        raise Conflict(N_("Task {task} is done already."), code="task_done", task=id)
    return task


def _save(unit: Unit, found: Incident, task: Task, **values: Any) -> None:
    mine = (tasks.c.incident == found.id) & (tasks.c.id == task.id)
    unit.connection.execute(update(tasks).where(mine).values(**values))


def do_task(unit: Unit, payload: DoTask) -> dict[str, Any]:
    """A plant that nobody answers at is to be rung again: the task stays, with a new time."""
    found = load(unit, payload.incident)
    task = _open_task(found, payload.task)
    again = payload.result == "nobody_answers"
    skipped = () if again else _held(found, task, payload)
    values: dict[str, Any] = {"result": payload.result, "note": payload.note}
    if again:
        values["due"] = unit.now + (span(rules_of(unit), "verify_within_minutes", "minutes") or timedelta())
    else:
        values |= {"done_at": unit.now, "done_by": unit.actor.id}
    _save(unit, found, task, **values)
    event = TaskDone(
        incident=found.id,
        task=task.id,
        result=payload.result,
        note=payload.note,
        again_by=values.get("due"),
        skipped=skipped,
        exercise=found.exercise,
    )
    how = RESULTS[payload.result]
    early = Words(" (前置未完成)", " (before what it waits for)") if skipped else Words("", "")
    says = Words(
        f"{task.title.zh}: {how.zh}{early.zh} {payload.note}", f"{task.title.en}: {how.en}{early.en} {payload.note}"
    )
    tell(unit, found.id, event, says)
    false = task.id == VERIFY and payload.result == "false" and propose_false(unit, found, payload.note)
    return {"incident": found.id, "task": task.id, "open": again, "false_proposed": false}


def _held(found: Incident, task: Task, payload: DoTask) -> tuple[str, ...]:
    """What the task still waits for; a person may go on regardless, and says why."""
    held = waits_for(task, found.tasks)
    if not held:
        return ()
    faults = [Fault(f"tasks.{one.id}", N_("done first"), "task_waits") for one in held]
    if not payload.regardless:
        raise Conflict(N_("Task {task} waits for others."), code="task_waits", faults=faults, task=task.id)
    if not payload.note:
        fault = Fault("note", N_("why it is done before what it waits for"), "reason_needed")
        raise Invalid(N_("Task {task} waits for others."), code="reason_needed", faults=[fault], task=task.id)
    return tuple(one.id for one in held)


def add_task(unit: Unit, payload: AddTask) -> dict[str, Any]:
    """A task given on the spot; its minutes run from now."""
    found = load_open(unit, payload.incident)
    if faults := after_faults(payload.after, found.tasks):
        raise Invalid(N_("This task cannot be given like this."), code="no_task", faults=faults)
    number = sum(task.by_hand for task in found.tasks) + 1
    made = TaskSet(
        task=f"hand-{number}",
        title=same(payload.title),
        owner=payload.owner,
        post=_post(found, payload.owner),
        due=unit.now + timedelta(minutes=payload.within_minutes),
        after=payload.after,
    )
    save_task(unit, found.id, found.exercise, made, by_hand=True)
    event = TaskAdded(incident=found.id, task=made, exercise=found.exercise)
    minutes = int((made.due - found.row["reported_at"]).total_seconds() // 60)
    says = Words(
        f"任务: {payload.title} -> {made.post.zh} T+{minutes}", f"Task: {payload.title} -> {made.post.en} T+{minutes}"
    )
    tell(unit, found.id, event, says)
    return {"incident": found.id, "task": made.task, "due": made.due}


def _post(found: Incident, owner: str) -> Words:
    """The post of the plan's action card where `owner` is its key, else the name as it was typed."""
    title = found.plan.post(owner) if found.plan else None
    return Words(title.zh, title.en) if title else same(owner)


def assign_task(unit: Unit, payload: AssignTask) -> dict[str, Any]:
    """Somebody else does it: who had it, who has it now."""
    found = load_open(unit, payload.incident)
    task = _open_task(found, payload.task)
    post = _post(found, payload.owner)
    _save(unit, found, task, owner=payload.owner, post=store(post))
    event = TaskAssigned(
        incident=found.id, task=task.id, was=task.owner, owner=payload.owner, reason=payload.reason,
        exercise=found.exercise,
    )  # fmt: skip
    why = f" ({payload.reason})" if payload.reason else ""
    says = Words(
        f"任务改派 {task.title.zh}: {task.post.zh} -> {post.zh}{why}",
        f"Task given to another, {task.title.en}: {task.post.en} -> {post.en}{why}",
    )
    tell(unit, found.id, event, says)
    return {"incident": found.id, "task": task.id, "owner": payload.owner}


def add_evidence(unit: Unit, payload: AddEvidence) -> dict[str, Any]:
    """What proves it, and who brought it: before, with or after its being done."""
    found = load(unit, payload.incident)
    task = _task(found, payload.task)
    if not payload.text and not payload.reference:
        fault = Fault("text", N_("what it is, or where it lies"), "evidence_empty")
        raise Invalid(N_("This proves nothing."), code="evidence_empty", faults=[fault])
    unit.connection.execute(
        insert(evidence).values(
            id=unit.new_id(), incident=found.id, task=task.id, at=unit.now, text=payload.text,
            reference=payload.reference, by=(unit.actor.name or unit.actor.id)[:100],
        )
    )  # fmt: skip
    event = EvidenceAdded(
        incident=found.id, task=task.id, text=payload.text, reference=payload.reference, exercise=found.exercise
    )
    what = " ".join(f"{payload.text} {payload.reference}".split())
    tell(unit, found.id, event, Words(f"凭据 {task.title.zh}: {what}", f"Evidence, {task.title.en}: {what}"))
    return {"incident": found.id, "task": task.id}
