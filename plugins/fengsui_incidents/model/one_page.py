"""The picture on one page, as it is handed over with command: plain lines in both languages, as of one minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from fengsui_incidents.api.board import Assessment, Task
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.scales import GRADES
from fengsui_incidents.api.words import ResponseLevel
from fengsui_incidents.model.assess.approach import wind_words
from fengsui_incidents.model.figures import LOSS, in_use, people_words
from fengsui_incidents.model.picture import Picture

MOST_TASKS = 12


@dataclass(frozen=True, kw_only=True)
class ForceLine:
    order: str
    name: Words
    task: Words
    state: Words


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the page is made of. `level` the one decided, None while none is."""

    picture: Picture
    assessment: Assessment
    level: ResponseLevel | None
    forces: Sequence[ForceLine]
    tasks: Sequence[Task]
    uncovered: Sequence[Words]
    now: datetime
    zone: tzinfo


def one_page(seen: Seen) -> Words:
    """Every line once in each language; what is unknown is said, what there is none of is said too."""
    lines = [*_what(seen), *_judged(seen), *_forces(seen), *_open(seen)]
    return Words("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


def _what(seen: Seen) -> list[Words]:
    picture, judged = seen.picture, seen.assessment
    local = seen.now.astimezone(seen.zone)
    minutes = max(0, int((seen.now - picture.reported_at).total_seconds() // 60))
    drill = Words("[演练] ", "[DRILL] ") if picture.exercise else Words("", "")
    stamp = f"{local:%Y-%m-%d %H:%M}"
    lines = [
        Words(f"{drill.zh}{picture.id} {picture.title.zh} 截至 {stamp} T+{minutes}分",
              f"{drill.en}{picture.id} {picture.title.en}, as of {stamp}, T+{minutes} min"),
        Words(f"地点: {picture.place.zh or '不明'}", f"Place: {picture.place.en or 'unknown'}"),
    ]  # fmt: skip
    people = people_words(picture.claims, ("dead", "serious", "missing", "trapped"))
    lines.append(Words(f"人员: {people.zh}", f"People: {people.en}"))
    loss = in_use(picture.claims).get("loss_yuan")
    if loss is not None:
        amount = "?" if loss.value is None else str(loss.value)
        lines.append(Words(f"{LOSS.zh}: {amount} 元", f"{LOSS.en}: {amount} yuan"))
    wind = wind_words(picture.wind) if picture.wind else Words("不明", "unknown")
    lines.append(Words(f"风: {wind.zh}; {judged.approach.zh}", f"Wind: {wind.en}; {judged.approach.en}"))
    lines.append(Words(f"集结: {judged.rendezvous.zh}", f"Rendezvous: {judged.rendezvous.en}"))
    return lines


def _judged(seen: Seen) -> list[Words]:
    judged = seen.assessment
    grade = GRADES.step(judged.grade).name
    level = Words(f"{seen.level} 已定", f"{seen.level} decided") if seen.level else Words(
        f"{judged.level} 建议", f"{judged.level} proposed")  # fmt: skip
    lines = [
        Words(f"等级(初判) {grade.zh}; 响应 {level.zh}", f"Grade (first judgement) {grade.en}; response {level.en}")
    ]
    if judged.prohibitions:
        zh = " / ".join(one.zh for one in judged.prohibitions)
        lines.append(Words(f"禁: {zh}", f"DO NOT: {' / '.join(one.en for one in judged.prohibitions)}"))
    return lines


def _forces(seen: Seen) -> list[Words]:
    head = Words(f"力量 {len(seen.forces)}:", f"Forces {len(seen.forces)}:")
    rows = [
        Words(f"- {one.name.zh}: {one.task.zh} [{one.state.zh}] {one.order}",
              f"- {one.name.en}: {one.task.en} [{one.state.en}] {one.order}")
        for one in seen.forces
    ]  # fmt: skip
    gaps = [Words(f"缺口: {gap.zh}", f"Not covered: {gap.en}") for gap in seen.uncovered]
    return [head, *rows, *gaps]


def _open(seen: Seen) -> list[Words]:
    todo = [task for task in seen.tasks if task.done_at is None][:MOST_TASKS]
    rows = [
        Words(f"- {task.due.astimezone(seen.zone):%H:%M} {task.title.zh} ({task.post.zh})",
              f"- {task.due.astimezone(seen.zone):%H:%M} {task.title.en} ({task.post.en})")
        for task in todo
    ]  # fmt: skip
    return [Words(f"未完成任务 {len(todo)}:", f"Tasks open {len(todo)}:"), *rows]
