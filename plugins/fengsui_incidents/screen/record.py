"""Log, tasks and readiness: the lower right of the board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from fengsui.text import N_
from fengsui_incidents.api.board import Board, IncidentCard
from fengsui_incidents.api.words import RESULT_NAMES
from fengsui_incidents.model.tasks import waits_for
from fengsui_incidents.screen.look import Look
from fengsui_tui.widgets import Row, clock, countdown, fit, paragraph, wrapped

READINESS: Mapping[str, str] = {
    "ready": N_("ready"),
    "on_call": N_("on call"),
    "moving": N_("on the way"),
    "out": N_("out"),
    "on_scene": N_("on scene"),
    "resting": N_("resting"),
    "out_of_service": N_("out of service"),
}


def log_rows(card: IncidentCard, look: Look, cells: int) -> Sequence[Row]:
    """Oldest first; a long line goes on below its text."""
    rows: list[Row] = []
    for line in sorted(card.log, key=lambda one: one.at):
        first, *more = wrapped(f"{look.speech.say(line.says)}  {line.actor}".rstrip(), max(10, cells - 9))
        rows.append(Row(((f"{clock(line.at, look.zone)} ", "dim"), (first, ""))))
        rows += [Row(((" " * 9, ""), (part, ""))) for part in more]
    return rows or [Row(((look.t(N_(" nothing yet")), "dim"),))]


def task_rows(card: IncidentCard, look: Look, cells: int) -> Sequence[Row]:
    rows = []
    for task in sorted(card.tasks, key=lambda one: (one.done_at is not None, one.due)):
        done = task.done_at is not None
        late = not done and task.due <= look.now
        box = "[x]" if done else "[w]" if waits_for(task, card.tasks) else "[ ]"
        time = clock(task.done_at, look.zone, seconds=False) if done else countdown(task.due, look.now).strip()
        style = "dim" if done else "bad" if late else ""
        tail = f" {fit(look.speech.say(task.post), 12)} {fit(_after(card.reported_at, task.due), 6)} {time:>7}"
        result = look.t(RESULT_NAMES[task.result]) if task.result in RESULT_NAMES and task.result != "done" else ""
        name = f"{look.speech.say(task.title)} {result}".rstrip()
        rows.append(Row(((f"{box} {fit(name, max(8, cells - 2 - len(box) - 28))}{tail}", style),), task.id))
    return rows or [Row(((look.t(N_(" no task")), "dim"),))]


def _after(begin: datetime, due: datetime) -> str:
    return f"T+{max(0, int((due - begin).total_seconds()) // 60)}"


def ready_rows(board: Board, look: Look, cells: int) -> Sequence[Row]:
    return list(_ready(board, look, cells))


def _ready(board: Board, look: Look, cells: int) -> Iterator[Row]:
    total = sum(board.ready.values())
    ready = board.ready.get("ready", 0)
    counts = [
        f"{look.t(READINESS.get(state, state))} {count}"
        for state, count in board.ready.items()
        if state != "ready" and count
    ]
    yield from paragraph(
        look.t(N_("ready {ready}/{total}   {others}"), ready=ready, total=total, others="  ".join(counts)), cells
    )
    offline = board.teams_total - board.teams_online
    says = look.t(
        N_("terminals connected {online}/{total}   offline {offline} (by phone)"),
        online=board.teams_online, total=board.teams_total, offline=offline,
    )  # fmt: skip
    yield from paragraph(says, cells, style="warn" if offline else "")
    for line in board.warnings:
        yield from paragraph(look.t(N_("warning {what}"), what=look.speech.say(line)), cells, style="warn")
    if not board.warnings:
        yield from paragraph(look.t(N_("no warning in force")), cells)
    for drill in board.drills:
        yield from paragraph(look.t(N_("drill {what}"), what=look.speech.say(drill)), cells, style="drill")
