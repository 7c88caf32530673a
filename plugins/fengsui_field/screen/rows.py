"""One line for each thing of the field, at 80 cells and more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from fengsui.text import N_
from fengsui_field.api.board import CasualtyRow, EntryRow, FieldBoard, Group, Post, ReliefRow
from fengsui_field.api.things import AidRow, CostRow, DrawRow, ExpertCall, Statement, Voucher
from fengsui_field.api.words import BORNE_NAMES, DEGREE_NAMES, SEX_NAMES, STATE_NAMES, Part
from fengsui_field.model.money import yuan
from fengsui_incidents.api.board import Task
from fengsui_tui.widgets import Row, Span, Speech, clock, countdown, fit

STYLES = {
    "inside": "warn", "turning": "warn", "out": "dim", "due": "", "arranged": "good", "relieved": "dim", "gone": "dim",
    "there": "warn",
    "asked": "warn", "received": "warn", "silent": "bad", "online": "good", "on_scene": "good", "declined": "dim",
    "released": "dim", "draft": "warn", "approved": "good", "refused": "bad", "issued": "dim", "accepted": "good",
    "withdrawn": "dim", "in_use": "warn", "returned": "dim", "compensated": "dim",
}  # fmt: skip


class Look:
    """What a line is drawn with: language, zone and the time."""

    def __init__(self, speech: Speech, zone: tzinfo, now: datetime) -> None:
        self.speech, self.zone, self.now = speech, zone, now

    def t(self, message: str, **params: object) -> str:
        return self.speech.t(message, **params)

    def state(self, state: str, cells: int = 11) -> Span:
        return (fit(self.t(STATE_NAMES[state]), cells) + " ", STYLES[state])

    def clock(self, moment: datetime | None) -> str:
        return clock(moment, self.zone, seconds=False)


def things(board: FieldBoard, part: Part) -> Mapping[str, Any]:
    """What a part lists, by the key of its row."""
    if part == "post":
        found: dict[str, Any] = {}
        for post in reversed(board.posts):
            found[post.id] = post
            found |= {f"{post.id}:{group.key}": group for group in post.groups}
        return found
    if part == "relief":
        return {row.order: row for row in board.reliefs}
    listed: Mapping[Part, tuple[Any, ...]] = {
        "tasks": tuple(sorted(board.tasks, key=lambda one: (one.done_at is not None, one.due, one.id))),
        "entry": board.entries, "casualties": board.casualties, "supplies": board.draws, "experts": board.experts,
        "public": board.statements, "aid": board.aid, "costs": board.costs, "vouchers": board.vouchers,
    }  # fmt: skip
    return {row.id: row for row in listed[part]}


def row_of(key: str, item: Any, look: Look, cells: int) -> Row:
    """The line of whatever it is."""
    return Row(tuple(_SPANS[type(item)](item, look, cells)), key)


def _post(post: Post, look: Look, cells: int) -> list[Span]:
    ended = post.closed_at is not None
    says = look.t(N_("COMMAND POST {place}  commander {name}"), place=post.place, name=post.commander.name)
    return [(fit(says, cells), "dim" if ended else "strong")]


def _group(group: Group, look: Look, cells: int) -> list[Span]:
    teams = f"{len(group.members)}+{len(group.teams)}"
    return [
        ("  ", ""),
        (fit(look.speech.say(group.title), 22) + " ", ""),
        (fit(group.leader or "--", max(8, cells - 34)) + " ", "" if group.leader else "warn"),
        (fit(teams, 7), "dim"),
    ]


def _task(task: Task, look: Look, cells: int) -> list[Span]:
    done = task.done_at is not None
    late = not done and task.due <= look.now
    time = look.clock(task.done_at) if done else countdown(task.due, look.now).strip()
    proof = f"+{len(task.evidence)}" if task.evidence else ""
    style = "dim" if done else "bad" if late else ""
    name = fit(look.speech.say(task.title), max(8, cells - 30))
    return [("[x] " if done else "[ ] ", style), (name + " ", style), (fit(look.speech.say(task.post), 12), "dim"),
            (fit(proof, 4), "good"), (f"{time:>8}", style)]  # fmt: skip


def _entry(entry: EntryRow, look: Look, cells: int) -> list[Span]:
    state = "out" if entry.due is None else entry.state
    style = "alarm" if entry.alarm else STYLES[state]
    left = "" if entry.due is None else countdown(entry.due, look.now).strip()
    return [
        (fit(look.t(STATE_NAMES[state]), 11) + " ", style),
        (fit(f"{len(entry.inside)}/{len(entry.people)}", 6), style),
        (fit(entry.name, max(8, cells - 36)) + " ", "strong"),
        (fit(look.clock(entry.turn_back_at), 6), ""),
        (f"{left:>9}", style),
    ]


def _relief(row: ReliefRow, look: Look, cells: int) -> list[Span]:
    over = row.state in ("relieved", "gone")
    left = "" if over else countdown(row.due_at, look.now).strip()
    late = not over and row.due_at <= look.now
    return [
        look.state(row.state, 14),
        (fit(row.name, max(8, cells - 34)) + " ", "strong"),
        (fit(look.clock(row.since), 6), ""),
        (f"{left:>9}", "bad" if late else ""),
    ]


def _casualty(row: CasualtyRow, look: Look, cells: int) -> list[Span]:
    style = "dim" if row.struck else "bad" if row.degree in ("dead", "serious") else "warn"
    age = look.t(SEX_NAMES[row.sex]) if row.age is None else f"{look.t(SEX_NAMES[row.sex])} {row.age}"
    return [
        (f"{row.number:>3} ", "dim"),
        (fit(look.t(DEGREE_NAMES[row.degree]), 12) + " ", style),
        (fit(row.name or "--", 10) + " ", "dim" if row.struck else ""),
        (fit(age, 12), "dim"),
        (fit(row.hospital, max(6, cells - 42)), ""),
    ]


def _draw(row: DrawRow, look: Look, cells: int) -> list[Span]:
    out = row.quantity - row.returned
    return [
        (fit(look.clock(row.at), 6), "dim"),
        (fit(row.name, max(8, cells - 36)) + " ", ""),
        (fit(f"{row.quantity}{row.unit}", 12), "strong"),
        (fit(look.t(N_("out {count}"), count=out), 12), "warn" if out else "dim"),
    ]


def _expert(row: ExpertCall, look: Look, cells: int) -> list[Span]:
    left = countdown(row.answer_by, look.now).strip() if row.state in ("asked", "silent") else ""
    return [look.state(row.state), (fit(f"{row.name} {row.speciality}", max(8, cells - 24)) + " ", ""),
            (f"{left:>9}", STYLES[row.state])]  # fmt: skip


def _statement(row: Statement, look: Look, cells: int) -> list[Span]:
    return [(f"{row.number:>2} ", "dim"), look.state(row.state), (fit(" ".join(row.text.split()), cells - 16), "")]


def _aid(row: AidRow, look: Look, cells: int) -> list[Span]:
    left = countdown(row.answer_by, look.now).strip() if row.state in ("asked", "received", "silent") else ""
    return [look.state(row.state), (fit(f"{row.to}: {row.what}", max(8, cells - 24)) + " ", ""),
            (f"{left:>9}", STYLES[row.state])]  # fmt: skip


def _cost(row: CostRow, look: Look, cells: int) -> list[Span]:
    style = "dim" if row.struck else ""
    return [
        (fit(yuan(row.amount), 16, right=True) + " ", style or "strong"),
        (fit(row.what, max(8, cells - 34)) + " ", style),
        (fit(look.t(BORNE_NAMES[row.borne_by]), 16), "dim"),
    ]


def _voucher(row: Voucher, look: Look, cells: int) -> list[Span]:
    things_of = " ".join(f"{one.name}{one.quantity}{one.unit}" for one in row.property)
    return [look.state(row.state), (fit(row.number, 18) + " ", "strong"), (fit(things_of, max(6, cells - 32)), "")]


_SPANS: Mapping[type[Any], Any] = {
    Post: _post, Group: _group, Task: _task, EntryRow: _entry, ReliefRow: _relief, CasualtyRow: _casualty,
    DrawRow: _draw, ExpertCall: _expert, Statement: _statement, AidRow: _aid, CostRow: _cost, Voucher: _voucher,
}  # fmt: skip
