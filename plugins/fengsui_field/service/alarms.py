"""What is done about those inside, step by step: the team told, the leader told, and what stands in the queue.

A step that ran out while the centre was down is not fired: it is presented, on top, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from fengsui.hooks import Reading, Unit
from fengsui_field import tables as t
from fengsui_field.api.events import AirAlarm, TurnBack
from fengsui_field.api.words import Step
from fengsui_field.model.air import Inside, ahead, alarms_of, deadline
from fengsui_field.service.context import clock, is_late, rule
from fengsui_field.service.watching import Waiting, settle, wait
from fengsui_incidents.api.events import Words
from fengsui_incidents.api.joining import Incidents

TO_TEAM = frozenset({"warn", "turn_back", "out_late", "air_out", "recall", "roll_call"})
TO_LEADER = frozenset({"leader", "out_late", "air_out", "late"})
SAYS: Mapping[Step, Words] = {
    "warn": Words("准备折返", "get ready to turn back"),
    "turn_back": Words("立即折返", "TURN BACK NOW"),
    "leader": Words("超时未确认折返, 已报带班领导", "OVERDUE: has not said that it turns back; the leader was told"),
    "out_late": Words("应已撤出", "SHOULD BE OUT"),
    "air_out": Words("空气用尽", "AIR GONE"),
    "recall": Words("召回, 立即撤出", "CALLED BACK: come out now"),
    "roll_call": Words("紧急撤离, 逐人清点", "EVACUATION: come out, call the roll"),
    "late": Words("中心停机期间已超时, 请立即呼叫", "ran out while the centre was down: call them now"),
}
LATE_IN_A_DRILL = Words(
    "演练挂起或中心停机期间已超时, 请立即呼叫", "ran out while the drill was held or the centre down: call them now"
)


def inside_of(reading: Reading, entry: str) -> list[str]:
    w = t.wearers.c
    query = select(w.name).where(w.entry == entry, w.out_at.is_(None)).order_by(w.number, w.id)
    return list(reading.connection.execute(query).scalars())


def seen(row: Mapping[Any, Any]) -> Inside:
    """An entry's row as the alarms see it."""
    return Inside(
        turn_back=row["turn_back_at"],
        out_by=row["out_by"],
        air_out=row["air_out_at"],
        turning_at=row["turning_at"],
        evacuate_by=row["evacuate_by"],
        told=tuple(row["told"]),
    )


def begin(unit: Unit, entry: str) -> None:
    """An entry is written down: what has run out by then is told now; nobody has missed it, whatever was down."""
    row = _row(unit, entry)
    assert row is not None
    _take(unit, row, [])


def look(unit: Unit, entry: str) -> None:
    """The sweep: takes every step that is due, once."""
    row = _row(unit, entry)
    if row is None or row["out_at"] is not None:
        settle(unit, "air", entry)
        return
    unit.enter(row["exercise"])
    _take(unit, row, [step for at, step in _due(unit, row) if is_late(unit, at, row["exercise"])])


def _due(unit: Unit, row: Mapping[Any, Any]) -> list[tuple[datetime, Step]]:
    return [(at, step) for at, step in ahead(seen(row), alarms_of(rule(unit, "air_steps"))) if at <= unit.now]


def _take(unit: Unit, row: Mapping[Any, Any], late: Sequence[Step]) -> None:
    """Every step that is due; of those that are `late` only that they ran out is told."""
    steps = [step for _, step in _due(unit, row)]
    if steps:
        values = {"told": [*row["told"], *steps], "late": row["late"] or bool(late)}
        unit.connection.execute(update(t.entries).where(t.entries.c.id == row["id"]).values(**values))
    if late:
        send(unit, row, "late")
    for step in steps:
        if step not in late:
            send(unit, row, step)
    follow(unit, row["id"])


def send(unit: Unit, row: Mapping[Any, Any], step: Step) -> None:
    """Tells the team's device, the leader, or both, with one line in the record."""
    count = len(inside_of(unit, row["id"]))
    said = LATE_IN_A_DRILL if step == "late" and row["exercise"] is not None else SAYS[step]
    says = Words(f"{row['name']} 在内{count}人: {said.zh}", f"{row['name']}, {count} inside: {said.en}")
    common: dict[str, Any] = {
        "incident": row["incident"], "entry": row["id"], "team": row["team"], "inside": count, "step": step,
        "says": says, "exercise": row["exercise"],
    }  # fmt: skip
    if step in TO_TEAM and row["team"]:
        within = timedelta(seconds=float(rule(unit, "air_answer_s")))
        unit.record(TurnBack(**common, answer_by=unit.now + within))
    if step in TO_LEADER or not row["team"]:
        unit.record(AirAlarm(**common, late=step == "late"))
    topic = TurnBack.topic if step in TO_TEAM else AirAlarm.topic
    unit.ask(Incidents).write(row["incident"], topic, says)


def follow(unit: Unit, entry: str) -> None:
    """Puts the entry where it belongs in the queue, and says when the sweep looks again."""
    row = _row(unit, entry)
    assert row is not None
    one = seen(row)
    steps = ahead(one, alarms_of(rule(unit, "air_steps")))
    warned = [at for at, step in steps if step == "warn"]
    shows = min([*warned, one.turn_back]) if "warn" not in one.told else row["entered_at"]
    life = one.turn_back if one.turning_at is None else one.out_by
    if one.evacuate_by is not None or row["late"]:
        shows, life = row["entered_at"], row["entered_at"]
    wait(
        unit,
        Waiting(
            kind="air",
            thing=entry,
            incident=row["incident"],
            exercise=row["exercise"],
            shows_at=shows,
            due_at=deadline(one),
            life_at=life,
            act_at=steps[0][0] if steps else None,
            says=_words(unit, row, one),
            phone=row["phone"],
        ),
    )


def _words(unit: Unit, row: Mapping[Any, Any], one: Inside) -> Words:
    """Who is inside and what they owe; the time itself is the item's own."""
    count, name = len(inside_of(unit, row["id"])), row["name"]
    gone = clock(unit, one.air_out)
    where = f" {row['where']}" if row["where"] else ""
    head = Words(f"{name} 在内{count}人{where}", f"{name}: {count} inside{where}")
    if one.evacuate_by is not None:
        return Words(f"{head.zh} 紧急撤离, 逐人清点", f"{head.en}, EVACUATION, call the roll")
    late = _overdue(row["exercise"]) if row["late"] else Words("", "")
    if one.turning_at is not None:
        return Words(f"{head.zh} 返回途中{late.zh} 用尽{gone}", f"{head.en}, on the way out{late.en}, air ends {gone}")
    leader = Words(" 已报领导", ", leader told") if "leader" in one.told else Words("", "")
    return Words(
        f"{head.zh} 未折返{late.zh}{leader.zh} 用尽{gone}",
        f"{head.en}, not turning back{late.en}{leader.en}, air ends {gone}",
    )


def _overdue(exercise: str | None) -> Words:
    if exercise is not None:
        return Words(" 挂起或停机期间超时", " OVERDUE since the drill was held or the centre down")
    return Words(" 停机期间超时", " OVERDUE since the centre was down")


def _row(reading: Reading, entry: str) -> Mapping[Any, Any] | None:
    return reading.connection.execute(select(t.entries).where(t.entries.c.id == entry)).mappings().first()
